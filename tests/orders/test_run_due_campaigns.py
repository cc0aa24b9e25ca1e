"""``run_due_campaigns``."""

import datetime as dt
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import TestCase

from orders.models import ActivationRun, RunLine
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.orders import ActivationRunFactory, RunLineFactory

TODAY = NOW.date()
YESTERDAY = TODAY - dt.timedelta(days=1)
TOMORROW = TODAY + dt.timedelta(days=1)


@time_machine.travel(NOW, tick=False)
class RunDueCampaignsTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item(price="100")

    def run_due(self, *arguments: str) -> str:
        out = StringIO()
        call_command("run_due_campaigns", *arguments, stdout=out, stderr=StringIO())
        return out.getvalue()

    def test_catches_up_a_start_that_was_missed(self) -> None:
        spring = cast.campaign("SPRING", self.alder, is_active=False, starting_on=YESTERDAY, starts_by_itself=True)
        cast.price(self.item, "90", spring)
        line = cast.line(cast.order(self.alder, ordered_on=TODAY), self.item)
        self.assertEqual(self.run_due(), "SPRING: Activate, 1 order lines changed.\n")
        line.refresh_from_db()
        self.assertEqual(line.unit_price, Decimal(90))
        self.assertEqual(self.run_due(), "")

    def test_stops_a_campaign_on_the_day_after_its_last(self) -> None:
        ended = cast.campaign("ENDED", self.alder, ending_on=YESTERDAY, stops_by_itself=True)
        last_day = cast.campaign("LASTDAY", self.alder, ending_on=TODAY, stops_by_itself=True)
        self.run_due()
        ended.refresh_from_db()
        last_day.refresh_from_db()
        self.assertEqual((ended.is_active, last_day.is_active), (False, True))

    def test_leaves_what_is_not_due_or_not_set(self) -> None:
        cast.campaign("LATER", self.alder, is_active=False, starting_on=TOMORROW, starts_by_itself=True)
        cast.campaign("BYHAND", self.alder, is_active=False, starting_on=YESTERDAY)
        self.assertEqual(self.run_due(), "")
        self.assertEqual(ActivationRun.objects.count(), 0)

    def test_dry_run_says_what_is_due(self) -> None:
        cast.campaign("SPRING", self.alder, is_active=False, starting_on=TODAY, starts_by_itself=True)
        self.assertEqual(self.run_due("--dry-run"), "SPRING: Activate is due.\n")
        self.assertEqual(ActivationRun.objects.count(), 0)

    def test_refusal_does_not_stop_the_others(self) -> None:
        cast.campaign("ANOBODY", is_active=False, starting_on=TODAY, starts_by_itself=True)
        spring = cast.campaign("SPRING", self.alder, is_active=False, starting_on=TODAY, starts_by_itself=True)
        with pytest.raises(CommandError, match=r"1 of 2 campaigns refused\."):
            self.run_due()
        spring.refresh_from_db()
        self.assertTrue(spring.is_active)

    def test_discards_checks_that_nobody_used(self) -> None:
        days_ago = {"old": 31, "new": 29}
        runs = {name: ActivationRunFactory(planned_at=NOW - dt.timedelta(days=days)) for name, days in days_ago.items()}
        finished = ActivationRunFactory(planned_at=NOW - dt.timedelta(days=99), state=ActivationRun.State.FINISHED)
        RunLineFactory(run=runs["old"])
        self.run_due("--dry-run")
        self.assertEqual(ActivationRun.objects.count(), 3)
        self.run_due()
        self.assertEqual(set(ActivationRun.objects.all()), {runs["new"], finished})
        self.assertFalse(RunLine.objects.exists())
