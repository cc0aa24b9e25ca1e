from segments.bulk import BulkOutcome, change_many, mark_whole_segment
from segments.logging import log_segment
from segments.models import BulkChange, Segment
from segments.price_effect import ConfirmationNeededError, PriceEffect
from segments.services import FlagNeedsCampaignError, SegmentLinesChangedError, SegmentStateError
from segments.targeting import TargetChange
from tests.factories.campaigns import NOW
from tests.factories.users import UserFactory
from tests.segments.counting import targets_of
from tests.segments.stage import SegmentTestCase

Verb = BulkChange.Verb


class BulkTestCase(SegmentTestCase):
    def change(self, segment: Segment, verb: str, **fields: object) -> BulkChange:
        return BulkChange(segment=segment, verb=verb, made_at=NOW, **fields)


class ChangeManyTest(BulkTestCase):
    def do(self, segment: Segment, verb: str, *contacts: object, **options: object) -> BulkOutcome:
        return change_many(self.change(segment, verb), lines=self.lines(segment, *contacts), **options)

    def test_marks_and_tells_how_many_already_were(self) -> None:
        segment = self.segment(self.ann, self.ben, self.zoe)
        self.do(segment, Verb.CLEAR_TARGETS, self.ann, self.zoe)
        outcome = self.do(segment, Verb.MARK_TARGETS, self.ann, self.ben)
        self.assertEqual((outcome.change.line_count, outcome.change.already_count), (1, 1))
        self.assertEqual(outcome.lines.targets, TargetChange(recounted_count=1))
        self.assertEqual(targets_of(self.spring), {"ALDER": 2})

    def test_who_did_what_is_kept(self) -> None:
        anna = UserFactory()
        segment = self.segment(self.ann)
        change_many(self.change(segment, Verb.MARK_RESPONSES, made_by=anna), lines=segment.lines.all())
        kept = BulkChange.objects.get()
        self.assertEqual((kept.segment, kept.verb, kept.made_by, kept.made_at), (segment, "mark-responses", anna, NOW))
        self.assertEqual((kept.values, kept.line_count), ({"is_campaign_response": True}, 1))

    def test_nothing_to_do_leaves_nothing_to_undo(self) -> None:
        segment = self.segment(self.ann)
        outcome = self.do(segment, Verb.MARK_TARGETS, self.ann)
        self.assertEqual((outcome.change.line_count, outcome.change.already_count), (0, 1))
        self.assertFalse(BulkChange.objects.exists())

    def test_responses_are_noted_and_cleared(self) -> None:
        segment = self.segment(self.ann)
        self.assertEqual(self.do(segment, Verb.MARK_RESPONSES, self.ann).lines.line_count, 1)
        self.assertEqual(self.do(segment, Verb.CLEAR_RESPONSES, self.ann).lines.line_count, 1)

    def test_lines_are_removed(self) -> None:
        segment = self.segment(self.ann, self.ben)
        self.assertEqual(self.do(segment, Verb.REMOVE_LINES, self.ann).lines.line_count, 1)
        self.assertEqual([line.contact for line in segment.lines.all()], [self.ben])

    def test_what_is_refused_anyway_is_not_asked_about_first(self) -> None:
        segment = self.segment(self.ann)
        log_segment(segment, by=None)
        with self.assertRaises(SegmentStateError):
            self.do(segment, Verb.REMOVE_LINES, self.ann, confirmed=())
        self.assertEqual(segment.lines.count(), 1)

    def test_other_number_than_was_seen_changes_nothing(self) -> None:
        segment = self.segment(self.ann, self.ben)
        with self.assertRaises(SegmentLinesChangedError):
            self.do(segment, Verb.CLEAR_TARGETS, self.ann, expected_count=2)
        self.assertEqual(targets_of(self.spring), {"ALDER": 2})
        self.assertFalse(BulkChange.objects.exists())

    def test_what_the_segment_does_not_allow_is_refused(self) -> None:
        segment = self.segment(self.ann)
        Segment.objects.update(state=Segment.State.LOGGED)
        with self.assertRaises(SegmentStateError):
            self.do(segment, Verb.REMOVE_LINES, self.ann)
        self.assertEqual(self.do(segment, Verb.CLEAR_TARGETS, self.ann).lines.line_count, 1)

    def test_what_it_does_to_prices_is_to_be_agreed_to(self) -> None:
        segment = self.segment(self.ann, self.zoe)
        with self.assertRaises(ConfirmationNeededError) as caught:
            self.do(segment, Verb.CLEAR_TARGETS, self.ann, self.zoe, confirmed=())
        effects = (PriceEffect(campaign_number="SPRING", gained_count=0, lost_count=2),)
        self.assertEqual(caught.exception.effects, effects)
        with self.assertRaises(ConfirmationNeededError):
            self.do(segment, Verb.REMOVE_LINES, self.ann, confirmed=effects)
        self.assertEqual(targets_of(self.spring), {"ALDER": 1, "ZOE": 1})
        self.do(segment, Verb.CLEAR_TARGETS, self.ann, self.zoe, confirmed=effects)
        self.assertEqual(targets_of(self.spring), {})

    def test_nobody_is_asked_where_no_price_changes(self) -> None:
        segment = self.segment(self.ann, campaign=self.summer)
        self.do(segment, Verb.CLEAR_TARGETS, self.ann, confirmed=())
        self.assertEqual(targets_of(self.summer), {})


class WholeSegmentTest(BulkTestCase):
    def test_marks_every_line_and_new_ones_too(self) -> None:
        segment = self.segment(self.ann, self.zoe, is_campaign_target=False)
        outcome = mark_whole_segment(self.change(segment, Verb.MARK_TARGETS))
        self.assertEqual((outcome.lines.line_count, targets_of(self.spring)), (2, {"ALDER": 1, "ZOE": 1}))
        segment.refresh_from_db()
        self.assertTrue(segment.is_campaign_target)
        self.assertEqual(BulkChange.objects.get().header_before, {"is_campaign_target": False})

    def test_marks_new_lines_where_all_others_already_are(self) -> None:
        segment = self.segment(self.ann)
        Segment.objects.update(is_campaign_target=False)
        outcome = mark_whole_segment(self.change(segment, Verb.MARK_TARGETS))
        self.assertEqual((outcome.lines.line_count, outcome.change.already_count), (0, 1))
        self.assertTrue(Segment.objects.get().is_campaign_target)
        self.assertEqual(BulkChange.objects.get().line_count, 0)

    def test_clears_on_a_logged_segment_and_leaves_its_header(self) -> None:
        segment = self.segment(self.ann)
        Segment.objects.update(state=Segment.State.LOGGED)
        mark_whole_segment(self.change(segment, Verb.CLEAR_TARGETS))
        self.assertEqual(targets_of(self.spring), {})
        self.assertTrue(Segment.objects.get().is_campaign_target)

    def test_without_a_campaign_it_is_refused(self) -> None:
        segment = self.segment(self.ann, campaign=None, is_campaign_target=False)
        with self.assertRaises(FlagNeedsCampaignError):
            mark_whole_segment(self.change(segment, Verb.MARK_TARGETS))
        self.assertFalse(BulkChange.objects.exists())
