"""Entering and changing order lines: they take the rule's price at once (D5), hand-set ones stay (D10).

Every use case shares the lane first (``orders.locks``), so that no run switches a campaign on or off between the
moment the price is found and the moment the line is saved, and stamps the line with the reading of the plan clock.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from orders.line_pricing import (
    LineDetails,
    fill_and_price,
    price_again,
    refuse_settled,
    refuse_unless_as_seen,
)
from orders.locks import lock_order, share_lane
from orders.models import Order, OrderLine
from orders.services import OrderError, refuse_too_large, refuse_unless_open, write_terms
from pricing.terms import PriceTerms


class HandPriceError(OrderError):
    """The price or discount set by hand cannot be."""


@dataclass(frozen=True, kw_only=True)
class HandPrice:
    """A price for one unit and a discount, and why they were given."""

    unit_price: Decimal
    line_discount_percent: Decimal
    reason: str


@transaction.atomic
def enter_line(order: Order, *, details: LineDetails) -> OrderLine:
    """Add a line to an open order at the price that the rule gives now.

    :raises OrderNotOpenError: the order is not open.
    :raises OrderError: the quantity, the unit or the variant cannot be.
    """
    generation = share_lane()
    order = lock_order(order.pk)
    refuse_unless_open(order)
    last = order.lines.aggregate(last=Max("line_number"))["last"] or 0
    line = OrderLine(order=order, buyer_id=order.buyer_id, line_number=last + 1, generation=generation)
    fill_and_price(order, line, details)
    line.save(force_insert=True)
    return line


@transaction.atomic
def change_line(line: OrderLine, *, details: LineDetails, seen: str | None = None) -> OrderLine:
    """Change what is ordered. The line takes the rule's price at once, unless it was set by hand or is settled.

    ``seen`` is the stamp of the line as it was looked at (``OrderLine.stamp``).

    :raises OrderNotOpenError: the order is not open.
    :raises LineChangedError: somebody else changed it since.
    :raises LineNotPriceableError: something on it was shipped or invoiced, and more than its quantity would change.
    :raises OrderError: the quantity, the unit or the variant cannot be.
    """
    order, line = _locked(line, seen)
    fill_and_price(order, line, details)
    line.save()
    return line


@transaction.atomic
def remove_line(line: OrderLine, *, seen: str | None = None) -> None:
    """Take a line off an open order.

    :raises OrderNotOpenError: the order is not open.
    :raises LineNotPriceableError: something on it was shipped or invoiced.
    """
    _order, line = _locked(line, seen)
    refuse_settled(line)
    line.delete()


@transaction.atomic
def set_by_hand(
    line: OrderLine,
    *,
    price: HandPrice,
    at: dt.datetime,
    by: User | None,
    seen: str | None = None,
) -> OrderLine:
    """Put a price and discount on the line that no run will change (D10).

    :raises OrderNotOpenError: the order is not open.
    :raises LineNotPriceableError: something on it was shipped or invoiced.
    :raises HandPriceError: the price is negative or the discount no percentage.
    :raises AmountError: the line cannot hold what it comes to.
    """
    _order, line = _locked(line, seen)
    refuse_settled(line)
    if price.unit_price < 0:
        raise HandPriceError(_("A price of %(price)s is negative. Type 0 or more.") % {"price": price.unit_price})
    if not 0 <= price.line_discount_percent <= 100:
        raise HandPriceError(
            _("A discount of %(percent)s %% cannot be. Type 0 to 100.") % {"percent": price.line_discount_percent}
        )
    write_terms(line, PriceTerms(price.unit_price, price.line_discount_percent))
    refuse_too_large(line)
    line.is_priced_by_hand, line.hand_priced_at, line.hand_priced_by = True, at, by
    line.hand_price_reason = price.reason
    line.save()
    return line


@transaction.atomic
def hand_back(line: OrderLine, *, seen: str | None = None) -> OrderLine:
    """Let the price rule price a line again that was priced by hand.

    :raises OrderNotOpenError: the order is not open.
    :raises LineNotPriceableError: something on it was shipped or invoiced.
    """
    order, line = _locked(line, seen)
    refuse_settled(line)
    line.is_priced_by_hand, line.hand_priced_at, line.hand_priced_by = False, None, None
    line.hand_price_reason = ""
    price_again(order, [line])
    line.save()
    return line


def _locked(line: OrderLine, seen: str | None) -> tuple[Order, OrderLine]:
    """Lock the line's order, which every change of a line takes, and return both as they are now."""
    generation = share_lane()
    order = lock_order(line.order_id)
    refuse_unless_open(order)
    line = OrderLine.objects.select_for_update(of=("self",)).select_related("item", "unit", "variant").get(pk=line.pk)
    line.order = order
    refuse_unless_as_seen(line, seen)
    line.generation = generation
    return order, line
