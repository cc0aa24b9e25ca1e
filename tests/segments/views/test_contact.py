from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

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

    def test_fifty_lines_cost_as_many_queries_as_two(self) -> None:
        def query_count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.client.get("/contacts/ALDER/segments/").status_code, 200)
            return len(queries)

        before = query_count()
        for _ in range(48):
            SegmentLineFactory(segment=SegmentFactory(campaign=CampaignFactory()), contact=self.alder)
        self.assertEqual(query_count(), before)
