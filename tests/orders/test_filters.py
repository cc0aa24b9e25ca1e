"""What narrows the lists of orders, runs and ledgers."""

import datetime as dt

from django.test import TestCase

from orders.filters import AppliedFilter, LedgerFilter, OrderFilter, RunFilter
from orders.models import ActivationRun, Order, RunLine
from tests.factories import cast
from tests.factories.orders import ActivationRunFactory, RunLineFactory


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
    def test_finds_number_and_buyer_in_any_case(self) -> None:
        first = cast.order(cast.company("Alder"), number="SO1")
        cast.order(cast.company("Birch"), number="SO2")
        for text in ("o1", "aLd", "alder"):
            self.assertEqual(list(OrderFilter({"search": text}, Order.objects.all()).qs), [first])
