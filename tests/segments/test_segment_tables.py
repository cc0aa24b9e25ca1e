from django.test import TestCase

from segments.models import SegmentStep
from segments.segment_tables import SegmentTable
from segments.selectors import segments_with_counts
from tests.factories.campaigns import NOW, CampaignFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory


class SegmentTableTest(TestCase):
    def test_each_number_opens_the_lines_it_counts(self) -> None:
        segment = SegmentFactory(number="WEST", campaign=CampaignFactory(number="SPRING"), is_campaign_target=True)
        SegmentLineFactory(segment=segment)
        [row] = SegmentTable(segments_with_counts()).rows
        shown = {column.name: str(value) for column, value in row.items()}
        self.assertEqual(shown["number"], '<a href="/segments/WEST/">WEST</a>')
        self.assertEqual(shown["campaign"], '<a href="/campaigns/SPRING/">SPRING</a>')
        self.assertEqual((shown["dated_on"], shown["state"]), ("15 Jan 2030", "Open"))
        self.assertEqual(shown["line_count"], '<a href="/segments/WEST/">1</a>')
        self.assertEqual(shown["target_line_count"], '<a href="/segments/WEST/?target=yes">1</a>')
        self.assertEqual(shown["response_line_count"], '<a href="/segments/WEST/?response=yes">0</a>')

    def test_says_whether_it_follows_its_rules_and_each_number_of_the_last_refresh_opens_its_contacts(self) -> None:
        segment = SegmentFactory(
            number="WEST", follows_rules=True, refreshed_at=NOW, refresh_added_count=12, refresh_removed_count=3
        )
        SegmentStep.objects.create(
            segment=segment, sequence=4, action="refresh", source=SegmentStep.Source.CRITERIA, taken_at=NOW
        )
        [row] = SegmentTable(segments_with_counts()).rows
        shown = {column.name: str(value) for column, value in row.items()}
        self.assertEqual(shown["follows_rules"], '<a href="/segments/WEST/refresh/">Follows its rules</a>')
        self.assertEqual(
            shown["refreshed_at"],
            '15 Jan 2030 10:30<br><a href="/segments/WEST/steps/4/?effect=on">+12</a> '
            '<a href="/segments/WEST/steps/4/?effect=off">−3</a>',
        )

    def test_fixed_one_has_no_refresh_and_a_failed_refresh_is_said(self) -> None:
        SegmentFactory(number="A")
        SegmentFactory(number="B", follows_rules=True, refresh_failed_at=NOW)
        fixed, failed = SegmentTable(segments_with_counts().order_by("number")).rows
        self.assertEqual((fixed.get_cell("follows_rules"), fixed.get_cell("refreshed_at")), ("Fixed", ""))
        self.assertIn("Refresh failed", failed.get_cell("follows_rules"))
