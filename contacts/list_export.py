"""A list as a file to take away: the rows, order and columns that the page shows, of all its pages.

Numbers and days stay what they are, so that a spreadsheet reckons with them; all else is what the page says, as text.
A table says what a column holds by ``value_<column>(record)``; columns in ``Table.only_in_files`` are added at the end.
"""

import datetime as dt
import html
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from io import BytesIO
from typing import BinaryIO

from django.db.models import Model
from django.utils.html import strip_tags
from django_tables2 import Table
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow

from contacts.cells import CellValue
from contacts.sheet_writing import RowWriter, create_sheet

# A longer workbook takes minutes to write and to open.
MOST_WORKBOOK_ROWS = 50_000

_PART_SIZE = 65_536

_CellReader = Callable[[Model], CellValue]


def csv_parts(table: Table) -> Iterator[bytes]:
    """Yield the rows of ``table`` as CSV, part by part, so that they never stand in memory whole."""
    buffer = BytesIO()
    with create_sheet(buffer, name="list.csv", headings=_headings(table)) as write:
        for cells in _rows(table):
            write(cells)
            if buffer.tell() >= _PART_SIZE:
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
    yield buffer.getvalue()


def write_workbook(table: Table, file: BinaryIO) -> None:
    """Write the rows of ``table`` to ``file`` as an Excel workbook.

    :raises SheetWritingError: a workbook cannot hold them.
    """
    with create_sheet(file, name="list.xlsx", headings=_headings(table)) as write:
        _write_all(table, write)


def _write_all(table: Table, write: RowWriter) -> None:
    for cells in _rows(table):
        write(cells)


def _columns(table: Table) -> list[BoundColumn]:
    return [column for column in table.columns if not column.column.exclude_from_export]


def _headings(table: Table) -> list[str]:
    extra = [str(heading) for _name, heading in getattr(table, "only_in_files", ())]
    return [*(strip_tags(str(column.header)) for column in _columns(table)), *extra]


def _rows(table: Table) -> Iterator[Sequence[CellValue]]:
    extra = [name for name, _heading in getattr(table, "only_in_files", ())]
    readers = [_reader(table, column) for column in _columns(table)]
    readers += [getattr(table, f"value_{name}") for name in extra]
    for record in table.data.all_rows():
        yield [read(record) for read in readers]


def _reader(table: Table, column: BoundColumn) -> _CellReader:
    """Return what reads the cell of ``column`` in a row."""
    own: _CellReader | None = getattr(table, f"value_{column.name}", None)
    if own is not None:
        return own

    def read(record: Model) -> CellValue:
        value = column.accessor.resolve(record, quiet=True)
        if isinstance(value, int | Decimal | dt.date) and not isinstance(value, bool):
            return value
        return "" if value in column.column.empty_values else _words(table, column.name, record)

    return read


def _words(table: Table, column: str, record: Model) -> str:
    """Return what the page shows in the cell, without its marks."""
    shown = BoundRow(record, table=table).get_cell(column)
    return " ".join(html.unescape(strip_tags(str(shown).replace("<br>", " "))).split())
