"""What happens around every request: a line in the log, the way to sign-in and back, and saving without leaving."""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import resolve_url
from django.utils.encoding import escape_uri_path
from django.utils.translation import ngettext
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from config.logging import NO_REQUEST, current_request_id
from config.returning import page_before

logger = logging.getLogger(__name__)

# What a proxy may send as an id; anything else could forge lines in the log.
_ACCEPTED_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestLogMiddleware:
    """Name every request, answer with that name in ``X-Request-ID`` and write one log line about it.

    The line holds the user's id and the path, but no query string: that may hold what staff searched for. Stands first
    in ``MIDDLEWARE``, so that it sees what all the others answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = _request_id(request)
        request.request_id = request_id  # type: ignore[attr-defined]  # error pages show it as the reference
        token = current_request_id.set(request_id)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            _log(request, status=response.status_code, milliseconds=round((time.perf_counter() - started) * 1000))
        finally:
            current_request_id.reset(token)
        response["X-Request-ID"] = request_id
        return response


class SignedOutMiddleware:
    """Lead what was sent after the session had ended to sign-in, and from there back to the page it came from.

    A form would otherwise lead back to its own address, which often only takes forms; and htmx would follow the
    redirect and put the sign-in page into the table that asked. Who sent something is told that nothing was saved.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not _asks_to_sign_in(request, response):
            return response
        if request.method == "POST":
            messages.warning(request, _signed_out())
        htmx = HtmxDetails(request)
        if htmx:
            page = htmx.current_url_abs_path or resolve_url(settings.LOGIN_REDIRECT_URL)
            return HttpResponseClientRedirect(redirect_to_login(page).url)
        page = page_before(request) if request.method == "POST" else ""
        return redirect_to_login(page) if page else response


class StayMiddleware:
    """Show a form again once it was saved, where it was sent with ``stay``: by Ctrl+S."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_saved = isinstance(response, HttpResponseRedirectBase) and not _asks_to_sign_in(request, response)
        if is_saved and request.method == "POST" and "stay" in request.POST:
            return HttpResponseRedirect(request.get_full_path())
        return response


def _request_id(request: HttpRequest) -> str:
    sent = request.headers.get("X-Request-ID", "")
    return sent if _ACCEPTED_REQUEST_ID.fullmatch(sent) else secrets.token_hex(6)


def _log(request: HttpRequest, *, status: int, milliseconds: int) -> None:
    fields = {
        "user_id": _signed_in_id(request),
        "method": request.method,
        "path": escape_uri_path(request.path),
        "status": status,
        "ms": milliseconds,
    }
    logger.info("%(user_id)s %(method)s %(path)s %(status)s %(ms)s ms", fields, extra=fields)


def _signed_in_id(request: HttpRequest) -> str:
    """Return the id of the user whom the view asked for; reading it must not cost a query where none was made."""
    session = getattr(request, "session", None)
    if session is None or not session.accessed:
        return NO_REQUEST
    return str(session.get(SESSION_KEY, NO_REQUEST))


def _asks_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether the answer sends to sign-in to come back to what was asked for.

    Signing out leads there for good, and choosing a language on the sign-in page leads back to it.
    """
    if not isinstance(response, HttpResponseRedirectBase):
        return False
    return response.url == redirect_to_login(request.get_full_path()).url


def _signed_out() -> str:
    hours = settings.SESSION_COOKIE_AGE // 3600
    return ngettext(
        "You were signed out after %(hours)d hour. Sign in to go on; nothing was saved yet.",
        "You were signed out after %(hours)d hours. Sign in to go on; nothing was saved yet.",
        hours,
    ) % {"hours": hours}
