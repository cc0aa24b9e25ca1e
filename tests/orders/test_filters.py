"""What narrows the lists of orders, runs and ledgers."""

import datetime as dt

from django.test import TestCase

from orders.filters import AppliedFilter, LedgerFilter, OrderFilter, RunFilter
from orders.models import ActivationRun, Order, RunLine
from tests.factories import cast
from tests.factories.orders import ActivationRunFactory, RunLineFactory
from tests.factories.users import UserFactory


class LedgerFilterTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.first = RunLineFactory(
            order_line=cast.line(
                cast.order(cast.company("Alder"), number="SO1"), cast.item("1000", description="Chair")
            )
        )
        cls.second = RunLineFactory(
            order_line=cast.line(
                cast.order(cast.company("Birch"), number="SO2"), cast.item("2000", description="Desk")
            ),
            is_skipped=True,
        )

    def found(self, text: str) -> set[RunLine]:
        return set(LedgerFilter({"search": text}, RunLine.objects.all()).qs)

    def test_finds_buyer_item_and_order(self) -> None:
        for text in ("ald", "ALDER", "10", "hair", "so1"):
            self.assertEqual(self.found(text), {self.first}, text)

    def test_order_is_named_whole(self) -> None:
        self.assertEqual(self.found("SO"), set())

    def test_keeps_what_was_applied_or_skipped(self) -> None:
        for result, row in (("applied", self.first), ("skipped", self.second)):
            self.assertEqual(list(AppliedFilter({"result": result}, RunLine.objects.all()).qs), [row])
        self.assertFalse(AppliedFilter({"result": "lost"}, RunLine.objects.all()).is_valid())


class RunFilterTest(TestCase):
    def test_finds_who_planned_or_started(self) -> None:
        ann, ben = UserFactory(username="ann"), UserFactory(username="ben", last_name="Burger")
        first = ActivationRunFactory(campaign=cast.campaign("A"), planned_by=ann)
        second = ActivationRunFactory(campaign=cast.campaign("B"), planned_by=ann, started_by=ben)
        for who, found in (("ANN", [first, second]), ("burg", [second]), ("be", [])):
            runs = ActivationRun.objects.order_by("pk")
            self.assertEqual(list(RunFilter({"who": who}, runs).qs), found, who)

    def test_finds_campaign_by_number_or_description(self) -> None:
        spring = ActivationRunFactory(campaign=cast.campaign("SPRING", description="Office chairs"))
        ActivationRunFactory(campaign=cast.campaign("WINTER"))
        for text in ("spr", "chair"):
            self.assertEqual(list(RunFilter({"campaign": text}, ActivationRun.objects.all()).qs), [spring])

    def test_days_are_those_of_the_firm_on_which_they_started(self) -> None:
        before, on, after = (
            ActivationRunFactory(
                campaign=cast.campaign(f"C{hour}"), started_at=dt.datetime(2030, 1, *hour, tzinfo=dt.UTC)
            )
            for hour in ((13, 22, 59), (13, 23, 0), (14, 23, 0))
        )
        ActivationRunFactory(campaign=cast.campaign("PLANNED"))
        chosen = RunFilter({"from_day": "2030-01-14", "until_day": "2030-01-14"}, ActivationRun.objects.all())
        self.assertEqual(list(chosen.qs), [on])
        self.assertCountEqual(RunFilter({"until_day": "2030-01-14"}, ActivationRun.objects.all()).qs, [before, on])
        self.assertCountEqual(RunFilter({"from_day": "2030-01-14"}, ActivationRun.objects.all()).qs, [on, after])


class OrderFilterTest(TestCase):
    def test_finds_the_orders_that_carry_prices_of_campaigns(self) -> None:
        alder, item = cast.company("Alder"), cast.item()
        spring, winter = cast.campaign("SPRING", alder), cast.campaign("WINTER", alder)
        rows = {
            "SO1": {"sales_price": cast.price(item, "90", spring)},
            "SO2": {"line_discount": cast.discount(item, "5", winter)},
            "SO3": {"sales_price": cast.price(item, "95")},
            "SO4": {},
        }
        for number, row in rows.items():
            line = cast.line(cast.order(alder, number=number), item)
            type(line).objects.filter(pk=line.pk).update(**{"sales_price": None, "line_discount": None, **row})

        def found(**query: str) -> list[str]:
            return [order.number for order in OrderFilter(query, Order.objects.order_by("number")).qs]

        self.assertEqual(found(campaign_price="yes"), ["SO1", "SO2"])
        self.assertEqual(found(campaign_price="no"), ["SO3", "SO4"])
        self.assertEqual(found(carries="spring"), ["SO1"])
        self.assertEqual(found(carries="WIN"), [])

    def test_finds_buyer_and_currency(self) -> None:
        cast.order(cast.company("Alder"), number="SO1")
        cast.order(cast.company("Birch"), number="SO2", currency_code="USD", currency_factor=2)

        def found(**query: str) -> list[str]:
            return [order.number for order in OrderFilter(query, Order.objects.order_by("number")).qs]

        self.assertEqual(found(buyer="alder"), ["SO1"])
        self.assertEqual(found(currency="usd"), ["SO2"])
        self.assertEqual(found(currency="EUR"), ["SO1"])

    def test_finds_number_and_buyer_in_any_case(self) -> None:
        first = cast.order(cast.company("Alder"), number="SO1")
        cast.order(cast.company("Birch"), number="SO2")
        for text in ("o1", "aLd", "alder"):
            self.assertEqual(list(OrderFilter({"search": text}, Order.objects.all()).qs), [first])
