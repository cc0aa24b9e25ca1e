"""Planning writes the ledger and nothing else, in a number of queries that does not grow with the lines."""

from decimal import Decimal

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from orders.activation import Kind, plan_run, run_campaign
from orders.models import OrderLine, RunLine
from orders.planning import drifting_lines, ledger_totals
from pricing.models import SalesPrice
from tests.factories import cast
from tests.factories.campaigns import NOW


class PlanningTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item(price="100")
        cls.spring = cast.campaign("SPRING", cls.alder, is_active=False)
        cls.ninety = cast.price(cls.item, "90", cls.spring)
        cls.ten = cast.discount(cls.item, "10", cls.spring, minimum_quantity=5)

    def query_count(self) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            plan_run(self.spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        return len(queries)

    def test_ledger_row_holds_old_and_new(self) -> None:
        line = cast.line(cast.order(self.alder), self.item, 5)
        run = plan_run(self.spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        row = RunLine.objects.get()
        self.assertEqual((row.run_id, row.order_line_id, row.buyer_id), (run.pk, line.pk, self.alder.pk))
        self.assertEqual((row.old_unit_price, row.new_unit_price), (Decimal(100), Decimal(90)))
        self.assertEqual((row.old_discount_percent, row.new_discount_percent), (Decimal(0), Decimal(10)))
        self.assertEqual((row.old_line_amount, row.new_line_amount), (Decimal(500), Decimal(405)))
        self.assertEqual((row.old_sales_price_id, row.new_sales_price_id), (None, self.ninety.pk))
        self.assertEqual((row.old_line_discount_id, row.new_line_discount_id), (None, self.ten.pk))
        self.assertEqual((row.quantity, row.is_skipped), (Decimal(5), False))
        self.assertEqual((run.line_count, run.total_before, run.total_after), (1, Decimal(500), Decimal(405)))
        line.refresh_from_db()
        self.assertEqual(line.unit_price, Decimal(100))

    def test_totals_are_exact_to_the_cent(self) -> None:
        order = cast.order(self.alder)
        for number in range(1, 31):
            cast.line(order, self.item, "0.1", line_number=number)
        totals = ledger_totals(plan_run(self.spring, kind=Kind.ACTIVATE, at=NOW, by=None))
        self.assertEqual((totals.before, totals.after), (Decimal("300.00"), Decimal("270.00")))

    def test_query_count_does_not_grow_with_lines(self) -> None:
        order = cast.order(self.alder)
        cast.line(order, self.item, line_number=1)
        self.query_count()
        few = self.query_count()
        for number in range(2, 40):
            cast.line(order, self.item, number, line_number=number)
        self.assertEqual(self.query_count(), few)

    def test_drift_lists_exactly_the_lines_that_differ(self) -> None:
        low, high = (cast.line(cast.order(self.alder), self.item, quantity) for quantity in (1, 5))
        run_campaign(self.spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        self.spring.refresh_from_db()
        self.assertEqual(drifting_lines(self.spring), [])
        type(self.ten).objects.filter(pk=self.ten.pk).update(line_discount_percent=12)
        self.assertEqual(drifting_lines(self.spring), [high.pk])
        SalesPrice.objects.filter(pk=self.ninety.pk).update(unit_price=91)
        self.assertEqual(drifting_lines(self.spring), [low.pk, high.pk])
        self.assertEqual(set(OrderLine.objects.values_list("unit_price", flat=True)), {Decimal(90)})
