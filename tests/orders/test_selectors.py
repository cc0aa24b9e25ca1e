"""Reads about orders, lines and runs."""

import datetime as dt
from decimal import Decimal

from django.test import TestCase

from campaigns.models import Campaign
from orders.activation import Kind, plan_run, run_campaign
from orders.selectors import (
    due_campaigns,
    explain_line,
    has_agreed_price,
    is_eligible,
    ledger_of,
    lines_of,
    orders_for_list,
    planned_run_of,
    runs_for_list,
)
from pricing.terms import Reason
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE


class SelectorTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item(price="100")
        cls.spring = cast.campaign("SPRING", cls.alder, is_active=False)
        cast.price(cls.item, "90", cls.spring)
        cls.order = cast.order(cls.alder, number="SO1")
        cls.line = cast.line(cls.order, cls.item, 2)

    def test_explanation_names_a_campaign_that_is_not_active(self) -> None:
        judgement = explain_line(self.line)
        self.assertEqual([verdict.reason for verdict in judgement.prices], [Reason.NOT_ACTIVE])
        self.assertEqual(judgement.terms.unit_price, Decimal(100))

    def test_agreed_price_came_neither_from_a_row_nor_the_card(self) -> None:
        self.assertFalse(has_agreed_price(self.line))
        self.line.normal_is_card_price = False
        self.assertTrue(has_agreed_price(self.line))

    def test_line_is_eligible_until_shipped_invoiced_or_priced_by_hand(self) -> None:
        self.assertTrue(is_eligible(self.line))
        for field, value in (("shipped_quantity", 1), ("invoiced_quantity", 1), ("is_priced_by_hand", True)):
            with self.subTest(field):
                line = cast.line(self.order, self.item)
                setattr(line, field, value)
                self.assertFalse(is_eligible(line))

    def test_list_of_orders_has_counts_and_amounts_in_one_query(self) -> None:
        cast.line(self.order, self.item, 3)
        with self.assertNumQueries(1):
            [order] = orders_for_list()
            self.assertEqual((order.line_count, order.total_amount), (2, Decimal("500.00")))

    def test_lines_and_ledger_bring_what_a_page_shows_in_one_query(self) -> None:
        run = plan_run(self.spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        with self.assertNumQueries(1):
            [line] = lines_of(self.order)
            self.assertEqual((line.item.number, line.unit.code), ("1000", self.item.base_unit.code))
        with self.assertNumQueries(1):
            [row] = ledger_of(run)
            self.assertEqual((row.order_line.order.buyer.name, row.difference), ("Alder", Decimal("-20.00")))

    def test_runs_the_newest_first_and_the_plan_that_waits(self) -> None:
        self.assertIsNone(planned_run_of(self.spring))
        done = run_campaign(self.spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        plan = plan_run(self.spring, kind=Kind.RESYNC, at=NOW, by=None)
        self.assertEqual(list(runs_for_list()), [plan, done])
        self.assertEqual(planned_run_of(self.spring), plan)
        self.assertEqual(list(runs_for_list(cast.campaign("OTHER"))), [])

    def test_due_campaigns_stop_before_others_start(self) -> None:
        day = dt.timedelta(days=1)
        Campaign.objects.filter(pk=self.spring.pk).update(starting_on=WORK_DATE, starts_by_itself=True)
        ended = cast.campaign("ENDED", ending_on=WORK_DATE - day, stops_by_itself=True)
        cast.campaign("ARCHIVED", ending_on=WORK_DATE - day, stops_by_itself=True, is_archived=True)
        self.assertEqual(due_campaigns(on=WORK_DATE), [(ended, Kind.DEACTIVATE), (self.spring, Kind.ACTIVATE)])
        self.assertEqual(due_campaigns(on=WORK_DATE - day), [])
