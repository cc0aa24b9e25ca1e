"""Taking, undoing and redoing steps as staff do."""

import datetime as dt

from segments.bulk import change_many
from segments.criteria import Criteria
from segments.matching import UnknownCodeError
from segments.models import BulkChange, Segment, SegmentStep
from segments.price_effect import ConfirmationNeededError, PriceEffect
from segments.services import SegmentLinesChangedError, SegmentStateError
from segments.step_services import (
    AskedStep,
    StepError,
    TakenStep,
    go_back,
    redo_undone_step,
    standing_steps,
    start_over,
    take_criteria_step,
    undo_taken_step,
)
from segments.steps import StepOptions
from tests.factories.campaigns import NOW
from tests.segments.stage import SegmentTestCase

Action = SegmentStep.Action
LATER = NOW + dt.timedelta(days=2)


class StepServiceTestCase(SegmentTestCase):
    def names(self, segment: Segment) -> list[str]:
        return list(segment.lines.order_by("line_number").values_list("contact__name", flat=True))

    def take(self, segment: Segment, action: str, *numbers: str, **given: object) -> TakenStep:
        options = given.pop("options", StepOptions())
        asked = AskedStep(action=action, criteria=Criteria.of_numbers(*numbers), options=options)
        return take_criteria_step(segment, asked, at=NOW, by=None, **given)

    def refuses(self, error: type[Exception], segment: Segment, service: object, *arguments: object, **given: object):
        before = (self.names(segment), segment.steps.count(), standing_steps(segment))
        with self.assertRaises(error) as raised:
            service(*arguments, **given)
        self.assertEqual((self.names(segment), segment.steps.count(), standing_steps(segment)), before)
        return raised.exception


class TestTaking(StepServiceTestCase):
    def test_step_keeps_its_criteria_options_and_counts(self) -> None:
        segment = self.segment()
        taken = self.take(segment, Action.ADD, "ANN", options=StepOptions(adds_related_companies=True))
        step = segment.steps.get()
        self.assertEqual((step.criteria["contact"], step.options), ({"numbers": ["ANN"]}, ["adds_related_companies"]))
        self.assertEqual(
            (self.names(segment), step.added_count, taken.change.added.line_count), (["Alder", "Ann"], 2, 2)
        )

    def test_other_count_than_a_person_saw_is_refused(self) -> None:
        segment = self.segment()
        self.refuses(SegmentLinesChangedError, segment, self.take, segment, Action.ADD, "ANN", expected_count=2)
        self.take(segment, Action.ADD, "ANN", expected_count=1)

    def test_code_that_is_gone_is_refused(self) -> None:
        segment = self.segment(self.ann)
        asked = AskedStep(action=Action.REFINE, criteria=Criteria(mailing_groups=("GONE",)))
        error = self.refuses(UnknownCodeError, segment, take_criteria_step, segment, asked, at=NOW, by=None)
        self.assertIn("GONE", str(error))

    def test_effect_on_prices_is_asked_first(self) -> None:
        segment = self.segment(self.ann)
        needed = self.refuses(
            ConfirmationNeededError, segment, self.take, segment, Action.ADD, "BEN", "ZOE", confirmed=()
        )
        effects = (PriceEffect(campaign_number="SPRING", gained_count=1, lost_count=0),)
        self.assertEqual(needed.effects, effects)
        self.take(segment, Action.ADD, "BEN", "ZOE", confirmed=effects)
        needed = self.refuses(ConfirmationNeededError, segment, self.take, segment, Action.REDUCE, "ZOE", confirmed=())
        self.assertEqual(needed.effects, (PriceEffect(campaign_number="SPRING", gained_count=0, lost_count=1),))

    def test_logged_segment_is_refused(self) -> None:
        segment = self.segment(self.ann)
        log = segment.steps.get()
        Segment.objects.filter(pk=segment.pk).update(state=Segment.State.LOGGED)
        for service, arguments in (
            (self.take, (segment, Action.ADD, "BEN")),
            (undo_taken_step, (log,)),
            (redo_undone_step, (log,)),
            (go_back, (segment,)),
            (start_over, (segment,)),
        ):
            given = {} if service == self.take else {"at": NOW, "by": None}
            if service == redo_undone_step:
                given = {"at": NOW}
            with self.subTest(service):
                self.refuses(SegmentStateError, segment, service, *arguments, **given)


