"""Sheets of labels as they are sold, and which label stands where on them.

Source: reference 11, *Segment – Labels*: three columns of 70 mm or two of 105 mm, rows of 36 or 37 mm, eight rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import TypeVar

ROWS = 8
# So many sheets make a page that a browser still prints quickly; more are printed in parts.
MOST_SHEETS = 40

Label = TypeVar("Label")


@dataclass(frozen=True, kw_only=True)
class SheetFormat:
    """A sheet of A4 with ``columns`` times eight labels of so many millimetres."""

    columns: int
    width: int
    height: int

    @property
    def key(self) -> str:
        return f"{self.columns}x{ROWS}-{self.width}x{self.height}"

    @property
    def label_count(self) -> int:
        return self.columns * ROWS


FORMATS = (
    SheetFormat(columns=3, width=70, height=37),
    SheetFormat(columns=3, width=70, height=36),
    SheetFormat(columns=2, width=105, height=37),
    SheetFormat(columns=2, width=105, height=36),
)


def slice_of_part(sheet: SheetFormat, *, start: int, part: int) -> slice:
    """Return which labels are printed in the part of that number, from 1, the first of which begins at ``start``."""
    size = MOST_SHEETS * sheet.label_count
    used = start - 1
    return slice(max((part - 1) * size - used, 0), part * size - used)


def count_parts(sheet: SheetFormat, *, start: int, label_count: int) -> int:
    """Return in how many parts so many labels are printed; at least one."""
    return max(1, -(-(label_count + start - 1) // (MOST_SHEETS * sheet.label_count)))


def sheets_of(labels: Sequence[Label], sheet: SheetFormat, *, start: int = 1) -> Iterator[Sequence[Label | None]]:
    """Yield the places of each sheet, row by row; None where nothing is printed.

    ``start`` is the first place of the first sheet that still has a label, counted from 1 along the rows.
    """
    places: list[Label | None] = list(chain(repeat(None, start - 1), labels))
    if not labels:
        return
    places.extend(repeat(None, -len(places) % sheet.label_count))
    for first in range(0, len(places), sheet.label_count):
        yield places[first : first + sheet.label_count]
