"""The import of order lines, with or without the heads of their orders. docs/imports.md describes the columns.

A price in the file is agreed with the buyer: it becomes the line's normal price. Other lines get their normal terms
from the price rule, and lines that a run may touch get what the rule gives with the campaigns that are active now.
"""

import copy
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.bulk_writing import BulkWriter
from contacts.cells import Whole, YesNo
from contacts.columns import Column, Record, RowError
from contacts.field_kinds import code_of, kind_of, label_of, percent_of
from contacts.importing import Difference, Importer, Outcome
from contacts.insert_sql import insert_rows
from contacts.key_store import Key
from contacts.references import References
from orders.locks import lock_numbered_lines
from orders.models import Order, OrderLine
from orders.order_import import COLUMNS as HEAD_COLUMNS
from orders.order_import import HeadDecision, OrderHeads
from orders.selectors import has_agreed_price, is_eligible, normal_terms_of, sale_of, terms_of
from orders.services import write_normal_terms, write_terms
from pricing.models import Item, ItemVariant, UnitOfMeasure
from pricing.rule import normal_as_terms
from pricing.selectors import OfferBook, quantities_per_unit
from pricing.terms import ZERO, NormalTerms

LINE_COLUMNS = (
    HEAD_COLUMNS[0],
    Column(
        "line_number",
        Whole(1),
        gettext_lazy("its number; the n-th line of its order in the file unless told"),
        is_required=True,
    ),
    Column("item", code_of(Item), gettext_lazy("the number of the item"), is_required=True),
    Column("variant", code_of(ItemVariant, "code"), gettext_lazy("the code of a variant of the item")),
    Column(
        "unit",
        code_of(UnitOfMeasure, "code"),
        gettext_lazy("the code of the unit of measure; the base unit unless told"),
    ),
    Column("quantity", kind_of(OrderLine, "quantity"), gettext_lazy("how many units"), is_required=True),
    Column("shipped_quantity", kind_of(OrderLine, "shipped_quantity"), gettext_lazy("how many of them were shipped")),
    Column(
        "invoiced_quantity", kind_of(OrderLine, "invoiced_quantity"), gettext_lazy("how many of them were invoiced")
    ),
    Column(
        "unit_price",
        kind_of(OrderLine, "unit_price"),
        gettext_lazy("the price agreed for one unit in the order's currency"),
    ),
    Column(
        "line_discount",
        percent_of(OrderLine, "line_discount_percent"),
        gettext_lazy("the discount agreed beside the unit price"),
    ),
    Column(
        "allow_line_discount", YesNo(blank=None), gettext_lazy("of the agreed price; the buyer's setting unless told")
    ),
)
COLUMNS = (*HEAD_COLUMNS, *LINE_COLUMNS[1:])

# What the file says of a line, and what follows from it.
_ORDERED = (
    "item_id",
    "variant_id",
    "unit_id",
    "quantity_per_unit",
    "quantity",
    "shipped_quantity",
    "invoiced_quantity",
)
_WRITTEN = (
    *_ORDERED,
    "generation",
    "unit_price",
    "line_discount_percent",
    "line_amount",
    "sales_price_id",
    "line_discount_id",
    "normal_unit_price",
    "normal_discount_percent",
    "normal_allows_line_discount",
    "normal_is_card_price",
    "normal_sales_price_id",
    "normal_line_discount_id",
)
# What is told of a line that changes.
_SHOWN = (
    "quantity",
    "shipped_quantity",
    "invoiced_quantity",
    "unit_price",
    "line_discount_percent",
    "line_amount",
    "normal_unit_price",
    "normal_discount_percent",
)
# Copying a line costs a fifth of making one.
_NEW_LINE = OrderLine()
_LARGEST_AMOUNT = Decimal(10) ** 13
_LARGEST_PRICE = Decimal(10) ** 10


