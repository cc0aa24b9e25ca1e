import datetime as dt
import io
from collections.abc import Sequence

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from contacts.bulk_writing import BulkWriter
from contacts.cells import Code, Text
from contacts.columns import Column, Layout, Record, RowError
from contacts.importing import (
    Approve,
    DatabaseRefusedError,
    Difference,
    ImportConflictError,
    Importer,
    ImportOptions,
    ImportResult,
    ImportStep,
    Outcome,
    RowWords,
    run_import,
)
from contacts.key_store import Key
from contacts.models import Territory
from contacts.references import References
from contacts.sheets import BrokenSheetError, open_sheet

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
STRICT = ImportOptions()
SKIPPING = ImportOptions(skips_bad=True)


class TerritoryImporter(Importer):
    """The smallest importer there can be; it rejects the code BAD."""

    noun = "territories"
    columns = (Column("code", Code(20), "the code", is_required=True), Column("description", Text(100), "the name"))

    def __init__(self) -> None:
        self.existing = References(Territory.objects.all(), field="code")
        self.territories = BulkWriter(Territory, at=NOW)

    def key(self, record: Record) -> Key:
        return (record["code"],)

    def load(self, records: Sequence[Record]) -> None:
        self.existing.load(record["code"] for record in records)

    def take(self, record: Record) -> Outcome:
        if record["code"] == "BAD":
            raise RowError("BAD is no territory.")
        existing = self.existing.get(record["code"])
        if existing is not None:
            return self.territories.change(existing, record.values)
        self.existing.put(self.territories.add(Territory(**record.values)))
        return Outcome.ADDED

    def differences(self) -> Sequence[Difference]:
        return self.territories.differences

    def save(self) -> None:
        self.territories.write()


def imported(text: str, options: ImportOptions = STRICT, importer: object = None) -> tuple[ImportResult, list[object]]:
    """Import a file with the headings code and description; return the result and what was rejected."""
    rejected: list[object] = []
    importer = importer or TerritoryImporter()
    with open_sheet(io.BytesIO(f"code,description\n{text}".encode()), name="territories.csv") as sheet:
        step = ImportStep(
            importer=importer,
            sheet=sheet,
            layout=Layout.of(importer.columns, sheet.headings),
            reject=lambda row, reason: rejected.append((row.number, list(row.cells), reason)),
        )
        return run_import([step], options=options), rejected


def counts(result: ImportResult) -> tuple[int, ...]:
    [step] = result.steps
    return step.read, step.added, step.changed, step.unchanged, step.rejected


def territories() -> dict[str, str]:
    return dict(Territory.objects.values_list("code", "description"))


class TestWhatRowsDid(TestCase):
    def test_tells_of_every_row_what_it_does_and_what_it_changes(self) -> None:
        Territory.objects.create(code="N", description="North")
        Territory.objects.create(code="S", description="South")
        told: list[object] = []
        importer = TerritoryImporter()
        content = b"code,description\nN,Nord\nS,South\nE,East\nBAD,x\n"
        with open_sheet(io.BytesIO(content), name="territories.csv") as sheet:
            step = ImportStep(
                importer=importer,
                sheet=sheet,
                layout=Layout.of(importer.columns, sheet.headings),
                reject=lambda row, reason: told.append((row.number, reason)),
                accept=lambda row, verdict: told.append((row.number, verdict.outcome, list(verdict.differences))),
            )
            run_import([step], options=ImportOptions(is_dry_run=True))
        self.assertEqual(
            told,
            [
                (2, Outcome.CHANGED, [Difference("description", "North", "Nord")]),
                (3, Outcome.UNCHANGED, []),
                (4, Outcome.ADDED, []),
                (5, "BAD is no territory."),
            ],
        )

    def test_saves_nothing_that_is_not_approved(self) -> None:
        self.assertFalse(self.is_saved_when_asked(lambda steps: steps[0].added == 0))
        self.assertEqual(territories(), {})
        self.assertTrue(self.is_saved_when_asked(lambda steps: steps[0].added == 1))
        self.assertEqual(territories(), {"N": "North"})

    def is_saved_when_asked(self, approve: Approve) -> bool:
        importer = TerritoryImporter()
        with open_sheet(io.BytesIO(b"code,description\nN,North\n"), name="territories.csv") as sheet:
            layout = Layout.of(importer.columns, sheet.headings)
            step = ImportStep(importer=importer, sheet=sheet, layout=layout, reject=lambda _row, _reason: None)
            return run_import([step], options=STRICT, approve=approve).is_saved


