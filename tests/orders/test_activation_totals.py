"""Totals in local currency: every way to read a run says the same, and it is what the orders changed by (I3)."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis.extra.django import TestCase as HypothesisTestCase

from campaigns.models import Campaign
from orders.activation import Kind, run_campaign
from orders.models import ActivationRun, OrderLine, RunLine
from orders.selectors import local_difference
from orders.shares import shares_of
from pricing.arithmetic import local_amount
from tests.factories.campaigns import NOW
from tests.worlds.building import Stage, build, build_stage
from tests.worlds.drawing import World, worlds


def local_total_of_orders() -> Decimal:
    lines = OrderLine.objects.select_related("order")
    return sum((local_amount(line.line_amount, line.order.currency_factor) for line in lines), Decimal(0))


class LocalTotalsTest(HypothesisTestCase):
    stage: Stage

    @classmethod
    def setUpTestData(cls) -> None:
        cls.stage = build_stage()

    @settings(max_examples=settings.default.max_examples // 20)
    @given(world=worlds())
    def test_ledger_run_shares_and_orders_agree(self, world: World) -> None:
        campaigns = build(world, self.stage).campaigns
        Campaign.objects.update(is_active=False, activated_at=None)
        for kind in (Kind.ACTIVATE, Kind.DEACTIVATE):
            before = local_total_of_orders()
            run = run_campaign(campaigns[0], kind=kind, at=NOW, by=None)
            self.assert_all_say(run, local_total_of_orders() - before)

    def assert_all_say(self, run: ActivationRun, difference: Decimal) -> None:
        self.assertEqual(run.local_after - run.local_before, difference)
        rows = RunLine.objects.filter(run=run)
        self.assertEqual(sum((local_difference(row) for row in rows), Decimal(0)), difference)
        for by in ("buyer", "item"):
            shares = shares_of(run, by, limit=100)
            self.assertEqual(sum((share.after - share.before for share in shares), Decimal(0)), difference)
            self.assertEqual(sum(share.line_count for share in shares), run.line_count)
