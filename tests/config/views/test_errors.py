import pytest
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from config import urls
from config.views.errors import server_error
from tests.factories.users import UserFactory


def fail(request: HttpRequest) -> HttpResponse:
    msg = "on purpose"
    raise RuntimeError(msg)


handler403 = urls.handler403
handler500 = urls.handler500
urlpatterns = [path("fail/", fail), *urls.urlpatterns]
pytestmark = pytest.mark.django_db


def test_unknown_page_is_answered_in_the_frame(client: Client) -> None:
    client.force_login(UserFactory())
    answer = client.get("/nowhere/<b>/")
    assert answer.status_code == 404
    assert "<code>/nowhere/%3Cb%3E/</code>" in answer.content.decode()


class TestNotAllowed:
    @pytest.mark.parametrize(
        ("url", "explanation", "groups"),
        [
            (
                "/campaigns/new/",
                "You can look at campaigns but not add one.",
                "“Marketer” or “Campaign manager”",
            ),
            ("/orders/", "", "“Viewer”, “Marketer” or “Campaign manager”"),
        ],
    )
    def test_says_who_may(self, client: Client, url: str, explanation: str, groups: str) -> None:
        client.force_login(UserFactory(permissions=["campaigns.view_campaign"]))
        answer = client.get(url)
        assert answer.status_code == 403
        page = answer.content.decode()
        assert explanation in page
        assert f"Ask someone in {groups}." in page
        assert 'aria-label="Main menu"' in page

    def test_sends_to_the_administrator_when_no_group_may(self, client: Client) -> None:
        Group.objects.all().delete()
        client.force_login(UserFactory())
        page = client.get("/orders/").content.decode()
        assert "Ask whoever gave you your account." in page


class TestFormWithoutItsToken:
    def test_leads_back_to_its_page(self) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(UserFactory())
        answer = client.post("/preferences/", headers={"Referer": "http://testserver/preferences/?from=menu"})
        assert answer.status_code == 403
        page = answer.content.decode()
        assert "The form was not accepted" in page
        assert 'href="/preferences/?from=menu"' in page
        assert 'aria-label="Main menu"' in page

    def test_is_explained_where_the_page_is_not_known(self) -> None:
        answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "anna"})
        assert answer.status_code == 403
        assert "Go back, reload the page and send it again." in answer.content.decode()


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
