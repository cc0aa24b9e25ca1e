"""Pages about contacts, and what every list page has in common."""

from django.contrib.auth.models import User
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class PageRequest(HttpRequest):
    """A request as the pages get it: somebody has signed in, and ``htmx`` tells what on a page made it."""

    user: User
    htmx: HtmxDetails
