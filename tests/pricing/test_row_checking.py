from unittest import mock

from django.db import IntegrityError, connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from contacts.importing import Difference, Outcome
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.pasting import Pasted
from pricing.row_checking import CheckedRow, CheckedRows, RowsTakenError, check_rows, save_rows
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.users import UserFactory


class CheckCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.anna = UserFactory(username="anna")
        cls.item = cast.item("1000", "100")
        cls.spring = cast.campaign("SPRING")

    def check(self, text: str, model: type[SalesPrice] | type[SalesLineDiscount] = SalesPrice) -> CheckedRows:
        return check_rows(self.spring, Pasted.of(text, model), at=NOW)

    def save(self, text: str, model: type[SalesPrice] | type[SalesLineDiscount] = SalesPrice) -> CheckedRows:
        return save_rows(self.spring, Pasted.of(text, model), at=NOW, by=self.anna)

    def assert_wrong(self, row: CheckedRow, column: str, sentence: str) -> None:
        self.assertIsNone(row.outcome)
        self.assertEqual(list(row.faults or {}), [column])
        self.assertIn(sentence, (row.faults or {})[column])


class OutcomeTest(CheckCase):
    def test_every_row_is_new_changed_unchanged_or_wrong_and_nothing_is_written(self) -> None:
        cast.price(self.item, 90, self.spring)
        cast.price(self.item, 80, self.spring, minimum_quantity=10)
        checked = self.check("1000\t81\n1000\t80\t10\n1000\t70\t20\n1000\tabc")
        self.assertEqual(
            [row.outcome for row in checked.rows], [Outcome.CHANGED, Outcome.UNCHANGED, Outcome.ADDED, None]
        )
        self.assertEqual(checked.rows[0].differences, [Difference("unit price", 90, 81)])
        counts = [checked.count(outcome) for outcome in (*Outcome, None)]
        self.assertEqual(counts, [1, 1, 1, 1])
        self.assertFalse(checked.is_saved)
        self.assertEqual(sorted(SalesPrice.objects.values_list("unit_price", flat=True)), [80, 90])

    def test_reason_stands_at_the_cell(self) -> None:
        cast.item("1001")
        rows = self.check(
            "9999\t81\n1000\t0\n1000\t81\t\tBOX\n1000\t81\t\t\tBLUE\n1001\t81\n1001\t82\n1001\t-1\t5"
        ).rows
        self.assert_wrong(rows[0], "item", "There is no item 9999.")
        self.assert_wrong(rows[1], "unit_price", "A price of 0 gives item 1000 away. Tick “free of charge”")
        self.assert_wrong(rows[2], "unit", "There is no unit of measure BOX.")
        self.assert_wrong(rows[3], "variant", "BLUE is not a variant of item 1000.")
        self.assertEqual(rows[4].outcome, Outcome.ADDED)
        self.assert_wrong(rows[5], "", "Row 5 is about the same.")
        self.assert_wrong(rows[6], "unit_price", "is negative")

    def test_discounts_are_judged_likewise(self) -> None:
        text = "Item\tDiscount\tAll items\tMinimum\n1000\t5\n\t10\tyes\n\t15\t\t5"
        rows = self.check(text, SalesLineDiscount).rows
        self.assertEqual([row.outcome for row in rows], [Outcome.ADDED, Outcome.ADDED, None])
        self.assert_wrong(rows[2], "item", "Say on what the discount is")

    def test_free_of_charge_may_be_ticked(self) -> None:
        self.assertEqual(self.check("1000\t0\t\t\t\t\t\tyes").rows[0].outcome, Outcome.ADDED)


class SaveTest(CheckCase):
    def test_writes_all_with_their_history(self) -> None:
        changed = cast.price(self.item, 90, self.spring)
        saved = self.save("1000\t81\n1000\t70\t20")
        self.assertTrue(saved.is_saved)
        changed.refresh_from_db()
        added = SalesPrice.objects.get(minimum_quantity=20)
        self.assertEqual((changed.unit_price, added.unit_price, added.campaign), (81, 70, self.spring))
        self.assertEqual({row.history.latest().history_user for row in (changed, added)}, {self.anna})
        self.spring.refresh_from_db()
        self.assertEqual(self.spring.terms_changed_at, NOW)

    def test_one_wrong_row_keeps_all_from_being_written(self) -> None:
        saved = self.save("1000\t81\n9999\t70")
        self.assertFalse(saved.is_saved)
        self.assertEqual(saved.wrong_count, 1)
        self.assertEqual(SalesPrice.objects.count(), 0)
        self.spring.refresh_from_db()
        self.assertIsNone(self.spring.terms_changed_at)

    def test_rows_that_another_wrote_at_the_same_time_are_told(self) -> None:
        with (
            mock.patch("pricing.price_import.PriceImporter.save", side_effect=IntegrityError("UNIQUE")),
            self.assertRaisesMessage(RowsTakenError, "Nothing was saved; check the rows again."),
        ):
            self.save("1000\t81")
        self.assertEqual(SalesPrice.objects.count(), 0)

    def test_queries_do_not_grow_with_rows(self) -> None:
        def query_count(count: int) -> int:
            text = "\n".join(f"2{number:03}\t{number + 1}" for number in range(count))
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.save(text).count(Outcome.ADDED), count)
            SalesPrice.objects.all().delete()
            return len(queries)

        for number in range(40):
            cast.item(f"2{number:03}")
        self.assertEqual(query_count(2), query_count(40))
