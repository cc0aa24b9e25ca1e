import pytest
from django.test import Client

from contacts.models import Preferences
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db

CHOICES = {"language": "nl", "start_page": "campaigns:list", "rows_per_page": "100"}


def sign_in(client: Client, **fields: str) -> str:
    answer = client.post("/sign-in/", {"username": "anna", "password": "secret", **fields})
    return answer.headers["Location"]


def test_sign_in_leads_to_the_page_that_was_asked_for(client: Client) -> None:
    UserFactory(username="anna")
    assert sign_in(client, next="/password/") == "/password/"


def test_sign_in_never_leads_to_another_site(client: Client) -> None:
    UserFactory(username="anna")
    assert sign_in(client, next="https://elsewhere.example/") == "/"


def test_wrong_password_says_what_to_check(client: Client) -> None:
    answer = client.post("/sign-in/", {"username": "anna", "password": "wrong"})
    assert "This user name and password do not belong together." in answer.content.decode()
    assert 'value="anna"' in answer.content.decode()


def test_sign_out_needs_a_post(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get("/sign-out/").status_code == 405
    answer = client.post("/sign-out/", follow=True)
    assert answer.redirect_chain == [("/sign-in/", 302)]
    assert "You are signed out." in answer.content.decode()


def test_password_is_changed(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    new = {"old_password": "secret", "new_password1": "blue-chair-7", "new_password2": "blue-chair-7"}
    assert client.post("/password/", new, follow=True).status_code == 200
    user.refresh_from_db()
    assert user.check_password("blue-chair-7")


def test_refused_password_is_explained(client: Client) -> None:
    client.force_login(UserFactory())
    answer = client.post("/password/", {"old_password": "wrong", "new_password1": "a", "new_password2": "b"})
    assert '<a href="#id_old_password">Old password</a>' in answer.content.decode()


class TestLanguage:
    def test_is_chosen_before_sign_in(self, client: Client) -> None:
        answer = client.post("/i18n/setlang/", {"language": "nl", "next": "/sign-in/"})
        assert answer.headers["Location"] == "/sign-in/"
        assert '<html lang="nl">' in client.get("/sign-in/").content.decode()
        assert not Preferences.objects.exists()

    def test_of_a_button_is_there_at_the_next_computer(self, client: Client) -> None:
        user = UserFactory(username="anna")
        client.force_login(user)
        client.post("/i18n/setlang/", {"language": "nl", "next": "/"})
        assert user.preferences.language == "nl"
        elsewhere = Client()
        sign_in(elsewhere)
        assert '<html lang="nl">' in elsewhere.get("/").content.decode()

    def test_stays_that_of_the_browser_where_none_was_chosen(self, client: Client) -> None:
        UserFactory(username="anna")
        sign_in(client)
        assert '<html lang="nl">' in client.get("/", headers={"Accept-Language": "nl"}).content.decode()

    @pytest.mark.parametrize("language", ["fr", ""])
    def test_that_we_do_not_speak_is_not_kept(self, client: Client, language: str) -> None:
        client.force_login(UserFactory())
        client.post("/i18n/setlang/", {"language": language, "next": "/"})
        assert not Preferences.objects.exists()

    def test_is_not_changed_by_a_link(self, client: Client) -> None:
        client.force_login(UserFactory())
        client.get("/i18n/setlang/", {"language": "nl"})
        assert not Preferences.objects.exists()


class TestStartPage:
    def start(self, client: Client, page: str, **user: str) -> str:
        Preferences.objects.create(user=UserFactory(username="anna", **user), start_page=page)
        return sign_in(client, next="/")

    def test_is_the_one_that_was_chosen(self, client: Client) -> None:
        assert self.start(client, "campaigns:list", group="Viewer") == "/campaigns/"

    @pytest.mark.parametrize("page", ["campaigns:list", "campaigns:none-such"])
    def test_is_home_where_the_chosen_one_cannot_be_opened(self, client: Client, page: str) -> None:
        assert self.start(client, page) == "/"


class TestPreferences:
    def test_are_for_people_who_signed_in(self, client: Client) -> None:
        assert client.get("/preferences/").headers["Location"] == "/sign-in/?next=/preferences/"
        assert client.post("/preferences/", CHOICES).status_code == 302
        assert not Preferences.objects.exists()

    def test_are_kept_for_the_person_who_saves_them(self, client: Client) -> None:
        user, other = UserFactory(group="Viewer"), UserFactory(group="Viewer")
        client.force_login(user)
        answer = client.post("/preferences/", CHOICES, follow=True)
        page = answer.content.decode()
        assert "Uw voorkeuren zijn opgeslagen." in page
        assert '<html lang="nl">' in page
        assert 'data-shortcuts="off"' in page
        [kept] = Preferences.objects.all()
        assert (kept.user, kept.start_page, kept.rows_per_page) == (user, "campaigns:list", 100)
        client.force_login(other)
        assert 'data-shortcuts="off"' not in client.get("/").content.decode()

    def test_language_goes_back_to_that_of_the_browser(self, client: Client) -> None:
        client.force_login(UserFactory(group="Viewer"))
        client.post("/preferences/", CHOICES)
        client.post("/preferences/", CHOICES | {"language": ""})
        assert '<html lang="en-gb">' in client.get("/", headers={"Accept-Language": "en"}).content.decode()

    def test_of_which_one_cannot_be_are_refused_whole(self, client: Client) -> None:
        client.force_login(UserFactory())
        answer = client.post("/preferences/", CHOICES)  # A person who may see no campaigns.
        assert answer.status_code == 422
        assert "Not saved yet" in answer.content.decode()
        assert not Preferences.objects.exists()
