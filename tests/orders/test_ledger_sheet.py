"""The ledger of a run as a file."""

from io import BytesIO
from unittest import mock

from django.test import TestCase
from django.utils import translation

from contacts.sheets import open_sheet
from orders import ledger_sheet
from orders.activation import plan_run
from orders.ledger_sheet import csv_parts, write_ledger_sheet
from orders.models import ActivationRun, RunLine
from tests.factories import cast
from tests.factories.campaigns import NOW


class LedgerSheetTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        alder, cls.item = cast.company("=Alder"), cast.item(description="Office chair")
        cls.spring = cast.campaign("SPRING", alder, is_active=False)
        cast.price(cls.item, "90", cls.spring)
        cls.order = cast.order(alder, number="SO1")
        cast.line(cls.order, cls.item, "2.5")

    def plan(self) -> ActivationRun:
        return plan_run(self.spring, kind=ActivationRun.Kind.ACTIVATE, at=NOW, by=None)

    def test_row_says_what_was_and_what_will_be(self) -> None:
        heading, row = b"".join(csv_parts(self.plan())).decode("utf-8-sig").splitlines()
        self.assertTrue(heading.startswith("Order,Line,Buyer,Buyer's name,Item,Description,Quantity"))
        self.assertEqual(
            row,
            "SO1,10000,'=ALDER,'=Alder,1000,Office chair,2.50000,PCS,,100.00000,90.00000,0.00000,0.00000,"
            "250.00,225.00,-25.00,-25.00,campaign SPRING,",
        )

    def test_skipped_line_says_why(self) -> None:
        run = self.plan()
        RunLine.objects.filter(run=run).update(is_skipped=True)
        text = b"".join(csv_parts(run)).decode()
        self.assertIn("The line had been changed after the effect was checked.", text)

    def test_headings_are_in_the_language_of_the_reader(self) -> None:
        run = self.plan()
        with translation.override("nl"):
            self.assertNotIn(b"Buyer's name", next(csv_parts(run)))

    def test_long_ledger_comes_in_parts(self) -> None:
        for _number in range(200):
            cast.line(self.order, self.item)
        run = self.plan()
        with mock.patch.object(ledger_sheet, "_PART_SIZE", 1000):
            parts = list(csv_parts(run))
        self.assertLess(max(map(len, parts)), 10_000)
        self.assertEqual(len(b"".join(parts).decode("utf-8-sig").splitlines()), 202)

    def test_csv_and_workbook_say_the_same(self) -> None:
        run = self.plan()
        read = []
        for name in ("changes.csv", "changes.xlsx"):
            file = BytesIO()
            write_ledger_sheet(run, file, name=name)
            file.seek(0)
            with open_sheet(file, name=name) as sheet:
                read.append([[str(cell or "") for cell in row.cells][:6] for row in sheet.rows])
        self.assertEqual(read[0], read[1])
