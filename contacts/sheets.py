"""Files of rows and columns: CSV, also compressed, and Excel workbooks, read one row at a time.

A file of any length is read in the same small memory. A file that cannot be read row by row with
certainty is refused with the line and what to do about it.
"""

import codecs
import csv
import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import SEEK_END
from itertools import chain
from pathlib import PurePath
from typing import IO, BinaryIO, cast
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from contacts.cells import CellValue, as_text, is_blank
from contacts.workbook_parts import BrokenWorkbookError, WorkbookError, WorkbookSizeError, check_workbook

_LONGEST_LINE = 1_000_000
_LAST_ROW = 1_048_576
_DELIMITERS = (",", ";", "\t")

# What openpyxl raises about a file that is not as it should be.
_UNREADABLE = (
    AttributeError,
    EOFError,
    InvalidFileException,
    LookupError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)

# What a spreadsheet program takes for a formula. An apostrophe before it says "text", also when read again.
FORMULA = re.compile(r"'*[=+\-@\t\r]")


class SheetError(Exception):
    """The file cannot be read."""


class UnknownFormatError(SheetError):
    """The file is neither CSV nor a workbook, or not what its name says."""


class WrongEncodingError(SheetError):
    """The text of the file is in another encoding."""


class BrokenSheetError(SheetError):
    """The file is damaged, or its rows cannot be told apart."""


