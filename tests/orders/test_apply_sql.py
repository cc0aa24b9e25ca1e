"""A chunk of the ledger comes to its order lines by compare and set."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test import TestCase

from orders.apply_sql import Chunk, apply_rows, forget_touched, next_chunk
from orders.models import ActivationRun, Order, OrderLine, RunLine
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.orders import ActivationRunFactory, RunLineFactory


class ChunkCase(TestCase):
    """A run made at reading 5 of the clock takes three lines from 100 to 90 each."""

    run_under_way: ActivationRun
    lines: list[OrderLine]

    @classmethod
    def setUpTestData(cls) -> None:
        item = cast.item("1000", price=100)
        order = cast.order(cast.company("Alder"))
        cls.spring_price = cast.price(item, 90, cast.campaign("SPRING"))
        cls.spring_discount = cast.discount(item, 5, cls.spring_price.campaign)
        cls.lines = [cast.line(order, item, quantity, generation=4) for quantity in (1, 2, 3)]
        cls.run_under_way = ActivationRunFactory(generation=5, state=ActivationRun.State.APPLYING)
        for line in cls.lines:
            RunLineFactory(
                run=cls.run_under_way,
                order_line=line,
                new_sales_price=cls.spring_price,
                new_line_discount=cls.spring_discount,
                new_discount_percent=Decimal(5),
                new_line_amount=line.quantity * Decimal("85.50"),
            )
        # Another run's ledger rows for the same lines are none of its business.
        RunLineFactory(order_line=cls.lines[0])

    @contextmanager
    def cursor(self) -> Iterator[CursorWrapper]:
        with connection.cursor() as cursor:
            yield cursor

    def apply(self, last: OrderLine | None = None) -> tuple[int, int]:
        end = (last or self.lines[-1]).pk
        rows = RunLine.objects.filter(run=self.run_under_way, order_line__gt=self.run_under_way.last_order_line)
        row_count = rows.filter(order_line__lte=end).count()
        with self.cursor() as cursor:
            return apply_rows(cursor, self.run_under_way, Chunk(last=end, row_count=row_count))

    def skipped(self) -> list[OrderLine]:
        return [row.order_line for row in RunLine.objects.filter(is_skipped=True).order_by("order_line")]


class ApplyTest(ChunkCase):
    def test_writes_price_discount_amount_and_rows(self) -> None:
        self.assertEqual(self.apply(), (3, 0))
        line = OrderLine.objects.get(pk=self.lines[2].pk)
        terms = line.unit_price, line.line_discount_percent, line.line_amount
        self.assertEqual(terms, (Decimal(90), Decimal(5), Decimal("256.50")))
        self.assertEqual((line.sales_price, line.line_discount), (self.spring_price, self.spring_discount))
        self.assertEqual(line.generation, 4)
        self.assertEqual(self.skipped(), [])

    def test_takes_the_rows_after_the_last_one_up_to_the_end_of_the_chunk(self) -> None:
        self.run_under_way.last_order_line = self.lines[0].pk
        self.assertEqual(self.apply(self.lines[1]), (1, 0))
        prices = [line.unit_price for line in OrderLine.objects.order_by("pk")]
        self.assertEqual(prices, [Decimal(100), Decimal(90), Decimal(100)])

    def test_leaves_and_marks_a_line_that_is_not_as_the_plan_saw_it(self) -> None:
        first = self.lines[0]
        for values in (
            {"quantity": 9},
            {"unit_price": 99},
            {"line_discount_percent": 1},
            {"sales_price": self.spring_price},
            {"line_discount": self.spring_discount},
            {"shipped_quantity": 1},
            {"invoiced_quantity": 1},
            {"is_priced_by_hand": True, "hand_priced_at": NOW},
            {"generation": 5},
        ):
            with self.subTest(changed=[*values]):
                self.put_back()
                OrderLine.objects.filter(pk=first.pk).update(**values)
                before = OrderLine.objects.filter(pk=first.pk).values().get()
                self.assertEqual(self.apply(), (2, 1))
                self.assertEqual(OrderLine.objects.filter(pk=first.pk).values().get(), before)
                self.assertEqual(self.skipped(), [first])

    def test_says_why_as_it_was_at_that_moment(self) -> None:
        reason = RunLine.SkipReason
        first = OrderLine.objects.filter(pk=self.lines[0].pk)
        for values, why in (
            ({"quantity": 9}, reason.CHANGED),
            ({"is_priced_by_hand": True, "hand_priced_at": NOW}, reason.BY_HAND),
            ({"shipped_quantity": 1}, reason.SHIPPED),
            ({"invoiced_quantity": 1}, reason.SHIPPED),
        ):
            with self.subTest(changed=[*values]):
                self.put_back()
                first.update(**values)
                self.apply()
                first.update(quantity=7)
                [row] = RunLine.objects.filter(is_skipped=True)
                self.assertEqual(row.skip_reason, why)
        Order.objects.update(status=Order.Status.RELEASED)
        first.delete()
        self.apply()
        rows = RunLine.objects.filter(run=self.run_under_way).order_by("order_line")
        self.assertEqual([row.skip_reason for row in rows], [reason.REMOVED, reason.NOT_OPEN, reason.NOT_OPEN])

    def test_leaves_and_marks_the_lines_of_an_order_that_is_not_open(self) -> None:
        Order.objects.update(status=Order.Status.RELEASED)
        self.assertEqual(self.apply(), (0, 3))
        self.assertEqual(self.skipped(), self.lines)

    def test_marks_a_line_that_is_gone(self) -> None:
        OrderLine.objects.filter(pk=self.lines[1].pk).delete()
        self.assertEqual(self.apply(), (2, 1))
        self.assertEqual(RunLine.objects.get(is_skipped=True).order_line_id, self.lines[1].pk)

    def put_back(self) -> None:
        RunLine.objects.update(is_skipped=False, skip_reason=None)
        fields = [field.name for field in OrderLine._meta.fields if not field.primary_key]
        OrderLine.objects.bulk_update(self.lines, fields)


class ChunkTest(ChunkCase):
    def next(self, size: int) -> Chunk | None:
        with self.cursor() as cursor:
            return next_chunk(cursor, self.run_under_way, size)

    def test_ends_with_the_last_of_as_many_rows(self) -> None:
        first, second, third = (line.pk for line in self.lines)
        found = [self.next(size) for size in (1, 2, 3, 4)]
        ends = [(first, 1), (second, 2), (third, 3), (third, 3)]
        self.assertEqual(found, [Chunk(last=last, row_count=row_count) for last, row_count in ends])

    def test_begins_after_what_was_applied(self) -> None:
        self.run_under_way.last_order_line = self.lines[1].pk
        self.assertEqual(self.next(2), Chunk(last=self.lines[2].pk, row_count=1))

    def test_there_is_none_at_the_end_of_the_ledger(self) -> None:
        self.run_under_way.last_order_line = self.lines[2].pk
        self.assertIsNone(self.next(2))


class ForgetTest(ChunkCase):
    def test_takes_out_the_rows_of_lines_touched_since_the_plan(self) -> None:
        OrderLine.objects.filter(pk=self.lines[0].pk).update(generation=5)
        OrderLine.objects.filter(pk=self.lines[2].pk).update(generation=6)
        with self.cursor() as cursor:
            forget_touched(cursor, self.run_under_way)
        rows = RunLine.objects.filter(run=self.run_under_way)
        self.assertEqual([row.order_line for row in rows], [self.lines[1]])
        self.assertEqual(RunLine.objects.count(), 2)
