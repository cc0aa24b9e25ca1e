"""Rows of campaigns that answer the same question at the same time, so that a buyer of both gets only one of them.

A row of a campaign overlaps one of another campaign when both are in force and name the same item (or group), variant,
unit and currency, and their campaigns have a day in common. Minimum quantities do not matter. Campaigns that are
archived or over, or neither active nor still planned, do not count.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import TypeVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from campaigns.models import Campaign, CampaignStatus
from pricing.models import SalesLineDiscount, SalesPrice

Row = TypeVar("Row", SalesPrice, SalesLineDiscount)

# So many campaigns are named in a warning.
_MOST_NAMED = 3


def overlapping(rows: QuerySet[Row], *, on: dt.date) -> QuerySet[Row]:
    """Return those of ``rows`` that overlap a row of another campaign, as things stand on ``on``."""
    others = _of_live_campaigns(rows.model._default_manager.all(), on).exclude(campaign_id=OuterRef("campaign_id"))
    return _of_live_campaigns(rows, on).filter(_has_other(_meeting_periods(others)))


def overlaps_of(rows: Collection[Row], *, on: dt.date) -> dict[int, tuple[Campaign, ...]]:
    """Return the campaigns that rows of one kind overlap, by the key of the row, in the order of their numbers.

    Rows that overlap none are left out. Two queries, whatever the number of rows.
    """
    if not rows:
        return {}
    everything = type(next(iter(rows)))._default_manager.select_related("campaign")
    found = list(overlapping(everything.filter(pk__in=[row.pk for row in rows]), on=on))
    item_ids = {row.item_id for row in found}
    is_about = Q(item__in=item_ids - {None}) | (Q(item=None) if None in item_ids else Q(pk__in=()))
    others: dict[tuple[object, ...], dict[int, Campaign]] = defaultdict(dict)
    for other in _of_live_campaigns(everything.filter(is_about), on) if found else ():
        if other.campaign is not None:
            others[_subject(other)][other.campaign.pk] = other.campaign
    return {row.pk: _met_by(row.campaign, others[_subject(row)].values()) for row in found if row.campaign is not None}


def campaigns_with_overlaps(*, on: dt.date) -> QuerySet[Campaign]:
    """Return the campaigns of which a price or a discount overlaps one of another campaign."""
    prices = overlapping(SalesPrice.objects.all(), on=on).values("campaign")
    discounts = overlapping(SalesLineDiscount.objects.all(), on=on).values("campaign")
    return Campaign.objects.filter(Q(pk__in=prices) | Q(pk__in=discounts))


def overlap_warning(model: type[Row], campaign_number: str, *, on: dt.date) -> str:
    """Return how many rows of the campaign overlap, and which campaigns; blank when none does."""
    rows = list(overlapping(model._default_manager.filter(campaign__number=campaign_number), on=on))
    if not rows:
        return ""
    numbers = sorted({campaign.number for met in overlaps_of(rows, on=on).values() for campaign in met})
    named = ", ".join(numbers[:_MOST_NAMED]) + (", …" if len(numbers) > _MOST_NAMED else "")
    sentence = ngettext("%(count)d row overlaps %(campaigns)s.", "%(count)d rows overlap %(campaigns)s.", len(rows))
    return sentence % {"count": len(rows), "campaigns": named}


def _of_live_campaigns(rows: QuerySet[Row], on: dt.date) -> QuerySet[Row]:
    """Leave the rows in force of campaigns that give prices now or may come to."""
    is_wanted = Q(campaign__is_active=True) | (
        Q(campaign__status=None) | ~Q(campaign__status__phase=CampaignStatus.Phase.FINISHED)
    )
    is_not_over = Q(campaign__ending_on=None) | Q(campaign__ending_on__gte=on)
    return rows.filter(is_wanted, is_not_over, withdrawn_at=None, campaign__is_archived=False)


def _met_by(one: Campaign, others: Collection[Campaign]) -> tuple[Campaign, ...]:
    return tuple(sorted((other for other in others if _meet(one, other)), key=lambda other: other.number))


def _has_other(others: QuerySet[Row]) -> Q:
    """Return the condition that one of ``others`` is about what the row is about."""
    same = _same(others, "variant_id", "unit_id").filter(currency_code=OuterRef("currency_code"))
    # The index begins with the item, so rows with an item are compared by it as it stands.
    has_other = Q(Exists(same.filter(item_id=OuterRef("item_id"))))
    if others.model is SalesLineDiscount:
        has_other |= Q(item=None) & Q(Exists(_same(same.filter(item=None), "item_discount_group_id")))
    return has_other


def _same(others: QuerySet[Row], *names: str) -> QuerySet[Row]:
    """Leave those of ``others`` that agree with the row in these keys; blank agrees with blank."""
    for name in names:
        others = others.alias(**{f"any_{name}": Coalesce(F(name), 0)}).filter(
            **{f"any_{name}": Coalesce(OuterRef(name), 0)}
        )
    return others


def _meeting_periods(others: QuerySet[Row]) -> QuerySet[Row]:
    """Leave those of ``others`` whose campaign has a day in common with the row's; blank dates are unbounded."""
    start = Coalesce(OuterRef("campaign__starting_on"), Value(dt.date.min))
    end = Coalesce(OuterRef("campaign__ending_on"), Value(dt.date.max))
    return others.filter(
        Q(campaign__starting_on=None) | Q(campaign__starting_on__lte=end),
        Q(campaign__ending_on=None) | Q(campaign__ending_on__gte=start),
    )


def _meet(one: Campaign, other: Campaign) -> bool:
    return one.pk != other.pk and not (
        (one.starting_on and other.ending_on and other.ending_on < one.starting_on)
        or (other.starting_on and one.ending_on and one.ending_on < other.starting_on)
    )


def _subject(row: SalesPrice | SalesLineDiscount) -> tuple[object, ...]:
    group_id = row.item_discount_group_id if isinstance(row, SalesLineDiscount) else None
    return row.item_id, group_id, row.variant_id, row.unit_id, row.currency_code
