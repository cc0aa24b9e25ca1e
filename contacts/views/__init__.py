"""Pages about contacts, and what every list page has in common."""

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails


class PageRequest(HttpRequest):
    """A request as the pages get it: somebody has signed in, and ``htmx`` tells what on a page made it."""

    user: User
    htmx: HtmxDetails


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Return the page of this site that the person came from, which forms send as ``next``."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and is_ours else otherwise
