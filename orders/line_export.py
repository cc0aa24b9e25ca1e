"""Order lines as rows of a file. What was ordered stands under the headings that the import of orders has.

Prices stand under headings of their own: read again, the price that a campaign gave must not become an agreed one.
"""

from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet

from campaigns.models import Campaign
from contacts.cells import CellValue
from orders.labels import discount_origin, price_origin
from orders.models import OrderLine
from orders.selectors import with_rows

HEADINGS = (
    "order_number",
    "line_number",
    "buyer",
    "buyer_name",
    "order_date",
    "status",
    "currency",
    "currency_factor",
    "campaign",
    "item",
    "item_description",
    "variant",
    "unit",
    "quantity",
    "shipped_quantity",
    "invoiced_quantity",
    "present_unit_price",
    "present_line_discount",
    "line_amount",
    "price_origin",
    "discount_origin",
    "normal_unit_price",
    "normal_line_discount",
)
_CHUNK_SIZE = 2_000


def lines_to_export(
    *, order_numbers: Sequence[str] = (), campaign: Campaign | None = None, status: str = ""
) -> QuerySet[OrderLine]:
    """Return the lines of these orders, that carry a row of this campaign, of orders of this status; all if unsaid."""
    lines = OrderLine.objects.all()
    if order_numbers:
        lines = lines.filter(order__number__in=order_numbers)
    if campaign is not None:
        lines = lines.filter(Q(sales_price__campaign=campaign) | Q(line_discount__campaign=campaign))
    return lines.filter(order__status=status) if status else lines


def rows_of(lines: QuerySet[OrderLine]) -> Iterator[list[CellValue]]:
    """Give each line as the cells under ``HEADINGS``, order by order, in a small memory."""
    with_all = with_rows(lines).select_related("order__buyer", "order__campaign")
    for line in with_all.order_by("order", "line_number").iterator(_CHUNK_SIZE):
        order = line.order
        yield [
            order.number,
            line.line_number,
            order.buyer.number,
            order.buyer.name,
            order.ordered_on,
            order.status,
            order.currency_code,
            order.currency_factor,
            order.campaign.number if order.campaign else None,
            line.item.number,
            line.item.description,
            line.variant.code if line.variant else None,
            line.unit.code,
            line.quantity,
            line.shipped_quantity,
            line.invoiced_quantity,
            line.unit_price,
            line.line_discount_percent,
            line.line_amount,
            price_origin(line),
            discount_origin(line),
            line.normal_unit_price,
            line.normal_discount_percent,
        ]
