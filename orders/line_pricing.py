"""What entering, changing and asking for a line have in common: what stands on it, and the price the rule gives now.

Nothing here saves.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from contacts.templatetags.formats import number, percent, price
from orders.models import Order, OrderLine
from orders.selectors import has_agreed_price, normal_terms_of, sale_of, terms_of
from orders.services import OrderError, refuse_too_large, write_normal_terms, write_terms
from pricing.models import Item, ItemVariant, UnitOfMeasure
from pricing.selectors import OfferBook, quantities_per_unit


class LineNotPriceableError(OrderError):
    """The price of the line is settled: something on it was shipped or invoiced."""


class QuantityError(OrderError):
    """The quantity is negative, or less than what was shipped."""


class UnitError(OrderError):
    """The item is not sold in this unit, or the variant is another item's."""


class LineChangedError(OrderError):
    """Somebody else changed the line since it was looked at. ``line`` is the line as it is now."""

    def __init__(self, line: OrderLine) -> None:
        super().__init__(
            _(
                "Line %(line)s was changed meanwhile: now it is %(quantity)s %(unit)s at %(price)s less %(percent)s. "
                "Nothing of yours was saved."
            )
            % {
                "line": line.line_number,
                "quantity": number(line.quantity),
                "unit": line.unit.code,
                "price": price(line.unit_price, line.order.currency_code),
                "percent": percent(line.line_discount_percent),
            }
        )
        self.line = line


@dataclass(frozen=True, kw_only=True)
class LineDetails:
    """What is ordered on one line. Without a unit it is the item's base unit."""

    item: Item
    quantity: Decimal
    unit: UnitOfMeasure | None = None
    variant: ItemVariant | None = None


PRICED_FIELDS = (
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


def price_again(
    order: Order, lines: Collection[OrderLine], *, book: OfferBook | None = None, keeps_agreed: bool = True
) -> None:
    """Put on each line what the rule gives now. A price agreed with the buyer stays the normal price.

    A line priced by hand keeps its terms; its normal terms are those of what it is now, for when it is handed back.
    ``book`` holds the items and the buyer; without one it is read.

    :raises AmountError: a line cannot hold what it comes to.
    """
    book = book or OfferBook.load(item_ids={line.item_id for line in lines}, buyer_ids={order.buyer_id})
    for line in lines:
        is_agreed = keeps_agreed and not line._state.adding and has_agreed_price(line)
        agreed = normal_terms_of(line) if is_agreed else None
        judgement = book.judge(sale_of(order, line), agreed=agreed)
        write_normal_terms(line, judgement.normal)
        write_terms(line, terms_of(line) if line.is_priced_by_hand else judgement.terms)
        refuse_too_large(line)


def fill_and_price(order: Order, line: OrderLine, details: LineDetails, *, book: OfferBook | None = None) -> None:
    """Put what is ordered on the line, new or not, and the price that the rule then gives, unless it is settled.

    ``book`` holds the item and the buyer; without one it is read.

    :raises LineNotPriceableError: something on it was shipped or invoiced, and more than its quantity would change.
    :raises OrderError: the quantity, the unit or the variant cannot be.
    """
    before = line.item_id, line.unit_id, line.variant_id
    fill_line(line, details)
    ware = line.item_id, line.unit_id, line.variant_id
    if not is_settled(line):
        price_again(order, [line], book=book, keeps_agreed=ware[:2] == before[:2])
    elif ware == before:
        write_terms(line, terms_of(line))
        refuse_too_large(line)
    else:
        refuse_settled(line)


def fill_line(line: OrderLine, details: LineDetails) -> None:
    """Put what is ordered on the line.

    :raises QuantityError: it is less than what was shipped.
    :raises UnitError: the item is not sold in this unit, or the variant is another item's.
    """
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


def is_settled(line: OrderLine) -> bool:
    """Tell whether something on the line was shipped or invoiced."""
    return bool(line.shipped_quantity or line.invoiced_quantity)


def refuse_settled(line: OrderLine) -> None:
    """Refuse to change the price of a line that is settled.

    :raises LineNotPriceableError: it is.
    """
    if is_settled(line):
        raise LineNotPriceableError(
            _("Something on line %(line)s was shipped or invoiced, so its price is settled.")
            % {"line": line.line_number}
        )


def refuse_unless_as_seen(line: OrderLine, seen: str | None) -> None:
    """Refuse to write over what somebody else changed since; None was not looked at before.

    :raises LineChangedError: the line is no longer as it was seen.
    """
    if seen is not None and seen != line.stamp:
        raise LineChangedError(line)
