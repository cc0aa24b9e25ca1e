"""What a campaign's card shows of other rooms besides its tabs: where one can go next, and numbers with their rows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy, pgettext_lazy

from campaigns.selectors import count_flagged_contacts, count_targets
from config.tabs import page_of_card

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class Move:
    """What else can be done with a card, on a page that is no tab. The menu *More* offers those with an icon.

    One that is a verb for customers is done at once, by a button that only the cards of customers have.
    """

    label: "StrPromise"
    url_name: str
    permission: str
    icon: str = ""
    is_verb_for_customers: bool = False


@dataclass(frozen=True)
class MoveLink:
    """A move as a card shows it."""

    label: "StrPromise"
    url: str
    icon: str
    is_verb_for_customers: bool = False


@dataclass(frozen=True)
class Figure:
    """A number on a card, and the page that shows the rows it counts."""

    label: "StrPromise"
    url_name: str
    permission: str
    count: Callable[[str], int]


@dataclass(frozen=True)
class FigureLink:
    """A figure as a card shows it."""

    label: "StrPromise"
    url: str
    count: int


_HOME = "campaigns:card"

# By what the card calls them.
MOVES = {
    "resync": Move(
        pgettext_lazy("button", "See what differs and re-sync"), "orders:resync-preview", "orders.view_activationrun"
    ),
    "deactivate": Move(
        pgettext_lazy("button", "Preview and deactivate"), "orders:deactivation-preview", "orders.view_activationrun"
    ),
    "print": Move(pgettext_lazy("button", "Print"), "segments:campaign-sheet", "segments.view_segment", icon="printer"),
}
FIGURES = (
    Figure(
        gettext_lazy("Target group (buyers)"), "campaigns:targets", "campaigns.view_campaigntarget", count=count_targets
    ),
    Figure(
        gettext_lazy("Flagged contacts behind them"),
        "segments:campaign-flagged",
        "segments.view_segment",
        count=count_flagged_contacts,
    ),
)


def campaign_card(request: HttpRequest) -> dict[str, Callable[[], Any]]:
    """Return ``card_moves`` and ``card_figures`` of the campaign whose card is asked for (context processor).

    They are made, once, when a template asks for them, so that other pages pay nothing.
    """
    return {
        "card_moves": cache(lambda: _moves(request)),
        "card_figures": cache(lambda: _figures(request)),
    }


def _moves(request: HttpRequest) -> dict[str, MoveLink]:
    """Return, by what the card calls them, the moves that have a page which the person may see."""
    number = _campaign_number(request)
    urls = {key: page_of_card(move.url_name, number) for key, move in MOVES.items()} if number else {}
    return {
        key: MoveLink(label=MOVES[key].label, url=url, icon=MOVES[key].icon)
        for key, url in urls.items()
        if url and request.user.has_perm(MOVES[key].permission)
    }


def _figures(request: HttpRequest) -> list[FigureLink]:
    """Return the figures of the campaign's card whose rows the person may see."""
    number = _campaign_number(request)
    if number is None:
        return []
    shown = ((figure, page_of_card(figure.url_name, number)) for figure in FIGURES)
    return [
        FigureLink(label=figure.label, url=url, count=figure.count(number))
        for figure, url in shown
        if url and request.user.has_perm(figure.permission)
    ]


def _campaign_number(request: HttpRequest) -> str | None:
    """Return the number of the campaign whose card is asked for, None on other pages."""
    match = request.resolver_match
    number: str | None = match.kwargs.get("number") if match is not None else None
    home = page_of_card(_HOME, number) if number is not None else None
    return number if home and request.path.startswith(home) else None
