"""The header of a segment: what it pushes to its lines, what is refused, and what can be undone."""

import datetime as dt
from dataclasses import replace

from segments.header import change_segment, put_back_header
from segments.lines import LineChange
from segments.logging import log_segment
from segments.models import BulkChange, Segment
from segments.price_effect import ConfirmationNeededError, PriceEffect
from segments.services import (
    FlagNeedsCampaignError,
    SegmentChangedError,
    SegmentDetails,
    SegmentStateError,
    change_line_campaign,
    set_target_flag,
)
from segments.targeting import TargetChange
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.users import UserFactory
from tests.segments.counting import line_for, targets_of
from tests.segments.stage import NOBODY, SegmentTestCase


class ChangeSegmentTest(SegmentTestCase):
    def change(self, segment: Segment, **fields: object) -> LineChange:
        changed = change_segment(segment, details=replace(SegmentDetails.of(segment), **fields), at=NOW)
        segment.refresh_from_db()
        self.assertEqual(changed.segment, segment)
        return changed.lines

    def test_e13_cleared_and_ticked_flag_reaches_every_line_and_the_target_group(self) -> None:
        segment = self.segment(self.ann, self.ben)
        self.assertEqual(
            self.change(segment, is_campaign_target=False),
            LineChange(line_count=2, targets=TargetChange(removed_count=1)),
        )
        self.assertEqual(targets_of(self.spring), {})
        self.assertEqual(
            self.change(segment, is_campaign_target=True), LineChange(line_count=2, targets=TargetChange(added_count=1))
        )
        self.assertEqual(targets_of(self.spring), {"ALDER": 2})

    def test_flag_leaves_lines_without_a_campaign_alone(self) -> None:
        segment = self.segment(self.ann, self.ben, is_campaign_target=False)
        change_line_campaign(segment, lines=self.lines(segment, self.ben), campaign=None, at=NOW)
        self.assertEqual(self.change(segment, is_campaign_target=True).line_count, 1)
        self.assertFalse(line_for(segment, self.ben).is_campaign_target)

    def test_other_campaign_takes_the_lines_along_with_their_own_flags(self) -> None:
        segment = self.segment(self.ann, self.zoe)
        set_target_flag(segment, lines=self.lines(segment, self.zoe), is_target=False, at=NOW)
        self.assertEqual(self.change(segment, campaign=self.summer).line_count, 2)
        self.assertEqual((targets_of(self.spring), targets_of(self.summer)), ({}, {"ALDER": 1}))

    def test_first_campaign_with_flag_reaches_the_lines(self) -> None:
        segment = self.segment(self.ann, campaign=None, is_campaign_target=False)
        self.change(segment, campaign=self.spring, is_campaign_target=True)
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})

    def test_campaign_taken_away_clears_the_flags(self) -> None:
        segment = self.segment(self.ann, is_campaign_response=True)
        self.assertEqual(self.change(segment, campaign=None).line_count, 1)
        self.assertEqual((segment.is_campaign_target, segment.is_campaign_response), (False, False))
        line = line_for(segment, self.ann)
        self.assertEqual((line.campaign, line.is_campaign_target, line.is_campaign_response), (None, False, False))
        self.assertEqual(targets_of(self.spring), {})

    def test_flag_without_a_campaign_is_refused(self) -> None:
        segment = self.segment(self.ann, campaign=None, is_campaign_target=False)
        with self.assertRaises(FlagNeedsCampaignError):
            self.change(segment, is_campaign_target=True, description="Other")
        segment.refresh_from_db()
        self.assertEqual((segment.is_campaign_target, segment.description), (False, "Letters"))

    def test_text_and_date_leave_the_lines_alone(self) -> None:
        segment = self.segment(self.ann)
        set_target_flag(segment, lines=segment.lines.all(), is_target=False, at=NOW)
        tomorrow = WORK_DATE + dt.timedelta(days=1)
        change = self.change(segment, description="Calls", dated_on=tomorrow)
        self.assertEqual(change, LineChange(line_count=0, targets=NOBODY))
        self.assertEqual((segment.description, segment.dated_on), ("Calls", tomorrow))
        self.assertFalse(line_for(segment, self.ann).is_campaign_target)

    def test_closed_segment_is_refused(self) -> None:
        segment = self.segment(self.ann)
        log_segment(segment, by=None)
        segment.refresh_from_db()
        with self.assertRaises(SegmentStateError):
            self.change(segment, is_campaign_target=False)
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})

    def test_what_changes_of_campaign_and_flags_can_be_undone(self) -> None:
        segment = self.segment(self.ann, self.zoe)
        details = replace(SegmentDetails.of(segment), description="Post", campaign=self.summer)
        anna = UserFactory()
        change = change_segment(segment, details=details, by=anna, at=NOW).bulk_change
        self.assertEqual(change, BulkChange.objects.get())
        self.assertEqual((change.verb, change.made_by, change.line_count), ("change-segment", anna, 2))
        self.assertEqual(change.values, {"campaign_id": self.summer.pk})
        self.assertEqual(change.header_before, {"campaign_id": self.spring.pk})
        again = change_segment(segment, details=replace(details, description="Letters"), at=NOW)
        self.assertIsNone(again.bulk_change)

    def test_segment_that_somebody_else_changed_is_refused(self) -> None:
        segment = self.segment(self.ann)
        seen_at = segment.modified_at
        details = SegmentDetails.of(segment)
        change_segment(segment, details=replace(details, description="Theirs"), seen_at=seen_at, at=NOW)
        with self.assertRaisesMessage(SegmentChangedError, "SM0001 was changed while you were editing it."):
            change_segment(segment, details=replace(details, description="Mine"), seen_at=seen_at, at=NOW)
        self.assertEqual(Segment.objects.get().description, "Theirs")

    def test_what_it_does_to_prices_is_to_be_agreed_to(self) -> None:
        segment = self.segment(self.ann)
        autumn = cast.campaign("AUTUMN")
        details = replace(SegmentDetails.of(segment), campaign=autumn)
        with self.assertRaises(ConfirmationNeededError) as caught:
            change_segment(segment, details=details, at=NOW, confirmed=())
        effects = (
            PriceEffect(campaign_number="AUTUMN", gained_count=1, lost_count=0),
            PriceEffect(campaign_number="SPRING", gained_count=0, lost_count=1),
        )
        self.assertEqual(caught.exception.effects, effects)
        self.assertEqual((Segment.objects.get().campaign, targets_of(autumn)), (self.spring, {}))
        self.assertFalse(BulkChange.objects.exists())
        change_segment(segment, details=details, at=NOW, confirmed=effects)
        self.assertEqual((targets_of(autumn), targets_of(self.spring)), ({"ALDER": 1}, {}))


class PutBackHeaderTest(SegmentTestCase):
    def change(self, segment: Segment, values: dict[str, object], before: dict[str, object]) -> BulkChange:
        return BulkChange(segment=segment, values=values, header_before=before, made_at=NOW)

    def test_gives_back_what_was_written_over(self) -> None:
        segment = self.segment()
        change = self.change(segment, {"campaign_id": self.spring.pk}, {"campaign_id": self.summer.pk})
        self.assertTrue(put_back_header(segment, change=change))
        self.assertEqual(Segment.objects.get().campaign, self.summer)

    def test_leaves_what_was_changed_since_or_cannot_be(self) -> None:
        segment = self.segment()
        for values, before in (
            ({"campaign_id": self.summer.pk}, {"campaign_id": self.spring.pk}),
            ({"campaign_id": self.spring.pk}, {"campaign_id": None}),
            ({"campaign_id": self.spring.pk}, {"campaign_id": 0}),
            ({"is_campaign_target": True}, {}),
        ):
            with self.subTest(values=values, before=before):
                change = self.change(Segment.objects.get(pk=segment.pk), values, before)
                self.assertFalse(put_back_header(change.segment, change=change))
                self.assertEqual(SegmentDetails.of(Segment.objects.get()), self.details())
