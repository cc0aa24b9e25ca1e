from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from segments.filters import sign_contacts
from segments.models import Segment
from tests.factories import cast
from tests.factories.campaigns import CampaignFactory
from tests.factories.contacts import CompanyFactory
from tests.factories.segments import SegmentFactory
from tests.factories.users import UserFactory
from tests.segments.counting import targets_of

URL = "/segments/WEST/contacts/"


class AddContactsTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer")
        cls.campaign = CampaignFactory()
        cls.segment = SegmentFactory(number="WEST", campaign=cls.campaign, is_campaign_target=True)
        cls.alder = cast.company("Alder", city="Gent")
        cls.birch = cast.company("Birch", city="Gent", is_privacy_blocked=True)
        cls.cedar = cast.company("Cedar", is_excluded_from_segments=True)

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def send(self, *contacts: Contact, query: str = "", **data: str) -> str:
        answer = self.client.post(
            f"{URL}{query}", {"contact": [contact.pk for contact in contacts], **data}, follow=True
        )
        return answer.content.decode()

    def scope(self, query: str) -> str:
        return self.client.get(f"{URL}{query}").context["scope"]

    def added(self) -> list[str]:
        return [line.contact.name for line in self.segment.lines.select_related("contact").order_by("line_number")]

    def test_shows_whom_to_choose_from(self) -> None:
        self.assertContains(self.client.get(URL), "3 of 3 contacts")
        page = self.client.get(f"{URL}?search=alder")
        self.assertContains(page, "1 of 3 contacts")
        self.assertNotContains(page, "Cedar")

    def test_filter_that_does_not_work_or_is_unknown_offers_nobody(self) -> None:
        for query in ("?type=nonsense", "?colour=red"):
            page = self.client.get(f"{URL}{query}")
            self.assertContains(page, "0 of 3 contacts")
            self.assertNotContains(page, 'name="whole"')

    def test_adds_the_ticked_ones_and_says_who_was_left_out_and_why(self) -> None:
        self.assertIn("1 contact was added.", self.send(self.alder))
        elm = cast.company("Elm")
        page = self.send(self.alder, self.birch, self.cedar, elm)
        self.assertIn(
            "1 contact was added. Left out: 1 already on the segment, 1 excluded from segments, 1 privacy blocked.",
            page,
        )
        self.assertEqual(self.added(), ["Alder", "Elm"])
        self.assertEqual(targets_of(self.campaign), {"ALDER": 1, "ELM": 1})

    def test_adds_all_that_were_found(self) -> None:
        page = self.send(whole=self.scope("?city=gent"))
        self.assertIn("1 contact was added. Left out: 1 privacy blocked.", page)
        self.assertEqual(self.added(), ["Alder"])

    def test_list_that_grew_meanwhile_or_filter_that_does_not_work_adds_nobody(self) -> None:
        scope = self.scope("?city=gent")
        cast.company("Elm", city="Gent")
        self.assertIn("The list now has 3 contacts instead of 2. Nothing was changed.", self.send(whole=scope))
        invalid = sign_contacts(self.segment, query={"type": "nonsense"}, count=3)
        for refused in (invalid, "all"):
            self.assertIn("Nothing was changed: look again.", self.send(whole=refused))
        self.assertIn("No contact was selected. Nothing was added.", self.send())
        self.assertEqual(self.added(), [])

    def test_logged_segment_stays_as_it_is(self) -> None:
        Segment.objects.update(state=Segment.State.LOGGED)
        self.assertIn("WEST is no longer open (Logged)", self.send(self.alder))
        self.assertEqual(self.added(), [])

    def test_viewer_may_not(self) -> None:
        self.client.force_login(self.viewer)
        sentence = "You can look at segments but not add contacts to them."
        self.assertContains(self.client.get(URL), sentence, status_code=403)
        self.assertIn(sentence, self.send(self.alder))
        self.assertEqual(self.added(), [])

    def test_fifty_rows_cost_as_many_queries_as_three(self) -> None:
        def query_count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.client.get(URL).status_code, 200)
            return len(queries)

        before = query_count()
        CompanyFactory.create_batch(47)
        self.assertEqual(query_count(), before)
