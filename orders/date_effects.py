"""Which open order lines leave or enter the period of a campaign when its dates change.

Nothing is written: of an active campaign, a re-sync brings these lines to what the rule gives.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import ngettext

from campaigns.models import Campaign
from campaigns.parts import DateChange, DateEffect
from contacts.templatetags.formats import number as shown
from orders.models import Order, OrderLine
from pricing.models import SalesLineDiscount, SalesPrice


@dataclass(frozen=True, kw_only=True)
class MovingLines:
    """How many lines leave and enter, and how many of these carry the campaign's prices or discounts now."""

    leaving_count: int
    leaving_carrying_count: int
    entering_count: int
    entering_carrying_count: int


def lines_that_move(change: DateChange) -> list[DateEffect]:
    """Return how many open order lines fall outside the new period, and how many come in."""
    lines = count_moving_lines(change)
    leaving = ngettext(
        "%(shown)s open order line falls outside the new period; carrying its prices now: %(carrying)s.",
        "%(shown)s open order lines fall outside the new period; carrying its prices now: %(carrying)s.",
        lines.leaving_count,
    ) % {"shown": shown(lines.leaving_count), "carrying": shown(lines.leaving_carrying_count)}
    entering = ngettext(
        "%(shown)s open order line comes in; carrying its prices now: %(carrying)s.",
        "%(shown)s open order lines come in; carrying its prices now: %(carrying)s.",
        lines.entering_count,
    ) % {"shown": shown(lines.entering_count), "carrying": shown(lines.entering_carrying_count)}
    return [
        DateEffect(count=lines.leaving_count, sentence=leaving),
        DateEffect(count=lines.entering_count, sentence=entering),
    ]


def count_moving_lines(change: DateChange) -> MovingLines:
    """Count the lines that the rule may price and that leave or enter the period, in one query.

    They are those of open orders that the campaign reaches but for its dates, or that carry it.
    """
    campaign = change.campaign
    was_in = _dated_within(campaign.starting_on, campaign.ending_on)
    is_in = _dated_within(change.starting_on, change.ending_on)
    leaving, entering, carrying = was_in & ~is_in, is_in & ~was_in, _carrying(campaign)
    return MovingLines(
        **_lines_at_stake(campaign)
        .filter(leaving | entering)
        .aggregate(
            leaving_count=Count("pk", filter=leaving),
            leaving_carrying_count=Count("pk", filter=leaving & carrying),
            entering_count=Count("pk", filter=entering),
            entering_carrying_count=Count("pk", filter=entering & carrying),
        )
    )


def _lines_at_stake(campaign: Campaign) -> QuerySet[OrderLine]:
    """Return the eligible lines (D10, D11) of open orders that ``campaign`` reaches on some day, or that carry it."""
    prices = SalesPrice.objects.of_campaign(campaign)
    discounts = SalesLineDiscount.objects.of_campaign(campaign)
    has_row = Q(item__in=prices.values("item"))
    if discounts.filter(item=None, item_discount_group=None).exists():
        has_row = Q()
    else:
        has_row |= Q(item__in=discounts.exclude(item=None).values("item"))
        groups = discounts.exclude(item_discount_group=None).values("item_discount_group")
        has_row |= Q(item__discount_group__in=groups)
    is_target = Q(buyer__in=campaign.targets.values("buyer"))
    names_no_other = Q(order__campaign=None) | Q(order__campaign=campaign)
    return OrderLine.objects.filter(
        _carrying(campaign) | (is_target & names_no_other & has_row),
        order__status=Order.Status.OPEN,
        shipped_quantity=0,
        invoiced_quantity=0,
        is_priced_by_hand=False,
    )


def _carrying(campaign: Campaign) -> Q:
    """Return the condition that a row of ``campaign``, withdrawn or not, gave the line its price or discount."""
    return Q(sales_price__in=SalesPrice.objects.filter(campaign=campaign).values("pk")) | Q(
        line_discount__in=SalesLineDiscount.objects.filter(campaign=campaign).values("pk")
    )


def _dated_within(starting_on: dt.date | None, ending_on: dt.date | None) -> Q:
    """Return the condition that the order is dated in the period; both dates are inclusive, blank is unbounded."""
    # Always a condition, so that its opposite is one too.
    condition = Q(order__ordered_on__isnull=False)
    if starting_on is not None:
        condition &= Q(order__ordered_on__gte=starting_on)
    if ending_on is not None:
        condition &= Q(order__ordered_on__lte=ending_on)
    return condition
