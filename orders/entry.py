"""Entering and changing order lines: they take the rule's price at once (D5), hand-set ones stay (D10).

Every use case shares the lane first (``orders.locks``), so that no run switches a campaign on or off between the
moment the price is found and the moment the line is saved, and stamps the line with the reading of the plan clock.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from contacts.models import Contact
from contacts.numbering import take_number
from orders.locks import lock_applying_run, lock_lines, lock_order, share_lane
from orders.models import Order, OrderLine
from orders.selectors import has_agreed_price, normal_terms_of, sale_of, terms_of
from orders.services import OrderError, refuse_too_large, refuse_unless_open, write_normal_terms, write_terms
from pricing.models import Item, ItemVariant, UnitOfMeasure
from pricing.selectors import OfferBook, quantities_per_unit
from pricing.terms import PriceTerms

SERIES = "ORDER"


class LineNotPriceableError(OrderError):
    """The price of the line is settled: something on it was shipped or invoiced."""


class QuantityError(OrderError):
    """The quantity is negative, or less than what was shipped."""


class UnitError(OrderError):
    """The item is not sold in this unit, or the variant is another item's."""


class HandPriceError(OrderError):
    """The price or discount set by hand cannot be."""


class CurrencyError(OrderError):
    """The currency factor does not suit the currency."""


@dataclass(frozen=True, kw_only=True)
class OrderHead:
    """What the head of an order says. A blank currency is the local currency, whose factor is 1."""

    ordered_on: dt.date
    campaign: Campaign | None = None
    currency_code: str = ""
    currency_factor: Decimal = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class LineDetails:
    """What is ordered on one line. Without a unit it is the item's base unit."""

    item: Item
    quantity: Decimal
    unit: UnitOfMeasure | None = None
    variant: ItemVariant | None = None


@transaction.atomic
def create_order(*, buyer: Contact, head: OrderHead, number: str = "") -> Order:
    """Make an open order without lines, with a typed number or the next one.

    :raises NumberError: the number cannot be given.
    :raises CurrencyError: the factor does not suit the currency.
    """
    _check_currency(head)
    order = Order(number=take_number(series_code=SERIES, typed=number, taken=Order.objects), buyer_id=buyer.buyer_id)
    _fill_head(order, head)
    order.save(force_insert=True)
    return order


@transaction.atomic
def change_order(order: Order, *, head: OrderHead) -> Order:
    """Write the head of an open order and price its lines again, as the rule depends on all that stands there.

    :raises OrderNotOpenError: the order is not open.
    :raises CurrencyError: the factor does not suit the currency.
    """
    generation = share_lane()
    lock_applying_run()
    order = lock_order(order.pk)
    refuse_unless_open(order)
    _check_currency(head)
    is_same_currency = (order.currency_code, order.currency_factor) == (head.currency_code, head.currency_factor)
    _fill_head(order, head)
    order.save()
    lines = lock_lines(order)
    _price_again(order, [line for line in lines if not _is_settled(line)], keeps_agreed=is_same_currency)
    for line in lines:
        line.generation = generation
    OrderLine.objects.bulk_update(lines, [*_PRICED_FIELDS, "generation"])
    return order


@transaction.atomic
def change_status(order: Order, *, status: Order.Status) -> Order:
    """Open, release, close or cancel an order. Its prices stay as they are (D6)."""
    generation = share_lane()
    lock_applying_run()
    order = lock_order(order.pk)
    order.status = status
    order.save(update_fields=["status"])
    OrderLine.objects.filter(order=order).update(generation=generation)
    return order


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
    _fill_line(line, details)
    _price_again(order, [line])
    line.save(force_insert=True)
    return line


@transaction.atomic
def change_line(line: OrderLine, *, details: LineDetails) -> OrderLine:
    """Change what is ordered. The line takes the rule's price at once, unless it was set by hand or is settled.

    :raises OrderNotOpenError: the order is not open.
    :raises LineNotPriceableError: something on it was shipped or invoiced, and more than its quantity would change.
    :raises OrderError: the quantity, the unit or the variant cannot be.
    """
    order, line = _locked(line)
    before = line.item_id, line.unit_id, line.variant_id
    _fill_line(line, details)
    ware = line.item_id, line.unit_id, line.variant_id
    if not _is_settled(line):
        _price_again(order, [line], keeps_agreed=ware[:2] == before[:2])
    elif ware == before:
        write_terms(line, terms_of(line))
        refuse_too_large(line)
    else:
        _refuse_settled(line)
    line.save()
    return line


@transaction.atomic
def remove_line(line: OrderLine) -> None:
    """Take a line off an open order.

    :raises OrderNotOpenError: the order is not open.
    :raises LineNotPriceableError: something on it was shipped or invoiced.
    """
    _order, line = _locked(line)
    _refuse_settled(line)
    line.delete()


