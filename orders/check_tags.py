"""The checks before a run as a page shows them, each with where it is put right: ``{% load run_checks %}``."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Campaign
from contacts.templatetags.formats import number
from orders.checks import Finding, Subject
from orders.preview import Preview

register = template.Library()


class CardCheck(Protocol):
    """A check of the campaign's card, as the registry of cards knows it."""

    @property
    def subject(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def label(self) -> str | Promise: ...
    @property
    def step(self) -> str | Promise: ...
    @property
    def missing(self) -> str: ...
    @property
    def warning(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class CheckRow:
    """One line of the list of checks. ``tone`` is ``bad``, ``warn`` or ``good``; ``step`` is the text of the link."""

    tone: str
    sentence: str
    must_confirm: bool = False
    url: str = ""
    step: str = ""


@register.simple_tag
def check_rows(preview: Preview, campaign: Campaign, card_checks: Iterable[CardCheck]) -> list[CheckRow]:
    """Return what stands in the way, what is to be confirmed, what to look at and what is in order, in this order."""
    places = list(card_checks)
    links = _links(campaign, places)
    found = [
        *(_row(finding, links, tone="bad") for finding in preview.refusals),
        *(_row(finding, links, must_confirm=True) for finding in preview.warnings),
        *(_row(finding, links) for finding in preview.notices),
    ]
    named = {finding.subject.value for finding in (*preview.refusals, *preview.warnings)}
    return [*found, *_rows_of_card(places, named), *_in_order(preview, campaign)]


def _links(campaign: Campaign, places: Iterable[CardCheck]) -> dict[str, tuple[str, str]]:
    """Return where each subject is put right, and what that is called."""
    card = {place.subject: (place.url, str(place.step)) for place in places if place.subject}
    number_of = {"number": campaign.number}
    return {
        Subject.ARCHIVED: (reverse("campaigns:card", kwargs=number_of), _("To the campaign")),
        Subject.ACTIVE: (reverse("orders:deactivation-preview", kwargs=number_of), _("Deactivate it")),
        Subject.NOT_ACTIVE: (reverse("orders:activation-preview", kwargs=number_of), _("Activate it")),
        Subject.PERIOD: (reverse("campaigns:edit", kwargs=number_of), _("Change the dates")),
        Subject.DEARER: ("?change=rise#lines", _("Show these lines")),
        Subject.PROSPECTS: (reverse("campaigns:targets", kwargs=number_of), _("Show the target group")),
        **card,
    }


def _row(
    finding: Finding, links: dict[str, tuple[str, str]], *, tone: str = "warn", must_confirm: bool = False
) -> CheckRow:
    url, step = links.get(finding.subject, ("", ""))
    return CheckRow(tone=tone, sentence=finding.sentence, must_confirm=must_confirm, url=url, step=step)


def _rows_of_card(places: Iterable[CardCheck], named: set[str]) -> Iterator[CheckRow]:
    """Yield what the card's own checks say, unless a finding has said it."""
    for place in places:
        sentence = place.missing or place.warning
        if sentence and place.subject not in named:
            step = str(place.step) if place.missing else _("Show")
            yield CheckRow(tone="warn", sentence=f"{place.label}: {sentence}", url=place.url, step=step)


def _in_order(preview: Preview, campaign: Campaign) -> Iterator[CheckRow]:
    if preview.target_count:
        sentence = ngettext(
            "%(count)s buyer in the target group", "%(count)s buyers in the target group", preview.target_count
        )
        url = reverse("campaigns:targets", kwargs={"number": campaign.number})
        yield CheckRow(
            tone="good", sentence=sentence % {"count": number(preview.target_count)}, url=url, step=_("Show")
        )
    if preview.price_count or preview.discount_count:
        sentence = _("Sales prices: %(prices)s, line discounts: %(discounts)s") % {
            "prices": number(preview.price_count),
            "discounts": number(preview.discount_count),
        }
        yield CheckRow(tone="good", sentence=sentence)
