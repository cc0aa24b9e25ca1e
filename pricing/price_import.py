"""The import of sales prices and sales line discounts. docs/imports.md describes the columns."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Generic, TypeAlias, TypeVar

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign
from campaigns.services import note_terms_changed
from contacts.bulk_writing import BulkWriter
from contacts.cells import Currency, YesNo
from contacts.columns import Column, Record, RowError
from contacts.field_kinds import code_of, kind_of, percent_of
from contacts.importing import Difference, Importer, Outcome
from contacts.key_store import Key
from contacts.merged_numbers import ContactReferences
from contacts.models import Contact
from contacts.references import References
from pricing.models import (
    CustomerDiscountGroup,
    CustomerPriceGroup,
    Item,
    ItemDiscountGroup,
    ItemVariant,
    SalesLineDiscount,
    SalesPrice,
    UnitOfMeasure,
)
from pricing.selectors import quantities_per_unit
from pricing.services import PriceRowError, check_by_itself
from pricing.terms import ZERO

PriceRow: TypeAlias = SalesPrice | SalesLineDiscount
Row = TypeVar("Row", SalesPrice, SalesLineDiscount)

COLUMNS = (
    Column("item", code_of(Item), gettext_lazy("the number of the item")),
    Column(
        "item_discount_group",
        code_of(ItemDiscountGroup, "code"),
        gettext_lazy("of a discount: its code, instead of an item"),
    ),
    Column(
        "all_items", YesNo(), gettext_lazy("of a discount: yes where it is on all items, instead of an item or a group")
    ),
    Column("campaign", code_of(Campaign), gettext_lazy("the number of the campaign whose row it is")),
    Column("buyer", code_of(Contact), gettext_lazy("the number of the one buyer it is for")),
    Column(
        "price_group",
        code_of(CustomerPriceGroup, "code"),
        gettext_lazy("of a price: the customer price group it is for"),
    ),
    Column(
        "discount_group",
        code_of(CustomerDiscountGroup, "code"),
        gettext_lazy("of a discount: the customer discount group"),
    ),
    Column(
        "everyone", YesNo(), gettext_lazy("yes where it is for everyone, instead of a campaign, a buyer or a group")
    ),
    Column(
        "variant",
        code_of(ItemVariant, "code"),
        gettext_lazy("the code of a variant of the item; blank is all variants"),
    ),
    Column(
        "unit", code_of(UnitOfMeasure, "code"), gettext_lazy("the code of the unit of measure; blank is one base unit")
    ),
    Column("currency", Currency(), gettext_lazy("the code of the currency; blank is local currency")),
    Column("minimum_quantity", kind_of(SalesPrice, "minimum_quantity"), gettext_lazy("blank is 0")),
    Column(
        "starting_date",
        kind_of(SalesPrice, "starting_on"),
        gettext_lazy("the first day; of a campaign's row its campaign's"),
    ),
    Column(
        "ending_date",
        kind_of(SalesPrice, "ending_on"),
        gettext_lazy("the last day; of a campaign's row its campaign's"),
    ),
    Column("unit_price", kind_of(SalesPrice, "unit_price"), gettext_lazy("the price: makes the row a sales price")),
    Column("allow_line_discount", YesNo(blank=None), gettext_lazy("of a price; yes for a new one unless told")),
    Column(
        "free_of_charge",
        kind_of(SalesPrice, "is_free_of_charge"),
        gettext_lazy("of a price of 0: yes where that is meant"),
    ),
    Column(
        "line_discount",
        percent_of(SalesLineDiscount, "line_discount_percent"),
        gettext_lazy("makes the row a line discount"),
    ),
)

# The columns that name something, and the fields of a row that hold it.
_NAMED_BY_PRICES = ("item", "campaign", "buyer", "price_group", "unit")
_NAMED_BY_DISCOUNTS = ("item", "item_discount_group", "campaign", "buyer", "discount_group", "unit")
# What else tells rows in force from each other, as the constraint of the database has it.
_KEY = ("variant_id", "currency_code", "minimum_quantity", "starting_on")

# Where a column is not called as the field that it fills.
_COLUMNS_OF_FIELDS = {
    "line_discount_percent": "line_discount",
    "currency_code": "currency",
    "allows_line_discount": "allow_line_discount",
    "is_free_of_charge": "free_of_charge",
}


class _Rows(Generic[Row]):
    """The sales prices, or the sales line discounts, that are in force and those that are to be."""

    def __init__(
        self, model: type[Row], *, key: Sequence[str], values: Sequence[str], written: BulkWriter[Row]
    ) -> None:
        self._model: type[Row] = model
        self._key_fields = (*(f"{name}_id" for name in key), *_KEY)
        self._value_fields = values
        self._written: BulkWriter[Row] = written
        self._in_force: dict[Key, Row] = {}

    def load(self, about: Q) -> None:
        """Lock the rows in force that rows of a file may be about."""
        rows = self._model._default_manager.in_force().filter(about).order_by("pk")
        self._in_force = {self._key(row): row for row in rows.select_for_update(no_key=True)}

    def take(self, wanted: Row, stated: Collection[str]) -> tuple[Outcome, Sequence[Difference]]:
        """Add the row that is wanted, or change the one in force to it; what is not ``stated`` stays.

        Return what that does, and what differs then.

        :raises PriceRowError: the row cannot be in force.
        """
        existing = self._in_force.get(self._key(wanted))
        if existing is not None:
            for field in set(self._value_fields) - set(stated):
                setattr(wanted, field, getattr(existing, field))
        check_by_itself(wanted)
        if existing is not None:
            values = {field: getattr(wanted, field) for field in self._value_fields}
            return self._written.change(existing, values), self._written.differences
        self._written.add(wanted)
        return Outcome.ADDED, ()

    def write(self) -> None:
        """Write what was taken."""
        self._written.write()

    def _key(self, row: Row) -> Key:
        return tuple(getattr(row, field) for field in self._key_fields)


class PriceImporter(Importer):
    """Adds and changes sales prices and sales line discounts, known by all that they are about.

    A row that was withdrawn is left alone, and added anew.
    """

    noun = "prices and discounts"
    columns: Sequence[Column] = COLUMNS

    def __init__(self, *, at: dt.datetime, by: User | None = None) -> None:
        self._at = at
        self._named: dict[str, References[Any]] = {
            "item": References(Item.objects.all(), field="number"),
            "item_discount_group": References(ItemDiscountGroup.objects.all(), field="code"),
            "campaign": References(Campaign.objects.all(), field="number"),
            "buyer": ContactReferences(Contact.objects.select_related("company")),
            "price_group": References(CustomerPriceGroup.objects.all(), field="code"),
            "discount_group": References(CustomerDiscountGroup.objects.all(), field="code"),
            "unit": References(UnitOfMeasure.objects.all(), field="code"),
        }
        self._variants: dict[tuple[int, str], ItemVariant] = {}
        self._quantities: Mapping[tuple[int, int], Decimal] = {}
        self._prices = _Rows(
            SalesPrice,
            key=_NAMED_BY_PRICES,
            values=("unit_price", "allows_line_discount", "is_free_of_charge", "ending_on"),
            written=BulkWriter(SalesPrice, at=at, by=by),
        )
        self._discounts = _Rows(
            SalesLineDiscount,
            key=_NAMED_BY_DISCOUNTS,
            values=("line_discount_percent", "ending_on"),
            written=BulkWriter(SalesLineDiscount, at=at, by=by),
        )
        self._terms_changed: set[int] = set()
        self._differences: Sequence[Difference] = ()

    def key(self, record: Record) -> Key:
        """Tell rows by what they are about, for whom, from what quantity and from when."""
        named = (record.get(name, "") for name in (*self._named, "variant", "currency"))
        starting_on = None if record.get("campaign", "") else record.get("starting_date")
        return (record.get("unit_price") is None, *named, record.get("minimum_quantity", ZERO), starting_on)

    def load(self, records: Sequence[Record]) -> None:
        """Fetch what the rows name, and lock the rows in force that they may be about."""
        for name, references in self._named.items():
            references.load(record.get(name, "") for record in records)
        item_ids = self._ids("item", records)
        codes = {record.get("variant", "") for record in records} - {""}
        variants = ItemVariant.objects.filter(item__in=item_ids, code__in=codes) if codes else ()
        self._variants = {(variant.item_id, variant.code): variant for variant in variants}
        self._quantities = quantities_per_unit(item_ids)
        about = (
            Q(minimum_quantity__in={record.get("minimum_quantity", ZERO) for record in records})
            & (Q(campaign=None) | Q(campaign__in=self._ids("campaign", records)))
            & (Q(buyer=None) | Q(buyer__in=self._ids("buyer", records)))
        )
        self._prices.load(about & Q(item__in=item_ids))
        self._discounts.load(about & (Q(item=None) | Q(item__in=item_ids)))

    def take(self, record: Record) -> Outcome:
        """Add the row or change it.

        :raises RowError: something is unknown, or the row cannot be in force.
        """
        wanted = self._wanted(record)
        stated = _stated(record)
        try:
            if isinstance(wanted, SalesPrice):
                outcome, self._differences = self._prices.take(wanted, stated)
            else:
                outcome, self._differences = self._discounts.take(wanted, stated)
        except PriceRowError as error:
            raise RowError(str(error), column=_COLUMNS_OF_FIELDS.get(error.field or "", error.field or "")) from error
        if outcome != Outcome.UNCHANGED and wanted.campaign_id is not None:
            self._terms_changed.add(wanted.campaign_id)
        return outcome

    def differences(self) -> Sequence[Difference]:
        """Return what the row that was taken last changes."""
        return self._differences

    def save(self) -> None:
        """Write the rows."""
        self._prices.write()
        self._discounts.write()

    def finish(self) -> None:
        """Note on active campaigns that open order lines may differ now."""
        note_terms_changed(campaign_ids=self._terms_changed, at=self._at)

    def _ids(self, name: str, records: Sequence[Record]) -> set[int]:
        references = self._named[name]
        return {found.pk for record in records if (found := references.get(record.get(name, "")))}

    def _wanted(self, record: Record) -> PriceRow:
        """Return the row that the file wants to be in force."""
        unit_price, percent = record.get("unit_price"), record.get("line_discount")
        if (unit_price is None) == (percent is None):
            raise RowError(_("A row has either a unit price or a line discount."))
        _refuse_vague_source(record)
        if unit_price is not None:
            _refuse_beside_price(record)
            price = SalesPrice(unit_price=unit_price, is_free_of_charge=record.get("free_of_charge", False))
            price.allows_line_discount = record.get("allow_line_discount", True)
            return self._filled(price, record, _NAMED_BY_PRICES)
        _refuse_vague_scope(record)
        return self._filled(SalesLineDiscount(line_discount_percent=percent), record, _NAMED_BY_DISCOUNTS)

    def _filled(self, row: Row, record: Record, named: Sequence[str]) -> Row:
        """Put on the row what it is about, for whom and when."""
        for name in named:
            try:
                setattr(row, name, self._named[name].named_or_none(record.get(name)))
            except RowError as error:
                raise RowError(str(error), column=name) from error
        row.variant = self._variant(row.item, record.get("variant", ""))
        self._refuse_other_unit(row.item, row.unit)
        row.currency_code = record.get("currency", "")
        row.minimum_quantity = record.get("minimum_quantity", ZERO)
        if row.campaign is not None:
            _refuse_other_dates(record, row.campaign)
        else:
            row.starting_on, row.ending_on = record.get("starting_date"), record.get("ending_date")
        return row

    def _refuse_other_unit(self, item: Item | None, unit: UnitOfMeasure | None) -> None:
        if item is not None and unit is not None and (item.pk, unit.pk) not in self._quantities:
            raise RowError(
                _("Item %(item)s is not sold by the %(unit)s.") % {"item": item.number, "unit": unit}, column="unit"
            )

    def _variant(self, item: Item | None, code: str) -> ItemVariant | None:
        if not code:
            return None
        variant = self._variants.get((item.pk, code)) if item else None
        if variant is None:
            raise RowError(
                _("%(variant)s is not a variant of item %(item)s.")
                % {"variant": code, "item": item.number if item else "–"},
                column="variant",
            )
        return variant


def _stated(record: Record) -> set[str]:
    """Return the fields whose value the file says."""
    stated = {"unit_price", "line_discount_percent"}
    if record.get("allow_line_discount") is not None:
        stated.add("allows_line_discount")
    if "free_of_charge" in record.values:
        stated.add("is_free_of_charge")
    if "ending_date" in record.values:
        stated.add("ending_on")
    return stated


def _refuse_vague_source(record: Record) -> None:
    """Refuse a row that is not plainly for somebody: a cell left empty by mistake would be for everyone."""
    named = [name for name in ("campaign", "buyer", "price_group", "discount_group") if record.get(name, "")]
    if len(named) + record.get("everyone", False) != 1:
        raise RowError(_("Say for whom the row is: a campaign, a buyer, a group, or yes under everyone."))


def _refuse_beside_price(record: Record) -> None:
    if not record.get("item", ""):
        raise RowError(_("A sales price needs an item."), column="item")
    beside = [name for name in ("item_discount_group", "discount_group") if record.get(name, "")]
    if beside or record.get("all_items", False):
        raise RowError(_("A sales price is for one item, and for no discount group."))


def _refuse_vague_scope(record: Record) -> None:
    """Refuse a discount that is not plainly on something: a cell left empty by mistake would be on all items."""
    named = [name for name in ("item", "item_discount_group") if record.get(name, "")]
    if len(named) + record.get("all_items", False) != 1:
        raise RowError(
            _("Say on what the discount is: an item, an item discount group, or yes under all_items."), column="item"
        )
    if record.get("price_group", ""):
        raise RowError(_("A line discount is not for a customer price group; name a customer discount group."))


def _refuse_other_dates(record: Record, campaign: Campaign) -> None:
    for name, of_campaign in (("starting_date", campaign.starting_on), ("ending_date", campaign.ending_on)):
        given = record.get(name)
        if given is not None and given != of_campaign:
            raise RowError(
                _("%(name)s: a row of campaign %(campaign)s has the campaign's date (%(date)s). Leave it empty.")
                % {
                    "name": name,
                    "campaign": campaign.number,
                    "date": date_format(of_campaign) if of_campaign else _("none"),
                }
            )
