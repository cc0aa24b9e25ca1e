from django.test import TestCase

from segments.refresh_words import membership_words, refresh_counts
from tests.factories.segments import SegmentFactory


class RefreshWordsTest(TestCase):
    def test_membership(self) -> None:
        self.assertEqual(
            (membership_words(follows=True), membership_words(follows=False)), ("Follows its rules", "Fixed")
        )

    def test_counts_without_a_step_open_nothing(self) -> None:
        segment = SegmentFactory(refresh_added_count=0, refresh_removed_count=0)
        self.assertEqual(refresh_counts(segment), "+0 −0")

    def test_number_that_counts_nobody_opens_nothing(self) -> None:
        segment = SegmentFactory(number="WEST", refresh_added_count=1200, refresh_removed_count=0)
        segment.refresh_sequence = 2
        self.assertEqual(refresh_counts(segment), '<a href="/segments/WEST/steps/2/?effect=on">+1,200</a> −0')
