from contacts.models import (
    Contact,
)
from segments.bulk import change_many
from segments.criteria import Criteria
from segments.criteria_words import step_sentence
from segments.logging import log_segment
from segments.merge_plan import plan_merge
from segments.models import BulkChange, Segment, SegmentLine, SegmentStep
from segments.refreshing import follow_rules, plan_refresh
from segments.services import change_line_campaign, remove_lines, set_target_flag
from segments.step_services import AskedStep, take_criteria_step
from segments.steps import undo_steps
from segments.undo import undo_change
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.segments.counting import targets_of
from tests.segments.merge_stage import LATER, MergeTestCase


class SegmentLinesTest(MergeTestCase):
    def test_line_goes_over_and_with_it_the_place(self) -> None:
        segment = self.segment(self.twin)
        self.merge()
        self.assertEqual(self.on(segment), [("ALDER", "ALDER", True)])
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})

    def test_persons_take_their_places_to_the_kept_company(self) -> None:
        segment = self.segment(cast.person("Carl", self.twin))
        self.merge()
        self.assertEqual(self.on(segment), [("CARL", "ALDER", True)])
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})

    def test_two_lines_become_one_with_the_flags_of_both(self) -> None:
        segment = self.segment(self.alder, self.twin, is_campaign_target=False)
        SegmentLine.objects.filter(contact=self.alder).update(is_campaign_response=True)
        self.mark(segment, self.twin)
        self.merge()
        self.assertEqual(self.on(segment), [("ALDER", "ALDER", True)])
        self.assertTrue(segment.lines.get().is_campaign_response)
        self.assertEqual(segment.steps.count(), 1)

    def test_removal_of_the_twin_does_not_take_the_kept_one_off(self) -> None:
        segment = self.segment(self.alder, self.twin)
        remove_lines(segment, lines=self.lines(segment, self.twin), at=NOW)
        self.merge()
        self.assertEqual(self.on(segment), [("ALDER", "ALDER", True)])
        step = segment.steps.latest("sequence")
        self.assertEqual(
            (step.source, step.origin, step_sentence(step)),
            ("merge", "ALDER2", "On the segment as before, when it was merged with ALDER2."),
        )

    def test_removal_of_the_kept_one_does_not_take_the_twin_off(self) -> None:
        segment = self.segment(self.alder, self.twin)
        remove_lines(segment, lines=self.lines(segment, self.alder), at=NOW)
        self.merge()
        self.assertEqual(self.on(segment), [("ALDER", "ALDER", True)])

    def test_who_was_taken_off_both_times_stays_off(self) -> None:
        segment = self.segment(self.alder, self.twin)
        remove_lines(segment, lines=segment.lines.all(), at=NOW)
        self.merge()
        self.assertEqual((self.on(segment), segment.steps.count()), ([], 2))

    def test_line_of_another_campaign_stays_beside(self) -> None:
        segment = self.segment(self.alder, self.twin)
        change_line_campaign(segment, lines=self.lines(segment, self.twin), campaign=self.summer, at=NOW)
        self.merge()
        self.assertEqual(self.on(segment), [("ALDER", "ALDER", True)] * 2)
        self.assertEqual((targets_of(self.spring), targets_of(self.summer)), ({"ALDER": 1}, {"ALDER": 1}))

    def test_logged_segment_keeps_both_lines(self) -> None:
        segment = self.segment(self.alder, self.twin)
        log_segment(segment, by=None, expected_count=2)
        self.merge()
        self.assertEqual(len(self.on(segment)), 2)
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})

    def test_lines_that_were_removed_together_come_back_as_one(self) -> None:
        segment = self.segment(self.alder, self.twin)
        change = BulkChange(segment=segment, verb="remove-lines", made_at=NOW)
        change_many(change, lines=SegmentLine.objects.filter(segment=segment))
        self.merge()
        undo_change(change, by=None, at=LATER)
        self.assertEqual(self.on(segment), [("ALDER", "ALDER", True)])

    def test_undoing_the_step_of_the_twin_leaves_the_kept_one_on(self) -> None:
        segment = self.segment(self.alder)
        self.add(segment, self.twin)
        self.merge()
        undo_steps([segment.steps.latest("sequence")], at=LATER, by=None)
        self.assertEqual(self.on(segment), [("ALDER", "ALDER", True)])

    def test_person_of_another_company_takes_its_place_along(self) -> None:
        birch = cast.company("Birch")
        twin = cast.person("Ann2", birch)
        segment = self.segment(twin)
        plan = plan_merge(self.ann, twin)
        self.assertEqual(
            [(place.buyer, place.kind) for place in plan.places], [(self.alder, "comes"), (birch, "leaves")]
        )
        self.merge(self.ann, twin)
        self.assertEqual(self.on(segment), [("ANN", "ALDER", True)])
        self.assertEqual(targets_of(self.spring), {"ALDER": 1})

    def test_rule_that_names_the_twin_finds_the_kept_one(self) -> None:
        segment = self.segment()
        by_number = AskedStep(action=SegmentStep.Action.ADD, criteria=Criteria.of_numbers("ALDER2"))
        take_criteria_step(segment, by_number, at=NOW, by=None)
        follow_rules(segment, follows=True)
        self.merge()
        segment.refresh_from_db()
        self.assertTrue(plan_refresh(segment).is_nothing)
        self.assertEqual(self.on(segment), [("ALDER", "ALDER", True)])

    def mark(self, segment: Segment, contact: Contact) -> None:
        set_target_flag(segment, lines=self.lines(segment, contact), is_target=True, at=NOW)