class TestRunImport(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        Territory.objects.create(code="DE", description="Germany")
        Territory.objects.create(code="FR", description="France")

    def test_adds_changes_and_leaves(self) -> None:
        result, rejected = imported("DE,Germany\nFR,La France\nNL,Netherlands\n")
        self.assertEqual((counts(result), result.is_saved, rejected), ((3, 1, 1, 1, 0), True, []))
        self.assertEqual(territories(), {"DE": "Germany", "FR": "La France", "NL": "Netherlands"})

    def test_second_run_changes_nothing(self) -> None:
        imported("DE,Deutschland\nNL,Netherlands\n")
        result, _ = imported("DE,Deutschland\nNL,Netherlands\n")
        self.assertEqual(counts(result), (2, 0, 0, 2, 0))

    def test_rejected_row_leaves_everything_as_it_was(self) -> None:
        result, rejected = imported("NL,Netherlands\nBAD,x\n,y\nFR,La France\n")
        self.assertEqual((counts(result), result.is_saved), ((4, 1, 1, 0, 2), False))
        self.assertEqual(rejected, [(3, ["BAD", "x"], "BAD is no territory."), (4, ["", "y"], "code: is blank.")])
        self.assertEqual(territories(), {"DE": "Germany", "FR": "France"})

    def test_good_rows_are_saved_when_bad_ones_are_skipped(self) -> None:
        result, rejected = imported("NL,Netherlands\nBAD,x\n", SKIPPING)
        self.assertEqual((counts(result), result.is_saved, len(rejected)), ((2, 1, 0, 0, 1), True, 1))
        self.assertIn("NL", territories())

    def test_dry_run_counts_the_same_and_saves_nothing(self) -> None:
        result, _ = imported("NL,Netherlands\nFR,La France\n", ImportOptions(is_dry_run=True))
        self.assertEqual((counts(result), result.is_saved), ((2, 1, 1, 0, 0), False))
        self.assertEqual(territories(), {"DE": "Germany", "FR": "France"})

    def test_repeated_key_is_rejected_with_the_first_row(self) -> None:
        result, rejected = imported("NL,Netherlands\nnl,Holland\n")
        self.assertEqual(rejected, [(3, ["nl", "Holland"], "Row 2 of the file is about the same.")])
        self.assertEqual(counts(result), (2, 1, 0, 0, 1))

    def test_repeated_key_in_another_chunk_is_found(self) -> None:
        _, rejected = imported("NL,x\nBE,x\nLU,x\nNL,y\n", ImportOptions(chunk_size=1))
        self.assertEqual(rejected, [(5, ["NL", "y"], "Row 2 of the file is about the same.")])

    def test_first_of_repeated_rows_is_kept_when_told(self) -> None:
        result, _ = imported("NL,Netherlands\nNL,Holland\nNL,\n", ImportOptions(keeps_first=True))
        self.assertEqual(counts(result), (3, 1, 0, 2, 0))
        self.assertEqual(territories()["NL"], "Netherlands")

    def test_rejected_row_does_not_count_as_the_first(self) -> None:
        result, rejected = imported("BAD,x\nBAD,y\n", ImportOptions(keeps_first=True, skips_bad=True))
        self.assertEqual((counts(result), len(rejected)), ((2, 0, 0, 0, 2), 2))

    def test_first_twenty_rejections_are_shown_in_order(self) -> None:
        result, rejected = imported("BAD,x\n,x\n" * 15)
        [step] = result.steps
        self.assertEqual((step.rejected, len(rejected)), (30, 30))
        self.assertEqual([rejection.row_number for rejection in step.first_rejections], list(range(2, 22)))
        self.assertEqual(step.first_rejections[0], RowWords(2, "BAD is no territory."))

    def test_file_without_rows_changes_nothing(self) -> None:
        result, _ = imported("")
        self.assertEqual((counts(result), result.is_saved), ((0, 0, 0, 0, 0), True))

    def test_file_that_breaks_off_leaves_everything_as_it_was(self) -> None:
        with pytest.raises(BrokenSheetError):
            imported('NL,Netherlands\nBE,"open\n', ImportOptions(chunk_size=1, skips_bad=True))
        self.assertEqual(territories(), {"DE": "Germany", "FR": "France"})

    def test_queries_depend_on_chunks_only(self) -> None:
        def query_count(row_count: int) -> int:
            text = "".join(f"T{row_count}-{number},x\n" for number in range(row_count))
            with CaptureQueriesContext(connection) as queries:
                imported(f"{text}DE,{row_count}\n", ImportOptions(chunk_size=500))
            return len(queries)

        self.assertEqual(query_count(10), query_count(300))

    def test_progress_is_told_after_each_chunk(self) -> None:
        told: list[tuple[int, int]] = []
        with open_sheet(io.BytesIO(b"code\nA\nB\nC\n"), name="territories.csv") as sheet:
            step = ImportStep(
                importer=TerritoryImporter(),
                sheet=sheet,
                layout=Layout.of(TerritoryImporter.columns, sheet.headings),
                reject=lambda _row, _reason: None,
            )
            run_import(
                [step],
                options=ImportOptions(chunk_size=2),
                progress=lambda sheet, count: told.append((count, sheet.position)),
            )
        self.assertEqual([count for count, _ in told], [2, 3])
        self.assertEqual(told[-1][1], 11)


class TestRefusals(TestCase):
    def refusal(self, error: Exception, expected: type[Exception]) -> str:
        class Failing(TerritoryImporter):
            def save(self) -> None:
                super().save()
                raise error

        with pytest.raises(expected) as caught:
            imported("NL,Netherlands\n", importer=Failing())
        self.assertEqual(territories(), {})
        return str(caught.value)

    def test_same_rows_by_somebody_else_ask_for_another_run(self) -> None:
        class Beaten(TerritoryImporter):
            def save(self) -> None:
                Territory.objects.create(code="NL")
                super().save()

        with pytest.raises(ImportConflictError) as caught:
            imported("NL,Netherlands\n", importer=Beaten())
        self.assertEqual(
            str(caught.value),
            "Somebody else added some of these rows at the same time. Nothing was saved; run the import again.",
        )
        self.assertEqual(territories(), {})

    def test_busy_database_asks_for_another_run(self) -> None:
        self.assertEqual(
            self.refusal(OperationalError("database is locked"), ImportConflictError),
            "Somebody else is writing to the database. Nothing was saved; run the import again a little later.",
        )

    def test_lost_database_is_explained(self) -> None:
        self.assertEqual(
            self.refusal(InterfaceError("connection already closed"), DatabaseRefusedError),
            "The database could not be reached; nothing was saved. connection already closed",
        )

    def test_broken_constraint_is_explained(self) -> None:
        self.assertEqual(
            self.refusal(IntegrityError("CHECK constraint failed: x"), DatabaseRefusedError),
            "The database refused the rows; nothing was saved. CHECK constraint failed: x",
        )

    def test_steps_are_all_or_nothing_together(self) -> None:
        def step(stack_sheet: object) -> ImportStep:
            return ImportStep(
                importer=TerritoryImporter(),
                sheet=stack_sheet,
                layout=Layout.of(TerritoryImporter.columns, stack_sheet.headings),
                reject=lambda _row, _reason: None,
            )

        with (
            open_sheet(io.BytesIO(b"code\nNL\n"), name="one.csv") as one,
            open_sheet(io.BytesIO(b"code\nBAD\n"), name="two.csv") as two,
        ):
            result = run_import([step(one), step(two)], options=STRICT)
        self.assertEqual(([found.added for found in result.steps], result.rejected), ([1, 0], 1))
        self.assertFalse(result.is_saved)
        self.assertEqual(territories(), {})


class TestCounts(HypothesisTestCase):
    CODES = st.sampled_from(["DE", "FR", "NL", "BAD", "", "x" * 21])

    @given(
        rows=st.lists(st.tuples(CODES, st.sampled_from(["a", "b"])), max_size=12),
        chunk_size=st.integers(1, 5),
        keeps_first=st.booleans(),
    )
    def test_every_row_is_counted_once_and_the_tables_agree(self, rows, chunk_size, keeps_first) -> None:
        Territory.objects.create(code="DE", description="a")
        Territory.objects.create(code="FR", description="a")
        options = ImportOptions(skips_bad=True, keeps_first=keeps_first, chunk_size=chunk_size)
        result, rejected = imported("".join(f"{code},{name}\n" for code, name in rows), options)
        read, added, changed, unchanged, rejected_count = counts(result)
        self.assertEqual(read, len(rows))
        self.assertEqual(read, added + changed + unchanged + rejected_count)
        self.assertEqual(rejected_count, len(rejected))
        self.assertEqual(len(territories()), 2 + added)
        first_names = dict(reversed([(code, name) for code, name in rows if code in ("DE", "FR", "NL")]))
        self.assertEqual(territories(), {"DE": "a", "FR": "a"} | first_names)
        self.assertEqual(changed, sum(first_names.get(code, "a") != "a" for code in ("DE", "FR")))
