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


def normal_terms_of(line: OrderLine) -> NormalTerms:
    """Return what ``line`` costs without campaigns, as it was stored when the line was priced."""
    return NormalTerms(
        unit_price=line.normal_unit_price,
        allows_line_discount=line.normal_allows_line_discount,
        discount_percent=line.normal_discount_percent,
        is_card_price=line.normal_is_card_price,
        sales_price_id=line.normal_sales_price_id,
        line_discount_id=line.normal_line_discount_id,
    )


def has_agreed_price(line: OrderLine) -> bool:
    """Tell whether the normal price of ``line`` was agreed with the buyer: it came neither from a row nor the card."""
    return not line.normal_is_card_price and line.normal_sales_price_id is None


def is_eligible(line: OrderLine) -> bool:
    """Tell whether the price rule may set the price of ``line``: nothing shipped or invoiced, not by hand (D10, D11)."""
    return line.shipped_quantity == 0 and line.invoiced_quantity == 0 and not line.is_priced_by_hand


def refuse_unless_open(order: Order) -> None:
    """Refuse to change an order that is no longer open.

    :raises OrderNotOpenError: its status is another one.
    """
    if order.status != Order.Status.OPEN:
        raise OrderNotOpenError(
            _("Order %(number)s is %(status)s. Only an open order can be changed.")
            % {"number": order.number, "status": order.get_status_display().lower()}
        )
