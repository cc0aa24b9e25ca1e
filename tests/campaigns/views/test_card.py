import datetime as dt

import time_machine
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Campaign, CampaignStatus
from campaigns.services import switch_on
from tests.factories import cast
from tests.factories.campaigns import NOW, CampaignEntryFactory, CampaignFactory, CampaignTargetFactory
from tests.factories.users import UserFactory

VERBS = ("status", "archive", "restore", "delete")


class CampaignCardTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer")
        cls.manager = UserFactory(group="Campaign manager", first_name="Anna")
        first, second = CampaignStatus.objects.order_by("sort_order")[:2]
        cls.first, cls.second = first, second
        cls.campaign = CampaignFactory(number="SPRING", description="Spring fair", status=first)

    def setUp(self) -> None:
        self.client.force_login(self.viewer)

    def test_is_for_those_who_may_see_campaigns(self) -> None:
        self.client.force_login(UserFactory())
        self.assertContains(self.client.get("/campaigns/SPRING/"), "You may not look", status_code=403)
        self.client.logout()
        self.assertRedirects(self.client.get("/campaigns/SPRING/"), "/sign-in/?next=/campaigns/SPRING/")

    def test_unknown_campaign_does_not_exist(self) -> None:
        self.assertEqual(self.client.get("/campaigns/SUMMER/").status_code, 404)

    def test_steps_show_where_it_stands(self) -> None:
        page = self.client.get("/campaigns/SPRING/")
        self.assertContains(page, 'aria-current="step"', count=1)
        self.assertContains(page, "Planned: Choose whom it is for and set its prices.")

    def test_next_step_is_the_first_thing_that_is_missing(self) -> None:
        page = self.client.get("/campaigns/SPRING/")
        self.assertContains(page, "Nobody is targeted yet. Link a segment to say who gets the prices.")
        self.assertContains(page, 'class="btn btn-primary" href="/campaigns/SPRING/segments/"')

        CampaignTargetFactory(campaign=self.campaign)
        page = self.client.get("/campaigns/SPRING/")
        self.assertContains(page, 'class="btn btn-primary" href="/campaigns/SPRING/prices/"')

        cast.price(cast.item(), 90, self.campaign)
        page = self.client.get("/campaigns/SPRING/")
        self.assertContains(page, "1 buyer is a target and does not get these prices yet.")
        self.assertContains(page, 'class="btn btn-primary" href="/campaigns/SPRING/activate/"')

    def test_active_campaign_says_since_when_by_whom_and_for_how_many(self) -> None:
        CampaignTargetFactory(campaign=self.campaign)
        switch_on(self.campaign, at=NOW, by=self.manager)
        page = self.client.get("/campaigns/SPRING/")
        self.assertContains(page, "<dd>15 Jan 2030 10:30</dd>")
        self.assertContains(page, "<dd>Anna</dd>")
        self.assertContains(page, "<dt>Targets at that time</dt>\n          <dd>1</dd>")

    def test_ended_campaign_that_is_still_active_is_pointed_out(self) -> None:
        Campaign.objects.update(ending_on=dt.date(2030, 1, 14), is_active=True, activated_at=NOW)
        with time_machine.travel(dt.datetime(2030, 1, 14, 22, 59, tzinfo=dt.UTC), tick=False):
            self.client.force_login(self.viewer)
            self.assertNotContains(self.client.get("/campaigns/SPRING/"), "is still activated")
        with time_machine.travel(dt.datetime(2030, 1, 14, 23, 1, tzinfo=dt.UTC), tick=False):
            self.client.force_login(self.viewer)
            self.assertContains(
                self.client.get("/campaigns/SPRING/"), "ended on 14 January 2030 but is still activated"
            )

    def test_cost_does_not_grow_with_what_the_campaign_has(self) -> None:
        def query_count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.client.get("/campaigns/SPRING/")
            return len(queries)

        item = cast.item()
        CampaignTargetFactory(campaign=self.campaign)
        cast.price(item, 90, self.campaign)
        before = query_count()
        for quantity in range(1, 20):
            CampaignTargetFactory(campaign=self.campaign)
            cast.price(item, 90, self.campaign, minimum_quantity=quantity)
        self.assertEqual(query_count(), before)

    def test_viewer_sees_no_verbs_and_may_do_none(self) -> None:
        page = self.client.get("/campaigns/SPRING/")
        for verb in VERBS:
            with self.subTest(verb=verb):
                self.assertNotContains(page, f"/campaigns/SPRING/{verb}/")
                answer = self.client.post(f"/campaigns/SPRING/{verb}/", {"status": self.second.code})
                self.assertEqual(answer.status_code, 403)
        campaign = Campaign.objects.get()
        self.assertEqual((campaign.status, campaign.is_archived), (self.first, False))

    def test_verbs_are_never_done_by_a_link(self) -> None:
        self.client.force_login(self.manager)
        for verb in ("status", "archive", "restore"):
            self.assertEqual(self.client.get(f"/campaigns/SPRING/{verb}/").status_code, 405)
        self.assertContains(self.client.get("/campaigns/SPRING/delete/"), "for good?")
        self.assertEqual(Campaign.objects.count(), 1)


class CampaignVerbsTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.marketer = UserFactory(group="Marketer")
        cls.manager = UserFactory(group="Campaign manager")
        cls.campaign = CampaignFactory(number="SPRING")

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def test_sets_the_status(self) -> None:
        page = self.client.post("/campaigns/SPRING/status/", {"status": "2-SCHEDULED"}, follow=True)
        self.assertContains(page, "The status is now “Scheduled”.")
        self.assertEqual(Campaign.objects.get().status.code, "2-SCHEDULED")

    def test_archives_and_restores(self) -> None:
        page = self.client.post("/campaigns/SPRING/archive/", follow=True)
        self.assertContains(page, "SPRING is in the archive.")
        self.assertTrue(Campaign.objects.get().is_archived)
        page = self.client.post("/campaigns/SPRING/restore/", follow=True)
        self.assertContains(page, "SPRING is out of the archive.")
        self.assertFalse(Campaign.objects.get().is_archived)

    def test_active_campaign_is_not_archived(self) -> None:
        switch_on(self.campaign, at=timezone.now(), by=None)
        page = self.client.post("/campaigns/SPRING/archive/", follow=True)
        self.assertContains(page, "Deactivate SPRING before archiving it.")
        self.assertFalse(Campaign.objects.get().is_archived)

    def test_marketer_may_not_delete(self) -> None:
        answer = self.client.post("/campaigns/SPRING/delete/")
        self.assertContains(answer, "You may not delete campaigns. Archive this one instead.", status_code=403)
        self.assertEqual(Campaign.objects.count(), 1)

    def test_says_beforehand_what_goes_along(self) -> None:
        cast.price(cast.item(), 90, self.campaign)
        CampaignTargetFactory(campaign=self.campaign)
        self.client.force_login(self.manager)
        page = self.client.get("/campaigns/SPRING/delete/")
        self.assertContains(page, "Its target group of 1 buyer, its cancelled entries, prices")
        self.assertContains(page, '<a href="/campaigns/SPRING/prices/">Prices: 1</a>')

    def test_manager_deletes(self) -> None:
        self.client.force_login(self.manager)
        page = self.client.post("/campaigns/SPRING/delete/", follow=True)
        self.assertRedirects(page, "/campaigns/")
        self.assertContains(page, "SPRING Campaign SPRING was deleted.")
        self.assertEqual(Campaign.objects.count(), 0)

    def test_campaign_in_use_is_not_deleted(self) -> None:
        CampaignEntryFactory(campaign=self.campaign)
        self.client.force_login(self.manager)
        page = self.client.post("/campaigns/SPRING/delete/", follow=True)
        self.assertContains(page, "because it is used by 1 campaign entry. Archive it instead.")
        self.assertEqual(Campaign.objects.count(), 1)


class CampaignTargetsTest(TestCase):
    def test_lists_the_buyers(self) -> None:
        cast.campaign("SPRING", cast.company("Alder"))
        self.client.force_login(UserFactory(group="Viewer"))
        self.assertContains(self.client.get("/campaigns/SPRING/targets/"), '<a href="/contacts/ALDER/">ALDER</a>')
        self.client.force_login(UserFactory())
        self.assertEqual(self.client.get("/campaigns/SPRING/targets/").status_code, 403)
