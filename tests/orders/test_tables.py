"""How orders, lines, runs and ledgers are written in lists."""

from decimal import Decimal
from unittest import mock

import pytest
from django.test import TestCase

from contacts.tables import LongList
from orders import tables
from orders.kept import KeptReason
from orders.models import Order, OrderLine
from orders.tables import (
    AppliedTable,
    KeptLines,
    KeptTable,
    LedgerTable,
    OrderLineTable,
    OrderTable,
    RunTable,
)
from tests.factories import cast
from tests.factories.orders import ActivationRunFactory, RunLineFactory


@pytest.mark.parametrize(
    ("old", "new", "cell"),
    [("€2.00", "€1.00", '<del>€2.00</del><br><span class="becomes">€1.00</span>'), ("€2.00", "€2.00", "€2.00")],
)
def test_change_shows_old_and_new_once_where_they_are_the_same(old: str, new: str, cell: str) -> None:
    assert tables.change(old, new) == cell


def test_stacked_cell_escapes_what_people_typed() -> None:
    assert tables.stacked("<b>", "<i>") == '&lt;b&gt;<span class="below">&lt;i&gt;</span>'
    assert tables.stacked("a", "") == "a"


class TableTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.item = cast.item(description="Office chair")
        order = cast.order(cast.company("Alder"), number="SO1", currency_code="USD", currency_factor="1.25")
        cls.line = cast.line(order, cls.item, "2.5", variant=cast.variant(cls.item), line_discount_percent="2.5")

    def cells(self, table: object, *names: str) -> list[str]:
        [row] = table.rows
        return [str(row.get_cell(name)) for name in names]

    def test_ledger_shows_item_quantity_and_changes_in_the_currency_of_the_order(self) -> None:
        ledger = LedgerTable([RunLineFactory(order_line=self.line)])
        self.assertEqual(
            self.cells(ledger, "order", "item", "quantity", "unit_price", "discount", "difference", "origin"),
            [
                '<a href="/orders/SO1/">SO1/10000</a><span class="below">Alder</span>',
                '1000<span class="below">Office chair</span>',
                "2.5 PCS",
                '<del>US$125.00</del><br><span class="becomes">US$112.50</span>',
                "2.5\xa0%",
                '<span class="better">−US$30.47</span>',
                "card price",
            ],
        )

    def test_applied_line_leads_to_why_and_skipped_one_says_why(self) -> None:
        row = RunLineFactory(order_line=self.line)
        self.assertEqual(
            self.cells(AppliedTable([row]), "origin"), [f'<a href="/orders/lines/{self.line.pk}/why/">card price</a>']
        )
        row.is_skipped = True
        self.assertEqual(
            self.cells(AppliedTable([row]), "origin"),
            ["<strong>Skipped.</strong> The line had been changed after the effect was checked."],
        )

    def test_kept_line_shows_its_terms(self) -> None:
        self.assertEqual(
            self.cells(KeptTable([self.line]), "unit_price", "line_discount_percent", "line_amount"),
            ["US$125.00", "2.5\xa0%", "US$304.69"],
        )

    def test_order_line_names_its_variant(self) -> None:
        table = OrderLineTable([self.line])
        table.outdone = {}
        self.assertEqual(
            self.cells(table, "item", "unit_price"),
            ['1000<span class="below">Office chair · BLUE</span>', 'US$125.00<span class="below">card price</span>'],
        )

    def test_order_shows_day_and_amount(self) -> None:
        order = self.line.order
        order.line_count, order.total_amount = 1, Decimal("304.69")
        self.assertEqual(
            self.cells(OrderTable([order]), "buyer", "ordered_on", "total_amount"),
            ['Alder<span class="below">ALDER</span>', "15 Jan 2030", "US$304.69"],
        )

    def test_run_without_a_person_shows_none(self) -> None:
        run = ActivationRunFactory(line_count=1234)
        self.assertEqual(
            self.cells(RunTable([run]), "planned_at", "line_count", "difference"),
            ["15 Jan 2030 10:30", "1,234", "€0.00"],
        )


class LongListTest(TestCase):
    def rows(self, **known: int) -> LongList:
        orders = Order.objects.order_by("-number")
        return LongList(orders, key="pk", page=lambda keys: Order.objects.filter(pk__in=keys), **known)

    def test_page_keeps_the_order_of_the_list(self) -> None:
        for number in ("SO1", "SO2", "SO3"):
            cast.order(cast.company(f"Buyer of {number}"), number=number)
        rows = self.rows()
        OrderTable(rows).paginate(per_page=2)
        self.assertEqual([order.number for order in rows[0:2]], ["SO3", "SO2"])
        self.assertEqual([order.number for order in rows[2:4]], ["SO1"])
        self.assertEqual(len(rows), 3)

    def test_known_count_is_not_read(self) -> None:
        with self.assertNumQueries(0):
            self.assertEqual(len(self.rows(count=7)), 7)


class KeptLinesTest(TestCase):
    def test_reads_the_page_that_is_asked_for_and_no_other(self) -> None:
        run = ActivationRunFactory(kept_counts={"by_hand": 120})
        lines = KeptLines(run, KeptReason.BY_HAND)
        self.assertEqual(len(lines), 120)
        with mock.patch.object(tables, "kept_lines_of", return_value=[OrderLine()]) as read:
            lines[50:100]
        read.assert_called_once_with(run, KeptReason.BY_HAND, limit=50, offset=50)

    def test_reason_that_was_not_counted_has_no_lines(self) -> None:
        self.assertEqual(len(KeptLines(ActivationRunFactory(), KeptReason.SHIPPED)), 0)
