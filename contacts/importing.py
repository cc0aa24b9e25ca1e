"""The import of a file: read rows, find what is there, write what differs, reject with a reason what cannot be.

One transaction holds the whole file. Each row ends in exactly one of four ways: added, changed, unchanged or
rejected. What a row means is the business of an ``Importer``; commands and pages call ``run_import`` alike.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Protocol, TypeAlias

from django.db import Error, IntegrityError, InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from contacts.columns import Column, Layout, Record, RowError
from contacts.key_store import Key, KeyStore
from contacts.sheets import Sheet, SheetRow

CHUNK_SIZE = 2_000
_SHOWN = 20


class ImportingError(Exception):
    """The import was refused; nothing was saved."""


class ImportConflictError(ImportingError):
    """Somebody else wrote the same things at the same time."""


class DatabaseRefusedError(ImportingError):
    """The database did not take the rows, or could not be reached."""


class RepetitionError(RowError):
    """The row is about the same as one above it, which only the importer can tell."""


class Outcome(StrEnum):
    """What a row did. A row that is not rejected ends in one of these three."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that a row changes: what it is called, and what stood and will stand there."""

    label: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say about a whole file. ``fact`` says it alike in every language.

    ``change_count`` is how many things are changed besides those that rows are about.
    """

    text: str
    fact: str
    change_count: int = 0


class Importer(Protocol):
    """What the rows of one kind of file mean.

    For each chunk of rows ``load`` is called once, then ``take`` for each row that is no repetition, then ``save``
    once, so that the number of queries depends on the chunks only. After the last chunk comes ``finish``.
    """

    @property
    def noun(self) -> str:
        """What the rows are, in the plural: contacts."""

    @property
    def columns(self) -> Sequence[Column]:
        """The columns that a file can have."""

    def key(self, record: Record) -> Key:
        """Return what tells a row from the others; two rows of a file with the same key are a repetition."""

    def load(self, records: Sequence[Record]) -> None:
        """Fetch what the records name and what is there of them already."""

    def take(self, record: Record) -> Outcome:
        """Decide about a row with what was loaded; write nothing yet.

        :raises RowError: it cannot be imported.
        """

    def differences(self) -> Sequence[Difference]:
        """Return what the row that was taken last changes; nothing where it was not changed."""
        return ()

    def note(self) -> str:
        """Return what to look at in the row that was taken last, although it is good; blank for most."""
        return ""

    def save(self) -> None:
        """Write what was taken since the last call."""

    def finish(self) -> None:
        """Write what had to wait for the last row, as locks that come last in their order; most have nothing."""
        return

    def remarks(self) -> Sequence[Remark]:
        """Return what there is to say about the whole file after the last row; most have nothing."""
        return ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a row that is not rejected, what it changes, and what to look at."""

    outcome: Outcome
    differences: Sequence[Difference] = ()
    note: str = ""


