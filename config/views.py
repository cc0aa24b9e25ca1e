"""Pages of the frame: home, and the answers when something went wrong."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import redirect, render
from django.template import loader
from django.templatetags.static import static
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show where to start."""
    return render(request, "config/home.html")


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Send browsers, which ask here when a page names no icon, to the static file."""
    return redirect(static("app/favicon.svg"))


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours, with the reference under which the log has it.

    The page is made without context processors, which could fail for the same reason.
    """
    template = loader.get_template("500.html")
    return HttpResponseServerError(template.render({"reference": getattr(request, "request_id", "")}))
