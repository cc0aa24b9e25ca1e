"""What a run touches, each thing counted once."""

from django.test import TestCase

from orders.activation import Kind, plan_run
from orders.models import OrderLine, RunLine
from orders.reach import reach_counts
from tests.factories import cast
from tests.factories.campaigns import NOW


class ReachTest(TestCase):
    def test_counts_each_order_buyer_and_contact_once(self) -> None:
        alder, birch = cast.company("Alder", is_customer=True), cast.company("Birch", is_customer=False)
        item = cast.item(price=100)
        spring = cast.campaign("SPRING", alder, birch, is_active=False)
        spring.targets.filter(buyer=alder).update(contact_count=3)
        cast.price(item, 90, spring)
        first, second = cast.order(alder), cast.order(alder)
        for order in (first, first, second, cast.order(birch)):
            cast.line(order, item)
        run = plan_run(spring, kind=Kind.ACTIVATE, at=NOW, by=None, counts_kept=True)
        expected = {"orders": 3, "buyers": 2, "customers": 1, "prospects": 1, "contacts": 4, "dearer": 0}
        self.assertEqual(run.reach_counts, expected)

    def test_leaves_out_skipped_lines_and_counts_those_that_become_dearer(self) -> None:
        alder, item = cast.company("Alder"), cast.item(price=100)
        spring = cast.campaign("SPRING", alder, is_active=False)
        cast.price(item, 90, spring)
        lines = [cast.line(cast.order(alder), item) for _number in range(2)]
        OrderLine.objects.filter(pk=lines[1].pk).update(unit_price=80, line_amount=80)
        run = plan_run(spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        self.assertEqual((reach_counts(run)["orders"], reach_counts(run)["dearer"]), (2, 1))
        RunLine.objects.filter(order_line=lines[1]).update(is_skipped=True)
        self.assertEqual((reach_counts(run)["orders"], reach_counts(run)["dearer"]), (1, 0))