@transaction.atomic
def set_by_hand(
    line: OrderLine,
    *,
    unit_price: Decimal,
    line_discount_percent: Decimal,
    reason: str,
    at: dt.datetime,
    by: User | None,
) -> OrderLine:
    """Put a price and discount on the line that no run will change (D10).

    :raises OrderNotOpenError: the order is not open.
    :raises LineNotPriceableError: something on it was shipped or invoiced.
    :raises HandPriceError: the price is negative or the discount no percentage.
    :raises AmountError: the line cannot hold what it comes to.
    """
    _order, line = _locked(line)
    _refuse_settled(line)
    if unit_price < 0:
        raise HandPriceError(_("A price of %(price)s is negative. Type 0 or more.") % {"price": unit_price})
    if not 0 <= line_discount_percent <= 100:
        raise HandPriceError(
            _("A discount of %(percent)s %% cannot be. Type 0 to 100.") % {"percent": line_discount_percent}
        )
    write_terms(line, PriceTerms(unit_price, line_discount_percent))
    refuse_too_large(line)
    line.is_priced_by_hand, line.hand_priced_at, line.hand_priced_by = True, at, by
    line.hand_price_reason = reason
    line.save()
    return line


@transaction.atomic
def hand_back(line: OrderLine) -> OrderLine:
    """Let the price rule price a line again that was priced by hand.

    :raises OrderNotOpenError: the order is not open.
    :raises LineNotPriceableError: something on it was shipped or invoiced.
    """
    order, line = _locked(line)
    _refuse_settled(line)
    line.is_priced_by_hand, line.hand_priced_at, line.hand_priced_by = False, None, None
    line.hand_price_reason = ""
    _price_again(order, [line])
    line.save()
    return line


_PRICED_FIELDS = (
    "unit_price",
    "line_discount_percent",
    "line_amount",
    "sales_price",
    "line_discount",
    "normal_unit_price",
    "normal_discount_percent",
    "normal_allows_line_discount",
    "normal_is_card_price",
    "normal_sales_price",
    "normal_line_discount",
)


def _price_again(order: Order, lines: Collection[OrderLine], *, keeps_agreed: bool = True) -> None:
    """Put on each line what the rule gives now. A price agreed with the buyer stays the normal price.

    A line priced by hand keeps its terms; its normal terms are those of what it is now, for when it is handed back.
    """
    book = OfferBook.load(item_ids={line.item_id for line in lines}, buyer_ids={order.buyer_id})
    for line in lines:
        is_agreed = keeps_agreed and not line._state.adding and has_agreed_price(line)
        agreed = normal_terms_of(line) if is_agreed else None
        judgement = book.judge(sale_of(order, line), agreed=agreed)
        write_normal_terms(line, judgement.normal)
        write_terms(line, terms_of(line) if line.is_priced_by_hand else judgement.terms)
        refuse_too_large(line)


def _locked(line: OrderLine) -> tuple[Order, OrderLine]:
    """Lock the line's order, which every change of a line takes, and return both as they are now."""
    generation = share_lane()
    order = lock_order(line.order_id)
    refuse_unless_open(order)
    line = OrderLine.objects.select_for_update().get(pk=line.pk)
    line.generation = generation
    return order, line


def _fill_line(line: OrderLine, details: LineDetails) -> None:
    if details.quantity < line.shipped_quantity:
        raise QuantityError(
            _("The quantity %(quantity)s is less than what was shipped (%(shipped)s).")
            % {"quantity": details.quantity, "shipped": line.shipped_quantity}
        )
    if details.variant is not None and details.variant.item_id != details.item.pk:
        raise UnitError(
            _("%(variant)s is not a variant of item %(item)s.")
            % {"variant": details.variant.code, "item": details.item.number}
        )
    unit = details.unit or details.item.base_unit
    quantity_per_unit = quantities_per_unit([details.item.pk]).get((details.item.pk, unit.pk))
    if quantity_per_unit is None:
        raise UnitError(
            _("Item %(item)s is not sold by the %(unit)s.") % {"item": details.item.number, "unit": unit.code}
        )
    line.item, line.variant, line.unit = details.item, details.variant, unit
    line.quantity, line.quantity_per_unit = details.quantity, quantity_per_unit


def _fill_head(order: Order, head: OrderHead) -> None:
    order.ordered_on, order.campaign = head.ordered_on, head.campaign
    order.currency_code, order.currency_factor = head.currency_code, head.currency_factor


def _check_currency(head: OrderHead) -> None:
    if head.currency_factor <= 0:
        raise CurrencyError(_("The currency factor must be more than 0."))
    if not head.currency_code and head.currency_factor != 1:
        raise CurrencyError(_("The currency factor of the local currency is 1."))


def _is_settled(line: OrderLine) -> bool:
    return bool(line.shipped_quantity or line.invoiced_quantity)


def _refuse_settled(line: OrderLine) -> None:
    if _is_settled(line):
        raise LineNotPriceableError(
            _("Something on line %(line)s was shipped or invoiced, so its price is settled.")
            % {"line": line.line_number}
        )
