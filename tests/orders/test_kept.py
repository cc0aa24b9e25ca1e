"""Every line in scope that a run leaves as it is, is counted and listed under one reason."""

import datetime as dt
from unittest import mock

from django.test import TestCase

from campaigns.models import Campaign
from contacts.models import Contact
from orders import kept
from orders.activation import Kind, plan_run
from orders.kept import KeptReason, kept_among, kept_lines_of
from orders.models import ActivationRun, KeptBlock, Order, OrderLine
from pricing.models import Item
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE

LAST_WEEK = WORK_DATE - dt.timedelta(days=7)


class KeptCase(TestCase):
    """Spring asks 90 for item 1000 (100 a piece) from 5 pieces on, since the work date; Alder is its target."""

    alder: Contact
    item: Item
    spring: Campaign

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item("1000", price=100)
        cls.spring = cast.campaign("SPRING", cls.alder, is_active=False, starting_on=WORK_DATE)
        cls.row = cast.price(cls.item, 90, cls.spring, minimum_quantity=5)

    def planned(self, kind: Kind = Kind.ACTIVATE) -> ActivationRun:
        return plan_run(Campaign.objects.get(pk=self.spring.pk), kind=kind, at=NOW, by=None, counts_kept=True)

    def line(
        self, quantity: int = 5, item: Item | None = None, order: Order | None = None, **fields: object
    ) -> OrderLine:
        return cast.line(order or cast.order(self.alder), item or self.item, quantity, **fields)

    def assert_kept(self, reason: KeptReason, *lines: OrderLine, kind: Kind = Kind.ACTIVATE) -> None:
        run = self.planned(kind)
        self.assertEqual(run.kept_counts, {reason.value: len(lines)})
        self.assertEqual(kept_lines_of(run, reason, limit=10), [*lines])


class ReasonTest(KeptCase):
    def test_order_not_open(self) -> None:
        self.assert_kept(KeptReason.NOT_OPEN, self.line(order=cast.order(self.alder, status=Order.Status.RELEASED)))

    def test_already_shipped_or_invoiced(self) -> None:
        lines = self.line(shipped_quantity=1), self.line(invoiced_quantity=1)
        self.assert_kept(KeptReason.SHIPPED, *lines)

    def test_priced_by_hand(self) -> None:
        self.assert_kept(KeptReason.BY_HAND, self.line(by_hand=True))

    def test_order_names_another_campaign(self) -> None:
        order = cast.order(self.alder, campaign=cast.campaign("SUMMER"))
        self.assert_kept(KeptReason.OTHER_CAMPAIGN_NAMED, self.line(order=order))

    def test_outside_the_dates(self) -> None:
        self.assert_kept(KeptReason.OUTSIDE_DATES, self.line(order=cast.order(self.alder, ordered_on=LAST_WEEK)))

    def test_nothing_for_this_item(self) -> None:
        self.assert_kept(KeptReason.NOTHING_FOR_ITEM, self.line(item=cast.item("2000")))

    def test_nothing_for_this_variant_unit_or_currency(self) -> None:
        other = cast.item("2000")
        box = cast.unit(other)
        cast.price(other, 1, self.spring, variant=cast.variant(other))
        cast.price(other, 1, self.spring, currency_code="USD")
        cast.price(other, 1, self.spring, unit=box)
        cast.discount(other, 0, self.spring)
        cast.discount(other, 50, self.spring, withdrawn_at=NOW)
        self.assert_kept(KeptReason.NOTHING_FOR_ITEM, self.line(item=other))

    def test_below_minimum_quantity(self) -> None:
        self.assert_kept(KeptReason.BELOW_MINIMUM, self.line(4))

    def test_below_minimum_quantity_of_a_discount_on_its_group(self) -> None:
        other = cast.item("2000")
        cast.discount(None, 5, self.spring, minimum_quantity=10)
        self.assert_kept(KeptReason.BELOW_MINIMUM, self.line(9, item=other))

    def test_already_has_the_right_price(self) -> None:
        Campaign.objects.update(is_active=True, activated_at=NOW)
        line = self.line(unit_price=90, sales_price=self.row, normal_unit_price=100)
        self.assert_kept(KeptReason.ALREADY_RIGHT, line, kind=Kind.RESYNC)

    def test_another_campaign_is_better(self) -> None:
        summer = cast.campaign("SUMMER", self.alder)
        row = cast.price(self.item, 88, summer)
        line = self.line(unit_price=88, sales_price=row, normal_unit_price=100)
        self.assert_kept(KeptReason.OTHER_CAMPAIGN_BETTER, line)

    def test_normal_price_already_better(self) -> None:
        self.assert_kept(KeptReason.NORMAL_BETTER, self.line(normal_unit_price=85))

    def test_the_first_reason_that_holds_is_given(self) -> None:
        order = cast.order(self.alder, status=Order.Status.CLOSED, ordered_on=LAST_WEEK)
        self.line(1, order=order, shipped_quantity=1)
        self.line(1, shipped_quantity=1, by_hand=True)
        self.line(1, by_hand=True, order=cast.order(self.alder, campaign=cast.campaign("SUMMER")))
        self.assertEqual(self.planned().kept_counts, {"not_open": 1, "shipped": 1, "by_hand": 1})


