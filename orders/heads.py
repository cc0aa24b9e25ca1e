"""The head of an order: making one, changing what its prices depend on, and its status.

As in ``orders.entry`` every change that prices lines shares the lane first (``orders.locks``).
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from contacts.locks import lock_contact
from contacts.models import Contact
from contacts.numbering import take_number
from orders.line_pricing import PRICED_FIELDS, is_settled, price_again
from orders.locks import lock_applying_run, lock_lines, lock_order, share_lane
from orders.models import Order, OrderLine
from orders.selectors import lines_of, terms_of
from orders.services import OrderError, refuse_unless_open
from pricing.terms import PriceTerms

SERIES = "ORDER"

Status = Order.Status

# To which status an order may go from which.
NEXT_STATUSES: dict[str, tuple[Order.Status, ...]] = {
    Status.OPEN: (Status.RELEASED, Status.CLOSED, Status.CANCELLED),
    Status.RELEASED: (Status.OPEN, Status.CLOSED, Status.CANCELLED),
    Status.CLOSED: (Status.OPEN,),
    Status.CANCELLED: (Status.OPEN,),
}


class CurrencyError(OrderError):
    """The currency factor does not suit the currency."""


class BuyerGoneError(OrderError):
    """Who was to buy is no contact any more."""


class StatusError(OrderError):
    """The order cannot get this status, or has another one than was seen."""


class EffectChangedError(OrderError):
    """What a change of the head does to the lines is no longer what was shown."""


@dataclass(frozen=True, kw_only=True)
class OrderHead:
    """What the head of an order says. A blank currency is the local currency, whose factor is 1."""

    ordered_on: dt.date
    campaign: Campaign | None = None
    currency_code: str = ""
    currency_factor: Decimal = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class LineMove:
    """A line that gets other terms. ``line`` has the new ones."""

    line: OrderLine
    old: PriceTerms
    old_amount: Decimal


@dataclass(frozen=True, kw_only=True)
class HeadEffect:
    """What a change of the head does: the lines that get other terms, and how many stay as they were set.

    ``digest`` stands for the head as it is, the head as it would be, and what becomes of each line.
    """

    moves: Sequence[LineMove]
    kept_count: int
    digest: str

    @property
    def old_total(self) -> Decimal:
        """What the lines that move come to now."""
        return sum((move.old_amount for move in self.moves), Decimal(0))

    @property
    def new_total(self) -> Decimal:
        """What the lines that move would come to."""
        return sum((move.line.line_amount for move in self.moves), Decimal(0))


@transaction.atomic
def create_order(*, buyer: Contact, head: OrderHead, number: str = "") -> Order:
    """Make an open order without lines, with a typed number or the next one.

    :raises NumberError: the number cannot be given.
    :raises CurrencyError: the factor does not suit the currency.
    :raises BuyerGoneError: the buyer was deleted or merged with another contact meanwhile.
    """
    _check_currency(head)
    number = take_number(series_code=SERIES, typed=number, taken=Order.objects)
    try:
        buyer = lock_contact(buyer)
    except Contact.DoesNotExist as error:
        raise BuyerGoneError(
            _("%(contact)s was deleted or merged meanwhile. Choose who buys again.") % {"contact": buyer}
        ) from error
    order = Order(number=number, buyer_id=buyer.buyer_id)
    _fill_head(order, head)
    order.save(force_insert=True)
    return order


def effect_of(order: Order, *, head: OrderHead) -> HeadEffect:
    """Return what ``change_order`` would do to the lines. Writes nothing.

    :raises CurrencyError: the factor does not suit the currency.
    :raises AmountError: a line cannot hold what it would come to.
    """
    _check_currency(head)
    return _reprice(Order.objects.get(pk=order.pk), head, list(lines_of(order)))


@transaction.atomic
def change_order(order: Order, *, head: OrderHead, expected: str | None = None) -> Order:
    """Write the head of an open order and price its lines again, as the rule depends on all that stands there.

    ``expected`` is the digest of the effect that was shown.

    :raises OrderNotOpenError: the order is not open.
    :raises CurrencyError: the factor does not suit the currency.
    :raises EffectChangedError: the effect is no longer the one that was shown.
    """
    generation = share_lane()
    lock_applying_run()
    order = lock_order(order.pk)
    refuse_unless_open(order)
    _check_currency(head)
    lines = lock_lines(order)
    effect = _reprice(order, head, lines)
    if expected not in (None, effect.digest):
        raise EffectChangedError(
            _("Meanwhile something changed, and with it the effect. Nothing was saved. Look again.")
        )
    order.save()
    for line in lines:
        line.generation = generation
    OrderLine.objects.bulk_update(lines, [*PRICED_FIELDS, "generation"])
    return order


@transaction.atomic
def change_status(order: Order, *, status: Order.Status, seen: str | None = None) -> Order:
    """Open, release, close or cancel an order. Its prices stay as they are (D6).

    ``seen`` is the status that was looked at.

    :raises StatusError: it has another status meanwhile, or cannot go from its status to this one.
    """
    generation = share_lane()
    lock_applying_run()
    order = lock_order(order.pk)
    if seen not in (None, order.status) or status not in NEXT_STATUSES[order.status]:
        raise StatusError(
            _("Order %(number)s is %(status)s. Nothing was changed.")
            % {"number": order.number, "status": order.get_status_display().lower()}
        )
    order.status = status
    order.save(update_fields=["status"])
    OrderLine.objects.filter(order=order).update(generation=generation)
    return order


def _reprice(order: Order, head: OrderHead, lines: list[OrderLine]) -> HeadEffect:
    """Put the head on the order and the rule's prices on its lines, and return what that changes. Does not save."""
    heads = [_values_of(order)]
    is_same_currency = (order.currency_code, order.currency_factor) == (head.currency_code, head.currency_factor)
    _fill_head(order, head)
    heads.append(_values_of(order))
    before = [(terms_of(line), line.line_amount) for line in lines]
    price_again(order, [line for line in lines if not is_settled(line)], keeps_agreed=is_same_currency)
    moves = [
        LineMove(line=line, old=old, old_amount=amount)
        for line, (old, amount) in zip(lines, before, strict=True)
        if _numbers(old, amount) != _numbers(terms_of(line), line.line_amount)
    ]
    digest = hashlib.sha256("\n".join([*heads, *map(_move_text, moves)]).encode()).hexdigest()[:16]
    kept_count = sum(is_settled(line) or line.is_priced_by_hand for line in lines)
    return HeadEffect(moves=moves, kept_count=kept_count, digest=digest)


def _values_of(order: Order) -> str:
    factor = f"{order.currency_factor.normalize():f}"
    return f"{order.ordered_on} {order.campaign_id} {order.currency_code} {factor}"


def _move_text(move: LineMove) -> str:
    numbers = (*_numbers(move.old, move.old_amount), *_numbers(terms_of(move.line), move.line.line_amount))
    return f"{move.line.pk} " + " ".join(f"{value.normalize():f}" for value in numbers)


def _numbers(terms: PriceTerms, amount: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    return terms.unit_price, terms.line_discount_percent, amount


def _fill_head(order: Order, head: OrderHead) -> None:
    order.ordered_on, order.campaign = head.ordered_on, head.campaign
    order.currency_code, order.currency_factor = head.currency_code, head.currency_factor


def _check_currency(head: OrderHead) -> None:
    if head.currency_factor <= 0:
        raise CurrencyError(_("The currency factor must be more than 0."))
    if not head.currency_code and head.currency_factor != 1:
        raise CurrencyError(_("The currency factor of the local currency is 1."))
