"""Every request has an id and a log line; a fragment asked for after sign-out leads to the sign-in page."""

import logging

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory

from config.logging import NO_REQUEST, current_request_id
from config.middleware import RequestLogMiddleware, SignedOutMiddleware, StayMiddleware
from tests.factories.users import UserFactory


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="config.middleware")
    return caplog


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.request_id} {current_request_id.get()}")


class TestRequestLog:
    def test_makes_an_id_and_returns_it(self, rf: RequestFactory):
        response = RequestLogMiddleware(answer)(rf.get("/"))
        name = response["X-Request-ID"]
        assert len(name) == 12
        assert response.content.decode() == f"{name} {name}"
        assert current_request_id.get() == NO_REQUEST

    def test_takes_the_id_of_the_proxy(self, rf: RequestFactory):
        response = RequestLogMiddleware(answer)(rf.get("/", headers={"X-Request-ID": "proxy-0042"}))
        assert response["X-Request-ID"] == "proxy-0042"

    @pytest.mark.parametrize("sent", ["short", "x" * 65, "forged\nline", "<script>alert</script>"])
    def test_refuses_an_id_that_could_forge_lines(self, rf: RequestFactory, sent: str):
        response = RequestLogMiddleware(answer)(rf.get("/", headers={"X-Request-ID": sent}))
        assert response["X-Request-ID"] != sent

    def test_forgets_the_id_when_the_view_fails(self, rf: RequestFactory):
        def fail(request: HttpRequest) -> HttpResponse:
            raise KeyError("view")

        with pytest.raises(KeyError):
            RequestLogMiddleware(fail)(rf.get("/"))
        assert current_request_id.get() == NO_REQUEST

    def test_logs_path_without_query(self, rf: RequestFactory, log: pytest.LogCaptureFixture):
        RequestLogMiddleware(answer)(rf.get("/contacts/%0A/?q=Ann"))
        [line] = log.records
        assert (line.user_id, line.method, line.path, line.status) == (NO_REQUEST, "GET", "/contacts/%0A/", 200)
        assert line.getMessage().startswith("- GET /contacts/%0A/ 200 ")

    @pytest.mark.django_db
    def test_logs_the_id_of_the_user_and_nothing_else_about_them(self, client: Client, log: pytest.LogCaptureFixture):
        user = UserFactory(username="ann", email="ann@example.com")
        client.force_login(user)
        client.get("/")
        [line] = [record for record in log.records if record.name == "config.middleware"]
        assert line.user_id == str(user.pk)
        assert "ann" not in log.text

    def test_does_not_open_the_session_where_no_view_did(self, rf: RequestFactory):
        request = rf.get("/healthz/live")
        request.session = SessionStore(session_key="a" * 32)
        RequestLogMiddleware(answer)(request)
        assert not request.session.accessed


SIGNED_OUT = "You were signed out after 8 hours. Sign in to go on; nothing was saved yet."


def told(client: Client) -> list[str]:
    return [str(message) for message in client.get("/sign-in/").context["messages"]]


@pytest.mark.django_db
class TestSignedOut:
    def test_fragment_leads_the_whole_page_to_sign_in(self, client: Client):
        headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/campaigns/?page=2"}
        response = client.get("/", headers=headers)
        assert response.status_code == 200
        assert response["HX-Redirect"] == "/sign-in/?next=/campaigns/%3Fpage%3D2"
        assert response.content == b""
        assert told(client) == []

    def test_fragment_that_sent_something_is_told_that_nothing_was_saved(self, client: Client):
        headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/campaigns/?page=2"}
        assert "HX-Redirect" in client.post("/campaigns/new/", headers=headers)
        assert told(client) == [SIGNED_OUT]

    def test_page_of_another_site_is_not_returned_to(self, client: Client):
        response = client.get("/", headers={"HX-Request": "true", "HX-Current-URL": "https://elsewhere.example/"})
        assert response["HX-Redirect"] == "/sign-in/?next=/"

    def test_form_leads_back_to_the_page_it_came_from(self, client: Client):
        headers = {"Referer": "http://testserver/campaigns/CP0001/activate/?page=2"}
        response = client.post("/campaigns/CP0001/activate/start/", headers=headers)
        assert response["Location"] == "/sign-in/?next=/campaigns/CP0001/activate/%3Fpage%3D2"
        assert told(client) == [SIGNED_OUT]

    @pytest.mark.parametrize("headers", [{}, {"Referer": "https://elsewhere.example/"}])
    def test_form_of_no_known_page_leads_to_its_own_address(self, client: Client, headers: dict[str, str]):
        assert client.post("/campaigns/new/", headers=headers)["Location"] == "/sign-in/?next=/campaigns/new/"

    def test_page_that_was_only_asked_for_is_redirected_as_usual(self, client: Client):
        response = client.get("/")
        assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/")
        assert "HX-Redirect" not in response
        assert told(client) == []

    def test_signing_out_is_no_end_of_a_session(self, client: Client):
        client.force_login(UserFactory())
        assert client.post("/sign-out/")["Location"] == "/sign-in/"
        assert told(client) == ["You are signed out."]

    def test_choosing_a_language_on_the_sign_in_page_is_none_either(self, client: Client):
        page = "/sign-in/?next=/campaigns/"
        assert client.post("/i18n/setlang/", {"language": "nl", "next": page})["Location"] == page
        assert told(client) == []

    @pytest.mark.parametrize("response", [HttpResponse("rows"), HttpResponseRedirect("/campaigns/")])
    def test_other_answers_pass(self, rf: RequestFactory, response: HttpResponse):
        request = rf.get("/", headers={"HX-Request": "true"})
        assert SignedOutMiddleware(lambda _: response)(request) is response


class TestStay:
    SAVED = HttpResponseRedirect("/campaigns/CP0001/")
    REFUSED = HttpResponse("form", status=422)

    def answer_to(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        return StayMiddleware(lambda _: response)(request)

    def test_saved_form_is_shown_again(self, rf: RequestFactory):
        request = rf.post("/campaigns/CP0001/edit/?tab=1", {"stay": "yes"})
        assert self.answer_to(request, self.SAVED)["Location"] == "/campaigns/CP0001/edit/?tab=1"

    def test_other_answers_pass(self, rf: RequestFactory):
        wish = {"stay": "yes"}
        assert self.answer_to(rf.post("/campaigns/CP0001/edit/"), self.SAVED) is self.SAVED
        assert self.answer_to(rf.get("/campaigns/CP0001/edit/", wish), self.SAVED) is self.SAVED
        assert self.answer_to(rf.post("/campaigns/CP0001/edit/", wish), self.REFUSED) is self.REFUSED

    @pytest.mark.django_db
    def test_who_is_signed_out_is_asked_to_sign_in_first(self, client: Client):
        headers = {"Referer": "http://testserver/preferences/"}
        response = client.post("/preferences/", {"stay": "yes"}, headers=headers)
        assert response["Location"] == "/sign-in/?next=/preferences/"
