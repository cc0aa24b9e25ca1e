from django.test import TestCase

from tests.factories.segments import SegmentFactory
from tests.factories.users import UserFactory


class SegmentHistoryTest(TestCase):
    def test_shows_what_was_changed(self) -> None:
        segment = SegmentFactory(number="WEST", description="West")
        segment.description = "Far west"
        segment.save()
        self.client.force_login(UserFactory(group="Viewer"))
        self.assertContains(self.client.get("/segments/WEST/history/"), "Description: West → <strong>Far west</strong>")
        self.client.force_login(UserFactory())
        self.assertEqual(self.client.get("/segments/WEST/history/").status_code, 403)
