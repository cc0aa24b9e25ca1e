from django.test import TestCase

from segments.models import Segment
from segments.selectors import (
    CampaignAudience,
    campaign_audience,
    following_segments,
    lines_behind_targets,
    lines_of,
    missing_targets,
    segments_with_counts,
    standing_rules,
)
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.segments import SegmentFactory, SegmentLineFactory, following_segment


class SelectorsTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.spring = cast.campaign("SPRING")
        cls.alder = cast.company("Alder")
        cls.ann, cls.zoe = cast.person("Ann", cls.alder), cast.person("Zoe")
        cls.first = SegmentFactory(number="S1", campaign=cls.spring, is_campaign_target=True)
        cls.second = SegmentFactory(number="S2", campaign=cls.spring, state=Segment.State.LOGGED)
        cls.empty = SegmentFactory(number="S3")
        cls.zoe_line = SegmentLineFactory(segment=cls.first, contact=cls.zoe, is_campaign_response=True)
        cls.ann_line = SegmentLineFactory(segment=cls.first, contact=cls.ann)
        cls.again_line = SegmentLineFactory(segment=cls.second, contact=cls.ann, is_campaign_target=True)
        SegmentLineFactory(segment=cls.second, contact=cls.zoe)
        SegmentLineFactory(segment=cls.second, contact=cls.alder, is_campaign_target=True, is_cancelled=True)

    def test_segments_come_with_their_counts_in_one_query(self) -> None:
        with self.assertNumQueries(1):
            counts = [
                (row.number, row.line_count, row.target_line_count, row.response_line_count, row.salesperson)
                for row in segments_with_counts().order_by("number")
            ]
        self.assertEqual(counts, [("S1", 2, 2, 1, None), ("S2", 3, 2, 0, None), ("S3", 0, 0, 0, None)])

    def test_lines_come_in_their_order_with_what_a_row_shows(self) -> None:
        with self.assertNumQueries(1):
            rows = [(line.contact.name, line.buyer.name, line.campaign.number) for line in lines_of(self.first)]
        self.assertEqual(rows, [("Zoe", "Zoe", "SPRING"), ("Ann", "Alder", "SPRING")])

    def test_lines_behind_targets_are_those_that_count(self) -> None:
        with self.assertNumQueries(1):
            lines = list(lines_behind_targets(self.spring))
        self.assertEqual(lines, [self.ann_line, self.again_line, self.zoe_line])
        self.assertEqual(list(lines_behind_targets(self.spring, buyer=self.zoe)), [self.zoe_line])
        self.assertEqual(list(lines_behind_targets(cast.campaign("SUMMER"))), [])

    def test_audience_counts_each_contact_once(self) -> None:
        with self.assertNumQueries(2):
            audience = campaign_audience(self.spring)
        self.assertEqual(
            audience,
            CampaignAudience(
                open_segment_count=1,
                logged_segment_count=1,
                line_count=4,
                buyer_count=2,
                contact_count=2,
                target_contact_count=2,
                response_contact_count=1,
            ),
        )

    def test_missing_targets_say_what_to_do(self) -> None:
        self.assertIn("No contact is marked", missing_targets("SPRING"))
        cast.campaign("SUMMER")
        self.assertIn("Nobody is targeted yet", missing_targets("SUMMER"))
        cast.target(self.spring, self.alder)
        self.assertEqual(missing_targets("SPRING"), "")


class FollowingSegmentsTest(TestCase):
    def test_are_open_and_have_a_rule_that_stands(self) -> None:
        following = following_segment()
        following_segment(state=Segment.State.LOGGED)
        following_segment().steps.update(undone_at=NOW)
        following_segment().steps.update(source="hand")
        following_segment().steps.update(action="refresh")
        Segment.objects.filter(pk=following_segment().pk).update(follows_rules=False)
        self.assertEqual(list(following_segments()), [following])
        self.assertEqual(list(standing_rules().filter(segment=following)), [following.steps.get()])
