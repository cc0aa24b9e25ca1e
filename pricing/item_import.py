"""The import of items. docs/imports.md describes the columns."""

import datetime as dt
from collections.abc import Sequence
from typing import TypeVar

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.bulk_writing import BulkWriter
from contacts.columns import Column, Record, RowError
from contacts.field_kinds import code_of, kind_of
from contacts.importing import Difference, Importer, Outcome
from contacts.key_store import Key
from contacts.references import References
from pricing.models import Item, ItemDiscountGroup, UnitOfMeasure
from pricing.terms import ZERO

C = TypeVar("C", UnitOfMeasure, ItemDiscountGroup)

COLUMNS = (
    Column("number", code_of(Item), gettext_lazy("the number by which the item is known"), is_required=True),
    Column("description", kind_of(Item, "description"), gettext_lazy("what it is")),
    Column(
        "base_unit",
        code_of(UnitOfMeasure, "code"),
        gettext_lazy("the code of the unit of measure that the card price is for"),
    ),
    Column(
        "unit_price", kind_of(Item, "unit_price"), gettext_lazy("the card price of one base unit in local currency")
    ),
    Column("discount_group", code_of(ItemDiscountGroup, "code"), gettext_lazy("the code of an item discount group")),
    Column("blocked", kind_of(Item, "is_blocked"), gettext_lazy("yes or no")),
)


class ItemImporter(Importer):
    """Adds and changes items, known by their numbers.

    With ``adds_codes`` units of measure and item discount groups that do not exist yet are added, too.
    """

    noun = "items"
    columns = COLUMNS

    def __init__(self, *, at: dt.datetime, by: User | None = None, adds_codes: bool = False) -> None:
        cards = Item.objects.select_related("base_unit", "discount_group").order_by("pk")
        self._items = References(cards.select_for_update(of=("self",), no_key=True), field="number")
        self._units = References(UnitOfMeasure.objects.all(), field="code")
        self._groups = References(ItemDiscountGroup.objects.all(), field="code")
        self._adds_codes = adds_codes
        self._new_units = BulkWriter(UnitOfMeasure, at=at, by=by)
        self._new_groups = BulkWriter(ItemDiscountGroup, at=at, by=by)
        self._written = BulkWriter(Item, at=at, by=by)

    def key(self, record: Record) -> Key:
        """Tell items by their numbers."""
        return (record["number"],)

    def load(self, records: Sequence[Record]) -> None:
        """Fetch items, units of measure and item discount groups."""
        self._items.load(record["number"] for record in records)
        self._units.load(record.get("base_unit", "") for record in records)
        self._groups.load(record.get("discount_group", "") for record in records)

    def take(self, record: Record) -> Outcome:
        """Add the item or change it.

        :raises RowError: a code is unknown, a new item has no base unit, or the base unit of an item would change.
        """
        item = self._items.get(record["number"])
        if item is None:
            values = self._values(record) | {"base_unit": self._base_unit(record)}
            self._items.put(self._written.add(Item(number=record["number"], **values)))
            return Outcome.ADDED
        _refuse_other_unit(item, record)
        return self._written.change(item, self._values(record))

    def differences(self) -> Sequence[Difference]:
        """Return what the row that was taken last changes."""
        return self._written.differences

    def save(self) -> None:
        """Write the codes first, because items refer to them."""
        self._new_units.write()
        self._new_groups.write()
        self._written.write()

    def _base_unit(self, record: Record) -> UnitOfMeasure:
        code = record.get("base_unit", "")
        if not code:
            raise RowError(_("A new item needs a base unit."))
        return self._coded(self._units, self._new_units, code)

    def _values(self, record: Record) -> dict[str, object]:
        values: dict[str, object] = {
            field: record[column]
            for column, field in (("description", "description"), ("blocked", "is_blocked"))
            if column in record.values
        }
        if "unit_price" in record.values:
            values["unit_price"] = record.get("unit_price", ZERO)
        if "discount_group" in record.values:
            code = record["discount_group"]
            values["discount_group"] = self._coded(self._groups, self._new_groups, code) if code else None
        return values

    def _coded(self, known: References[C], added: BulkWriter[C], code: str) -> C:
        """Return what ``code`` stands for; a new one if that may be.

        :raises RowError: it is not known.
        """
        if self._adds_codes and known.get(code) is None:
            known.put(added.add(added.model(code=code)))
        return known.named(code)


def _refuse_other_unit(item: Item, record: Record) -> None:
    code = record.get("base_unit", "")
    if code and code != item.base_unit.code:
        raise RowError(
            _(
                "The base unit of %(item)s is %(unit)s; an import does not change that, "
                "because prices and order lines are counted in it."
            )
            % {"item": item.number, "unit": item.base_unit.code}
        )
