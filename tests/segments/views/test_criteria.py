from urllib.parse import quote

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from contacts.models import MailingGroup, Territory
from segments.models import Segment
from tests.factories import cast
from tests.factories.contacts import CompanyFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory

URL = "/segments/WEST/criteria/"


class BuildSegmentTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer")
        cls.segment = SegmentFactory(number="WEST")
        north, cls.news = Territory.objects.create(code="N"), MailingGroup.objects.create(code="NEWS")
        cls.alder, cls.birch = cast.company("Alder", territory=north), cast.company("Birch", territory=north)
        cls.cedar = cast.company("Cedar", territory=north, is_privacy_blocked=True)
        cast.company("Dogwood")
        cls.news.contact_set.add(cls.alder, cls.birch)
        SegmentLineFactory(segment=cls.segment, contact=cls.birch)

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def test_counts_who_matches_and_what_becomes_of_them(self) -> None:
        page = self.client.get(f"{URL}?action=add&territories=N")
        self.assertContains(page, "3 contacts match")
        self.assertContains(page, "Add: contacts in territory N.")
        figures = {str(figure.label): figure.count for figure in page.context["figures"]}
        self.assertEqual(figures, {"Match": 3, "Would come on": 1, "On it already": 1, "Left out: privacy blocked": 1})
        self.assertEqual(page.context["preview"].samples, (self.alder,))
        self.assertContains(page, "Would come on, for example")

    def test_each_block_is_counted_alone(self) -> None:
        page = self.client.get(f"{URL}?action=refine&territories=N&mailing_groups=NEWS")
        counts = {each.shown.block.name: each.count for each in page.context["blocks"]}
        self.assertEqual(
            counts,
            {
                "contact": 3,
                "mailing_groups": 2,
                "job_responsibilities": None,
                "industry_groups": None,
                "bought": None,
            },
        )
        self.assertContains(page, "2 contacts match")
        self.assertContains(page, "Nobody would leave the segment, so there is no step to take.", count=0)

    def test_bare_page_asks_nothing_and_counts_everybody(self) -> None:
        page = self.client.get(URL)
        self.assertContains(page, "4 contacts match")
        self.assertContains(page, "Add: every contact.")

    def test_what_cannot_be_is_not_counted(self) -> None:
        for query, sentence in (
            ("action=add&items=9999", "There is no item 9999."),
            ("action=add&territories=GONE", "GONE"),
            ("action=add&amount_at_least=much", "much"),
        ):
            with self.subTest(query=query):
                page = self.client.get(f"{URL}?{query}")
                self.assertContains(page, "Not counted")
                self.assertContains(page, sentence)
                self.assertNotContains(page, "match</h2>")

    def test_each_number_opens_its_contacts(self) -> None:
        page = self.client.get(f"{URL}?action=add&territories=N")
        for figure in page.context["figures"]:
            opened = self.client.get(figure.url)
            self.assertEqual(opened.context["list"].found_count, figure.count, figure.label)
        self.assertContains(page, quote(page.context["figures"][0].url, safe="/:"))

    def test_segment_that_was_logged_can_be_looked_at(self) -> None:
        Segment.objects.update(state=Segment.State.LOGGED)
        self.assertContains(self.client.get(f"{URL}?action=add"), "WEST is no longer open (Logged)")

    def test_who_may_look(self) -> None:
        self.client.force_login(self.viewer)
        self.assertContains(self.client.get(URL), "4 contacts match")
        self.client.force_login(UserFactory())
        self.assertEqual(self.client.get(URL).status_code, 403)
        self.client.logout()
        self.assertRedirects(self.client.get(URL), f"/sign-in/?next={URL}", fetch_redirect_response=False)

    def test_fifty_contacts_cost_as_many_queries_as_four(self) -> None:
        def query_count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.client.get(f"{URL}?action=add&mailing_groups=NEWS").status_code, 200)
            return len(queries)

        before = query_count()
        self.news.contact_set.add(*CompanyFactory.create_batch(46))
        self.assertEqual(query_count(), before)
