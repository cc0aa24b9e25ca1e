from django.db import IntegrityError, transaction
from django.test import TestCase

from segments.models import Segment, SegmentLine
from tests.factories import cast
from tests.factories.segments import SegmentFactory, SegmentLineFactory


class SegmentTest(TestCase):
    def setUp(self) -> None:
        self.spring = cast.campaign("SPRING")

    def test_database_refuses_flags_without_a_campaign(self) -> None:
        SegmentLineFactory(segment=SegmentFactory(campaign=self.spring, is_campaign_target=True))
        for model in (Segment, SegmentLine):
            for wrong in (
                {"campaign": None},
                {"campaign": None, "is_campaign_target": False, "is_campaign_response": True},
            ):
                with self.subTest(model=model), self.assertRaises(IntegrityError), transaction.atomic():
                    model.objects.update(**wrong)

    def test_line_number_is_there_once_on_a_segment(self) -> None:
        line = SegmentLineFactory()
        with self.assertRaises(IntegrityError), transaction.atomic():
            SegmentLineFactory(segment=line.segment, line_number=line.line_number)
        SegmentLineFactory(line_number=line.line_number)

    def test_lines_that_count_are_flagged_and_not_cancelled(self) -> None:
        segment = SegmentFactory(campaign=self.spring, state=Segment.State.LOGGED)
        counting = SegmentLineFactory(segment=segment, is_campaign_target=True)
        SegmentLineFactory(segment=segment, is_campaign_target=True, is_cancelled=True)
        SegmentLineFactory(segment=segment, is_campaign_response=True)
        self.assertEqual(list(SegmentLine.objects.counting_as_target()), [counting])

    def test_segment_is_called_by_number_and_description(self) -> None:
        segment = SegmentFactory(number="SM0001", description="Letters")
        self.assertEqual(str(segment), "SM0001 Letters")
        self.assertEqual(str(SegmentLine(segment_id=3, line_number=7)), "3/7")
