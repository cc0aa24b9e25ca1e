"""The rows of a campaign as a sheet for editing: what stands in it, and how a row of it is known again.

``pricing.row_sheet_import`` reads it back.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import BinaryIO, TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.models import Campaign
from contacts.cells import CellValue
from contacts.edit_sheet import EditColumn, EditSheet, write_edit_sheet
from pricing.models import Item, ItemDiscountGroup, ItemUnit, SalesLineDiscount, SalesPrice, UnitOfMeasure
from pricing.selectors import discount_rows_of, price_rows_of

PriceRow: TypeAlias = SalesPrice | SalesLineDiscount

ID, STAMP = "id", "as_downloaded"
PRICE_COLUMNS = (
    ID,
    STAMP,
    "item",
    "variant",
    "unit",
    "currency",
    "minimum_quantity",
    "unit_price",
    "allow_line_discount",
    "free_of_charge",
)
DISCOUNT_COLUMNS = (
    ID,
    STAMP,
    "item",
    "item_discount_group",
    "all_items",
    "variant",
    "unit",
    "currency",
    "minimum_quantity",
    "line_discount",
)
_NUMBERS = {"minimum_quantity", "unit_price", "line_discount"}
_YES_OR_NO = {"allow_line_discount", "free_of_charge", "all_items"}


class TooManyRowsError(Exception):
    """The campaign has more rows than a sheet for editing holds."""


def write_row_sheet(
    campaign: Campaign, model: type[PriceRow], *, titles: Mapping[str, object], most_rows: int, file: BinaryIO
) -> None:
    """Write the rows in force of ``campaign`` as a workbook; ``titles`` are the headings by column.

    :raises TooManyRowsError: there are more than ``most_rows``.
    """
    rows: Sequence[PriceRow] = list((price_rows_of if model is SalesPrice else discount_rows_of)(campaign))
    if len(rows) > most_rows:
        raise TooManyRowsError(
            _("%(campaign)s has more than %(limit)d rows, too many to edit in a sheet.")
            % {"campaign": campaign.number, "limit": most_rows}
        )
    names = PRICE_COLUMNS if model is SalesPrice else DISCOUNT_COLUMNS
    choices = _choices(rows, names)
    sheet = EditSheet(
        title=campaign.number,
        columns=[_column(name, str(titles[name]), choices.get(name, ())) for name in names],
        instructions_title=_("How to"),
        instructions=_instructions(campaign),
        choices_title=_("Choices"),
    )
    write_edit_sheet(sheet, _cells(rows, names), file)


def content_stamp(row: PriceRow) -> str:
    """Return a short text that is another whenever something of the row is that the sheet shows."""
    names = PRICE_COLUMNS if isinstance(row, SalesPrice) else DISCOUNT_COLUMNS
    plain = (_plain(value_of(row, name)) for name in names[2:])
    return sha256("\0".join(plain).encode()).hexdigest()[:16]


def value_of(row: PriceRow, name: str) -> CellValue:
    """Return what the sheet shows of a row in the column ``name``."""
    match name:
        case "id":
            return row.pk
        case "as_downloaded":
            return content_stamp(row)
        case "item":
            return row.item.number if row.item else ""
        case "item_discount_group":
            return getattr(getattr(row, name), "code", "")
        case "all_items":
            return isinstance(row, SalesLineDiscount) and not (row.item_id or row.item_discount_group_id)
        case "variant" | "unit":
            return getattr(getattr(row, name), "code", "")
        case _:
            value: CellValue = getattr(row, _FIELDS.get(name, name))
            return value


_FIELDS = {
    "currency": "currency_code",
    "allow_line_discount": "allows_line_discount",
    "free_of_charge": "is_free_of_charge",
    "line_discount": "line_discount_percent",
}


def _plain(value: CellValue) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _cells(rows: Sequence[PriceRow], names: Sequence[str]) -> Iterator[list[CellValue]]:
    for row in rows:
        yield [_cell(value_of(row, name)) for name in names]


def _cell(value: CellValue) -> CellValue:
    if isinstance(value, bool):
        return pgettext("value", "yes") if value else pgettext("value", "no")
    return value


def _column(name: str, title: str, choices: Sequence[str]) -> EditColumn:
    return EditColumn(
        heading=title,
        is_locked=name in {ID, STAMP},
        is_number=name in _NUMBERS,
        choices=choices,
        width=18 if name in {STAMP, "item_discount_group"} else 13,
    )


def _choices(rows: Sequence[PriceRow], names: Sequence[str]) -> dict[str, list[str]]:
    """Return what is offered: units in which the items are sold, groups, yes and no."""
    items = {row.item_id for row in rows if row.item_id}
    used = {*ItemUnit.objects.filter(item__in=items).values_list("unit__code", flat=True)}
    used |= {*Item.objects.filter(pk__in=items).values_list("base_unit__code", flat=True)}
    units = sorted(used) or list(UnitOfMeasure.objects.order_by("code").values_list("code", flat=True)[:200])
    yes_or_no = [pgettext("value", "yes"), pgettext("value", "no")]
    choices = {"unit": units} | {name: yes_or_no for name in names if name in _YES_OR_NO}
    if "item_discount_group" in names:
        groups = ItemDiscountGroup.objects.order_by("code").values_list("code", flat=True)
        choices["item_discount_group"] = list(groups[:1000])
    return choices


def _instructions(campaign: Campaign) -> list[str]:
    return [
        _("Prices and discounts of campaign %(campaign)s, for editing.")
        % {"campaign": f"{campaign.number} {campaign.description}"},
        _("Change what you like in the white cells and save the workbook as .xlsx. Then upload it on the same page."),
        _("Nothing is saved before you have seen what would change."),
        _("The grey columns tell the application which row is which. Leave them; in new rows they are empty."),
        _("Add rows below the last one: an item, a quantity from which it holds, a price or a discount."),
        _("To delete rows, empty their white cells, and tick “Delete rows that are missing” when you have uploaded."),
        _("The item of a row stays. For another item, add a row."),
        _("A row that somebody changed since the download is not overwritten; you are told."),
    ]
