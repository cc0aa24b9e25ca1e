import threading

import pytest
from django.db import transaction
from django.test import TestCase, TransactionTestCase

from campaigns.locks import lock_campaigns
from campaigns.models import Campaign, CampaignEntry
from tests.concurrency import run_together, wait_for_blocked_session
from tests.factories import cast
from tests.factories.campaigns import CampaignEntryFactory


class LockCampaignsTest(TestCase):
    def test_campaigns_come_freshly_read_in_the_order_of_their_keys(self) -> None:
        spring, summer = cast.campaign("SPRING"), cast.campaign("SUMMER")
        Campaign.objects.filter(pk=spring.pk).update(description="Later")
        with self.assertNumQueries(1):
            locked = lock_campaigns([summer.pk, spring.pk, summer.pk])
        self.assertEqual(locked, [spring, summer])
        self.assertEqual(locked[0].description, "Later")

    def test_no_campaign_asks_nothing(self) -> None:
        with self.assertNumQueries(0):
            self.assertEqual(lock_campaigns([]), [])


@pytest.mark.postgresql
class TwoPeopleAtOnceTest(TransactionTestCase):
    def setUp(self) -> None:
        self.spring = cast.campaign("SPRING")
        self.is_locked = threading.Event()
        self.steps: list[str] = []

    def hold(self) -> None:
        with transaction.atomic():
            lock_campaigns([self.spring.pk])
            self.is_locked.set()
            wait_for_blocked_session()
            self.steps.append("first lets go")

    def test_second_waits_for_the_first(self) -> None:
        def lock() -> None:
            self.is_locked.wait(timeout=10)
            with transaction.atomic():
                lock_campaigns([self.spring.pk])
                self.steps.append("second goes on")

        run_together(self.hold, lock)
        self.assertEqual(self.steps, ["first lets go", "second goes on"])

    def test_rows_that_name_the_campaign_are_written_meanwhile(self) -> None:
        def write() -> None:
            self.is_locked.wait(timeout=10)
            CampaignEntryFactory(campaign=self.spring)
            self.steps.append("entry is written")

        run_together(self.hold, write)
        self.assertEqual(self.steps, ["entry is written", "first lets go"])
        self.assertEqual(CampaignEntry.objects.count(), 1)
