"""Short writes of orders and their lines. ``write_terms`` is the only writer of one line's price."""

from django.utils.translation import gettext as _

from orders.models import Order, OrderLine
from pricing.arithmetic import line_amount
from pricing.terms import NormalTerms, PriceTerms


class OrderError(Exception):
    """An order or a line of it cannot be written as asked."""


class OrderNotOpenError(OrderError):
    """The order is no longer open."""


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
