"""What leaves a segment, and who moves to another company: the target group follows at once."""

from contacts.details import ContactCompanyError, ContactTypeError
from segments.lines import LineChange
from segments.logging import cancel_segment, log_segment
from segments.models import Segment, SegmentLine
from segments.services import (
    SegmentLinesChangedError,
    SegmentStateError,
    change_company,
    change_line_campaign,
    delete_segment,
    remove_lines,
)
from segments.targeting import TargetChange
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.segments.counting import line_for, targets_of
from tests.segments.stage import NOBODY, SegmentTestCase


class LinesTest(SegmentTestCase):
    def test_removed_lines_leave_the_target_group(self) -> None:
        segment = self.segment(self.ann, self.ben, self.zoe)
        removed = remove_lines(segment, lines=self.lines(segment, self.ben, self.zoe), expected_count=2, at=NOW)
        self.assertEqual(removed, LineChange(line_count=2, targets=TargetChange(removed_count=1, recounted_count=1)))
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})

    def test_removing_is_refused_when_not_open_or_not_as_many_as_seen(self) -> None:
        segment = self.segment(self.ann)
        with self.assertRaises(SegmentLinesChangedError):
            remove_lines(segment, lines=segment.lines.all(), expected_count=2, at=NOW)
        log_segment(segment, by=None)
        with self.assertRaises(SegmentStateError):
            remove_lines(segment, lines=segment.lines.all(), at=NOW)
        self.assertEqual(segment.lines.count(), 1)

    def test_line_moves_to_another_campaign_with_its_flag(self) -> None:
        segment = self.segment(self.ann, self.zoe)
        lines = self.lines(segment, self.zoe)
        changed = change_line_campaign(segment, lines=lines, campaign=self.summer, at=NOW)
        self.assertEqual(changed, LineChange(line_count=1, targets=TargetChange(added_count=1, removed_count=1)))
        self.assertEqual((targets_of(self.spring), targets_of(self.summer)), ({"ALDER": 1}, {"ZOE": 1}))

    def test_line_without_a_campaign_has_no_flags(self) -> None:
        segment = self.segment(self.ann, is_campaign_response=True)
        change_line_campaign(segment, lines=segment.lines.all(), campaign=None, at=NOW)
        line = line_for(segment, self.ann)
        self.assertEqual((line.campaign, line.is_campaign_target, line.is_campaign_response), (None, False, False))


class DeleteSegmentTest(SegmentTestCase):
    def test_open_segment_goes_with_its_lines_and_their_places(self) -> None:
        segment, other = self.segment(self.ann, self.zoe), self.segment(self.ann)
        removed = delete_segment(segment, at=NOW)
        self.assertEqual(removed, LineChange(line_count=2, targets=TargetChange(removed_count=1)))
        self.assertEqual(list(Segment.objects.all()), [other])
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})

    def test_logged_segment_stays_until_it_is_cancelled(self) -> None:
        segment = self.segment(self.ann)
        log_segment(segment, by=None)
        with self.assertRaisesMessage(SegmentStateError, "SM0001 was logged. Cancel it before deleting it."):
            delete_segment(segment, at=NOW)
        self.assertEqual(segment.lines.count(), 1)
        cancel_segment(segment, at=NOW)
        delete_segment(segment, at=NOW)
        self.assertEqual((Segment.objects.count(), SegmentLine.objects.count()), (0, 0))


class ChangeCompanyTest(SegmentTestCase):
    def test_places_move_to_the_new_buyer_in_every_campaign(self) -> None:
        birch = cast.company("Birch")
        self.segment(self.ann, self.ben)
        self.segment(self.ann, campaign=self.summer)
        moved = change_company(self.ann, company=birch, at=NOW)
        self.assertEqual(
            moved, LineChange(line_count=2, targets=TargetChange(added_count=2, removed_count=1, recounted_count=1))
        )
        self.assertEqual(targets_of(self.spring), {"ALDER": 1, "BIRCH": 1})
        self.assertEqual(targets_of(self.summer), {"BIRCH": 1})
        self.ann.refresh_from_db()
        self.assertEqual(self.ann.company, birch)

    def test_person_without_a_company_is_the_buyer(self) -> None:
        self.segment(self.ann)
        change_company(self.ann, company=None, at=NOW)
        self.assertEqual(targets_of(self.spring), {"ANN": 1})

    def test_two_become_one_buyer(self) -> None:
        self.segment(self.ann, self.zoe)
        change_company(self.zoe, company=self.alder, at=NOW)
        self.assertEqual(targets_of(self.spring), {"ALDER": 2})

    def test_lines_of_logged_segments_move_too(self) -> None:
        segment = self.segment(self.ann)
        log_segment(segment, by=None)
        change_company(self.ann, company=None, at=NOW)
        self.assertEqual(targets_of(self.spring), {"ANN": 1})

    def test_same_company_changes_nothing(self) -> None:
        self.segment(self.ann)
        moved = change_company(self.ann, company=self.alder, at=NOW)
        self.assertEqual(moved, LineChange(line_count=0, targets=NOBODY))

    def test_refusals_leave_everything(self) -> None:
        self.segment(self.ann)
        with self.assertRaises(ContactTypeError):
            change_company(self.alder, company=cast.company("Birch"), at=NOW)
        with self.assertRaises(ContactCompanyError):
            change_company(self.ann, company=self.zoe, at=NOW)
        self.ann.refresh_from_db()
        self.assertEqual(self.ann.company, self.alder)
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})
