from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from segments.models import Segment
from tests.factories.campaigns import CampaignFactory
from tests.factories.contacts import SalespersonFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory


class SegmentListTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer = UserFactory(group="Viewer")
        SegmentFactory(number="WEST", description="Companies in the west")

    def setUp(self) -> None:
        self.client.force_login(self.viewer)

    def test_is_for_those_who_may_see_segments(self) -> None:
        self.client.force_login(UserFactory())
        self.assertContains(self.client.get("/segments/"), "You may not look at segments.", status_code=403)
        self.client.logout()
        self.assertRedirects(self.client.get("/segments/"), "/sign-in/?next=/segments/")

    def test_counts_in_words(self) -> None:
        SegmentFactory(number="EAST")
        page = self.client.get("/segments/?search=west")
        self.assertContains(page, "1 of 2 segments")
        self.assertNotContains(page, "EAST")
        self.assertNotContains(page, "New segment")

    def test_fifty_rows_cost_as_many_queries_as_one(self) -> None:
        def query_count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.client.get("/segments/").status_code, 200)
            return len(queries)

        before = query_count()
        for _ in range(49):
            segment = SegmentFactory(campaign=CampaignFactory(), salesperson=SalespersonFactory())
            SegmentLineFactory(segment=segment)
        self.assertEqual(query_count(), before)

    def test_empty_one_says_what_a_segment_is(self) -> None:
        Segment.objects.all().delete()
        self.assertContains(self.client.get("/segments/"), "A segment is a list of contacts.")


class SegmentSearchTest(TestCase):
    def test_finds_open_segments_that_no_campaign_has(self) -> None:
        SegmentFactory(number="WEST1", description="Companies")
        SegmentFactory(number="WEST2", campaign=CampaignFactory())
        SegmentFactory(number="WEST3", state=Segment.State.LOGGED)
        self.client.force_login(UserFactory(group="Viewer"))
        found = self.client.get("/segments/search/", {"q": "west"}).json()
        self.assertEqual(found, {"results": [{"value": "WEST1", "label": "Companies"}]})
        self.assertEqual(self.client.get("/segments/search/").json(), {"results": []})
