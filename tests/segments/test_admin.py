from django.test import TestCase
from django.urls import reverse

from segments.models import Segment
from tests.factories.segments import SegmentFactory
from tests.factories.users import UserFactory


class SegmentAdminTest(TestCase):
    def setUp(self) -> None:
        self.segment = SegmentFactory(number="LETTERS")
        self.client.force_login(UserFactory(is_staff=True, is_superuser=True))

    def test_segments_can_be_looked_up(self) -> None:
        self.assertContains(self.client.get(reverse("admin:segments_segment_changelist"), {"q": "lett"}), "LETTERS")
        url = reverse("admin:segments_segment_change", args=[self.segment.pk])
        self.assertContains(self.client.get(url), "LETTERS")

    def test_segments_are_not_written(self) -> None:
        url = reverse("admin:segments_segment_change", args=[self.segment.pk])
        self.assertEqual(self.client.post(url, {"description": "Other"}).status_code, 403)
        self.assertEqual(self.client.get(reverse("admin:segments_segment_add")).status_code, 403)
        url = reverse("admin:segments_segment_delete", args=[self.segment.pk])
        self.assertEqual(self.client.post(url, {"post": "yes"}).status_code, 403)
        self.assertEqual(Segment.objects.get(), self.segment)