class OrderLineImporter(Importer):
    """Adds and changes order lines, known by order and line number, and the orders where the file has their heads."""

    noun = "order lines"
    columns: Sequence[Column] = COLUMNS

    def __init__(self, *, at: dt.datetime, by: User | None = None, has_heads: bool = True) -> None:
        self.columns = COLUMNS if has_heads else LINE_COLUMNS
        self._heads = OrderHeads(at=at, by=by)
        self._items = References(Item.objects.all(), field="number")
        self._units = References(UnitOfMeasure.objects.all(), field="code")
        self._item_numbers: dict[int, str] = {}
        self._variants: dict[tuple[int, str], int] = {}
        self._quantities: dict[tuple[int, int], Decimal] = {}
        self._lines: dict[tuple[int, int], OrderLine] = {}
        self._book: OfferBook
        self._added_lines: list[tuple[OrderLine, Order]] = []
        self._changed_lines = BulkWriter(OrderLine, at=at, by=by)
        self._differences: list[Difference] = []

    def key(self, record: Record) -> Key:
        """Tell lines by order and line number."""
        return record["order_number"], record["line_number"]

    def load(self, records: Sequence[Record]) -> None:
        """Lock orders and lines; fetch items, units, variants and the offers that price them."""
        self._heads.load(records)
        self._items.load(record["item"] for record in records)
        self._units.load(record.get("unit", "") for record in records)
        items = [item for record in records if (item := self._items.get(record["item"]))]
        item_ids = {item.pk for item in items}
        self._item_numbers = {item.pk: item.number for item in items}
        self._load_variants(item_ids, {record.get("variant", "") for record in records} - {""})
        self._quantities = quantities_per_unit(item_ids)
        self._book = OfferBook.load(item_ids=item_ids, buyer_ids=self._heads.buyer_ids(records))
        self._load_lines({record["line_number"] for record in records})

    def take(self, record: Record) -> Outcome:
        """Add the line or change it, and its order if the file has its head.

        :raises RowError: something is unknown, the head would change, or quantity or price cannot be.
        """
        head = self._heads.decide(record)
        line = self._lines.get((head.order.pk, record["line_number"])) if head.order.pk else None
        self._differences = []
        outcome = self._added(head, record) if line is None else self._changed(line, head, record)
        self._heads.accept(head)
        self._differences.extend(head.differences)
        return head.outcome if outcome == Outcome.UNCHANGED else outcome

    def differences(self) -> Sequence[Difference]:
        """Return what the row that was taken last changes."""
        return self._differences

    def save(self) -> None:
        """Write the orders, then their lines."""
        self._heads.save()
        for line, order in self._added_lines:
            line.order_id = order.pk
        insert_rows([line for line, _order in self._added_lines])
        self._added_lines.clear()
        self._changed_lines.write()

    def _load_variants(self, item_ids: set[int], codes: set[str]) -> None:
        variants = ItemVariant.objects.filter(item__in=item_ids, code__in=codes) if codes else ()
        self._variants = {(variant.item_id, variant.code): variant.pk for variant in variants}

    def _load_lines(self, line_numbers: set[int]) -> None:
        orders = self._heads.loaded()
        lines = lock_numbered_lines([order.pk for order in orders], line_numbers) if orders else ()
        self._lines = {(line.order_id, line.line_number): line for line in lines}
        others = {line.item_id for line in lines} - self._item_numbers.keys()
        if others:
            self._item_numbers |= Item.objects.filter(pk__in=others).values_list("pk", "number")

    def _added(self, head: HeadDecision, record: Record) -> Outcome:
        line = copy.copy(_NEW_LINE)
        line.buyer_id, line.line_number = head.order.buyer_id, record["line_number"]
        line.generation = self._heads.generation
        self._fill(line, record)
        judgement = self._book.judge(sale_of(head.order, line), agreed=self._agreed(line, record))
        write_normal_terms(line, judgement.normal)
        write_terms(line, judgement.terms if _may_move(line, head) else normal_as_terms(judgement.normal))
        _refuse_too_large(line)
        self._added_lines.append((line, head.order))
        return Outcome.ADDED

    def _changed(self, line: OrderLine, head: HeadDecision, record: Record) -> Outcome:
        """Change what is ordered and agreed. A line on which nothing of that differs keeps its price (D6)."""
        wanted = copy.copy(line)
        self._fill(wanted, record)
        agreed = self._agreed(wanted, record)
        is_same_ware = (line.item_id, line.unit_id) == (wanted.item_id, wanted.unit_id)
        if agreed is None and is_same_ware and has_agreed_price(line):
            agreed = normal_terms_of(line)
        is_as_agreed = agreed is None or agreed == normal_terms_of(line)
        if is_as_agreed and all(getattr(line, field) == getattr(wanted, field) for field in _ORDERED):
            return Outcome.UNCHANGED
        self._price_again(wanted, head, agreed)
        wanted.generation = self._heads.generation
        self._differences += self._of_line(line, wanted)
        return self._changed_lines.change(line, {field: getattr(wanted, field) for field in _WRITTEN})

    def _of_line(self, line: OrderLine, wanted: OrderLine) -> Sequence[Difference]:
        """Return what the row changes of what people see of a line."""
        values: dict[str, tuple[object, object]] = {
            field: (getattr(line, field), getattr(wanted, field)) for field in _SHOWN
        }
        values["item"] = (self._item_numbers[line.item_id], self._item_numbers[wanted.item_id])
        return [Difference(label_of(OrderLine, field), *both) for field, both in values.items() if both[0] != both[1]]

    def _price_again(self, line: OrderLine, head: HeadDecision, agreed: NormalTerms | None) -> None:
        """Price a line that was changed. One that no run may touch keeps its price, unless the file says another."""
        terms = terms_of(line)
        if _may_move(line, head):
            judgement = self._book.judge(sale_of(head.order, line), agreed=agreed)
            write_normal_terms(line, judgement.normal)
            terms = judgement.terms
        elif agreed is not None and agreed != normal_terms_of(line):
            write_normal_terms(line, agreed)
            terms = terms if line.is_priced_by_hand else normal_as_terms(agreed)
        write_terms(line, terms)
        _refuse_too_large(line)

    def _fill(self, line: OrderLine, record: Record) -> None:
        """Put on the line what is ordered. What the file has no column for stays as it is on a line that is there.

        :raises RowError: something is unknown, or less is ordered than was shipped.
        """
        item = self._items.named(record["item"])
        is_other_item = line.item_id != item.pk
        line.item_id = item.pk
        if is_other_item or "variant" in record.values:
            line.variant_id = self._variant_id(item, record.get("variant", ""))
        if is_other_item or "unit" in record.values:
            unit_id = self._unit_id(item, record.get("unit", ""))
            if is_other_item or line.unit_id != unit_id:
                # Otherwise the base units that it held when the line was entered stay a fact of the line.
                line.unit_id, line.quantity_per_unit = unit_id, self._quantities[item.pk, unit_id]
        line.quantity = record["quantity"]
        for field in ("shipped_quantity", "invoiced_quantity"):
            if field in record.values:
                setattr(line, field, record.get(field, ZERO))
        if line.quantity < line.shipped_quantity:
            raise RowError(
                _("The quantity %(quantity)s is less than what was shipped (%(shipped)s).")
                % {"quantity": line.quantity, "shipped": line.shipped_quantity}
            )

    def _unit_id(self, item: Item, code: str) -> int:
        unit_id = self._units.named(code).pk if code else item.base_unit_id
        if (item.pk, unit_id) not in self._quantities:
            raise RowError(_("Item %(item)s is not sold by the %(unit)s.") % {"item": item.number, "unit": code})
        return unit_id

    def _variant_id(self, item: Item, code: str) -> int | None:
        if not code:
            return None
        variant_id = self._variants.get((item.pk, code))
        if variant_id is None:
            raise RowError(_("%(variant)s is not a variant of item %(item)s.") % {"variant": code, "item": item.number})
        return variant_id

    def _agreed(self, line: OrderLine, record: Record) -> NormalTerms | None:
        """Return the normal terms that the row agrees on, None where it has no price.

        :raises RowError: a discount without a price, or one that the price does not allow.
        """
        unit_price, percent = record.get("unit_price"), record.get("line_discount", ZERO)
        if unit_price is None:
            if percent:
                raise RowError(_("A line discount needs the unit price that was agreed with it."))
            return None
        allows = record.get("allow_line_discount")
        if allows is None:
            allows = bool(percent) or self._allows_line_discount(line)
        if percent and not allows:
            raise RowError(_("The line has a discount, but its price allows none."))
        return NormalTerms(unit_price, allows, percent, is_card_price=False)

    def _allows_line_discount(self, line: OrderLine) -> bool:
        """Tell whether an agreed price allows line discounts: as before, or as the buyer's own setting says."""
        if has_agreed_price(line):
            return line.normal_allows_line_discount
        return self._book.buyers[line.buyer_id].allows_line_discount


def _may_move(line: OrderLine, head: HeadDecision) -> bool:
    """Tell whether campaigns may set the price of the line (D11)."""
    return head.is_open and is_eligible(line)


def _refuse_too_large(line: OrderLine) -> None:
    is_too_large = line.line_amount >= _LARGEST_AMOUNT or max(line.unit_price, line.normal_unit_price) >= _LARGEST_PRICE
    if is_too_large:
        raise RowError(_("The price or the amount of the line is too large."))
