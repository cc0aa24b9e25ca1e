from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from segments.models import Segment
from tests.factories import cast
from tests.factories.campaigns import CampaignFactory
from tests.factories.contacts import SalespersonFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory
from tests.segments.counting import targets_of

URL = "/campaigns/SPRING/segments/"


class CampaignSegmentsTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer")
        cls.campaign = CampaignFactory(number="SPRING")
        cls.segment = SegmentFactory(number="WEST")
        alder = cast.company("Alder")
        SegmentLineFactory(segment=cls.segment, contact=alder)
        SegmentLineFactory(segment=cls.segment, contact=cast.person("Ann", alder))

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def test_is_for_those_who_may_see_segments(self) -> None:
        self.client.force_login(UserFactory())
        self.assertEqual(self.client.get(URL).status_code, 403)
        self.client.logout()
        self.assertRedirects(self.client.get(URL), f"/sign-in/?next={URL}")

    def test_says_what_to_do_without_segments(self) -> None:
        self.assertContains(self.client.get(URL), "Link a segment to say who gets the prices.")

    def test_links_a_segment_and_marks_its_contacts(self) -> None:
        page = self.client.post(URL, {"segment": "west", "is_campaign_target": "on"}, follow=True)
        self.assertRedirects(page, URL)
        self.assertContains(page, "WEST is linked to SPRING. Lines: 2. New in the target group: 1.")
        self.assertContains(page, '<a href="/segments/WEST/?target=yes">2</a>')
        self.assertContains(page, "2 contacts in 1 segment, 2 different; 1 buyers.")
        self.assertContains(page, "Campaign target: 2. Responded: 0.")
        self.assertEqual(targets_of(self.campaign), {"ALDER": 2})

    def test_links_without_marking(self) -> None:
        self.client.post(URL, {"segment": "WEST"})
        self.assertEqual(Segment.objects.get().campaign, self.campaign)
        self.assertEqual(targets_of(self.campaign), {})

    def test_refusal_stands_at_the_field_and_writes_nothing(self) -> None:
        other = CampaignFactory(number="SUMMER")
        Segment.objects.update(campaign=other)
        page = self.client.post(URL, {"segment": "WEST"})
        self.assertContains(page, "WEST is linked to campaign SUMMER.", status_code=422)
        self.assertEqual(Segment.objects.get().campaign, other)

    def test_logged_segment_is_refused(self) -> None:
        Segment.objects.update(state=Segment.State.LOGGED)
        page = self.client.post(URL, {"segment": "WEST"})
        self.assertContains(page, "WEST is no longer open (Logged)", status_code=422)
        self.assertIsNone(Segment.objects.get().campaign)

    def test_viewer_sees_but_may_not_link(self) -> None:
        self.client.force_login(self.viewer)
        self.assertNotContains(self.client.get(URL), "Link to the campaign")
        answer = self.client.post(URL, {"segment": "WEST"})
        self.assertContains(answer, "You can look at segments but not change them.", status_code=403)
        self.assertIsNone(Segment.objects.get().campaign)

    def test_fifty_rows_cost_as_many_queries_as_one(self) -> None:
        def query_count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.client.get(URL).status_code, 200)
            return len(queries)

        SegmentFactory(campaign=self.campaign)
        before = query_count()
        for _ in range(49):
            SegmentFactory(campaign=self.campaign, salesperson=SalespersonFactory())
        self.assertEqual(query_count(), before)
