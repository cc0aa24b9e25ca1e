"""The lines that a run leaves as they are: every one counted once, with its reason."""

import datetime as dt
from decimal import Decimal

from django.test import TestCase

from orders.activation import Kind, plan_run, run_campaign
from orders.entry import set_by_hand
from orders.kept import KeptReason, kept_counts, kept_lines_of
from orders.models import ActivationRun, Order, OrderLine
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE


class KeptTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item("1000", price="100")
        cls.spring = cast.campaign(
            "SPRING", cls.alder, is_active=False, starting_on=WORK_DATE, ending_on=WORK_DATE + dt.timedelta(days=5)
        )
        cls.other = cast.campaign("OTHER", cls.alder)
        cast.price(cls.item, "90", cls.spring, minimum_quantity=5)

    def line(self, quantity: int = 5, **fields: object) -> OrderLine:
        order = cast.order(self.alder, **{name: fields.pop(name) for name in list(fields) if hasattr(Order, name)})
        return cast.line(order, fields.pop("item", self.item), quantity, **fields)

    def plan(self, kind: Kind = Kind.ACTIVATE) -> ActivationRun:
        return plan_run(self.spring, kind=kind, at=NOW, by=None, counts_kept=True)

    def assert_kept(self, reason: KeptReason, line: OrderLine) -> None:
        run = self.plan()
        self.assertEqual((run.line_count, run.kept_counts), (0, {reason.value: 1}))
        self.assertEqual(kept_lines_of(run, reason, limit=10), [line])

    def test_order_not_open(self) -> None:
        self.assert_kept(KeptReason.NOT_OPEN, self.line(status=Order.Status.RELEASED))

    def test_already_shipped(self) -> None:
        self.assert_kept(KeptReason.SHIPPED, self.line(shipped_quantity=1))

    def test_priced_by_hand(self) -> None:
        self.assert_kept(KeptReason.BY_HAND, self.line(is_priced_by_hand=True, hand_priced_at=NOW))

    def test_order_names_another_campaign(self) -> None:
        self.assert_kept(KeptReason.OTHER_CAMPAIGN_NAMED, self.line(campaign=self.other))

    def test_outside_the_dates(self) -> None:
        self.assert_kept(KeptReason.OUTSIDE_DATES, self.line(ordered_on=WORK_DATE - dt.timedelta(days=1)))

    def test_nothing_for_this_item(self) -> None:
        self.assert_kept(KeptReason.NOTHING_FOR_ITEM, self.line(item=cast.item("2000")))

    def test_below_minimum_quantity(self) -> None:
        self.assert_kept(KeptReason.BELOW_MINIMUM, self.line(4))

    def test_normal_price_already_better(self) -> None:
        cheap = {"unit_price": "80", "normal_unit_price": "80", "line_amount": "400"}
        self.assert_kept(KeptReason.NORMAL_BETTER, self.line(**cheap))

    def test_another_campaign_is_better(self) -> None:
        eighty = cast.price(self.item, "80", self.other)
        self.assert_kept(
            KeptReason.OTHER_CAMPAIGN_BETTER, self.line(unit_price="80", sales_price=eighty, line_amount="400")
        )

    def test_already_right(self) -> None:
        line = self.line()
        run_campaign(self.spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        run = self.plan(Kind.RESYNC)
        self.assertEqual((run.line_count, run.kept_counts), (0, {"already_right": 1}))
        self.assertEqual(kept_lines_of(run, KeptReason.ALREADY_RIGHT, limit=10), [line])

    def test_deactivation_lists_lines_priced_by_hand_since(self) -> None:
        line = self.line()
        run_campaign(self.spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        set_by_hand(line, unit_price=Decimal(70), line_discount_percent=Decimal(0), reason="", at=NOW, by=None)
        run = self.plan(Kind.DEACTIVATE)
        self.assertEqual((run.line_count, run.kept_counts), (0, {"by_hand": 1}))

    def test_every_line_of_the_target_group_is_in_the_ledger_or_counted(self) -> None:
        self.line()
        self.line(3)
        self.line(shipped_quantity=1)
        cast.line(cast.order(cast.company("Birch")), self.item, 5)
        run = self.plan()
        self.assertEqual((run.line_count, run.kept_counts), (1, {"shipped": 1, "below_minimum": 1}))
        self.assertEqual(kept_counts(run), run.kept_counts)

    def test_pages_of_lines_follow_each_other(self) -> None:
        lines = [self.line(1) for _number in range(3)]
        run = self.plan()
        pages = [kept_lines_of(run, KeptReason.BELOW_MINIMUM, limit=2, offset=offset) for offset in (0, 2)]
        self.assertEqual(pages, [lines[:2], lines[2:]])
