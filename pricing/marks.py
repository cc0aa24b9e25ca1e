"""What to look at among the rows of a campaign: overlaps, prices no better than normal, above the card, given away."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.db.models import DecimalField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from campaigns.models import Campaign
from pricing.effects import RowEffect, effects_of, no_better_rows
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.overlaps import overlapping, overlaps_of
from pricing.selectors import price_rows_of

Row = TypeVar("Row", SalesPrice, SalesLineDiscount)

# To say of so many rows whether they are no better than normal takes a moment that nobody notices.
QUICK_ROWS = 300


class Mark(StrEnum):
    """One thing to look at; also the value in an address."""

    OVERLAP = "overlap"
    NO_BETTER = "no-better"
    ABOVE_CARD = "above-card"
    FREE = "free"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowMarks:
    """What there is to look at about one row; ``overlaps`` are the campaigns that it overlaps."""

    overlaps: tuple[Campaign, ...]
    effect: RowEffect | None
    is_above_card: bool


@dataclass(frozen=True, slots=True)
class MarkCount:
    """How many rows have a mark; None where counting takes longer and was not asked for."""

    mark: Mark
    count: int | None


def marks_of(campaign: Campaign, rows: Collection[Row], *, on: dt.date) -> Mapping[int, RowMarks]:
    """Return what there is to look at about rows of the campaign, by key. The number of queries is constant."""
    overlaps = overlaps_of(rows, on=on)
    effects = effects_of(campaign, rows, on=on)
    above: set[int] = set()
    if campaign.applies_even_if_dearer and any(hasattr(row, "unit_price") for row in rows):
        dear = _above_card(price_rows_of(campaign).filter(pk__in=[row.pk for row in rows]))
        above = set(dear.values_list("pk", flat=True))
    return {
        row.pk: RowMarks(overlaps=overlaps.get(row.pk, ()), effect=effects.get(row.pk), is_above_card=row.pk in above)
        for row in rows
    }


def marked(rows: QuerySet[Row], mark: Mark, *, campaign: Campaign, on: dt.date) -> QuerySet[Row]:
    """Return those of the campaign's ``rows`` that have the mark."""
    if mark is Mark.OVERLAP:
        return overlapping(rows, on=on)
    if mark is Mark.NO_BETTER:
        return rows.filter(pk__in=no_better_rows(campaign, list(rows), on=on))
    if rows.model is not SalesPrice:
        return rows.none()
    if mark is Mark.FREE:
        return rows.filter(Q(("is_free_of_charge", True)))
    return _above_card(rows) if campaign.applies_even_if_dearer else rows.none()


def mark_counts(rows: QuerySet[Row], *, campaign: Campaign, on: dt.date, counts_all: bool) -> list[MarkCount]:
    """Return how many of the campaign's ``rows`` have each mark; marks that no row has are left out.

    Where there are more than ``QUICK_ROWS``, those that are no better than normal are only counted with ``counts_all``.
    """
    is_quick = counts_all or rows.all()[: QUICK_ROWS + 1].count() <= QUICK_ROWS
    counts = []
    for mark in Mark:
        if mark is Mark.NO_BETTER and not is_quick:
            counts.append(MarkCount(mark, None))
            continue
        counts.append(MarkCount(mark, marked(rows, mark, campaign=campaign, on=on).count()))
    return [found for found in counts if found.count != 0]


def _above_card(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Leave the prices above the card price of their unit; the rows are those of ``price_rows_of``."""
    card_price = Func(
        F("item__unit_price"),
        Coalesce(F("quantity_per_unit"), Value(1), output_field=DecimalField()),
        Value(1),
        function="pricing_offered_price",
        output_field=DecimalField(max_digits=15, decimal_places=5),
    )
    return rows.filter(Q(("unit_price__gt", card_price)), currency_code="")
