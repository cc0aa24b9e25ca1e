"""The first page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
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
