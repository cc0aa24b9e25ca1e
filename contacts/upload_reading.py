"""How the file of an upload is to be read, and which of its headings gives which column."""

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from typing import Any, Literal, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import translation
from django.utils.translation import gettext as _

from contacts.cells import Notation, as_text, is_blank
from contacts.columns import Assignment, Column, missing_columns
from contacts.columns import plain_heading as plain
from contacts.import_kinds import ImportKind
from contacts.models import HeadingChoice, Upload
from contacts.rejects import REASON_HEADING, ROW_HEADING
from contacts.sheets import BrokenSheetError, SheetOptions, open_sheet, worksheet_titles
from contacts.upload_files import open_upload

MOST_HEADINGS = 300
_SAMPLES = 3
_TRIED_ROWS = 20
_LONGEST_SAMPLE = 40
_ALIKE = 0.82


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file is to be read. ``headings`` are those of the file, by column; ``constants`` values, by column."""

    encoding: str = "utf-8"
    delimiter: str = ""
    worksheet: str = ""
    heading_row: int | None = None
    decimal_comma: bool = False
    percent_as: Literal["fraction", "percent", ""] = ""
    keeps_first: bool = False
    headings: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    extras: Sequence[str] = ()

    @classmethod
    def of(cls, upload: Upload) -> Self:
        """Return how ``upload`` is to be read."""
        return cls(**upload.reading)

    def stored(self) -> dict[str, Any]:
        """Return the values as an upload keeps them."""
        return {**asdict(self), "headings": dict(self.headings), "extras": list(self.extras)}

    def is_same_table(self, other: Self) -> bool:
        """Tell whether ``other`` finds the same headings and cells in the file."""
        mine, theirs = ((read.encoding, read.delimiter, read.worksheet, read.heading_row) for read in (self, other))
        return mine == theirs

    def sheet_options(self) -> SheetOptions:
        """Return what opens the file."""
        delimiter = {"tab": "\t"}.get(self.delimiter, self.delimiter)
        return SheetOptions(
            encoding=self.encoding,
            delimiter=delimiter or None,
            worksheet=self.worksheet or None,
            heading_row=self.heading_row,
        )

    def assignment(self) -> Assignment:
        """Return where the values of columns come from."""
        notation = Notation(decimal_comma=self.decimal_comma, percent_as=self.percent_as or None)
        return Assignment(headings=self.headings, constants=self.constants, notation=notation, finds_others=False)

    def columns_of(self, kind: ImportKind) -> Sequence[Column]:
        """Return the columns that the file gives: a heading that was left out must not be found by its name."""
        chosen = {*self.headings, *self.constants}
        return [column for column in kind.columns if column.is_never_blank or column.name in chosen]


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """A heading of the file, some of what stands below it, and the column it gives; blank to leave it out.

    ``is_sure`` where the column follows from the heading or from what the person chose before.
    """

    heading: str
    samples: Sequence[str]
    column: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Table:
    """What an upload looks like: its worksheets, its headings with the columns they give."""

    worksheets: Sequence[str]
    rows: Sequence[HeadingRow]

    def missing(self, kind: ImportKind, constants: Collection[str] = ()) -> Sequence[Column]:
        """Return the columns that the import needs and that no heading gives."""
        given = {row.column for row in self.rows} | set(constants) | kind.given
        return missing_columns(kind.columns, given)

    def is_certain(self, kind: ImportKind) -> bool:
        """Tell whether nobody has to be asked which heading is what."""
        columns = [row.column for row in self.rows if row.column]
        is_one_sheet = len(self.worksheets) <= 1 or kind.subject is not None
        is_plain = len(set(columns)) == len(columns) and is_one_sheet
        return is_plain and all(row.is_sure for row in self.rows) and not self.missing(kind)

    def headings(self) -> dict[str, str]:
        """Return the headings of the file by column."""
        return {row.column: row.heading for row in self.rows if row.column}


def look_at(upload: Upload, *, kind: ImportKind, reading: Reading, by: User | None) -> Table:
    """Return the headings of an upload with the columns they seem to give.

    :raises SheetError: the file cannot be read so. Also UploadGoneError.
    """
    with open_upload(upload) as file:
        worksheets = worksheet_titles(file, name=upload.name) if upload.name.lower().endswith(".xlsx") else ()
        with open_sheet(file, name=upload.name, options=reading.sheet_options()) as sheet:
            samples = [row.cells for row in islice(sheet.rows, _SAMPLES)]
            headings = list(sheet.headings)
    if len(headings) > MOST_HEADINGS:
        raise BrokenSheetError(
            _("%(name)s has %(count)d columns; at most %(limit)d are read. Remove those that do not belong to it.")
            % {"name": upload.name, "count": len(headings), "limit": MOST_HEADINGS}
        )
    known = _known(kind, by)
    chosen = {plain(heading): column for column, heading in reading.headings.items()}
    rows = []
    for index, heading in enumerate(headings):
        if heading:
            column, is_sure = _column_of(heading, known=known | chosen, kind=kind)
            below = [_sample(cells[index]) for cells in samples if index < len(cells) and not is_blank(cells[index])]
            rows.append(HeadingRow(heading, below, column, is_sure))
    return Table(worksheets, rows)


def with_heading_row(upload: Upload, *, kind: ImportKind, reading: Reading, by: User | None) -> Reading:
    """Return the reading with the row in which the headings seem to stand, where it is not the first.

    It is the one of the first rows with most headings that are known, at least two, where the first row has none: a
    title stands above it, for example.

    :raises SheetError: the file cannot be read so. Also UploadGoneError.
    """
    known = {heading for heading, column in _known(kind, by).items() if column}
    best, most = None, 1
    for delimiter in _delimiters(upload, reading):
        rows = _first_rows(upload, replace(reading, delimiter=delimiter))
        counts = [(number, len(known & {plain(text) for text in texts})) for number, texts in rows]
        if counts and counts[0][1]:
            return reading
        for number, count in counts:
            if count > most:
                best, most = number, count
    return replace(reading, heading_row=best)


def _delimiters(upload: Upload, reading: Reading) -> Sequence[str]:
    is_open = not reading.delimiter and not upload.name.lower().endswith(".xlsx")
    return (",", ";", "tab") if is_open else (reading.delimiter,)


def _first_rows(upload: Upload, reading: Reading) -> list[tuple[int, list[str]]]:
    with open_upload(upload) as file, open_sheet(file, name=upload.name, options=reading.sheet_options()) as sheet:
        rows = [(1, [*sheet.headings])]
        rows += [(row.number, [as_text(cell) for cell in row.cells]) for row in islice(sheet.rows, _TRIED_ROWS)]
    return rows


def remember_headings(*, kind: ImportKind, by: User, headings: Mapping[str, str]) -> None:
    """Keep which column the person chose for each heading, blank for none, for the next file of this kind."""
    HeadingChoice.objects.bulk_create(
        [
            HeadingChoice(user=by, kind=kind.key, heading=plain(heading)[:200], column=column)
            for heading, column in {plain(heading): column for heading, column in headings.items()}.items()
        ],
        update_conflicts=True,
        unique_fields=["user", "kind", "heading"],
        update_fields=["column"],
    )


def with_columns(reading: Reading, table: Table) -> Reading:
    """Return the reading with the columns that the table found."""
    return replace(reading, headings=table.headings())


def _known(kind: ImportKind, by: User | None) -> dict[str, str]:
    """Return the columns by plain headings: names, titles in every language, and what the person chose before."""
    known = {plain(ROW_HEADING): "", plain(REASON_HEADING): ""}
    known |= {plain(alias): column.name for column in kind.columns for alias in reversed(column.aliases)}
    known |= {plain(column.name): column.name for column in kind.columns}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            known |= {plain(kind.title(column.name)): column.name for column in kind.columns}
    names = {column.name for column in kind.columns}
    choices = HeadingChoice.objects.filter(user=by, kind=kind.key).values_list("heading", "column")
    return known | {heading: column for heading, column in choices if column in names or not column}


def _column_of(heading: str, *, known: Mapping[str, str], kind: ImportKind) -> tuple[str, bool]:
    """Return the column of a heading, and whether that is sure; a guess is for people to confirm."""
    if (key := plain(heading)) in known:
        return known[key], True
    alike = difflib.get_close_matches(key, known, n=1, cutoff=_ALIKE)
    return (known[alike[0]] if alike else ""), False


def _sample(cell: Any) -> str:  # noqa: ANN401  # whatever stands in a cell
    text = as_text(cell)
    return f"{text[:_LONGEST_SAMPLE]}…" if len(text) > _LONGEST_SAMPLE else text
