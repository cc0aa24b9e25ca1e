"""What an import does to every row of a file, kept aside while the import runs and written down afterwards.

The import of a check is rolled back, and what it found with it; so it lies in a temporary file meanwhile.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import Any, Self, TypeAlias

from contacts.cells import CellValue, as_text
from contacts.importing import StepResult, Verdict
from contacts.models import Upload, UploadRow
from contacts.sheets import SheetRow

_IN_MEMORY = 1_000_000
_BATCH = 1_000
_LONGEST_CELL = 500

# A value with its kind, so that it can be shown in the language of whoever looks: ["number", "12.5"].
StoredValue: TypeAlias = list[str] | None


class RowResults:
    """Takes what becomes of rows, in their order, and gives it back as rows of an upload."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(_IN_MEMORY, mode="w+", encoding="utf-8")  # noqa: SIM115  # __exit__ closes it
        self._hash = hashlib.sha256()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._file.close()

    def accept(self, row: SheetRow, verdict: Verdict) -> None:
        """Take a row that is added, changed or left as it is. Its note depends on a language."""
        outcome = verdict.outcome
        changes = [[item.label, stored(item.before), stored(item.after)] for item in verdict.differences]
        self._hash.update(json.dumps([row.number, outcome, [change[1:] for change in changes]]).encode())
        self._write(row.number, outcome.value, [_short(cell) for cell in row.cells], verdict.note, changes)

    def reject(self, row: SheetRow, reason: str) -> None:
        """Take a row that is not imported; its cells are kept whole, to be mended. Its reason depends on a language."""
        self._hash.update(json.dumps([row.number, "rejected"]).encode())
        self._write(row.number, UploadRow.Outcome.REJECTED.value, [_kept(cell) for cell in row.cells], reason, [])

    def digest(self, step: StepResult) -> str:
        """Return what stands for the whole import: the same again only if every row does the same again."""
        whole = self._hash.copy()
        whole.update(json.dumps([remark.fact for remark in step.remarks]).encode())
        return whole.hexdigest()

    def write(self, upload: Upload) -> None:
        """Write the rows down in place of those that the upload has."""
        UploadRow.objects.filter(upload=upload).delete()
        rows = self._rows(upload)
        while batch := list(islice(rows, _BATCH)):
            UploadRow.objects.bulk_create(batch)

    def _write(self, *values: object) -> None:
        self._file.write(f"{json.dumps(values)}\n")

    def _rows(self, upload: Upload) -> Iterator[UploadRow]:
        self._file.seek(0)
        for line in self._file:
            number, outcome, cells, reason, differences = json.loads(line)
            yield UploadRow(
                upload=upload,
                row_number=number,
                outcome=outcome,
                cells=cells,
                reason=reason,
                differences=differences,
            )


def stored(value: Any) -> StoredValue:  # noqa: ANN401  # a value of any field
    """Return ``value`` with its kind; ``contacts.templatetags.uploads`` shows it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return ["yes", ""] if value else ["no", ""]
    if isinstance(value, int | Decimal):
        return ["number", f"{Decimal(value).normalize():f}"]
    if isinstance(value, dt.date):
        return ["day", value.isoformat()]
    return ["text", str(value)]


def _kept(cell: CellValue) -> str | int | float:
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    return cell if is_number else as_text(cell)  # type: ignore[return-value]  # a number, as was just asked


def _short(cell: CellValue) -> str | int | float:
    kept = _kept(cell)
    return kept[:_LONGEST_CELL] if isinstance(kept, str) else kept
