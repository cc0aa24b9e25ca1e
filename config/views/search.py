"""Search across everything one may see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from config.search import SHORTEST, page_of_number, search

_LONGEST = 100


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what matches, by kind; an exact number leads to its page at once. What one may not see is not looked for."""
    text = request.GET.get("q", "").strip()[:_LONGEST].strip().replace("\0", "")
    page = page_of_number(text, request.user) if text else ""
    if page:
        return redirect(page)
    context = {"text": text, "groups": search(text, request.user), "is_too_short": 0 < len(text) < SHORTEST}
    return render(request, "config/search.html", context)
