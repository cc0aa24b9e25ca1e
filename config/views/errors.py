"""The answers when something went wrong: not allowed, not sent by a page of ours, a fault of ours."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from config.backends import groups_with, refused_permission
from config.returning import page_before

FORBIDDEN = 403


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what one may not do, and which groups may."""
    permission = refused_permission(request.user)
    groups = groups_with(permission) if permission else []
    context = {"explanation": str(exception), "groups": get_text_list([f"“{name}”" for name in groups], _("or"))}
    return render(request, "403.html", context, status=FORBIDDEN)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form came from a page that is too old, and lead back to it."""
    return render(request, "403_csrf.html", {"page": page_before(request)}, status=FORBIDDEN)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours, with the reference under which the log has it.

    The page is made without context processors, which could fail for the same reason.
    """
    template = loader.get_template("500.html")
    return HttpResponseServerError(template.render({"reference": getattr(request, "request_id", "")}))
