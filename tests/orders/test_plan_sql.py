"""Which lines are in scope: those that the campaign reaches, and those that carry it."""

import datetime as dt

from django.test import TestCase

from orders.activation import Kind, plan_run, run_campaign
from orders.models import Order, OrderLine, RunLine
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.pricing import ItemDiscountGroupFactory


class ScopeTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.birch = cast.company("Alder"), cast.company("Birch")
        cls.group = ItemDiscountGroupFactory(code="CHAIRS")
        cls.chair, cls.desk = cast.item("CHAIR", discount_group=cls.group), cast.item("DESK")
        cls.spring = cast.campaign(
            "SPRING", cls.alder, is_active=False, starting_on=WORK_DATE, ending_on=WORK_DATE + dt.timedelta(days=1)
        )

    def planned(self, kind: Kind = Kind.ACTIVATE) -> set[int]:
        run = plan_run(self.spring, kind=kind, at=NOW, by=None)
        return set(RunLine.objects.filter(run=run).values_list("order_line_id", flat=True))

    def line(self, item: object = None, **fields: object) -> OrderLine:
        return cast.line(cast.order(fields.pop("buyer", self.alder), **fields), item or self.chair)

    def test_reaches_open_orders_of_targets_in_the_dates(self) -> None:
        cast.price(self.chair, "90", self.spring)
        first, last = self.line(), self.line(ordered_on=WORK_DATE + dt.timedelta(days=1))
        named = self.line(campaign=self.spring)
        self.line(buyer=self.birch)
        self.line(ordered_on=WORK_DATE - dt.timedelta(days=1))
        self.line(ordered_on=WORK_DATE + dt.timedelta(days=2))
        self.line(status=Order.Status.CLOSED)
        self.line(campaign=cast.campaign("OTHER"))
        self.line(self.desk)
        self.assertEqual(self.planned(), {first.pk, last.pk, named.pk})

    def test_reaches_items_through_discounts_on_items_groups_and_all(self) -> None:
        chair, desk = self.line(), self.line(self.desk)
        discount = cast.discount(self.group, "10", self.spring)
        self.assertEqual(self.planned(), {chair.pk})
        discount.delete()
        discount = cast.discount(self.desk, "10", self.spring)
        self.assertEqual(self.planned(), {desk.pk})
        discount.delete()
        cast.discount(None, "10", self.spring)
        self.assertEqual(self.planned(), {chair.pk, desk.pk})

    def test_switching_off_finds_lines_that_carry_it_wherever_they_are_now(self) -> None:
        cast.price(self.chair, "90", self.spring)
        line = self.line()
        run_campaign(self.spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        self.spring.targets.all().delete()
        Order.objects.update(ordered_on=WORK_DATE - dt.timedelta(days=30))
        self.assertEqual(self.planned(Kind.DEACTIVATE), {line.pk})

    def test_withdrawn_rows_reach_nothing(self) -> None:
        cast.price(self.chair, "90", self.spring, withdrawn_at=NOW)
        self.line()
        self.assertEqual(self.planned(), set())
