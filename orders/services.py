"""Short writes of orders and their lines. ``write_terms`` is the only writer of one line's price."""

from django.utils.translation import gettext as _

from orders.models import Order, OrderLine
from pricing.arithmetic import line_amount
from pricing.terms import NormalTerms, PriceTerms

# Prices have 5 decimals and amounts 2, of 15 digits.
_TOO_HIGH_PRICE, _TOO_HIGH_AMOUNT = 10**10, 10**13


class OrderError(Exception):
    """An order or a line of it cannot be written as asked."""


class OrderNotOpenError(OrderError):
    """The order is no longer open."""


class AmountError(OrderError):
    """The price or the amount has more digits than can be kept."""


def write_terms(line: OrderLine, terms: PriceTerms) -> None:
    """Put a price, a discount and the rows they came from on ``line``, and work out its amount. Does not save."""
    line.unit_price = terms.unit_price
    line.line_discount_percent = terms.line_discount_percent
    line.sales_price_id = terms.sales_price_id
    line.line_discount_id = terms.line_discount_id
    line.line_amount = line_amount(line.quantity, terms.unit_price, terms.line_discount_percent)


def write_normal_terms(line: OrderLine, normal: NormalTerms) -> None:
    """Store on ``line`` what it costs without campaigns. Does not save."""
    line.normal_unit_price = normal.unit_price
    line.normal_allows_line_discount = normal.allows_line_discount
    line.normal_discount_percent = normal.discount_percent
    line.normal_is_card_price = normal.is_card_price
    line.normal_sales_price_id = normal.sales_price_id
    line.normal_line_discount_id = normal.line_discount_id


def refuse_unless_open(order: Order) -> None:
    """Refuse to change an order that is no longer open.

    :raises OrderNotOpenError: its status is another one.
    """
    if order.status != Order.Status.OPEN:
        raise OrderNotOpenError(
            _("Order %(number)s is %(status)s. Only an open order can be changed.")
            % {"number": order.number, "status": order.get_status_display().lower()}
        )


def refuse_too_large(line: OrderLine) -> None:
    """Refuse a line that its columns cannot hold: SQLite would store another number, PostgreSQL breaks off.

    :raises AmountError: its amount or a price is too large.
    """
    is_too_large = max(line.unit_price, line.normal_unit_price) >= _TOO_HIGH_PRICE
    if is_too_large or line.line_amount >= _TOO_HIGH_AMOUNT:
        raise AmountError(
            _("Line %(line)s would come to %(amount)s, which is more than can be kept. Check quantity and price.")
            % {"line": line.line_number, "amount": line.line_amount}
        )
