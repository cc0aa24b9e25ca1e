from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from contacts.models import MailingGroup
from segments.criteria import Criteria
from segments.models import SegmentStep, StepContact
from segments.shown_steps import sign_step
from segments.step_preview import ShownStep
from segments.steps import StepOptions
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.contacts import CompanyFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory


class FoundContactsTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer = UserFactory(group="Viewer")
        cls.segment, cls.other = SegmentFactory(number="WEST"), SegmentFactory(number="EAST")
        cls.alder, cls.birch = cast.company("Alder"), cast.company("Birch")
        cls.news = MailingGroup.objects.create(code="NEWS")
        cls.news.contact_set.add(cls.alder, cls.birch)
        SegmentLineFactory(segment=cls.segment, contact=cls.birch)
        cls.step = ShownStep(action="add", criteria=Criteria(mailing_groups=("NEWS",)), options=StepOptions(), count=1)

    def setUp(self) -> None:
        self.client.force_login(self.viewer)

    def url(self, fate: str, number: str = "WEST") -> str:
        return f"/segments/{number}/criteria/{sign_step(self.step, segment=self.segment)}/{fate}/"

    def test_shows_the_contacts_the_rule_and_the_way_back(self) -> None:
        page = self.client.get(self.url("coming"))
        self.assertEqual([contact.name for contact in page.context["table"].data], ["Alder"])
        self.assertContains(page, "Add: contacts in mailing group NEWS.")
        self.assertContains(page, "/segments/WEST/criteria/?action=add&amp;mailing_groups=NEWS")
        self.assertContains(self.client.get(f"{self.url('matched')}?search=bir"), "1 of 2 contacts")

    def test_file_holds_them(self) -> None:
        rows = b"".join(self.client.get(f"{self.url('matched')}?export=csv").streaming_content).decode()
        self.assertIn("Alder", rows)
        self.assertIn("Birch", rows)

    def test_another_segment_an_unknown_list_and_a_deleted_code_show_nothing(self) -> None:
        for url in (self.url("coming", "EAST"), self.url("nobody"), "/segments/WEST/criteria/nonsense/coming/"):
            self.assertEqual(self.client.get(url).status_code, 404)
        MailingGroup.objects.all().delete()
        self.assertEqual(self.client.get(self.url("coming")).status_code, 404)

    def test_who_may_look(self) -> None:
        self.client.force_login(UserFactory())
        self.assertEqual(self.client.get(self.url("coming")).status_code, 403)
        self.client.logout()
        self.assertEqual(self.client.get(self.url("coming")).status_code, 302)

    def test_forty_contacts_cost_as_many_queries_as_two(self) -> None:
        def query_count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.client.get(self.url("matched")).status_code, 200)
            return len(queries)

        before = query_count()
        self.news.contact_set.add(*CompanyFactory.create_batch(38))
        self.assertEqual(query_count(), before)


class StepContactsTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer = UserFactory(group="Viewer")
        cls.segment = SegmentFactory(number="WEST")
        cls.alder, cls.birch = cast.company("Alder"), cast.company("Birch")
        cls.step = SegmentStep.objects.create(
            segment=cls.segment, sequence=1, action="add", source="file", origin="fair.xlsx", taken_at=NOW
        )
        for row, contact in enumerate((cls.alder, cls.birch), start=2):
            StepContact.objects.create(step=cls.step, contact=contact, is_addition=contact == cls.alder, row_number=row)
        SegmentLineFactory(segment=cls.segment, contact=cls.alder)

    def setUp(self) -> None:
        self.client.force_login(self.viewer)

    def names(self, query: str = "") -> list[str]:
        return [contact.name for contact in self.client.get(f"/segments/WEST/steps/1/{query}").context["table"].data]

    def test_shows_what_the_step_says_of_each_contact(self) -> None:
        page = self.client.get("/segments/WEST/steps/1/?columns=row_number&columns=is_addition")
        self.assertContains(page, "Contacts of step 1")
        self.assertContains(page, "From the file fair.xlsx.")
        self.assertEqual(self.names(), ["Alder", "Birch"])
        self.assertEqual((self.names("?effect=on"), self.names("?effect=off")), (["Alder"], ["Birch"]))
        self.assertEqual((self.names("?now=yes"), self.names("?now=no")), (["Alder"], ["Birch"]))
        self.assertEqual(self.names("?now=maybe"), [])

    def test_undone_step_says_so(self) -> None:
        SegmentStep.objects.update(undone_at=NOW)
        self.assertContains(self.client.get("/segments/WEST/steps/1/"), "This step was undone")

    def test_step_that_there_is_not_and_who_may_look(self) -> None:
        self.assertEqual(self.client.get("/segments/WEST/steps/9/").status_code, 404)
        self.client.force_login(UserFactory())
        self.assertEqual(self.client.get("/segments/WEST/steps/1/").status_code, 403)
        self.client.logout()
        self.assertEqual(self.client.get("/segments/WEST/steps/1/").status_code, 302)
