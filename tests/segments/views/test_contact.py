from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from segments.models import Segment
from tests.factories import cast
from tests.factories.campaigns import CampaignFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory


class ContactSegmentsTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.ann = cast.person("Ann", cls.alder)
        spring = CampaignFactory(number="SPRING")
        west = SegmentFactory(number="WEST", description="Companies", campaign=spring, is_campaign_target=True)
        SegmentLineFactory(segment=west, contact=cls.alder)
        SegmentLineFactory(segment=SegmentFactory(number="EAST"), contact=cls.ann)

    def setUp(self) -> None:
        self.client.force_login(UserFactory(group="Viewer"))

    def test_company_has_the_lines_of_its_persons_too(self) -> None:
        page = self.client.get("/contacts/ALDER/segments/")
        self.assertContains(page, '<a href="/segments/WEST/">WEST</a>')
        self.assertContains(page, '<a href="/campaigns/SPRING/">SPRING</a>')
        self.assertContains(page, '<a href="/segments/EAST/">EAST</a>')

    def test_person_has_the_own_lines(self) -> None:
        page = self.client.get("/contacts/ANN/segments/")
        self.assertContains(page, "EAST")
        self.assertNotContains(page, "WEST")

    def test_nobody_is_missed(self) -> None:
        cast.company("Birch")
        self.assertContains(self.client.get("/contacts/BIRCH/segments/"), "No segment has this contact.")

    def test_is_for_those_who_may_see_segments(self) -> None:
        self.client.force_login(UserFactory())
        self.assertContains(
            self.client.get("/contacts/ALDER/segments/"), "You may not look at segments.", status_code=403
        )

    def test_adds_the_contact_to_an_open_segment(self) -> None:
        birch = cast.company("Birch")
        self.client.force_login(UserFactory(group="Marketer"))
        page = self.client.post("/contacts/BIRCH/segments/", {"segment": "west"}, follow=True)
        self.assertContains(page, "WEST: 1 contact was added.")
        self.assertEqual(birch.segment_lines.get().segment.number, "WEST")
        page = self.client.post("/contacts/BIRCH/segments/", {"segment": "WEST"}, follow=True)
        self.assertContains(page, "WEST: 0 contacts were added. Left out: 1 already on the segment.")
        self.assertEqual(birch.segment_lines.count(), 1)

    def test_refusal_stands_at_the_field_and_adds_nobody(self) -> None:
        birch = cast.company("Birch")
        self.client.force_login(UserFactory(group="Marketer"))
        Segment.objects.filter(number="EAST").update(state=Segment.State.LOGGED)
        for number, sentence in (("EAST", "EAST is no longer open (Logged)"), ("NORTH", "There is no segment NORTH.")):
            page = self.client.post("/contacts/BIRCH/segments/", {"segment": number})
            self.assertContains(page, sentence, status_code=422)
        self.assertEqual(birch.segment_lines.count(), 0)

    def test_active_campaign_is_asked_about(self) -> None:
        birch = cast.company("Birch")
        SegmentFactory(number="SUN", campaign=cast.campaign("SUMMER"), is_campaign_target=True)
        self.client.force_login(UserFactory(group="Marketer"))
        page = self.client.post("/contacts/BIRCH/segments/", {"segment": "SUN"})
        self.assertContains(page, "1 buyer gets the prices of SUMMER at once.")
        self.assertEqual(birch.segment_lines.count(), 0)

    def test_viewer_may_not_add(self) -> None:
        cast.company("Birch")
        self.assertNotContains(self.client.get("/contacts/BIRCH/segments/"), "Add to a segment")
        answer = self.client.post("/contacts/BIRCH/segments/", {"segment": "WEST"})
        self.assertContains(answer, "You can look at segments but not add contacts", status_code=403)

    def test_blocked_contact_is_not_offered(self) -> None:
        cast.company("Birch", is_privacy_blocked=True)
        self.client.force_login(UserFactory(group="Marketer"))
        self.assertContains(self.client.get("/contacts/BIRCH/segments/"), "This contact is privacy blocked")

    def test_fifty_lines_cost_as_many_queries_as_two(self) -> None:
        def query_count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.client.get("/contacts/ALDER/segments/").status_code, 200)
            return len(queries)

        before = query_count()
        for _ in range(48):
            SegmentLineFactory(segment=SegmentFactory(campaign=CampaignFactory()), contact=self.alder)
        self.assertEqual(query_count(), before)
