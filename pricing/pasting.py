"""Rows of prices or discounts as text from a spreadsheet: which cell is which, and what it says. docs/pricing.md.

A paste has its columns named by headings in its first row, English or Dutch and in any order; without headings they
stand in the order of ``columns_of``. Headings that say nothing about a row, as a description, are passed over.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contacts.cells import POINT, CellError, Number, is_blank
from contacts.columns import Record
from contacts.decimals import DecimalTextError, parse_decimal
from contacts.sheets import SheetRow
from contacts.templatetags.formats import number as shown_number
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.price_import import COLUMNS

# A form of more rows than these is for a file and the command.
MOST_ROWS = 5_000
# Words that tell what was typed; the import knows only the English ones.
_YES = frozenset({"yes", "y", "true", "1", "x", "✓", "✔", "ja", "j", "waar", "allowed", "toegestaan"})
_NO = frozenset({"no", "n", "false", "0", "-", "–", "nee", "onwaar", "not allowed", "niet toegestaan"})
_HIGHEST_PERCENT = 100

_PRICE_COLUMNS = (
    "item",
    "unit_price",
    "minimum_quantity",
    "unit",
    "variant",
    "currency",
    "allow_line_discount",
    "free_of_charge",
)
_DISCOUNT_COLUMNS = (
    "item",
    "line_discount",
    "minimum_quantity",
    "unit",
    "variant",
    "currency",
    "item_discount_group",
    "all_items",
)
_ROW = "row"
_PASSED_OVER = "passed over"
_HEADINGS: Mapping[str, Sequence[str]] = {
    "item": ("item", "item no", "item number", "no", "number", "artikel", "artikelnr", "artikelnummer", "nr"),
    "unit_price": ("unit price", "price", "sales price", "campaign price", "prijs", "verkoopprijs", "eenheidsprijs",
                   "prijs per eenheid", "actieprijs", "campagneprijs"),
    "line_discount": ("line discount", "line discount %", "discount", "discount %", "%", "korting", "korting %",
                      "regelkorting", "regelkorting %", "kortingspercentage"),
    "minimum_quantity": ("minimum quantity", "min quantity", "min qty", "minimum", "quantity", "qty", "minimumaantal",
                         "min aantal", "aantal", "vanaf"),
    "unit": ("unit", "unit of measure", "uom", "unit code", "eenheid", "maateenheid"),
    "variant": ("variant", "variant code", "variantcode"),
    "currency": ("currency", "currency code", "valuta", "valutacode"),
    "allow_line_discount": ("allow line discount", "line discount allowed", "allow discount",
                            "regelkorting toestaan", "regelkorting toegestaan", "korting toegestaan"),
    "free_of_charge": ("free of charge", "free", "gratis", "kosteloos"),
    "item_discount_group": ("item discount group", "discount group", "group", "artikelkortingsgroep",
                            "kortingsgroep", "groep"),
    "all_items": ("all items", "everything", "alle artikelen", "alles"),
    _ROW: ("row", "rij"),
    _PASSED_OVER: ("description", "name", "omschrijving", "naam", "card price", "difference", "difference %",
                   "kaartprijs", "verschil", "verschil %", "starting date", "ending date", "begindatum", "einddatum"),
}  # fmt: skip


class PasteError(Exception):
    """The text cannot be taken for rows; the message says why."""


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One row as it was typed. ``number`` is where it stands in what was pasted, the headings counted."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a row says: the values of the cells that can be read, and by column why the others cannot."""

    row: PastedRow
    record: Record
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was pasted: its rows with their cells by column, and the headings that no column has."""

    columns: Sequence[str]
    rows: Sequence[PastedRow]
    unused: Sequence[str] = ()

    @classmethod
    def of(cls, text: str, model: type[SalesPrice] | type[SalesLineDiscount]) -> Self:
        """Take ``text`` apart; rows without any text are passed over.

        :raises PasteError: there are no rows or too many, or the headings lack a column or have one twice.
        """
        columns = columns_of(model)
        lines = [(number, cells) for number, cells in _lines(text) if any(map(str.strip, cells))]
        names, unused = _names(lines[0][1], columns) if lines else (None, ())
        if names is None:
            names = list(columns)
        else:
            lines = lines[1:]
        if not lines:
            raise PasteError(_("There are no rows. Copy them in your spreadsheet and paste them here."))
        if len(lines) > MOST_ROWS:
            sentence = _("%(count)s rows are too many for this page; it takes %(most)s. Import a file instead.")
            raise PasteError(sentence % {"count": shown_number(len(lines)), "most": shown_number(MOST_ROWS)})
        return cls(columns, [_row(number, cells, names) for number, cells in lines], unused)

    def as_text(self) -> str:
        """Return the rows as text of which ``of`` makes the same rows again, each with its number."""
        written = io.StringIO()
        writer = csv.writer(written, dialect="excel-tab", lineterminator="\n")
        writer.writerow([_ROW, *self.columns])
        for row in self.rows:
            writer.writerow([row.number, *(row.cells.get(column, "") for column in self.columns)])
        return written.getvalue()

    def mended(self, cells: Mapping[tuple[int, str], str], *, without: Iterable[int] = ()) -> Self:
        """Return the rows with other text in the ``cells``, by row number and column, and without some of the rows."""
        left_out = set(without)
        rows = [
            PastedRow(row.number, {column: cells.get((row.number, column), row.cells.get(column, ""))
                                   for column in self.columns})
            for row in self.rows if row.number not in left_out
        ]  # fmt: skip
        return replace(self, rows=rows)


def columns_of(model: type[SalesPrice] | type[SalesLineDiscount]) -> tuple[str, ...]:
    """Return the columns of a paste in the order they have without headings."""
    return _PRICE_COLUMNS if model is SalesPrice else _DISCOUNT_COLUMNS


def read_row(row: PastedRow, *, campaign_number: str) -> Reading:
    """Return what the row says, as a row of the campaign, in the reader's language."""
    values: dict[str, object] = {"campaign": campaign_number}
    faults = {}
    for column, text in row.cells.items():
        try:
            values[column] = _KINDS[column].blank if is_blank(text) else _READERS.get(column, _read)(column, text)
        except (CellError, DecimalTextError) as error:
            faults[column] = str(error)
    if "unit_price" in row.cells and values.get("unit_price") is None and "unit_price" not in faults:
        faults["unit_price"] = _("The price is missing.")
    if "line_discount" in row.cells and values.get("line_discount") is None and "line_discount" not in faults:
        faults["line_discount"] = _("The discount is missing.")
    return Reading(row, Record(SheetRow(row.number, tuple(row.cells.values())), values), faults)


