import datetime as dt

from django.contrib.auth.models import User
from django.test import TestCase

from campaigns.models import Campaign
from pricing.models import SalesPrice
from segments.models import Segment
from tests.factories import cast
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory

URL = "/campaigns/SPRING/copy/"
ALL = {"description": "Spring fair 2031", "period": "year", "parts": ["prices", "discounts", "segments"]}


class CopyCampaignTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.marketer = UserFactory(group="Marketer")
        cls.spring = cast.campaign(
            "SPRING", description="Spring fair", starting_on=dt.date(2030, 1, 1), ending_on=dt.date(2030, 3, 31)
        )
        chair = cast.item("CHAIR")
        cast.price(chair, 90, cls.spring)
        cast.price(chair, 80, cls.spring, minimum_quantity=10)
        cast.discount(chair, 5, cls.spring)
        segment = SegmentFactory(campaign=cls.spring, is_campaign_target=True)
        SegmentLineFactory(segment=segment, contact=cast.company("Alder"))

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def test_shows_beforehand_what_goes_along_and_when(self) -> None:
        page = self.client.get(URL)
        self.assertContains(page, "Prices: 2")
        self.assertContains(page, "Discounts: 1")
        self.assertContains(page, "Segments: 1 (1 line with its flags)")
        self.assertContains(page, "The same dates a year later: 1 January 2031 – 31 March 2031")
        self.assertContains(page, "52 weeks later: 31 December 2030 – 30 March 2031")
        self.assertContains(page, 'value="Spring fair"')

    def test_makes_the_copy_with_all_that_was_ticked(self) -> None:
        page = self.client.post(URL, ALL, follow=True)
        self.assertRedirects(page, "/campaigns/CP0001/")
        self.assertContains(page, "CP0001 was made from SPRING. Prices: 2. Discounts: 1. Segments: 1.")
        copy = Campaign.objects.get(number="CP0001")
        self.assertEqual((copy.description, copy.is_active), ("Spring fair 2031", False))
        self.assertEqual((copy.starting_on, copy.ending_on), (dt.date(2031, 1, 1), dt.date(2031, 3, 31)))
        self.assertEqual((copy.sales_prices.count(), copy.segments.count(), copy.targets.count()), (2, 1, 1))

    def test_copies_only_what_was_ticked(self) -> None:
        self.client.post(URL, {**ALL, "parts": ["discounts"]})
        copy = Campaign.objects.get(number="CP0001")
        counts = (copy.sales_prices.count(), copy.sales_discounts.count(), copy.segments.count())
        self.assertEqual(counts, (0, 1, 0))

    def test_another_starting_date_moves_the_ending_date_along(self) -> None:
        self.client.post(URL, {**ALL, "period": "start", "starting_on": "2030-06-01"})
        copy = Campaign.objects.get(number="CP0001")
        self.assertEqual((copy.starting_on, copy.ending_on), (dt.date(2030, 6, 1), dt.date(2030, 8, 29)))

    def test_other_starting_date_is_asked_for_and_the_rest_kept(self) -> None:
        page = self.client.post(URL, {**ALL, "period": "start"})
        self.assertContains(page, "Fill in on which day the copy is to start", status_code=422)
        self.assertContains(page, 'value="Spring fair 2031"', status_code=422)
        self.assertEqual(Campaign.objects.count(), 1)

    def test_taken_number_is_refused_and_nothing_copied(self) -> None:
        page = self.client.post(URL, {**ALL, "number": "spring"})
        self.assertContains(page, "SPRING already exists.", status_code=422)
        self.assertEqual((Campaign.objects.count(), SalesPrice.objects.count(), Segment.objects.count()), (1, 2, 1))

    def test_campaign_without_dates_stays_without(self) -> None:
        cast.campaign("PLAIN")
        self.assertContains(self.client.get("/campaigns/PLAIN/copy/"), "No dates, like this campaign")
        self.client.post("/campaigns/PLAIN/copy/", {"description": "Plain", "period": "none"})
        copy = Campaign.objects.get(number="CP0001")
        self.assertEqual((copy.starting_on, copy.ending_on), (None, None))

    def test_offers_and_copies_only_what_the_person_may_add(self) -> None:
        user: User = UserFactory(permissions=["campaigns.add_campaign", "campaigns.view_campaign"])
        self.client.force_login(user)
        self.assertNotContains(self.client.get(URL), "Prices: 2")
        page = self.client.post(URL, ALL)
        self.assertEqual(page.status_code, 422)
        self.client.post(URL, {**ALL, "parts": []})
        self.assertEqual(Campaign.objects.get(number="CP0001").sales_prices.count(), 0)

    def test_viewer_may_not(self) -> None:
        self.client.force_login(UserFactory(group="Viewer"))
        for answer in (self.client.get(URL), self.client.post(URL, ALL)):
            self.assertContains(answer, "You can look at campaigns but not add one.", status_code=403)
        self.client.logout()
        self.assertRedirects(self.client.post(URL, ALL), f"/sign-in/?next={URL}")
        self.assertEqual(Campaign.objects.count(), 1)

    def test_new_campaign_leads_to_it(self) -> None:
        self.assertContains(self.client.get("/campaigns/new/"), "Copy from")
        self.assertRedirects(self.client.get("/campaigns/new/?copy_from=spring"), URL)
        page = self.client.get("/campaigns/new/?copy_from=NONE")
        self.assertContains(page, "There is no campaign NONE.", status_code=422)