class ScopeTest(KeptCase):
    def test_lines_of_other_buyers_are_not_in_scope(self) -> None:
        self.line(order=cast.order(cast.company("Birch")))
        self.assertEqual((self.planned().kept_counts, self.planned().line_count), ({}, 0))

    def test_every_line_of_a_target_is_in_the_ledger_or_counted_once(self) -> None:
        for quantity in range(1, 9):
            self.line(quantity)
        run = self.planned()
        self.assertEqual((run.line_count, run.kept_counts), (4, {"below_minimum": 4}))

    def test_deactivation_is_about_lines_that_carry_the_campaign_or_were_priced_by_hand(self) -> None:
        Campaign.objects.update(is_active=True, activated_at=NOW)
        carried = {"unit_price": 90, "sales_price": self.row, "normal_unit_price": 100}
        self.line(**carried)
        self.line(4)
        self.line(by_hand=True)
        self.line(**carried, invoiced_quantity=1)
        run = self.planned(Kind.DEACTIVATE)
        self.assertEqual((run.line_count, run.kept_counts), (1, {"shipped": 1, "by_hand": 1}))


class PagesTest(KeptCase):
    def test_lists_a_page_at_a_time(self) -> None:
        lines = [self.line(4) for _ in range(5)]
        run = self.planned()
        pages = [kept_lines_of(run, KeptReason.BELOW_MINIMUM, limit=2, offset=offset) for offset in (0, 2, 4, 6)]
        self.assertEqual(pages, [lines[:2], lines[2:4], lines[4:], []])

    def test_reads_what_a_page_shows_in_two_queries(self) -> None:
        for _ in range(3):
            self.line(4)
        run = self.planned()
        with self.assertNumQueries(2):
            for line in kept_lines_of(run, KeptReason.BELOW_MINIMUM, limit=10):
                self.assertEqual((line.order.buyer, line.item, line.sales_price), (self.alder, self.item, None))

    def test_pages_go_on_across_blocks(self) -> None:
        lines = [self.line(4) for _ in range(5)]
        with mock.patch.object(kept, "BLOCK_SIZE", 2):
            run = self.planned()
            self.assertEqual(KeptBlock.objects.filter(run=run).count(), 3)
            pages = [kept_lines_of(run, KeptReason.BELOW_MINIMUM, limit=3, offset=offset) for offset in (0, 1, 3)]
        self.assertEqual(pages, [lines[:3], lines[1:4], lines[3:]])

    def test_stays_as_it_was_at_the_plan(self) -> None:
        line = self.line(4)
        run = self.planned()
        OrderLine.objects.update(quantity=9, is_priced_by_hand=True, hand_priced_at=NOW)
        self.assertEqual(kept_lines_of(run, KeptReason.BELOW_MINIMUM, limit=10), [line])
        self.assertEqual(kept_lines_of(run, KeptReason.BY_HAND, limit=10), [])

    def test_narrows_to_some_lines(self) -> None:
        lines = [self.line(4) for _ in range(3)]
        changing = self.line(9)
        run = self.planned()
        wanted = OrderLine.objects.filter(pk__in=[lines[2].pk, lines[0].pk, changing.pk])
        self.assertEqual(kept_among(run, KeptReason.BELOW_MINIMUM, wanted), [lines[0].pk, lines[2].pk])
        self.assertEqual(kept_among(run, KeptReason.BELOW_MINIMUM, OrderLine.objects.none()), [])

    def test_goes_with_the_plan_that_is_replaced(self) -> None:
        self.line(4)
        self.planned()
        run = self.planned()
        self.assertEqual(KeptBlock.objects.get().run, run)

    def test_counts_are_in_the_order_of_the_reasons(self) -> None:
        self.line(4)
        self.line(by_hand=True)
        self.line(normal_unit_price=85)
        self.assertEqual([*self.planned().kept_counts], ["by_hand", "below_minimum", "normal_better"])
