"""What pages and rules read of orders, order lines and runs."""

import datetime as dt
from decimal import Decimal

from django.test import TestCase

from campaigns.models import Campaign
from contacts.models import Contact
from orders.activation import Kind, plan_run, run_campaign
from orders.models import ActivationRun, Order, OrderLine
from orders.selectors import (
    due_campaigns,
    explain_line,
    has_agreed_price,
    is_eligible,
    is_on_after,
    ledger_of,
    lines_of,
    orders_for_list,
    planned_run_of,
    runs_for_list,
    sale_of,
    terms_of,
)
from pricing.models import Item
from pricing.terms import PriceTerms, Reason, Sale
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.orders import ActivationRunFactory

DAY = dt.timedelta(days=1)


class SelectorCase(TestCase):
    """Spring asks 90 for item 1000 (100 a piece); Alder is its target."""

    alder: Contact
    item: Item
    spring: Campaign
    order: Order

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item("1000", price=100)
        cls.spring = cast.campaign("SPRING", cls.alder, is_active=False)
        cls.price = cast.price(cls.item, 90, cls.spring)
        cls.order = cast.order(cls.alder, number="ORDER1")


class LineTest(SelectorCase):
    def test_terms_and_the_rows_that_say_so(self) -> None:
        line = cast.line(self.order, self.item, unit_price=90, sales_price=self.price)
        self.assertEqual(terms_of(line), PriceTerms(Decimal(90), Decimal(0), self.price.pk, None))

    def test_price_is_agreed_if_neither_a_row_nor_the_card_gave_it(self) -> None:
        standing = cast.price(self.item, 97)
        lines = [
            cast.line(self.order, self.item),
            cast.line(self.order, self.item, normal_is_card_price=False, normal_sales_price=standing),
            cast.line(self.order, self.item, normal_is_card_price=False),
        ]
        self.assertEqual([has_agreed_price(line) for line in lines], [False, False, True])

    def test_line_is_eligible_until_something_is_settled_or_set_by_hand(self) -> None:
        changes = ({}, {"shipped_quantity": 1}, {"invoiced_quantity": 1}, {"by_hand": True})
        lines = [cast.line(self.order, self.item, **fields) for fields in changes]
        self.assertEqual([is_eligible(line) for line in lines], [True, False, False, False])

    def test_sale_asks_what_the_order_and_the_line_say(self) -> None:
        box, blue = cast.unit(self.item, "BOX"), cast.variant(self.item)
        fields = {"currency_code": "USD", "currency_factor": "1.3", "campaign": self.spring}
        order = cast.order(self.alder, ordered_on=WORK_DATE + DAY, **fields)
        line = cast.line(order, self.item, 7, unit=box, quantity_per_unit=5, variant=blue)
        self.assertEqual(
            sale_of(order, line),
            Sale(
                buyer_id=self.alder.pk,
                item_id=self.item.pk,
                variant_id=blue.pk,
                unit_id=box.pk,
                quantity=Decimal(7),
                quantity_per_unit=Decimal(5),
                ordered_on=WORK_DATE + DAY,
                currency_code="USD",
                currency_factor=Decimal("1.3"),
                campaign_id=self.spring.pk,
            ),
        )

    def test_explanation_keeps_the_stored_normal_terms_and_shows_what_does_not_count(self) -> None:
        line = cast.line(self.order, self.item, normal_unit_price=97, normal_is_card_price=False)
        cast.price(self.item, 80)
        with self.assertNumQueries(6):
            judgement = explain_line(line)
        self.assertEqual((judgement.normal.unit_price, judgement.terms.unit_price), (Decimal(97), Decimal(97)))
        reasons = {verdict.offer.unit_price: verdict.reason for verdict in judgement.prices}
        self.assertEqual(reasons, {Decimal(90): Reason.NOT_ACTIVE, Decimal(80): Reason.NORMAL_TERMS_ARE_KEPT})