class WorkbookTooLargeError(SheetError):
    """The workbook cannot be read in a small memory."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row. ``number`` is what a spreadsheet program shows; the headings stand in row 1 as a rule."""

    number: int
    cells: Sequence[CellValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetOptions:
    """How to read a file. Without a delimiter the headings tell it, without a worksheet the first one is read.

    ``heading_row`` is the row with the headings; without it they stand in the first row that is not blank.
    """

    encoding: str = "utf-8"
    delimiter: str | None = None
    worksheet: str | None = None
    heading_row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A file that is being read. ``rows`` can be gone through once; blank rows are left out of it."""

    name: str
    headings: Sequence[str]
    rows: Iterator[SheetRow]
    file: BinaryIO
    size: int
    delimiter: str = ","

    @property
    def position(self) -> int:
        """How many of the ``size`` bytes of the file have been read, as good as can be told."""
        return min(self.file.tell(), self.size)


@contextmanager
def open_sheet(file: BinaryIO, *, name: str, options: SheetOptions | None = None) -> Iterator[Sheet]:
    """Open ``file``, whose ``name`` says what it is: ``.csv``, ``.csv.gz`` (also ``.txt``, ``.tsv``) or ``.xlsx``.

    :raises SheetError: it cannot be read. Also raised later, while going through the rows.
    """
    options = options or SheetOptions()
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes[-2:]]
    if suffixes[-1:] == [".xlsx"]:
        with _workbook_sheet(file, name, options) as sheet:
            yield sheet
    elif suffixes[-1:] == [".gz"] and suffixes[:1] in ([".csv"], [".txt"], [".tsv"]):
        with gzip.open(file) as unpacked:
            yield _text_sheet(unpacked, packed=file, name=name, options=options)
    elif suffixes[-1:] in ([".csv"], [".txt"], [".tsv"]):
        yield _text_sheet(file, packed=file, name=name, options=options)
    else:
        raise UnknownFormatError(_unknown_format(suffixes) % {"name": name})


def _unknown_format(suffixes: Sequence[str]) -> str:
    if suffixes[-1:] in ([".xls"], [".xlsb"]):
        return _("%(name)s is an older kind of Excel file: open it in Excel and save it as .xlsx or CSV (UTF-8).")
    return _("%(name)s is not a file that can be imported: save it as CSV (UTF-8) or as .xlsx.")


def worksheet_titles(file: BinaryIO, *, name: str) -> Sequence[str]:
    """Return the names of the worksheets of a workbook, in their order; the file then stands at its beginning.

    :raises SheetError: it is no workbook that can be read.
    """
    _check_workbook(file, name)
    try:
        with closing(load_workbook(file, read_only=True, data_only=True)) as workbook:
            return tuple(sheet.title for sheet in workbook.worksheets)
    except _UNREADABLE as error:
        raise BrokenSheetError(
            _("%(name)s is not a readable workbook: open it in Excel and save it again.") % {"name": name}
        ) from error
    finally:
        file.seek(0)


# Text -------------------------------------------------------------------------------------------------------


def _text_sheet(text: IO[bytes] | gzip.GzipFile, *, packed: BinaryIO, name: str, options: SheetOptions) -> Sheet:
    size = _size_of(packed)
    lines = _lines(text, name, options.encoding)
    above = []
    for line in lines:
        above.append(line)
        if line.strip() and len(above) >= (options.heading_row or 1):
            break
    delimiter = options.delimiter or _delimiter_of(above[-1] if above else "")
    rows = _numbered(_csv_rows(chain(above, lines), delimiter, name))
    headings = _headings(rows, name, options.heading_row)
    return Sheet(name=name, headings=headings, rows=rows, file=packed, size=size, delimiter=delimiter)


def _size_of(file: BinaryIO) -> int:
    size = file.seek(0, SEEK_END)
    file.seek(0)
    return size


def _headings(rows: Iterator[SheetRow], name: str, number: int | None) -> Sequence[str]:
    """Take the rows down to the headings: that row, or the first that is not blank.

    :raises BrokenSheetError: there is no such row.
    """
    headings = next((row for row in rows if row.number >= (number or 1)), None)
    if number and (headings is None or headings.number != number):
        raise BrokenSheetError(
            _("%(name)s has nothing in row %(row)d, where its headings were said to stand.")
            % {"name": name, "row": number}
        )
    if headings is None:
        raise BrokenSheetError(_("%(name)s is empty: its first row must hold the headings.") % {"name": name})
    return tuple(as_text(cell) for cell in headings.cells)


def _numbered(rows: Iterator[Sequence[CellValue]]) -> Iterator[SheetRow]:
    for number, cells in enumerate(rows, start=1):
        if not all(map(is_blank, cells)):
            yield SheetRow(number, cells)


def _lines(file: IO[bytes] | gzip.GzipFile, name: str, encoding: str) -> Iterator[str]:
    _check_encoding(encoding)
    number = 0
    try:
        while raw := file.readline(_LONGEST_LINE):
            number += 1
            if number == 1:
                raw = _without_mark(raw, name)
            if len(raw) == _LONGEST_LINE and not raw.endswith(b"\n"):
                raise BrokenSheetError(
                    _(
                        "%(name)s, line %(line)d: no end of line within %(limit)d bytes. "
                        "Save the file as CSV (UTF-8), with every row on a line of its own."
                    )
                    % {"name": name, "line": number, "limit": _LONGEST_LINE}
                )
            yield raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise WrongEncodingError(
            _(
                "%(name)s, line %(line)d: byte %(place)d of the line (%(byte)s) is not %(encoding)s. "
                "Save the file as CSV (UTF-8), or say which encoding it is in, for example cp1252."
            )
            % {
                "name": name,
                "line": number,
                "place": error.start + 1,
                "byte": f"0x{error.object[error.start]:02X}",
                "encoding": encoding.upper(),
            }
        ) from error
    except (EOFError, OSError, zlib.error) as error:
        raise BrokenSheetError(
            _("%(name)s, after line %(line)d: the file is damaged or cut off (%(fault)s).")
            % {"name": name, "line": number, "fault": error}
        ) from error


def _check_encoding(encoding: str) -> None:
    try:
        line_end = "\n".encode(encoding)
    except LookupError:
        raise WrongEncodingError(
            _("There is no encoding “%(encoding)s”; use for example utf-8 or cp1252.") % {"encoding": encoding}
        ) from None
    if line_end != b"\n":
        raise WrongEncodingError(
            _("Files in %(encoding)s are not read: save the file as CSV (UTF-8).") % {"encoding": encoding}
        )


def _without_mark(raw: bytes, name: str) -> bytes:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise WrongEncodingError(_("%(name)s is UTF-16 (“Unicode text”): save it as CSV (UTF-8).") % {"name": name})
    if raw.startswith(b"PK\x03\x04"):
        raise UnknownFormatError(
            _("%(name)s is a workbook: name it .xlsx, or save its sheet as CSV (UTF-8).") % {"name": name}
        )
    return raw.removeprefix(codecs.BOM_UTF8)


def _delimiter_of(headings: str) -> str:
    """Return the delimiter that gives the most headings; the comma if there is but one heading."""
    unquoted = re.sub(r'"[^"]*"', "", headings)
    return max(_DELIMITERS, key=unquoted.count)


def _csv_rows(lines: Iterator[str], delimiter: str, name: str) -> Iterator[Sequence[str]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield [cell[1:] if cell[:1] == "'" and FORMULA.match(cell) else cell for cell in cells]
    except csv.Error as error:
        raise BrokenSheetError(
            _(
                "%(name)s, line %(line)d: the row cannot be told apart (%(fault)s). "
                "Is a quotation mark missing, or not doubled inside a cell?"
            )
            % {"name": name, "line": reader.line_num, "fault": error}
        ) from error


# Workbooks --------------------------------------------------------------------------------------------------


@contextmanager
def _workbook_sheet(file: BinaryIO, name: str, options: SheetOptions) -> Iterator[Sheet]:
    size = _size_of(file)
    _check_workbook(file, name)
    try:
        workbook = load_workbook(file, read_only=True, data_only=True)
    except _UNREADABLE as error:
        raise BrokenSheetError(
            _("%(name)s is not a readable workbook: open it in Excel and save it again.") % {"name": name}
        ) from error
    with closing(workbook):
        worksheet = _worksheet(workbook, name, options.worksheet)
        worksheet.reset_dimensions()  # The size that some programs write is wrong, and rows would be lost.
        rows = _numbered(_workbook_rows(worksheet, name))
        headings = _headings(rows, name, options.heading_row)
        yield Sheet(name=name, headings=headings, rows=rows, file=file, size=size)


def _check_workbook(file: BinaryIO, name: str) -> None:
    try:
        check_workbook(file)
    except WorkbookError as error:
        kinds = {WorkbookSizeError: WorkbookTooLargeError, BrokenWorkbookError: BrokenSheetError}
        raise kinds.get(type(error), UnknownFormatError)(f"{name} {error}") from error


def _worksheet(workbook: Workbook, name: str, title: str | None) -> ReadOnlyWorksheet:
    by_title = {sheet.title: sheet for sheet in workbook.worksheets}
    if not by_title:
        raise BrokenSheetError(_("%(name)s has no worksheet.") % {"name": name})
    if title is None:
        return next(iter(by_title.values()))
    if title not in by_title:
        raise BrokenSheetError(
            _("%(name)s has no worksheet “%(title)s”; it has %(titles)s.")
            % {"name": name, "title": title, "titles": ", ".join(by_title)}
        )
    return by_title[title]


def _workbook_rows(worksheet: ReadOnlyWorksheet, name: str) -> Iterator[Sequence[CellValue]]:
    number = 0
    try:
        for cells in worksheet.values:
            number += 1
            if number > _LAST_ROW:
                raise BrokenSheetError(
                    _("%(name)s has a row below row %(last)d, the last one of a worksheet: save it again in Excel.")
                    % {"name": name, "last": _LAST_ROW}
                )
            yield cast("tuple[CellValue, ...]", cells)  # No formulas and no rich text: see load_workbook above.
    except _UNREADABLE as error:
        raise BrokenSheetError(
            _("%(name)s, after row %(row)d: the workbook is damaged (%(fault)s).")
            % {"name": name, "row": number, "fault": error}
        ) from error
