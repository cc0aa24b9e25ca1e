"""The registry of card tabs: which pages, of whatever app, make up the card of a campaign, a segment or a contact.

A card's frame lives in the app of the thing it shows and loops over ``card_tabs``;
each tab is an ordinary page of the app that owns its content.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Tab:
    """One page of a card, at a URL that takes the card's number.

    ``count`` takes that number and returns how many rows the page shows.
    """

    label: "StrPromise"
    url_name: str
    permission: str
    count: Callable[[str], int] | None = None


@dataclass(frozen=True)
class TabLink:
    """A tab as a card shows it; ``count`` is None where the tab has none."""

    label: "StrPromise"
    url: str
    is_current: bool
    count: int | None


CAMPAIGN_TABS = (
    Tab(pgettext_lazy("tab", "Overview"), "campaigns:card", "campaigns.view_campaign"),
    Tab(pgettext_lazy("tab", "Segments"), "segments:campaign-segments", "segments.view_segment"),
    Tab(pgettext_lazy("tab", "Prices"), "pricing:campaign-prices", "pricing.view_salesprice"),
    Tab(pgettext_lazy("tab", "Discounts"), "pricing:campaign-discounts", "pricing.view_saleslinediscount"),
    Tab(pgettext_lazy("tab", "Preview and activate"), "orders:activation-preview", "orders.view_activationrun"),
    Tab(pgettext_lazy("tab", "Runs"), "orders:campaign-runs", "orders.view_activationrun"),
    Tab(pgettext_lazy("tab", "Entries"), "campaigns:entries", "campaigns.view_campaignentry"),
)
SEGMENT_TABS = (Tab(pgettext_lazy("tab", "Lines"), "segments:card", "segments.view_segment"),)
CONTACT_TABS = (Tab(pgettext_lazy("tab", "Overview"), "contacts:card", "contacts.view_contact"),)

# By the URL name of the card's first page: every page below that URL belongs to the card.
CARDS: dict[str, tuple[Tab, ...]] = {tabs[0].url_name: tabs for tabs in (CAMPAIGN_TABS, SEGMENT_TABS, CONTACT_TABS)}


def card_tabs(request: HttpRequest) -> dict[str, Callable[[], list[TabLink]]]:
    """Return ``card_tabs`` for the card whose page is asked for (context processor).

    The links are made when a template loops over them, so that other pages pay nothing.
    """
    return {"card_tabs": lambda: _links(request)}


def _links(request: HttpRequest) -> list[TabLink]:
    match = request.resolver_match
    if match is None or "number" not in match.kwargs:
        return []
    number = match.kwargs["number"]
    for home, tabs in CARDS.items():
        card_url = _url(home, number)
        if card_url and request.path.startswith(card_url):
            links = [_link(tab, number, request) for tab in tabs if request.user.has_perm(tab.permission)]
            return [link for link in links if link is not None]
    return []


def _link(tab: Tab, number: str, request: HttpRequest) -> TabLink | None:
    """Return the link to ``tab``, or None while its page does not exist."""
    url = _url(tab.url_name, number)
    if url is None:
        return None
    count = tab.count(number) if tab.count else None
    return TabLink(label=tab.label, url=url, is_current=request.path == url, count=count)


def _url(url_name: str, number: str) -> str | None:
    try:
        return reverse(url_name, kwargs={"number": number})
    except NoReverseMatch:
        return None
