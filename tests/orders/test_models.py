"""The database is the last guard: what no service let through is refused there too."""

from decimal import Decimal

from django.db import IntegrityError, models, transaction
from django.test import TestCase

from contacts.models import Contact
from orders.activation import Kind
from orders.models import ActivationRun, Order, OrderLine, PlanClock
from pricing.models import Item
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE


class ConstraintCase(TestCase):
    alder: Contact
    item: Item

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.item = cast.company("Alder"), cast.item()

    def assert_refused(self, record: models.Model, constraint: str) -> None:
        with self.assertRaises(IntegrityError) as caught, transaction.atomic():
            record.save()
        self.assertIn(constraint, str(caught.exception))


class OrderTests(ConstraintCase):
    def order(self, **fields: object) -> Order:
        return Order(**{"number": "SO1", "buyer": self.alder, "ordered_on": WORK_DATE, **fields})

    def test_currency_factor_is_positive(self) -> None:
        self.assert_refused(self.order(currency_code="USD", currency_factor=0), "order_currency_factor_positive")

    def test_factor_of_the_local_currency_is_one(self) -> None:
        self.assert_refused(self.order(currency_factor=Decimal("1.1")), "order_local_currency_factor_is_one")

    def test_is_called_by_its_number(self) -> None:
        self.assertEqual(str(self.order()), "SO1")


class OrderLineTests(ConstraintCase):
    def line(self, **fields: object) -> OrderLine:
        line = cast.line(cast.order(self.alder), self.item)
        for name, value in fields.items():
            setattr(line, name, value)
        return line

    def test_quantities_are_not_negative(self) -> None:
        for field in ("quantity", "shipped_quantity", "invoiced_quantity"):
            with self.subTest(field):
                self.assert_refused(self.line(**{field: Decimal(-1)}), "order_line_quantities_not_negative")

    def test_unit_holds_something(self) -> None:
        self.assert_refused(self.line(quantity_per_unit=Decimal(0)), "order_line_unit_holds_something")

    def test_prices_are_not_negative(self) -> None:
        for field in ("unit_price", "normal_unit_price"):
            with self.subTest(field):
                self.assert_refused(self.line(**{field: Decimal(-1)}), "order_line_prices_not_negative")

    def test_discounts_are_percentages(self) -> None:
        for field in ("line_discount_percent", "normal_discount_percent"):
            for percent in (Decimal("-0.00001"), Decimal("100.00001")):
                with self.subTest(field, percent=percent):
                    self.assert_refused(self.line(**{field: percent}), "order_line_discounts_are_percentages")

    def test_price_by_hand_was_set_at_a_moment(self) -> None:
        self.assert_refused(self.line(is_priced_by_hand=True), "order_line_by_hand_at_a_moment")
        self.assert_refused(self.line(hand_priced_at=NOW), "order_line_by_hand_at_a_moment")

    def test_number_stands_once_on_an_order(self) -> None:
        order = cast.order(self.alder)
        cast.line(order, self.item, line_number=1)
        with self.assertRaises(IntegrityError), transaction.atomic():
            cast.line(order, self.item, line_number=1)
        self.assertEqual(order.lines.count(), 1)


class ActivationRunTests(ConstraintCase):
    def test_one_run_is_applied_at_a_time(self) -> None:
        for number in ("SPRING", "SUMMER"):
            run = ActivationRun(
                campaign=cast.campaign(number), kind=Kind.ACTIVATE, state="applying", generation=1, planned_at=NOW
            )
            if number == "SPRING":
                run.save()
        with self.assertRaises(IntegrityError), transaction.atomic():
            run.save()
        self.assertEqual(ActivationRun.objects.count(), 1)


class PlanClockTests(TestCase):
    def test_starts_at_one(self) -> None:
        self.assertEqual(PlanClock().generation, 1)
        self.assertEqual(str(PlanClock(generation=7)), "7")
