"""The file of rejected rows: the rows as they were, each with its number and the reason, to be mended and imported."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

from django.utils.translation import gettext as _

from contacts.cells import CellValue
from contacts.sheet_writing import RowWriter, create_sheet
from contacts.sheets import Sheet, SheetRow

ROW_HEADING = "rejected row"
REASON_HEADING = "reason"


class RejectsError(Exception):
    """The rejected rows cannot be written."""


class RejectsFile:
    """Writes rejected rows of ``sheet`` to ``path``; the file is made when the first comes."""

    def __init__(self, path: Path, sheet: Sheet) -> None:
        self.path = path
        self._delimiter = sheet.delimiter
        # A file of rejected rows that is imported again ends with these two columns already.
        self._is_of_rejects = tuple(sheet.headings[-2:]) == (ROW_HEADING, REASON_HEADING)
        self._headings = sheet.headings[:-2] if self._is_of_rejects else sheet.headings
        self._stack = ExitStack()
        self._write: RowWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        with self._explained():
            self._stack.close()

    def write(self, row: SheetRow, reason: str) -> None:
        """Add a row with the reason for which it was rejected.

        :raises RejectsError: the file cannot be written. Also raised when it is closed.
        """
        with self._explained():
            if self._write is None:
                self._write = self._open()
            self._write([*self._as_wide_as_headings(row.cells), row.number, reason])

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise RejectsError(
                _("The rejected rows cannot be written to %(path)s: %(reason)s.")
                % {"path": self.path, "reason": error.strerror}
            ) from error

    def _open(self) -> RowWriter:
        headings = [*self._headings, ROW_HEADING, REASON_HEADING]
        file = self._stack.enter_context(self.path.open("wb"))
        return self._stack.enter_context(
            create_sheet(file, name="rejects.csv", headings=headings, delimiter=self._delimiter)
        )

    def _as_wide_as_headings(self, cells: Sequence[CellValue]) -> Sequence[CellValue]:
        """Return one cell per heading; a row with too many keeps them all, because that is why it was rejected."""
        width = len(self._headings)
        kept = cells[:width] if self._is_of_rejects else cells
        return [*kept, *[None] * (width - len(kept))]
