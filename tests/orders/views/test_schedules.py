"""Letting a campaign be activated or deactivated by itself, and no longer."""

import datetime as dt

from django.utils import timezone

from campaigns.models import Campaign
from pricing.models import SalesPrice
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.orders.pages import PageCase

START = "/campaigns/SPRING/activate/by-itself/"
STOP = "/campaigns/SPRING/deactivate/by-itself/"


class SchedulePageTest(PageCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.tomorrow = timezone.localdate() + dt.timedelta(days=1)
        cls.spring = cast.campaign(
            "SPRING", cast.company("Alder"), is_active=False, starting_on=cls.tomorrow, ending_on=cls.tomorrow
        )
        cast.price(cast.item(), 90, cls.spring)

    def flags(self) -> tuple[bool, bool]:
        campaign = Campaign.objects.get()
        return campaign.starts_by_itself, campaign.stops_by_itself

    def test_start_is_offered_set_shown_and_cancelled(self) -> None:
        self.post("/campaigns/SPRING/activate/check/")
        self.assertIn(f'formaction="{START}"', self.page("/campaigns/SPRING/activate/"))
        [message] = self.post(START)
        self.assertIn("SPRING will be activated by itself on", message)
        self.assertEqual(self.flags(), (True, False))
        page = self.page("/campaigns/SPRING/activate/")
        self.assertIn("SPRING activates by itself on", page)
        self.assertNotIn(f'formaction="{START}"', page)
        self.assertEqual(self.post(f"{START}cancel/"), ["SPRING will no longer be activated by itself."])
        self.assertEqual(self.flags(), (False, False))

    def test_stop_is_set_and_cancelled(self) -> None:
        Campaign.objects.update(is_active=True, activated_at=NOW)
        [message] = self.post(STOP)
        self.assertIn("SPRING will be deactivated by itself on", message)
        self.assertEqual(self.flags(), (False, True))
        self.assertIn("SPRING deactivates by itself on", self.page("/campaigns/SPRING/deactivate/"))
        self.assertEqual(self.post(f"{STOP}cancel/"), ["SPRING will no longer be deactivated by itself."])
        self.assertEqual(self.flags(), (False, False))

    def test_each_warning_needs_its_tick(self) -> None:
        SalesPrice.objects.update(withdrawn_at=NOW)
        self.assertEqual(self.post(START), ["Tick each warning to confirm it. Nothing was changed."])
        self.assertEqual(self.flags(), (False, False))
        self.post(START, confirmed=["rows"])
        self.assertEqual(self.flags(), (True, False))

    def test_what_cannot_be_is_refused(self) -> None:
        self.assertEqual(self.post(STOP), ["SPRING is not activated."])
        self.assertEqual(self.flags(), (False, False))

    def test_says_so_when_its_day_has_come_and_nothing_happened(self) -> None:
        yesterday = self.tomorrow - dt.timedelta(days=2)
        Campaign.objects.update(starts_by_itself=True, starting_on=yesterday)
        page = self.page("/campaigns/SPRING/activate/")
        self.assertIn("and has not been.", page)
        self.assertIn("The timer that does this may not have come by yet.", page)
        self.spring.targets.all().delete()
        page = self.page("/campaigns/SPRING/activate/")
        self.assertEqual(page.count("no contact is marked as campaign target"), 2)

    def test_only_a_campaign_manager_may_and_by_post(self) -> None:
        for url in (START, STOP, f"{START}cancel/", f"{STOP}cancel/"):
            self.assert_shut(url, self.viewer, self.marketer, method="post")
            self.client.force_login(self.manager)
            self.assertEqual(self.client.get(url).status_code, 405)
        self.assertEqual(self.flags(), (False, False))