def _lines(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows as cells with their numbers, as a spreadsheet puts them on the clipboard."""
    delimiter = "\t" if "\t" in text or ";" not in text else ";"
    try:
        yield from enumerate(csv.reader(io.StringIO(text.strip("\r\n")), delimiter=delimiter), start=1)
    except csv.Error as error:
        raise PasteError(_("This is no text from a spreadsheet. Copy the cells once more and paste them.")) from error


def _names(cells: Sequence[str], columns: Sequence[str]) -> tuple[list[str] | None, Sequence[str]]:
    """Return the columns that a row of headings names, and the headings that name none; None: it is no such row.

    :raises PasteError: a column that no row can do without is missing, or a column is named twice.
    """
    known = {heading: column for column, headings in _HEADINGS.items() for heading in (*headings, _plain(column))}
    named = [known.get(_plain(cell), "") for cell in cells]
    # A word such as “no” may stand in a row, too: headings are what most of the cells are.
    if 2 * sum(map(bool, named)) < sum(bool(cell.strip()) for cell in cells):
        return None, ()
    for column in (name for name in named if name not in ("", _PASSED_OVER)):
        if named.count(column) > 1:
            heading = cells[named.index(column)].strip()
            raise PasteError(_("The heading “%(heading)s” stands over two columns; keep one.") % {"heading": heading})
    if columns[1] not in named:
        label = _("Unit price") if columns is _PRICE_COLUMNS else _("Line discount %")
        raise PasteError(_("The headings have no column “%(column)s”.") % {"column": label})
    used = {*columns, _ROW, _PASSED_OVER}
    unused = [cell.strip() for cell, name in zip(cells, named, strict=True) if name not in used and cell.strip()]
    return [name if name in used else _PASSED_OVER for name in named], unused


def _plain(heading: str) -> str:
    return " ".join(re.sub(r"[\s_.]+", " ", heading).split()).casefold()


def _row(number: int, cells: Sequence[str], names: Sequence[str]) -> PastedRow:
    """Return the row; a cell beyond the last column is kept, to be refused and not lost."""
    named = {name: text.strip() for name, text in zip(names, cells, strict=False) if name != _PASSED_OVER}
    said = named.pop(_ROW, "")
    beyond = [text.strip() for text in cells[len(names) :] if text.strip()]
    if beyond:
        raise PasteError(
            _("Row %(number)s has more cells than there are columns: “%(text)s”. Paste headings with the rows.")
            % {"number": number, "text": beyond[0]}
        )
    return PastedRow(int(said) if said.isdecimal() else number, named)


# Cells -----------------------------------------------------------------------------------------


def _read(column: str, text: str) -> object:
    return _KINDS[column].read(text, POINT)


def _read_number(column: str, text: str) -> object:
    kind = _KINDS[column]
    if not isinstance(kind, Number):
        raise TypeError(f"{column} holds no number.")
    number = parse_decimal(text, language=get_language() or "", places=kind.decimal_places)
    return kind.checked(number, text)


def _read_percent(_column: str, text: str) -> object:
    field = SalesLineDiscount._meta.get_field("line_discount_percent")
    number = parse_decimal(text, language=get_language() or "", places=field.decimal_places)
    if not 0 <= number <= _HIGHEST_PERCENT:
        raise CellError(_("A discount is between 0 and 100 %."))
    return number


def _read_yes_or_no(_column: str, text: str) -> bool:
    word = text.strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise CellError(_("“%(text)s” is neither yes nor no.") % {"text": text})


_KINDS = {column.name: column.kind for column in COLUMNS}
_READERS: Mapping[str, Callable[[str, str], object]] = {
    "unit_price": _read_number,
    "minimum_quantity": _read_number,
    "line_discount": _read_percent,
    "allow_line_discount": _read_yes_or_no,
    "free_of_charge": _read_yes_or_no,
    "all_items": _read_yes_or_no,
}
