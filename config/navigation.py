"""The main menu: which pages it offers, in which order, and to whom; and what else the frame knows of the person."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy, pgettext_lazy

from contacts.preferences import preferences_of

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Entry:
    """One page of the main menu; ``permission`` is blank when everybody may open it.

    ``is_below`` puts it under the line, among what one needs now and then.
    """

    label: "StrPromise"
    purpose: "StrPromise"
    icon: str
    url_name: str
    permission: str = ""
    is_below: bool = False


@dataclass(frozen=True)
class Page:
    """A page that one may start with."""

    label: "StrPromise"
    url_name: str


@dataclass(frozen=True)
class Link:
    """An entry as the menu shows it; ``current`` is the value of ``aria-current``, blank elsewhere."""

    label: "StrPromise"
    purpose: "StrPromise"
    icon: str
    url: str
    current: str
    is_below: bool


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
    Entry(
        pgettext_lazy("menu", "Jobs & imports"),
        gettext_lazy("Upload files and look at what bulk changes did."),
        "cloud-upload",
        "jobs:list",
        is_below=True,
    ),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the menu's links for the person who asks, and what that person likes (context processor).

    The links are made when a template asks for them: most that are given the request show one cell of a table.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": [], "preferences": preferences_of(AnonymousUser())}
    return {
        "navigation": SimpleLazyObject(lambda: _links(user, request.path)),
        "preferences": preferences_of(user),
        "menu_is_folded": request.COOKIES.get("menu") == "folded",
    }


def _links(user: User, path: str) -> list[Link]:
    links = (_link(entry, path) for entry in _allowed(user))
    return [link for link in links if link is not None]


def pages_for(user: User | AnonymousUser) -> list[Page]:
    """Return the pages of the menu that exist and that ``user`` may open, in their order."""
    return [Page(entry.label, entry.url_name) for entry in _allowed(user) if _url(entry) is not None]


def _allowed(user: User | AnonymousUser) -> list[Entry]:
    return [entry for entry in (HOME, *ENTRIES) if not entry.permission or user.has_perm(entry.permission)]


def _url(entry: Entry) -> str | None:
    """Return the address of the page of ``entry``, or None while the page does not exist."""
    try:
        return reverse(entry.url_name)
    except NoReverseMatch:
        return None


def _link(entry: Entry, path: str) -> Link | None:
    """Return the link to ``entry``, or None while its page does not exist."""
    url = _url(entry)
    if url is None:
        return None
    return Link(entry.label, entry.purpose, entry.icon, url, _current(url, path), entry.is_below)


def _current(url: str, path: str) -> str:
    if path == url:
        return "page"
    return "true" if url != reverse(HOME.url_name) and path.startswith(url) else ""