Reject: TypeAlias = Callable[[SheetRow, str], None]
Accept: TypeAlias = Callable[[SheetRow, Verdict], None]
Progress: TypeAlias = Callable[[Sheet, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportStep:
    """One file and what to do with its rows.

    ``reject`` gets every rejected row with the reason, ``accept`` every other row with what became of it.
    """

    importer: Importer
    sheet: Sheet
    layout: Layout
    reject: Reject
    accept: Accept = lambda _row, _verdict: None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How strict an import is.

    ``skips_bad`` saves the good rows although others were rejected. ``keeps_first`` takes the first of rows with
    the same key and counts the others as unchanged; otherwise they are rejected. ``is_dry_run`` saves nothing.
    """

    skips_bad: bool = False
    keeps_first: bool = False
    is_dry_run: bool = False
    chunk_size: int = CHUNK_SIZE


@dataclass(frozen=True, slots=True)
class RowWords:
    """What is said of a row: why it was not imported, or what to look at."""

    row_number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """What became of the rows of one file; read is the sum of the other four."""

    noun: str
    added: int
    changed: int
    unchanged: int
    rejected: int
    first_rejections: Sequence[RowWords]
    unused_headings: Sequence[str]
    remarks: Sequence[Remark] = ()
    noted: int = 0
    first_notes: Sequence[RowWords] = ()

    @property
    def read(self) -> int:
        return self.added + self.changed + self.unchanged + self.rejected


Approve: TypeAlias = Callable[[Sequence[StepResult]], bool]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of an import. Where nothing was saved the counts say what would have been."""

    steps: Sequence[StepResult]
    is_saved: bool

    @property
    def rejected(self) -> int:
        return sum(step.rejected for step in self.steps)


def run_import(
    steps: Sequence[ImportStep],
    *,
    options: ImportOptions,
    progress: Progress = lambda _sheet, _count: None,
    approve: Approve = lambda _results: True,
) -> ImportResult:
    """Import the files of ``steps``, one after the other in one transaction, and return what became of their rows.

    Nothing is saved on a dry run, nor where a row was rejected, unless bad rows are to be skipped. ``progress`` is
    called after each chunk with the sheet and how many of its rows are done. ``approve`` is asked last, before what
    would be saved is saved.

    :raises ImportingError: the database refused. Also SheetError, where a file turns out to be unreadable.
    """
    with _explained_refusals(), transaction.atomic():
        results = [_run_step(step, options, progress) for step in steps]
        is_good = options.skips_bad or not any(result.rejected for result in results)
        is_saved = not options.is_dry_run and is_good and approve(results)
        if not is_saved:
            transaction.set_rollback(True)
    return ImportResult(results, is_saved)


@contextmanager
def _explained_refusals() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if "unique" in str(error).lower():
            raise ImportConflictError(
                _("Somebody else added some of these rows at the same time. Nothing was saved; run the import again.")
            ) from error
        raise DatabaseRefusedError(_("The database refused the rows; nothing was saved. %s") % error) from error
    except (OperationalError, InterfaceError) as error:
        if "locked" in str(error) or "deadlock" in str(error):
            raise ImportConflictError(
                _("Somebody else is writing to the database. Nothing was saved; run the import again a little later.")
            ) from error
        raise DatabaseRefusedError(_("The database could not be reached; nothing was saved. %s") % error) from error
    except Error as error:
        raise DatabaseRefusedError(_("The database refused the rows; nothing was saved. %s") % error) from error


class _StepRun:
    """A step on its way: what became of its rows so far, and the rows in which keys stood first.

    ``store`` has those of the whole file, ``first_rows`` what the present chunk needs of them.
    """

    def __init__(self, step: ImportStep, options: ImportOptions, store: KeyStore) -> None:
        self.step = step
        self.options = options
        self.store = store
        self.first_rows: dict[Key, int] = {}
        self.read = 0
        self.outcomes: Counter[Outcome] = Counter()
        self.rejected = 0
        self.first_rejections: list[RowWords] = []
        self.noted = 0
        self.first_notes: list[RowWords] = []

    def take(self, rows: Sequence[SheetRow]) -> None:
        """Import a chunk of rows. They are judged in their order, so that rejections come out in order too."""
        readings = [self._reading(row) for row in rows]
        records = [reading for reading in readings if isinstance(reading, Record)]
        self.step.importer.load(records)
        self.first_rows = self.store.find(map(self.step.importer.key, records))
        for row, reading in zip(rows, readings, strict=True):
            try:
                if not isinstance(reading, Record):
                    raise reading
                self._accept(reading, self._verdict(reading))
            except RowError as error:
                self._reject(row, str(error))
        self.step.importer.save()
        self.store.put_all(self.first_rows)
        self.read += len(rows)

    def _reading(self, row: SheetRow) -> Record | RowError:
        try:
            return self.step.layout.record(row)
        except RowError as error:
            return error

    def _verdict(self, record: Record) -> Verdict:
        """Return what the row does; with ``keeps_first`` a repetition does nothing."""
        try:
            return self._taken(record)
        except RepetitionError as error:
            if not self.options.keeps_first:
                raise
            return Verdict(Outcome.UNCHANGED, note=str(error))

    def _taken(self, record: Record) -> Verdict:
        key = self.step.importer.key(record)
        first_row = self.first_rows.get(key)
        if first_row is not None:
            raise RepetitionError(_("Row %d of the file is about the same.") % first_row)
        outcome = self.step.importer.take(record)
        self.first_rows[key] = record.row.number
        differences = self.step.importer.differences() if outcome == Outcome.CHANGED else ()
        if note := self.step.importer.note():
            self.noted += 1
            self.first_notes += [RowWords(record.row.number, note)] if self.noted <= _SHOWN else []
        return Verdict(outcome, differences, note)

    def _accept(self, record: Record, verdict: Verdict) -> None:
        self.outcomes[verdict.outcome] += 1
        self.step.accept(record.row, verdict)

    def _reject(self, row: SheetRow, reason: str) -> None:
        self.rejected += 1
        if len(self.first_rejections) < _SHOWN:
            self.first_rejections.append(RowWords(row.number, reason))
        self.step.reject(row, reason)

    def result(self) -> StepResult:
        result = StepResult(
            noun=self.step.importer.noun,
            added=self.outcomes[Outcome.ADDED],
            changed=self.outcomes[Outcome.CHANGED],
            unchanged=self.outcomes[Outcome.UNCHANGED],
            rejected=self.rejected,
            first_rejections=tuple(self.first_rejections),
            unused_headings=tuple(self.step.layout.unused),
            remarks=tuple(self.step.importer.remarks()),
            noted=self.noted,
            first_notes=tuple(self.first_notes),
        )
        if result.read != self.read:
            raise AssertionError(f"{self.read} rows were read, {result.read} counted.")
        return result


def _run_step(step: ImportStep, options: ImportOptions, progress: Progress) -> StepResult:
    with KeyStore() as store:
        run = _StepRun(step, options, store)
        while rows := list(islice(step.sheet.rows, options.chunk_size)):
            run.take(rows)
            progress(step.sheet, run.read)
        step.importer.finish()
        return run.result()
