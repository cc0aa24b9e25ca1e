import datetime as dt

from segments.bulk import change_many
from segments.models import BulkChange, BulkChangeLine, Segment
from segments.remembering import forget_old_changes, lines_left_as_set, lines_of_change, remember
from tests.factories.campaigns import NOW
from tests.segments.counting import line_for
from tests.segments.stage import SegmentTestCase

Verb = BulkChange.Verb


class RememberTest(SegmentTestCase):
    def change(self, segment: Segment, verb: str = Verb.CLEAR_TARGETS, **fields: object) -> BulkChange:
        return BulkChange(segment=segment, verb=verb, made_at=NOW, **fields)

    def test_lines_are_written_down_as_they_are_each_once(self) -> None:
        segment = self.segment(self.ann, self.ben)
        change = self.change(segment)
        lines = segment.lines.filter(campaign__segment_lines__is_campaign_target=True)
        self.assertEqual(lines.count(), 4)
        self.assertEqual(remember(change, lines).count(), 2)
        self.assertEqual(BulkChange.objects.get().line_count, 2)
        first = change.lines.order_by("line").first()
        self.assertEqual(first.line, line_for(segment, self.ann))
        self.assertEqual((first.line_number, first.contact, first.campaign), (1, self.ann, self.spring))
        self.assertEqual((first.is_campaign_target, first.is_campaign_response), (True, False))

    def test_no_lines_are_no_rows(self) -> None:
        segment = self.segment(self.ann)
        self.assertEqual(remember(self.change(segment), segment.lines.none()).count(), 0)
        self.assertEqual(BulkChangeLine.objects.count(), 0)

    def test_only_lines_that_the_change_altered_are_remembered(self) -> None:
        segment = self.segment(self.ann, self.ben)
        change = change_many(self.change(segment), lines=self.lines(segment, self.ann)).change
        self.assertEqual([line.contact for line in lines_of_change(change)], [self.ann])
        again = change_many(self.change(segment), lines=segment.lines.all()).change
        self.assertEqual([line.contact for line in lines_of_change(again)], [self.ben])

    def test_line_of_another_campaign_by_now_is_not_as_it_was_left(self) -> None:
        segment = self.segment(self.ann, self.ben)
        change = change_many(self.change(segment), lines=segment.lines.all()).change
        self.lines(segment, self.ann).update(campaign=self.summer)
        self.lines(segment, self.ben).update(is_campaign_response=True)
        self.assertEqual([line.contact for line in lines_left_as_set(change)], [self.ben])


class ForgetTest(SegmentTestCase):
    def test_lines_go_an_hour_after_they_can_be_undone_and_what_was_done_stays(self) -> None:
        segment = self.segment(self.ann)
        change = BulkChange(segment=segment, verb=Verb.CLEAR_TARGETS, made_at=NOW)
        change_many(change, lines=segment.lines.all())
        forget_old_changes(at=NOW + dt.timedelta(hours=25))
        self.assertEqual(BulkChangeLine.objects.count(), 1)
        later = BulkChange(
            segment=segment, verb=Verb.MARK_TARGETS, made_at=NOW + dt.timedelta(hours=25, microseconds=1)
        )
        change_many(later, lines=segment.lines.none())
        self.assertEqual(BulkChangeLine.objects.count(), 0)
        self.assertEqual(BulkChange.objects.get().line_count, 1)