class OrdersTest(SelectorCase):
    def test_list_has_counts_and_totals_and_the_newest_first(self) -> None:
        cast.line(self.order, self.item, 1, unit_price="0.10")
        cast.line(self.order, self.item, 1, unit_price="0.20")
        newer = cast.order(self.alder, number="ORDER0", ordered_on=WORK_DATE + DAY, campaign=self.spring)
        with self.assertNumQueries(1):
            listed = [
                (order, order.buyer, order.campaign, order.line_count, order.total_amount)
                for order in orders_for_list()
            ]
        self.assertEqual(
            listed,
            [(newer, self.alder, self.spring, 0, None), (self.order, self.alder, None, 2, Decimal("0.30"))],
        )

    def test_lines_come_by_number_with_all_that_a_page_shows(self) -> None:
        second = cast.line(self.order, self.item, line_number=2, sales_price=self.price)
        first = cast.line(self.order, self.item, line_number=1)
        cast.line(cast.order(self.alder), self.item)
        with self.assertNumQueries(1):
            shown = [(line, line.item, line.unit.code, line.sales_price) for line in lines_of(self.order)]
        self.assertEqual(shown, [(first, self.item, "PCS", None), (second, self.item, "PCS", self.price)])
        with self.assertNumQueries(1):
            self.assertEqual(lines_of(self.order)[1].sales_price.campaign, self.spring)


class RunsTest(SelectorCase):
    def run_it(self, kind: Kind = Kind.ACTIVATE) -> ActivationRun:
        return run_campaign(self.spring, kind=kind, at=NOW, by=None)

    def test_ledger_comes_by_line_with_the_difference_and_all_that_a_page_shows(self) -> None:
        lines = [cast.line(self.order, self.item, quantity) for quantity in (1, 2)]
        run = self.run_it()
        with self.assertNumQueries(1):
            shown = [
                (row.order_line, row.order_line.order.buyer, row.new_sales_price.campaign, row.difference)
                for row in ledger_of(run)
            ]
        self.assertEqual(
            shown,
            [(lines[0], self.alder, self.spring, Decimal(-10)), (lines[1], self.alder, self.spring, Decimal(-20))],
        )

    def test_ledger_leaves_out_a_line_that_is_gone(self) -> None:
        line = cast.line(self.order, self.item)
        run = self.run_it()
        OrderLine.objects.filter(pk=line.pk).delete()
        self.assertEqual([*ledger_of(run)], [])

    def test_lists_come_newest_first_and_may_be_of_one_campaign(self) -> None:
        first, second = self.run_it(), self.run_it(Kind.DEACTIVATE)
        other = ActivationRunFactory()
        self.assertEqual([*runs_for_list()], [other, second, first])
        self.assertEqual([*runs_for_list(self.spring)], [second, first])

    def test_plan_that_waits_is_found_until_it_is_started(self) -> None:
        self.assertIsNone(planned_run_of(self.spring))
        run = plan_run(self.spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        self.assertEqual(planned_run_of(self.spring), run)
        self.run_it()
        self.assertIsNone(planned_run_of(self.spring))

    def test_campaign_is_on_after_an_activation_and_after_a_resync_of_an_active_one(self) -> None:
        active, inactive = cast.campaign("SUMMER"), cast.campaign("AUTUMN", is_active=False)
        runs = [
            ActivationRunFactory(campaign=campaign, kind=kind)
            for campaign, kind in (
                (inactive, Kind.ACTIVATE),
                (active, Kind.DEACTIVATE),
                (active, Kind.RESYNC),
                (inactive, Kind.RESYNC),
            )
        ]
        self.assertEqual([is_on_after(run) for run in runs], [True, False, True, False])


class DueTest(SelectorCase):
    def campaign(self, number: str, start: int, end: int, **fields: object) -> Campaign:
        dates = {"starting_on": WORK_DATE + start * DAY, "ending_on": WORK_DATE + end * DAY}
        return cast.campaign(number, self.alder, **{"is_active": False, **dates, **fields})

    def test_what_was_to_stop_comes_before_what_is_to_start_and_missed_days_are_caught_up(self) -> None:
        by_itself = {"starts_by_itself": True, "stops_by_itself": True}
        stop = self.campaign("B", -9, -1, is_active=True, **by_itself)
        start = self.campaign("A", -3, 0, **by_itself)
        self.assertEqual(due_campaigns(on=WORK_DATE), [(stop, Kind.DEACTIVATE), (start, Kind.ACTIVATE)])

    def test_nothing_is_due_of_those_that_are_not_set_so_or_are_done_or_archived(self) -> None:
        self.campaign("A", -3, 3)
        self.campaign("B", -3, -1, is_active=True)
        self.campaign("C", -3, 3, is_active=True, starts_by_itself=True)
        self.campaign("D", 1, 3, starts_by_itself=True)
        self.campaign("E", -3, -1, starts_by_itself=True)
        self.campaign("F", -3, 0, is_active=True, stops_by_itself=True)
        self.campaign("G", -3, 3, starts_by_itself=True, is_archived=True)
        self.assertEqual(due_campaigns(on=WORK_DATE), [])
