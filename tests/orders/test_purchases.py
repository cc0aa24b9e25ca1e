"""Who bought what."""

import datetime as dt
from decimal import Decimal

from django.test import TestCase

from contacts.models import Contact
from orders.models import Order
from orders.purchases import Purchases, buyers_who_bought
from pricing.models import ItemDiscountGroup
from tests.factories import cast


class PurchasesTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.birch = cast.company("Alder"), cast.company("Birch")
        cls.group = ItemDiscountGroup.objects.create(code="DESKS")
        cls.desk, cls.lamp = cast.item("1000", 100, discount_group=cls.group), cast.item("2000", 20)

    def buy(self, buyer: Contact, *amounts: str, ordered_on: str = "2026-01-15", **fields: object) -> Order:
        order = cast.order(buyer, ordered_on=dt.date.fromisoformat(ordered_on), **fields)
        for amount in amounts:
            cast.line(order, self.desk, line_amount=Decimal(amount))
        return order

    def found(self, **asked: object) -> list[str]:
        buyers = Contact.objects.filter(pk__in=buyers_who_bought(Purchases(**asked)))
        return list(buyers.order_by("name").values_list("name", flat=True))


class TestLines(PurchasesTestCase):
    def test_item_or_its_discount_group(self) -> None:
        self.buy(self.alder, "100")
        cast.line(cast.order(self.birch), self.lamp)
        self.assertEqual(self.found(item_ids=[self.lamp.pk]), ["Birch"])
        self.assertEqual(self.found(discount_group_ids=[self.group.pk]), ["Alder"])
        self.assertEqual(self.found(item_ids=[self.lamp.pk], discount_group_ids=[self.group.pk]), ["Alder", "Birch"])
        self.assertEqual(self.found(), ["Alder", "Birch"])

    def test_dates_are_inclusive(self) -> None:
        self.buy(self.alder, "100", ordered_on="2026-01-15")
        day, eve, morrow = dt.date(2026, 1, 15), dt.date(2026, 1, 14), dt.date(2026, 1, 16)
        self.assertEqual(self.found(ordered_from=day, ordered_until=day), ["Alder"])
        self.assertEqual(self.found(ordered_from=morrow), [])
        self.assertEqual(self.found(ordered_until=eve), [])

    def test_cancelled_orders_do_not_count(self) -> None:
        self.buy(self.alder, "100", status=Order.Status.CANCELLED)
        self.buy(self.birch, "100", status=Order.Status.CLOSED)
        self.assertEqual(self.found(), ["Birch"])

    def test_only_orders_of_the_statuses_that_are_asked(self) -> None:
        self.buy(self.alder, "100", status=Order.Status.OPEN)
        self.buy(self.birch, "100", status=Order.Status.CLOSED)
        self.buy(self.birch, "100", status=Order.Status.CANCELLED)
        for statuses, names in ((["open"], ["Alder"]), (["open", "closed"], ["Alder", "Birch"]), (["released"], [])):
            with self.subTest(statuses=statuses):
                self.assertEqual(self.found(order_statuses=statuses), names)
        self.assertEqual(self.found(order_statuses=["open", "closed"], order_count_at_least=2), [])


class TestSums(PurchasesTestCase):
    def test_amounts_of_all_lines_that_count_are_summed_and_inclusive(self) -> None:
        self.buy(self.alder, "300.10", "199.90", ordered_on="2026-01-15")
        self.buy(self.alder, "1000", ordered_on="2025-12-31")
        since = dt.date(2026, 1, 1)
        for at_least, at_most, names in (
            ("500", None, ["Alder"]),
            ("500.01", None, []),
            (None, "500", ["Alder"]),
            (None, "499.99", []),
            ("500.001", None, []),
            (None, "499.999", []),
        ):
            with self.subTest(at_least=at_least, at_most=at_most):
                asked = {
                    "amount_at_least": at_least and Decimal(at_least),
                    "amount_at_most": at_most and Decimal(at_most),
                }
                self.assertEqual(self.found(ordered_from=since, **asked), names)

    def test_sum_of_many_cents_is_exact(self) -> None:
        self.buy(self.alder, *["0.10"] * 30)
        self.assertEqual(self.found(amount_at_least=Decimal(3), amount_at_most=Decimal(3)), ["Alder"])

    def test_amounts_are_in_local_currency(self) -> None:
        self.buy(self.alder, "100.01", currency_code="USD", currency_factor="2")
        self.assertEqual(self.found(amount_at_least=Decimal("50.01"), amount_at_most=Decimal("50.01")), ["Alder"])

    def test_number_of_orders(self) -> None:
        self.buy(self.alder, "1", "1")
        self.assertEqual(self.found(order_count_at_least=2), [])
        self.buy(self.alder, "1")
        self.assertEqual(self.found(order_count_at_least=2), ["Alder"])
        self.assertEqual(self.found(order_count_at_most=1), [])
        self.assertEqual(self.found(order_count_at_least=2, order_count_at_most=2), ["Alder"])
