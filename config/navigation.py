"""The main menu: which pages it offers, in which order, and to whom."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Entry:
    """One page of the main menu; ``permission`` is blank when everybody may open it."""

    label: "StrPromise"
    purpose: "StrPromise"
    icon: str
    url_name: str
    permission: str = ""


@dataclass(frozen=True)
class Link:
    """An entry as the menu shows it; ``current`` is the value of ``aria-current``, blank elsewhere."""

    label: "StrPromise"
    purpose: "StrPromise"
    icon: str
    url: str
    current: str


HOME = Entry(pgettext_lazy("menu", "Home"), gettext_lazy("What needs attention today."), "house", "home")
ENTRIES = (
    Entry(
        pgettext_lazy("menu", "Campaigns"),
        gettext_lazy("Plan a campaign and switch its prices on and off."),
        "megaphone",
        "campaigns:list",
        "campaigns.view_campaign",
    ),
    Entry(
        pgettext_lazy("menu", "Segments"),
        gettext_lazy("Choose the contacts a campaign is for."),
        "people",
        "segments:list",
        "segments.view_segment",
    ),
    Entry(
        pgettext_lazy("menu", "Prices & discounts"),
        gettext_lazy("See every sales price and line discount."),
        "tags",
        "pricing:list",
        "pricing.view_salesprice",
    ),
    Entry(
        pgettext_lazy("menu", "Orders"),
        gettext_lazy("Look at order lines and why they have their price."),
        "cart",
        "orders:list",
        "orders.view_order",
    ),
    Entry(
        pgettext_lazy("menu", "Contacts"),
        gettext_lazy("Look up companies and persons."),
        "person",
        "contacts:list",
        "contacts.view_contact",
    ),
    Entry(
        pgettext_lazy("menu", "Runs"),
        gettext_lazy("Read what each activation changed, and undo it."),
        "clock-history",
        "orders:run-list",
        "orders.view_activationrun",
    ),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the menu's links for the person who asks (context processor)."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    allowed = [entry for entry in (HOME, *ENTRIES) if not entry.permission or user.has_perm(entry.permission)]
    links = [_link(entry, request.path) for entry in allowed]
    return {"navigation": [link for link in links if link is not None]}


def _link(entry: Entry, path: str) -> Link | None:
    """Return the link to ``entry``, or None while its page does not exist."""
    try:
        url = reverse(entry.url_name)
    except NoReverseMatch:
        return None
    return Link(entry.label, entry.purpose, entry.icon, url, _current(url, path))


def _current(url: str, path: str) -> str:
    if path == url:
        return "page"
    return "true" if url != reverse(HOME.url_name) and path.startswith(url) else ""
