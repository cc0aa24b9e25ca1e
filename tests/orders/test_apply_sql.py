"""Applying a chunk: compare and set."""

from collections.abc import Callable
from decimal import Decimal

from django.test import TestCase

from orders.activation import Kind, apply_chunk, drive_run, plan_run, start_run
from orders.models import ActivationRun, Order, OrderLine, RunLine
from tests.factories import cast
from tests.factories.campaigns import NOW


class ApplyTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item(price="100")
        cls.spring = cast.campaign("SPRING", cls.alder, is_active=False)
        cls.ninety = cast.price(cls.item, "90", cls.spring)
        cls.lines = [cast.line(cast.order(cls.alder), cls.item) for _number in range(3)]

    def start(self) -> ActivationRun:
        run = plan_run(self.spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        return start_run(run, at=NOW, by=None)

    def prices(self) -> list[Decimal]:
        return list(OrderLine.objects.order_by("pk").values_list("unit_price", flat=True))

    def test_chunk_takes_the_next_lines_by_key(self) -> None:
        run = self.start()
        run = apply_chunk(run.pk, at=NOW, chunk_size=2)
        self.assertEqual((run.state, run.applied_count, run.last_order_line), ("applying", 2, self.lines[1].pk))
        self.assertEqual(self.prices(), [90, 90, 100])
        run = drive_run(run.pk, at=NOW, chunk_size=2)
        self.assertEqual((run.state, run.applied_count), ("finished", 3))
        self.assertEqual(self.prices(), [90, 90, 90])

    def test_line_that_is_not_what_the_plan_saw_is_skipped_and_marked(self) -> None:
        lines, orders = OrderLine.objects.filter(pk=self.lines[1].pk), Order.objects.filter(pk=self.lines[1].order_id)
        changes: dict[str, Callable[[], int]] = {
            "price": lambda: lines.update(unit_price=99),
            "discount": lambda: lines.update(line_discount_percent=1),
            "quantity": lambda: lines.update(quantity=2),
            "price row": lambda: lines.update(sales_price=self.ninety),
            "touched": lambda: lines.update(generation=10_000),
            "shipped": lambda: lines.update(shipped_quantity=1),
            "invoiced": lambda: lines.update(invoiced_quantity=1),
            "by hand": lambda: lines.update(is_priced_by_hand=True, hand_priced_at=NOW),
            "order released": lambda: orders.update(status=Order.Status.RELEASED),
        }
        for name, change in changes.items():
            with self.subTest(name):
                self.assert_skipped(change)

    def assert_skipped(self, change: Callable[[], int]) -> None:
        start = {line.pk: line for line in OrderLine.objects.select_related("order")}
        run = self.start()
        change()
        before = OrderLine.objects.get(pk=self.lines[1].pk)
        run = drive_run(run.pk, at=NOW)
        after = OrderLine.objects.get(pk=self.lines[1].pk)
        self.assertEqual((run.applied_count, run.skipped_count), (2, 1))
        self.assertEqual(RunLine.objects.get(run=run, is_skipped=True).order_line_id, after.pk)
        self.assertEqual((after.unit_price, after.line_amount), (before.unit_price, before.line_amount))
        self.assertEqual((run.total_before, run.total_after), (Decimal(200), Decimal(180)))
        for line in start.values():
            line.save()
            line.order.save()
        type(self.spring).objects.filter(pk=self.spring.pk).update(is_active=False, activated_at=None)

    def test_run_that_is_not_under_way_is_left_alone(self) -> None:
        run = plan_run(self.spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        self.assertEqual(apply_chunk(run.pk, at=NOW).state, "planned")
        self.assertEqual(self.prices(), [100, 100, 100])
