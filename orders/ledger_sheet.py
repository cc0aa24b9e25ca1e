"""The ledger of a run as a file to take away: CSV of any length, or a workbook."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contacts.cells import CellValue
from contacts.sheet_writing import create_sheet
from orders.labels import new_origin, skip_words
from orders.models import ActivationRun, RunLine
from orders.selectors import ledger_of, local_difference

# A longer workbook takes minutes to write and to open.
MOST_WORKBOOK_LINES = 50_000

_ROWS_AT_A_TIME = 2000
_PART_SIZE = 65_536


def csv_parts(run: ActivationRun) -> Iterator[bytes]:
    """Yield the ledger of ``run`` as CSV, part by part, so that it never stands in memory whole."""
    buffer = BytesIO()
    with create_sheet(buffer, name="changes.csv", headings=_headings()) as write:
        for row in _rows(run):
            write(_cells(row))
            if buffer.tell() >= _PART_SIZE:
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
    yield buffer.getvalue()


def write_ledger_sheet(run: ActivationRun, file: BinaryIO, *, name: str) -> None:
    """Write the ledger of ``run`` to ``file``, CSV or a workbook as ``name`` says.

    :raises SheetWritingError: a workbook cannot hold it.
    """
    with create_sheet(file, name=name, headings=_headings()) as write:
        for row in _rows(run):
            write(_cells(row))


def _rows(run: ActivationRun) -> Iterator[RunLine]:
    return ledger_of(run).iterator(chunk_size=_ROWS_AT_A_TIME)


def _headings() -> list[str]:
    return [
        pgettext("column", "Order"),
        pgettext("column", "Line"),
        _("Buyer"),
        _("Buyer's name"),
        pgettext("column", "Item"),
        _("Description"),
        _("Quantity"),
        _("Unit of measure"),
        _("Currency"),
        _("Old unit price"),
        _("New unit price"),
        _("Old discount %"),
        _("New discount %"),
        _("Old line amount"),
        _("New line amount"),
        _("Difference"),
        _("Difference in local currency"),
        _("Price comes from"),
        _("Skipped because"),
    ]


def _cells(row: RunLine) -> Sequence[CellValue]:
    line = row.order_line
    return [
        line.order.number,
        line.line_number,
        line.order.buyer.number,
        line.order.buyer.name,
        line.item.number,
        line.item.description,
        row.quantity,
        line.unit.code,
        line.order.currency_code,
        row.old_unit_price,
        row.new_unit_price,
        row.old_discount_percent,
        row.new_discount_percent,
        row.old_line_amount,
        row.new_line_amount,
        row.new_line_amount - row.old_line_amount,
        local_difference(row),
        new_origin(row),
        skip_words(row) if row.is_skipped else "",
    ]
