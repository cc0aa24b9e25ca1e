"""The registry of card tabs: which pages, of whatever app, make up the card of a campaign, a segment or a contact.

A card's frame lives in the app of the thing it shows and loops over ``card_tabs``;
each tab is an ordinary page of the app that owns its content.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from campaigns.models import CampaignEntry
from campaigns.selectors import odd_dates
from contacts.models import ContactProfileAnswer
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.overlaps import overlap_warning
from pricing.selectors import missing_rows
from segments.models import Segment, SegmentStep
from segments.selectors import count_campaigns_of_buyer, count_lines_about, missing_targets

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Tab:
    """One page of a card, at a URL that takes the card's number.

    ``count`` takes that number and returns how many rows the page shows; ``missing`` returns what is still to be done
    there, ``warns`` what to look at although nothing is missing; both blank when there is nothing. Both are put right
    on the page, or on the one that ``repair`` names with its permission; ``step`` is what doing so is called,
    ``check_label`` what is looked at, where that is not the page. ``is_goal`` marks the page to go to when nothing is
    missing, ``follows_dates`` one whose rows move with the dates of the card. ``also`` names further pages that stand
    under the tab. ``subject`` is the word by which pages of other apps ask where something is put right.
    """

    label: "StrPromise"
    url_name: str
    permission: str
    count: Callable[[str], int] | None = None
    missing: Callable[[str], str] | None = None
    warns: Callable[[str], str] | None = None
    step: "StrPromise | str" = ""
    repair: tuple[str, str] | None = None
    check_label: "StrPromise | str" = ""
    is_goal: bool = False
    follows_dates: bool = False
    also: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True)
class TabLink:
    """A tab as a card shows it; ``count`` is None where the tab has none."""

    label: "StrPromise"
    url: str
    is_current: bool
    count: int | None
    follows_dates: bool
    is_goal: bool = False


@dataclass(frozen=True)
class Check:
    """Whether what a tab shows is complete: ``missing`` says what is not, ``warning`` what to look at; else blank.

    ``url`` is where one puts it right, ``step`` what that is called. ``subject`` is that of its tab.
    """

    label: "StrPromise | str"
    url: str
    missing: str
    warning: str = ""
    step: "StrPromise | str" = ""
    subject: str = ""


CAMPAIGN_TABS = (
    Tab(
        pgettext_lazy("tab", "Overview"),
        "campaigns:card",
        "campaigns.view_campaign",
        warns=lambda number: odd_dates(number, today=timezone.localdate()),
        check_label=pgettext_lazy("campaign", "Dates"),
        repair=("campaigns:edit", "campaigns.change_campaign"),
    ),
    Tab(
        pgettext_lazy("tab", "Segments"),
        "segments:campaign-segments",
        "segments.view_segment",
        count=lambda number: Segment.objects.filter(campaign__number=number).count(),
        missing=missing_targets,
        step=gettext_lazy("Choose whom it is for"),
        subject="targets",
    ),
    Tab(
        pgettext_lazy("tab", "Prices"),
        "pricing:campaign-prices",
        "pricing.view_salesprice",
        count=lambda number: SalesPrice.objects.in_force().filter(campaign__number=number).count(),
        missing=missing_rows,
        step=gettext_lazy("Enter prices"),
        subject="rows",
        warns=lambda number: overlap_warning(SalesPrice, number, on=timezone.localdate()),
        follows_dates=True,
        also=("pricing:paste-prices", "pricing:suggest-prices"),
    ),
    Tab(
        pgettext_lazy("tab", "Discounts"),
        "pricing:campaign-discounts",
        "pricing.view_saleslinediscount",
        count=lambda number: SalesLineDiscount.objects.in_force().filter(campaign__number=number).count(),
        warns=lambda number: overlap_warning(SalesLineDiscount, number, on=timezone.localdate()),
        follows_dates=True,
        also=("pricing:paste-discounts",),
    ),
    Tab(
        pgettext_lazy("tab", "Preview and activate"),
        "orders:activation-preview",
        "orders.view_activationrun",
        is_goal=True,
        also=("orders:deactivation-preview", "orders:resync-preview"),
    ),
    Tab(pgettext_lazy("tab", "Runs"), "orders:campaign-runs", "orders.view_activationrun"),
    Tab(
        pgettext_lazy("tab", "Entries"),
        "campaigns:entries",
        "campaigns.view_campaignentry",
        count=lambda number: CampaignEntry.objects.filter(campaign__number=number).count(),
    ),
    Tab(pgettext_lazy("tab", "History"), "campaigns:history", "campaigns.view_campaign"),
)
SEGMENT_TABS = (
    Tab(
        pgettext_lazy("tab", "Lines"),
        "segments:card",
        "segments.view_segment",
        also=("segments:follow-up", "segments:mailing-group", "segments:assigned"),
    ),
    Tab(pgettext_lazy("tab", "Build"), "segments:build", "segments.view_segment", also=("segments:found",)),
    Tab(
        pgettext_lazy("tab", "Steps"),
        "segments:steps",
        "segments.view_segment",
        count=lambda number: SegmentStep.objects.filter(segment__number=number, undone_at=None).count(),
        also=("segments:step-contacts", "segments:save-criteria", "segments:reuse", "segments:reused"),
    ),
    Tab(
        pgettext_lazy("tab", "Refresh"),
        "segments:refresh",
        "segments.view_segment",
        also=("segments:refresh-contacts",),
    ),
    Tab(pgettext_lazy("tab", "Bulk changes"), "segments:changes", "segments.view_bulkchange"),
    Tab(pgettext_lazy("tab", "History"), "segments:history", "segments.view_segment"),
    Tab(pgettext_lazy("tab", "Messages"), "segments:reach", "segments.view_segment"),
)
CONTACT_TABS = (
    Tab(pgettext_lazy("tab", "Overview"), "contacts:card", "contacts.view_contact"),
    Tab(pgettext_lazy("tab", "Prices"), "pricing:contact-prices", "pricing.view_salesprice"),
    Tab(
        pgettext_lazy("tab", "Profile"),
        "contacts:profile",
        "contacts.view_contactprofileanswer",
        count=lambda number: ContactProfileAnswer.objects.filter(contact__number=number).count(),
    ),
    Tab(pgettext_lazy("tab", "Consent"), "contacts:consents", "contacts.view_consent"),
    Tab(
        pgettext_lazy("tab", "Segments"),
        "segments:contact-segments",
        "segments.view_segment",
        count=count_lines_about,
    ),
    Tab(
        pgettext_lazy("tab", "Campaigns"),
        "segments:contact-campaigns",
        "campaigns.view_campaigntarget",
        count=count_campaigns_of_buyer,
    ),
    Tab(pgettext_lazy("tab", "Orders"), "orders:contact-orders", "orders.view_order"),
    Tab(pgettext_lazy("tab", "Personal data"), "personal-data", "contacts.export_personal_data"),
)

# By the URL name of the card's first page: every page below that URL belongs to the card.
CARDS: dict[str, tuple[Tab, ...]] = {tabs[0].url_name: tabs for tabs in (CAMPAIGN_TABS, SEGMENT_TABS, CONTACT_TABS)}


def card_tabs(request: HttpRequest) -> dict[str, Callable[[], Any]]:
    """Return ``card_tabs``, ``card_checks`` and ``card_goal`` for the card whose page is asked for (context processor).

    They are made, once, when a template asks for them, so that other pages pay nothing.
    """
    return {
        "card_tabs": cache(lambda: _links(request)),
        "card_checks": cache(lambda: _checks(request)),
        "card_goal": cache(lambda: _goal(request)),
    }


def _links(request: HttpRequest) -> list[TabLink]:
    return [_link(tab, number, request) for tab, number in _shown_tabs(request)]


def _checks(request: HttpRequest) -> list[Check]:
    """Return what the tabs that know of it say is missing or to be looked at, in their order."""
    checks = (_check(tab, number, request) for tab, number in _shown_tabs(request))
    return [check for check in checks if check is not None]


def _check(tab: Tab, number: str, request: HttpRequest) -> Check | None:
    """Return what the tab says; one that can only warn says nothing when there is nothing to warn of."""
    missing = tab.missing(number) if tab.missing else ""
    warning = tab.warns(number) if tab.warns and not missing else ""
    if tab.missing is None and not warning and not tab.check_label:
        return None
    repair = tab.repair[0] if tab.repair and request.user.has_perm(tab.repair[1]) else tab.url_name
    return Check(
        label=tab.check_label or tab.label,
        url=reverse(repair, kwargs={"number": number}),
        missing=missing,
        warning=warning,
        step=tab.step or tab.label,
        subject=tab.subject,
    )


def _goal(request: HttpRequest) -> Check | None:
    """Return the tab to go to next: the first that lacks something, or else the one to which all leads."""
    lacking = next((check for check in _checks(request) if check.missing), None)
    if lacking is not None:
        return lacking
    goals = ((tab, number) for tab, number in _shown_tabs(request) if tab.is_goal)
    for tab, number in goals:
        return Check(tab.label, reverse(tab.url_name, kwargs={"number": number}), "", step=tab.step or tab.label)
    return None


def _shown_tabs(request: HttpRequest) -> list[tuple[Tab, str]]:
    """Return the tabs of the card that have a page which the person may see, with the number of the card."""
    match = request.resolver_match
    if match is None or "number" not in match.kwargs:
        return []
    number = match.kwargs["number"]
    for home, tabs in CARDS.items():
        card_url = page_of_card(home, number)
        if card_url and request.path.startswith(card_url):
            allowed = (tab for tab in tabs if request.user.has_perm(tab.permission))
            return [(tab, number) for tab in allowed if page_of_card(tab.url_name, number)]
    return []


def _link(tab: Tab, number: str, request: HttpRequest) -> TabLink:
    url = reverse(tab.url_name, kwargs={"number": number})
    count = tab.count(number) if tab.count else None
    page = request.resolver_match.view_name if request.resolver_match else ""
    is_current = request.path == url or page in tab.also
    return TabLink(
        label=tab.label,
        url=url,
        is_current=is_current,
        count=count,
        follows_dates=tab.follows_dates,
        is_goal=tab.is_goal,
    )


def page_of_card(url_name: str, number: str) -> str | None:
    """Return the address of a page of the card, or None while the page does not exist."""
    try:
        return reverse(url_name, kwargs={"number": number})
    except NoReverseMatch:
        return None
