"""Help that is the same everywhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def shortcuts(request: HttpRequest) -> HttpResponse:
    """List all keyboard shortcuts; with JavaScript a dialog shows those of the page at hand instead."""
    return render(request, "config/shortcuts.html")
