import datetime as dt
from decimal import Decimal

from django.test import TestCase

from contacts.insert_sql import insert_rows
from orders.models import OrderLine
from tests.factories import cast


class TestInsertRows(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.template = cast.line(
            cast.order(cast.company("Alder")),
            cast.item(),
            "2.5",
            unit_price="0.12345",
            line_discount_percent="33.33333",
            is_priced_by_hand=True,
            hand_priced_at=dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC),
            hand_price_reason="100% of “it”",
        )

    def like_template(self, line_number: int) -> OrderLine:
        line = OrderLine.objects.get(pk=self.template.pk)
        line.pk, line.line_number = None, line_number
        return line

    def test_writes_every_value_as_it_is(self) -> None:
        insert_rows([self.like_template(77)])
        [written] = OrderLine.objects.filter(line_number=77).values()
        [template] = OrderLine.objects.filter(pk=self.template.pk).values()
        self.assertEqual(written, template | {"id": written["id"], "line_number": 77})
        self.assertEqual(written["unit_price"], Decimal("0.12345"))

    def test_needs_few_statements(self) -> None:
        lines = [self.like_template(number) for number in range(20_000, 20_030)]
        with self.assertNumQueries(1):
            insert_rows(lines)
        self.assertEqual(OrderLine.objects.count(), 31)

    def test_splits_what_is_too_much_for_one_statement(self) -> None:
        insert_rows([self.like_template(number) for number in range(20_000, 21_500)])
        numbers = OrderLine.objects.exclude(pk=self.template.pk).values_list("line_number", flat=True)
        self.assertEqual(sorted(numbers), list(range(20_000, 21_500)))

    def test_of_nothing_asks_nothing(self) -> None:
        with self.assertNumQueries(0):
            insert_rows([])