class TestUndoing(StepServiceTestCase):
    def test_any_step_and_back_again(self) -> None:
        segment = self.segment()
        first = self.take(segment, Action.ADD, "ANN", "BEN").step
        self.take(segment, Action.ADD, "ZOE")
        self.assertEqual(undo_taken_step(first, at=NOW, by=None).removed.line_count, 2)
        self.assertEqual(self.names(segment), ["Zoe"])
        self.refuses(StepError, segment, undo_taken_step, first, at=NOW, by=None)
        self.assertEqual(redo_undone_step(first, at=NOW).added.line_count, 2)
        self.refuses(StepError, segment, redo_undone_step, first, at=NOW)

    def test_effect_on_prices_is_asked_first(self) -> None:
        segment = self.segment(self.ann)
        step = segment.steps.get()
        needed = self.refuses(ConfirmationNeededError, segment, undo_taken_step, step, at=NOW, by=None, confirmed=())
        self.assertEqual(needed.effects, (PriceEffect(campaign_number="SPRING", gained_count=0, lost_count=1),))
        undo_taken_step(step, at=NOW, by=None, confirmed=needed.effects)
        self.assertEqual(self.names(segment), [])

    def removal(self, segment: Segment) -> SegmentStep:
        segment.lines.update(is_campaign_response=True)
        change = BulkChange(segment=segment, verb=BulkChange.Verb.REMOVE_LINES, made_at=NOW)
        change_many(change, lines=segment.lines.all())
        return segment.steps.get(bulk_change=change)

    def test_lines_removed_in_bulk_get_their_flags_back(self) -> None:
        segment = self.segment(self.ann)
        step = self.removal(segment)
        undo_taken_step(step, at=NOW, by=None)
        self.assertTrue(segment.lines.get().is_campaign_response)
        self.assertEqual(BulkChange.objects.get().restored_count, 1)
        redo_undone_step(step, at=NOW)
        self.assertEqual(self.names(segment), [])

    def test_later_they_come_back_with_the_flags_of_the_segment(self) -> None:
        segment = self.segment(self.ann)
        undo_taken_step(self.removal(segment), at=LATER, by=None)
        self.assertFalse(segment.lines.get().is_campaign_response)

    def test_removal_of_one_of_two_lines_is_undone_as_a_whole(self) -> None:
        segment = self.segment(self.ann)
        self.take(segment, Action.ADD, "ANN", options=StepOptions(allows_existing=True))
        change = BulkChange(segment=segment, verb=BulkChange.Verb.REMOVE_LINES, made_at=NOW)
        change_many(change, lines=segment.lines.filter(line_number=1))
        self.assertEqual(self.names(segment), ["Ann"])
        undo_taken_step(segment.steps.filter(bulk_change=change).last(), at=NOW, by=None)
        self.assertEqual(list(segment.lines.order_by("line_number").values_list("line_number", flat=True)), [1, 2])


class TestGoingBack(StepServiceTestCase):
    def test_last_step_that_stands_is_undone(self) -> None:
        segment = self.segment(self.alder)
        self.take(segment, Action.ADD, "BEN", "ZOE")
        undo_taken_step(self.take(segment, Action.ADD, "ANN").step, at=NOW, by=None)
        go_back(segment, at=NOW, by=None)
        self.assertEqual((self.names(segment), len(standing_steps(segment))), (["Alder"], 1))

    def test_starting_over_twice_changes_nothing_more(self) -> None:
        segment = self.segment(self.alder)
        self.assertEqual(start_over(segment, at=NOW, by=None).removed.line_count, 1)
        self.assertEqual(start_over(segment, at=NOW, by=None).removed.line_count, 0)
        self.assertEqual((self.names(segment), standing_steps(segment)), ([], []))

    def test_starting_over_can_be_taken_back_step_by_step(self) -> None:
        segment = self.segment(self.ann, self.zoe)
        start_over(segment, at=NOW, by=None)
        redo_undone_step(segment.steps.get(), at=NOW)
        self.assertEqual(self.names(segment), ["Ann", "Zoe"])
