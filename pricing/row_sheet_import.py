"""A sheet of the rows of one campaign that was edited, read back. Rows are known by their id.

A row that was not edited says nothing. One that was edited is refused where the row in force is no longer as it was
downloaded, so that nobody's work is overwritten. Rows that are missing stay, unless they are to be withdrawn.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.models import Campaign
from campaigns.services import note_terms_changed
from contacts.bulk_writing import BulkWriter
from contacts.cells import Text, Whole, as_text, is_blank
from contacts.columns import Assignment, Column, Record, RowError, index_of
from contacts.history import last_person
from contacts.importing import Difference, Outcome, Remark
from contacts.key_store import Key
from contacts.sheets import Sheet, SheetRow
from contacts.templatetags.formats import number
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.price_import import COLUMNS as ALL_COLUMNS
from pricing.price_import import PriceImporter
from pricing.row_sheet import DISCOUNT_COLUMNS, ID, PRICE_COLUMNS, STAMP, PriceRow, content_stamp
from pricing.services import PriceRowError, check_by_itself

_KEY = ("item_id", "item_discount_group_id", "variant_id", "unit_id", "currency_code", "minimum_quantity")
_EDITED = ("variant", "unit", "currency_code", "minimum_quantity")
_VALUES = {
    SalesPrice: ("unit_price", "allows_line_discount", "is_free_of_charge"),
    SalesLineDiscount: ("line_discount_percent",),
}
# What a row that has no such column, or a blank cell there, leaves as it is.
_FIELDS = {"allow_line_discount": "allows_line_discount", "free_of_charge": "is_free_of_charge"}
_OWN = (
    Column(ID, Whole(1), gettext_lazy("tells which row it is; a new row has none")),
    Column(STAMP, Text(16), gettext_lazy("tells how the row was when it was downloaded")),
)
_NEEDED = {SalesPrice: {"item", "unit_price"}, SalesLineDiscount: {"line_discount"}}


def columns_for(model: type[PriceRow]) -> tuple[Column, ...]:
    """Return the columns of a sheet of prices, or of discounts."""
    names = PRICE_COLUMNS if model is SalesPrice else DISCOUNT_COLUMNS
    by_name = {column.name: column for column in (*_OWN, *ALL_COLUMNS)}
    return tuple(replace(by_name[name], is_required=name in _NEEDED[model]) for name in names)


class RowSheetImporter(PriceImporter):
    """Adds and changes the rows of ``campaign``, and withdraws those that are missing where that is asked for."""

    noun = "rows"
    columns: Sequence[Column] = ()

    def __init__(
        self,
        model: type[PriceRow],
        *,
        campaign_number: str,
        at: dt.datetime,
        by: User | None = None,
        withdraws_missing: bool = False,
    ) -> None:
        super().__init__(at=at, by=by)
        self.columns = columns_for(model)
        self._model = model
        self._campaign = Campaign.objects.get(number=campaign_number)
        self._withdraws_missing = withdraws_missing
        self._edited: BulkWriter[PriceRow] = BulkWriter(model, at=at, by=by)
        self._by_id: dict[int, PriceRow] = {}
        self._holders: dict[Key, int | None] = {}
        self._seen: set[int] = set()
        self._missing: list[PriceRow] = []

    def prepared(self, sheet: Sheet, assignment: Assignment) -> Sheet:
        """Return the sheet without rows that were emptied, and see which ids it has, on wrong rows as well."""
        place = index_of(assignment.headings.get(ID, ID), sheet.headings)
        stamp = index_of(assignment.headings.get(STAMP, STAMP), sheet.headings)

        def rows() -> Iterator[SheetRow]:
            for row in sheet.rows:
                beside = [cell for at, cell in enumerate(row.cells) if at not in {place, stamp}]
                if all(map(is_blank, beside)):
                    continue
                text = as_text(row.cells[place]) if place is not None and place < len(row.cells) else ""
                if text.isdecimal():
                    self._seen.add(int(text))
                yield row

        return replace(sheet, rows=rows())

    def key(self, record: Record) -> Key:
        """Tell rows by their id, new ones by what they are about."""
        row_id = record.get(ID)
        return (row_id,) if row_id is not None else (None, *super().key(self._of_campaign(record)))

    def load(self, records: Sequence[Record]) -> None:
        """Lock the rows of the campaign, the first time, and fetch what the rows of the file name."""
        if not self._by_id:
            rows = self._model._default_manager.in_force().filter(campaign=self._campaign).order_by("pk")
            locked = rows.select_for_update(no_key=True, of=("self",))
            related = ["item__base_unit", "variant", "unit"]
            if self._model is SalesLineDiscount:
                related.append("item_discount_group")
            self._by_id = {row.pk: row for row in locked.select_related(*related)}
            self._holders = {_key(row): row.pk for row in self._by_id.values()}
        super().load([self._of_campaign(record) for record in records])

    def take(self, record: Record) -> Outcome:
        """Add the row, change it, or leave it as it is.

        :raises RowError: it was changed or deleted since the download, or cannot be so.
        """
        self._differences: Sequence[Difference] = ()
        wanted = self._wanted(self._of_campaign(record))
        row_id = record.get(ID)
        if row_id is None:
            return self._added(wanted, record)
        existing = self._by_id.get(row_id)
        if existing is None:
            raise RowError(_("The row was deleted since the download, or is not of this campaign."))
        for column, field in _FIELDS.items():
            if hasattr(wanted, field) and record.values.get(column) is None:
                setattr(wanted, field, getattr(existing, field))
        if content_stamp(wanted) == record.get(STAMP):
            return Outcome.UNCHANGED
        return self._changed(existing, wanted, record)

    def save(self) -> None:
        """Write the rows that were changed, then the new ones."""
        self._edited.write()
        super().save()

    def finish(self) -> None:
        """Withdraw what is missing, if that is asked for, and note that open order lines may differ now."""
        self._missing = [row for pk, row in self._by_id.items() if pk not in self._seen]
        if not self._by_id:
            self.load([])
            self._missing = list(self._by_id.values())
        if self._withdraws_missing:
            for row in self._missing:
                self._edited.change(row, {"withdrawn_at": self._at})
                self._terms_changed.add(self._campaign.pk)
            self._edited.write()
        note_terms_changed(campaign_ids=self._terms_changed, at=self._at)

    def remarks(self) -> Sequence[Remark]:
        """Return what becomes of the rows that are not in the file."""
        count = len(self._missing)
        if not count:
            return ()
        words = {"count": number(count)}
        ids = ",".join(str(row.pk) for row in self._missing)
        if self._withdraws_missing:
            text = ngettext(
                "%(count)s row of the campaign is not in the file: it is deleted.",
                "%(count)s rows of the campaign are not in the file: they are deleted.",
                count,
            )
            return [Remark(text % words, f"withdrawn {ids}", count)]
        text = ngettext(
            "%(count)s row of the campaign is not in the file: it stays.",
            "%(count)s rows of the campaign are not in the file: they stay.",
            count,
        )
        return [Remark(text % words, f"missing {ids}")]

    def _of_campaign(self, record: Record) -> Record:
        """Return the row as the import of prices reads it."""
        values = {name: value for name, value in record.values.items() if name not in {ID, STAMP}}
        return Record(record.row, values | {"campaign": self._campaign.number})

    def _added(self, wanted: PriceRow, record: Record) -> Outcome:
        if _key(wanted) in self._holders:
            raise RowError(_("There is a row for this already. Change that row, or choose another quantity."))
        outcome = super().take(self._of_campaign(record))
        self._holders[_key(wanted)] = None
        return outcome

    def _changed(self, existing: PriceRow, wanted: PriceRow, record: Record) -> Outcome:
        if content_stamp(existing) != record.get(STAMP):
            person = last_person(existing) or _("Somebody")
            raise RowError(
                _("%(person)s changed this row since the download, so it is not overwritten. Download the rows again.")
                % {"person": person}
            )
        if (existing.item_id, _group_of(existing)) != (wanted.item_id, _group_of(wanted)):
            raise RowError(_("The item of a row stays, because orders may carry it. Add a row for the other item."))
        try:
            check_by_itself(wanted)
        except PriceRowError as error:
            raise RowError(str(error)) from error
        if self._holders.get(_key(wanted), existing.pk) != existing.pk:
            raise RowError(_("There is a row for this already. Change that row, or choose another quantity."))
        self._holders[_key(wanted)] = existing.pk
        values = {field: getattr(wanted, field) for field in (*_EDITED, *_VALUES[self._model])}
        outcome = self._edited.change(existing, values)
        self._differences = self._edited.differences
        if outcome == Outcome.CHANGED:
            self._terms_changed.add(self._campaign.pk)
        return outcome


def _key(row: PriceRow) -> Key:
    return tuple(getattr(row, name, None) for name in _KEY)


def _group_of(row: PriceRow) -> int | None:
    return getattr(row, "item_discount_group_id", None)
