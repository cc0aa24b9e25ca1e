from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from tests.factories import cast
from tests.factories.contacts import ConsentFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory

PAGE = "/segments/WEST/messages/"


class SegmentReachTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.west = SegmentFactory(number="WEST")
        for number, name in enumerate(("Ann", "Ben"), start=1):
            SegmentLineFactory(segment=cls.west, contact=cast.person(name), line_number=number)
        ConsentFactory(contact=cls.west.lines.get(line_number=1).contact)

    def setUp(self) -> None:
        self.client.force_login(UserFactory(group="Viewer"))

    def test_number_opens_its_lines(self) -> None:
        page = self.client.get(PAGE)
        self.assertContains(page, "Of 2 lines, those whose contact gave consent")
        self.assertContains(page, '<a href="/segments/WEST/?reach=email">1</a>')
        self.assertContains(self.client.get("/segments/WEST/?reach=email"), "1 of 2 lines")
        self.assertContains(self.client.get("/segments/WEST/?reach=phone"), "0 of 2 lines")

    def test_others_are_refused(self) -> None:
        self.client.force_login(UserFactory())
        self.assertContains(self.client.get(PAGE), "You may not look at segments.", status_code=403)
        self.client.logout()
        self.assertRedirects(self.client.get(PAGE), f"/sign-in/?next={PAGE}")

    def test_query_count_does_not_grow(self) -> None:
        def query_count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.client.get(PAGE).status_code, 200)
            return len(queries)

        before = query_count()
        for number in range(3, 10):
            line = SegmentLineFactory(segment=self.west, contact=cast.person(f"P{number}"), line_number=number)
            ConsentFactory(contact=line.contact, channel="phone")
        self.assertEqual(query_count(), before)
