"""What a contact's card offers of other rooms besides its tabs."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from config.campaign_card import Move, MoveLink
from config.contact_figures import ContactFigureLink, figures_of
from config.tabs import page_of_card
from contacts.models import DuplicatePair

_HOME = "contacts:card"

_PAIR = "contacts:duplicate"
_MERGE = "contacts.delete_contact"

MOVES = (
    Move(
        pgettext_lazy("button", "Another company…"),
        "segments:contact-company",
        "contacts.change_contact",
        icon="building",
    ),
    Move(
        pgettext_lazy("button", "No longer a customer"),
        "orders:end-customer",
        "contacts.change_contact",
        icon="dash-circle",
        is_verb_for_customers=True,
    ),
    Move(pgettext_lazy("button", "Merge with…"), "segments:merge-with", _MERGE, icon="copy"),
)


def contact_card(request: HttpRequest) -> dict[str, Callable[[], Any]]:
    """Return ``contact_moves`` of the contact whose card is asked for, and ``pair_moves`` of two possible duplicates.

    With ``contact_figures`` of that card. A context processor; they are made when asked for.
    """
    return {
        "contact_moves": cache(lambda: _moves(request)),
        "contact_figures": cache(lambda: _figures(request)),
        "pair_moves": cache(lambda: _pair_moves(request)),
    }


def _moves(request: HttpRequest) -> list[MoveLink]:
    """Return the moves whose page the person may see."""
    number = _number(request)
    if number is None:
        return []
    urls = ((move, page_of_card(move.url_name, number)) for move in MOVES)
    return [
        MoveLink(label=move.label, url=url, icon=move.icon, is_verb_for_customers=move.is_verb_for_customers)
        for move, url in urls
        if url and request.user.has_perm(move.permission)
    ]


def _figures(request: HttpRequest) -> list[ContactFigureLink]:
    number = _number(request)
    return [] if number is None else figures_of(request, number)


def _number(request: HttpRequest) -> str | None:
    """Return the number of the contact whose card is asked for, None on other pages."""
    match = request.resolver_match
    number: str | None = match.kwargs.get("number") if match is not None else None
    home = page_of_card(_HOME, number) if number is not None else None
    return number if home and request.path.startswith(home) else None


def _pair_moves(request: HttpRequest) -> list[MoveLink]:
    """Return how the two companies of the pair that is looked at become one, where the person may do that."""
    match = request.resolver_match
    if match is None or match.view_name != _PAIR or not request.user.has_perm(_MERGE):
        return []
    numbers = DuplicatePair.objects.filter(pk=match.kwargs["pk"]).values_list("first__number", "second__number")
    return [
        MoveLink(
            label=pgettext_lazy("button", "Merge…"),
            url=reverse("segments:merge", kwargs={"number": first, "other": second}),
            icon="copy",
        )
        for first, second in numbers
    ]
