from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from tests.factories import cast
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory

URL = "/campaigns/SPRING/targets/contacts/"


class FlaggedContactsTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer = UserFactory(group="Viewer")
        cls.spring = cast.campaign("SPRING")
        cls.fair = SegmentFactory(number="FAIR", campaign=cls.spring)
        cls.mail = SegmentFactory(number="MAIL", campaign=cls.spring)
        cls.alder = cast.company("Alder")
        cls.ann = cast.person("Ann", cls.alder)
        for segment in (cls.fair, cls.mail):
            cls.line(segment, cls.ann)
        cls.line(cls.fair, cast.company("Birch"))
        cls.line(cls.fair, cast.company("Cedar"), is_campaign_target=False)
        cls.line(cls.fair, cast.company("Dogwood"), is_cancelled=True)
        cls.line(cls.fair, cast.company("Elm"), campaign=cast.campaign("SUMMER"))

    @classmethod
    def line(cls, segment, contact, **fields) -> None:
        values = {"campaign": cls.spring, "is_campaign_target": True, **fields}
        SegmentLineFactory(segment=segment, contact=contact, buyer=contact.company or contact, **values)

    def setUp(self) -> None:
        self.client.force_login(self.viewer)

    def numbers(self, url: str = URL) -> list[str]:
        return [row.record.number for row in self.client.get(url).context["table"].rows]

    def test_each_contact_that_counts_is_there_once(self) -> None:
        page = self.client.get(URL)
        self.assertEqual(self.numbers(), ["ANN", "BIRCH"])
        self.assertContains(page, "2 of 2 contacts")
        self.assertContains(page, '<a href="/segments/FAIR/">FAIR</a>, <a href="/segments/MAIL/">MAIL</a>')

    def test_narrows_by_buyer_and_by_segment(self) -> None:
        self.assertEqual(self.numbers(f"{URL}?buyer=alder"), ["ANN"])
        self.assertEqual(self.numbers(f"{URL}?buyer=birch"), ["BIRCH"])
        self.assertEqual(self.numbers(f"{URL}?segment=mail"), ["ANN"])
        self.assertEqual(self.numbers(f"{URL}?search=ald"), ["ANN"])

    def test_cost_does_not_grow_with_contacts(self) -> None:
        with CaptureQueriesContext(connection) as few:
            self.client.get(URL)
        for number in range(10):
            self.line(self.fair, cast.company(f"Oak{number}"))
        with CaptureQueriesContext(connection) as many:
            self.client.get(URL)
        self.assertEqual(len(many), len(few))

    def test_is_for_those_who_may_see_segments(self) -> None:
        self.client.force_login(UserFactory(permissions=["campaigns.view_campaign"]))
        self.assertContains(self.client.get(URL), "You may not look at segments.", status_code=403)
        self.client.logout()
        self.assertRedirects(self.client.get(URL), f"/sign-in/?next={URL}")
