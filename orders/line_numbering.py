"""Line numbers for files that have none: the n-th row of an order in the file is its line n.

Rejected rows count, too, and the file of rejected rows has the number, so that a row that is mended and imported
later becomes the line it was meant to be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from contacts.cells import CellValue, as_text, is_blank
from contacts.columns import Assignment, index_of
from contacts.key_store import KeyStore
from contacts.sheets import Sheet, SheetRow

HEADING = "line_number"


def with_line_numbers(sheet: Sheet, assignment: Assignment) -> Sheet:
    """Return ``sheet`` with a column of line numbers, unless it has one, is given one or does not name the orders."""
    order_index = index_of(assignment.headings.get("order_number", "order_number"), sheet.headings)
    line_index = index_of(assignment.headings.get(HEADING, HEADING), sheet.headings)
    if order_index is None or line_index is not None or HEADING in {*assignment.headings, *assignment.constants}:
        return sheet
    rows = _numbered(sheet.rows, order_index, len(sheet.headings))
    return replace(sheet, headings=(*sheet.headings, HEADING), rows=rows)


def _numbered(rows: Iterator[SheetRow], order_index: int, width: int) -> Iterator[SheetRow]:
    order, line_number = "", 0
    with KeyStore() as line_counts:
        for row in rows:
            previous = order
            order = as_text(row.cells[order_index]).upper() if order_index < len(row.cells) else ""
            if order != previous:  # The rows of an order mostly stand together.
                line_counts.put((previous,), line_number)
                line_number = line_counts.get((order,)) or 0
            line_number += 1
            yield SheetRow(row.number, [*_wide(row.cells, width), line_number])


def _wide(cells: Sequence[CellValue], width: int) -> Sequence[CellValue]:
    """Return as many cells as there are headings; more, where cells stand beside them, because that is an error."""
    beside = cells[width:]
    kept = cells[:width] if all(map(is_blank, beside)) else cells
    return [*kept, *[None] * (width - len(kept))]
