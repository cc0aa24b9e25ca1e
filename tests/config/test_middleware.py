"""Every request has an id and a log line; a fragment asked for after sign-out leads to the sign-in page."""

import logging

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory

from config.logging import NO_REQUEST, current_request_id
from config.middleware import RequestLogMiddleware, SignedOutFragmentMiddleware
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


@pytest.mark.django_db
class TestSignedOutFragment:
    def test_fragment_leads_the_whole_page_to_sign_in(self, client: Client):
        headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/campaigns/?page=2"}
        response = client.get("/", headers=headers)
        assert response.status_code == 200
        assert response["HX-Redirect"] == "/sign-in/?next=/campaigns/%3Fpage%3D2"
        assert response.content == b""

    def test_page_of_another_site_is_not_returned_to(self, client: Client):
        response = client.get("/", headers={"HX-Request": "true", "HX-Current-URL": "https://elsewhere.example/"})
        assert response["HX-Redirect"] == "/sign-in/?next=/"

    def test_whole_page_is_redirected_as_usual(self, client: Client):
        response = client.get("/")
        assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/")
        assert "HX-Redirect" not in response

    @pytest.mark.parametrize("response", [HttpResponse("rows"), HttpResponseRedirect("/campaigns/")])
    def test_other_answers_pass(self, rf: RequestFactory, response: HttpResponse):
        request = rf.get("/", headers={"HX-Request": "true"})
        assert SignedOutFragmentMiddleware(lambda _: response)(request) is response
