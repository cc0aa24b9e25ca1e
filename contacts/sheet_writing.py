"""Files of rows and columns, CSV or Excel workbooks, written one row at a time.

Text that a spreadsheet program would take for a formula is marked as text; numbers stay numbers.
"""

import csv
import datetime as dt
import gzip
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from io import TextIOWrapper
from pathlib import PurePath
from typing import BinaryIO, TypeAlias, cast

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from contacts.cells import CellValue, as_text
from contacts.sheets import FORMULA

RowWriter: TypeAlias = Callable[[Sequence[CellValue]], None]

_MOST_WORKBOOK_ROWS = 1_048_576
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")


class SheetWritingError(Exception):
    """The file cannot be written."""


class UnwritableFormatError(SheetWritingError):
    """The name of the file says no format that can be written."""


class WorkbookFullError(SheetWritingError):
    """A workbook would have more rows than Excel can show."""


@contextmanager
def create_sheet(file: BinaryIO, *, name: str, headings: Sequence[str], delimiter: str = ",") -> Iterator[RowWriter]:
    """Write a file of rows, CSV or a workbook as its ``name`` says, by the function that this gives.

    Reading the file with ``contacts.sheets.open_sheet`` gives the same text.

    :raises SheetWritingError: the name says no format that can be written, or a workbook would have too many rows.
    """
    suffix = "".join(PurePath(name).suffixes[-2:]).lower()
    if suffix.endswith(".xlsx"):
        with _workbook_writer(file, headings) as write:
            yield write
    elif suffix.endswith(".csv.gz"):
        with gzip.open(file, "wb") as packed, _text_writer(packed, headings, delimiter) as write:
            yield write
    elif suffix.endswith(".csv"):
        with _text_writer(file, headings, delimiter) as write:
            yield write
    else:
        raise UnwritableFormatError(
            _("%(name)s is not a file that can be written: name it .csv, .csv.gz or .xlsx.") % {"name": name}
        )


def without_illegal_characters(text: str) -> str:
    """Return the text without the control characters that a workbook cannot hold."""
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))


@contextmanager
def _text_writer(file: BinaryIO | gzip.GzipFile, headings: Sequence[str], delimiter: str) -> Iterator[RowWriter]:
    # The mark at the beginning lets Excel see that the text is UTF-8.
    text = TextIOWrapper(cast("BinaryIO", file), encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=delimiter)

    def write(cells: Sequence[CellValue]) -> None:
        writer.writerow([_as_safe_text(cell) for cell in cells])

    try:
        write(headings)
        yield write
        text.flush()
    finally:
        text.detach()


def _as_safe_text(cell: CellValue) -> str:
    if not isinstance(cell, str):
        return f"{cell:f}" if isinstance(cell, Decimal) else as_text(cell)
    if FORMULA.match(cell) and not _PLAIN_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


@contextmanager
def _workbook_writer(file: BinaryIO, headings: Sequence[str]) -> Iterator[RowWriter]:
    workbook = Workbook(write_only=True)
    worksheet = cast("WriteOnlyWorksheet", workbook.create_sheet())
    worksheet.freeze_panes = "A2"
    row_count = 0

    def write(cells: Sequence[CellValue]) -> None:
        nonlocal row_count
        row_count += 1
        if row_count > _MOST_WORKBOOK_ROWS:
            raise WorkbookFullError(
                _("A workbook has at most %(limit)d rows: write CSV instead.") % {"limit": _MOST_WORKBOOK_ROWS}
            )
        worksheet.append([_as_workbook_cell(worksheet, cell) for cell in cells])

    try:
        write(headings)
        yield write
        workbook.save(file)
    finally:
        if not worksheet.closed:
            worksheet.close()


def _as_workbook_cell(worksheet: WriteOnlyWorksheet, cell: CellValue) -> object:
    if isinstance(cell, dt.datetime) and cell.tzinfo:
        return cell.astimezone().replace(tzinfo=None)  # Excel knows no time zones.
    if not isinstance(cell, str):
        return cell
    text = without_illegal_characters(cell)
    if not text.startswith("="):
        return text
    written = WriteOnlyCell(worksheet, value=text)
    written.data_type = "s"
    return written
