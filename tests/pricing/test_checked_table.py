from unittest import mock

from django.test import TestCase

from pricing import checked_table
from pricing.checked_table import CheckedTable
from pricing.models import SalesPrice
from pricing.pasting import Pasted
from pricing.row_checking import check_rows
from tests.factories import cast
from tests.factories.campaigns import NOW


class CheckedTableTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.item = cast.item("1000")
        cls.spring = cast.campaign("SPRING")

    def table(self, text: str, page: str = "1") -> CheckedTable:
        pasted = Pasted.of(text, SalesPrice)
        return CheckedTable.of(check_rows(self.spring, pasted, at=NOW), pasted.columns, page=page)

    def test_columns_without_text_are_left_out_but_a_wrong_row_has_all(self) -> None:
        table = self.table("Item\tPrice\tUnit\n1000\t90\n9999\t80")
        self.assertEqual([str(heading) for heading in table.headings], ["Item", "Unit price"])
        [good], [wrong] = table.good, table.wrong
        self.assertEqual([cell.text for cell in good.cells], ["1000", "90"])
        self.assertEqual((good.item, wrong.item), (self.item, None))
        self.assertEqual(len(wrong.cells), 8)
        self.assertEqual((wrong.cells[0].name, wrong.cells[0].fault), ("cell-3-item", "There is no item 9999."))

    def test_reason_about_several_cells_stands_at_the_row(self) -> None:
        [wrong] = self.table("1000\t90\n1000\t80").wrong
        self.assertEqual(wrong.fault, "Row 1 is about the same.")

    def test_counts_every_row_although_few_are_open(self) -> None:
        with mock.patch.object(checked_table, "MOST_OPEN", 2):
            table = self.table("1000\t90\n1\t1\n2\t1\n3\t1")
        self.assertEqual((len(table.wrong), table.wrong_count, table.save_count), (2, 3, 1))
        self.assertEqual([count for _state, count in table.counts], [1, 0, 0, 3])

    def test_page_beyond_the_last_is_the_last(self) -> None:
        self.assertEqual(self.table("1000\t90", page="x").page.number, 1)
