import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from config import urls
from config.views import server_error
from tests.factories.users import UserFactory


def fail(request: HttpRequest) -> HttpResponse:
    msg = "on purpose"
    raise RuntimeError(msg)


handler500 = urls.handler500
urlpatterns = [path("fail/", fail), *urls.urlpatterns]
pytestmark = pytest.mark.django_db


def test_home_is_for_people_who_signed_in(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/sign-in/?next=/"
    client.force_login(UserFactory(username="anna"))
    assert "Welcome, anna" in client.get("/").content.decode()


def test_sign_in_leads_to_the_page_that_was_asked_for(client: Client) -> None:
    UserFactory(username="anna")
    answer = client.post("/sign-in/", {"username": "anna", "password": "secret", "next": "/password/"})
    assert answer.headers["Location"] == "/password/"


def test_wrong_password_says_what_to_check(client: Client) -> None:
    answer = client.post("/sign-in/", {"username": "anna", "password": "wrong"})
    assert "This user name and password do not belong together." in answer.content.decode()
    assert 'value="anna"' in answer.content.decode()


def test_sign_out_needs_a_post(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"


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


def test_language_is_chosen_before_sign_in(client: Client) -> None:
    answer = client.post("/i18n/setlang/", {"language": "nl", "next": "/sign-in/"})
    assert answer.headers["Location"] == "/sign-in/"
    assert '<html lang="nl">' in client.get("/sign-in/").content.decode()


def test_browsers_find_the_icon(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"] == "/static/app/favicon.svg"


def test_unknown_page_is_answered_in_the_frame(client: Client) -> None:
    client.force_login(UserFactory())
    answer = client.get("/nowhere/<b>/")
    assert answer.status_code == 404
    assert "<code>/nowhere/%3Cb%3E/</code>" in answer.content.decode()


def test_form_without_its_token_is_explained() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "anna"})
    assert answer.status_code == 403
    assert "The form was not accepted" in answer.content.decode()


@pytest.mark.urls(__name__)
def test_fault_of_ours_has_the_reference_of_the_log() -> None:
    answer = Client(raise_request_exception=False).get("/fail/", headers={"X-Request-ID": "reference-7f3a"})
    assert answer.status_code == 302  # Nobody signed in: the page behind is not reached.
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory())
    answer = client.get("/fail/", headers={"X-Request-ID": "reference-7f3a"})
    assert answer.status_code == 500
    assert "<strong>reference-7f3a</strong>" in answer.content.decode()


def test_fault_page_works_without_a_reference() -> None:
    answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert b"mention reference" not in answer.content


@pytest.mark.parametrize("url", ["/", "/password/", "/nowhere/"])
def test_nothing_foreign_and_nothing_inline_is_allowed(client: Client, url: str) -> None:
    client.force_login(UserFactory())
    policy = client.get(url).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
