"""Steps: who is on a segment follows from those that stand, and undoing one gives the list that the others give."""

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from contacts.models import Contact, ContactQuerySet
from segments.criteria import Criteria, criteria_json
from segments.models import Segment, SegmentStep
from segments.steps import (
    ListChange,
    StepOptions,
    last_sequence,
    record_lines,
    redo_steps,
    take_step,
    undo_steps,
)
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.segments.counting import counted_targets, stored_targets
from tests.segments.stage import SegmentTestCase

Action = SegmentStep.Action


def people(*contacts: Contact) -> ContactQuerySet:
    return Contact.objects.with_buyer().filter(pk__in=[contact.pk for contact in contacts])


def new_step(segment: Segment, action: str = Action.ADD, **options: bool) -> SegmentStep:
    chosen = StepOptions(**options)
    return SegmentStep(
        segment=segment,
        action=action,
        source=SegmentStep.Source.CRITERIA,
        criteria=criteria_json(Criteria()),
        options=chosen.as_json(),
        allows_existing=chosen.allows_existing,
        taken_at=NOW,
    )


def take(segment: Segment, action: str, *contacts: Contact, **options: bool) -> tuple[SegmentStep, ListChange]:
    step = new_step(segment, action, **options)
    return step, take_step(step, matched=people(*contacts))


def flag(contact: Contact, **flags: bool) -> None:
    Contact.objects.filter(pk=contact.pk).update(**flags)


class StepTestCase(SegmentTestCase):
    def names(self, segment: Segment) -> list[str]:
        return list(segment.lines.order_by("line_number").values_list("contact__name", flat=True))


class TestTakeStep(StepTestCase):
    def test_adds_by_company_and_name_behind_what_is_there(self) -> None:
        segment = self.segment()
        take(segment, Action.ADD, self.zoe)
        step, change = take(segment, Action.ADD, self.ben, self.ann, self.alder)
        self.assertEqual(self.names(segment), ["Zoe", "Alder", "Ann", "Ben"])
        self.assertEqual((step.sequence, step.matched_count, step.added_count, change.added.line_count), (2, 3, 3, 3))

    def test_line_has_the_campaign_and_flags_of_the_segment_and_counts(self) -> None:
        segment = self.segment()
        take(segment, Action.ADD, self.ann)
        line = segment.lines.get()
        self.assertEqual((line.buyer, line.campaign, line.is_campaign_target), (self.alder, self.spring, True))
        self.assertEqual(list(self.spring.targets.values_list("buyer__name", flat=True)), ["Alder"])

    def test_contact_that_is_there_gets_no_second_line_unless_that_is_allowed(self) -> None:
        segment = self.segment()
        take(segment, Action.ADD, self.ann)
        step, _change = take(segment, Action.ADD, self.ann)
        self.assertEqual((self.names(segment), step.matched_count, step.added_count), (["Ann"], 1, 0))
        take(segment, Action.ADD, self.ann, allows_existing=True)
        self.assertEqual(self.names(segment), ["Ann", "Ann"])

    def test_privacy_blocked_and_excluded_are_left_out_and_counted(self) -> None:
        flag(self.ann, is_privacy_blocked=True, is_excluded_from_segments=True)
        flag(self.ben, is_excluded_from_segments=True)
        segment = self.segment()
        step, _change = take(segment, Action.ADD, self.ann, self.ben, self.zoe)
        self.assertEqual(self.names(segment), ["Zoe"])
        self.assertEqual((step.privacy_blocked_count, step.excluded_count, step.matched_count), (1, 1, 1))

    def test_exclusion_may_be_ignored_but_privacy_not(self) -> None:
        flag(self.ann, is_privacy_blocked=True)
        flag(self.ben, is_excluded_from_segments=True)
        segment = self.segment()
        step, _change = take(segment, Action.ADD, self.ann, self.ben, ignores_exclusion=True)
        self.assertEqual((self.names(segment), step.excluded_count), (["Ben"], 0))

    def test_company_of_a_person_comes_along(self) -> None:
        segment = self.segment()
        take(segment, Action.ADD, self.ann, self.zoe, adds_related_companies=True)
        self.assertEqual(self.names(segment), ["Alder", "Ann", "Zoe"])

    def test_everybody_of_the_company_comes_along(self) -> None:
        segment = self.segment()
        take(segment, Action.ADD, self.ann, self.zoe, expands_companies=True)
        self.assertEqual(self.names(segment), ["Alder", "Ann", "Ben", "Zoe"])

    def test_reducing_takes_off_who_matches(self) -> None:
        segment = self.segment()
        take(segment, Action.ADD, self.ann, self.ben)
        step, change = take(segment, Action.REDUCE, self.ann, self.zoe)
        self.assertEqual((self.names(segment), step.removed_count, step.matched_count), (["Ben"], 1, 1))
        self.assertEqual(change.removed.line_count, 1)

    def test_refining_keeps_who_matches(self) -> None:
        segment = self.segment()
        take(segment, Action.ADD, self.ann, self.ben, self.zoe)
        step, _change = take(segment, Action.REFINE, self.zoe, self.alder)
        self.assertEqual((self.names(segment), step.removed_count, step.matched_count), (["Zoe"], 2, 1))

    def test_entire_companies_are_judged_by_any_of_their_people(self) -> None:
        segment = self.segment()
        take(segment, Action.ADD, self.alder, self.ben, self.zoe)
        take(segment, Action.REDUCE, self.ann)
        self.assertEqual(self.names(segment), ["Alder", "Ben", "Zoe"])
        take(segment, Action.REDUCE, self.ann, entire_companies=True)
        self.assertEqual(self.names(segment), ["Zoe"])

    def test_step_without_hits_counts_as_a_step(self) -> None:
        segment = self.segment()
        step, change = take(segment, Action.ADD)
        self.assertEqual(
            (step.sequence, step.matched_count, change.added.line_count, change.removed.line_count), (1, 0, 0, 0)
        )


class TestUndoStep(StepTestCase):
    def test_gives_the_list_of_the_other_steps(self) -> None:
        segment = self.segment()
        take(segment, Action.ADD, self.ann, self.ben)
        reducing, _change = take(segment, Action.REDUCE, self.ann)
        take(segment, Action.ADD, self.zoe)
        undo_steps([reducing], at=NOW, by=None)
        self.assertEqual(self.names(segment), ["Ben", "Zoe", "Ann"])
        redo_steps([reducing], at=NOW)
        self.assertEqual(self.names(segment), ["Ben", "Zoe"])

    def test_refining_applies_to_who_an_undone_step_had_taken_off(self) -> None:
        segment = self.segment()
        take(segment, Action.ADD, self.ann, self.ben, self.zoe)
        reducing, _change = take(segment, Action.REDUCE, self.ann)
        take(segment, Action.REFINE, self.ann, self.ben)
        self.assertEqual(self.names(segment), ["Ben"])
        undo_steps([reducing], at=NOW, by=None)
        self.assertEqual(self.names(segment), ["Ben", "Ann"])

    def test_line_that_stays_keeps_number_and_flags(self) -> None:
        segment = self.segment()
        take(segment, Action.ADD, self.ann)
        segment.lines.update(is_campaign_response=True)
        adding, _change = take(segment, Action.ADD, self.ann, self.zoe)
        before = segment.lines.values().get(contact=self.ann)
        undo_steps([adding], at=NOW, by=None)
        self.assertEqual(list(segment.lines.values()), [before])

    def test_target_group_follows(self) -> None:
        segment = self.segment()
        step, _change = take(segment, Action.ADD, self.ann)
        undo_steps([step], at=NOW, by=None)
        self.assertEqual(self.spring.targets.count(), 0)


class TestRecordLines(StepTestCase):
    def test_lines_that_were_written_are_a_step(self) -> None:
        segment = self.segment()
        for line_number, contact in enumerate((self.ann, self.zoe, self.ann), start=1):
            segment.lines.create(line_number=line_number, contact=contact, buyer_id=contact.buyer_id)
        step = new_step(segment)
        record_lines(step, lines=segment.lines.all())
        self.assertEqual((step.sequence, step.added_count, last_sequence(segment)), (1, 2, 2))
        undo_steps([step], at=NOW, by=None)
        self.assertEqual(self.names(segment), ["Ann"])
        undo_steps(segment.steps.filter(sequence=2), at=NOW, by=None)
        self.assertEqual(self.names(segment), [])


@dataclass
class PlainList:
    """The list as one would keep it by hand: each step done to it in turn."""

    steps: list[tuple[str, frozenset[int], bool, bool]] = field(default_factory=list)

    def line_counts(self) -> Counter[int]:
        counts: Counter[int] = Counter()
        for action, matched, allows_existing, is_undone in self.steps:
            if is_undone:
                continue
            if action == Action.ADD:
                for key in matched:
                    counts[key] += 1 if allows_existing or not counts[key] else 0
            else:
                for key in list(counts):
                    if (key in matched) == (action == Action.REDUCE):
                        counts[key] = 0
        return +counts


STEP = st.tuples(
    st.sampled_from([Action.ADD, Action.ADD, Action.REDUCE, Action.REFINE]),
    st.frozensets(st.integers(0, 4), max_size=5),
    st.booleans(),
)
# A step to take, or the place of one to undo or redo.
DEED = st.one_of(STEP, st.integers(0, 7))


class TestAnySequence(PropertyTestCase):
    @settings(max_examples=40)
    @given(deeds=st.lists(DEED, min_size=1, max_size=9))
    def test_lines_are_those_of_the_list_built_from_the_steps_that_stand(self, deeds: list[object]) -> None:
        alder = cast.company("Alder")
        persons = [cast.person("Ann", alder), cast.person("Ben", alder), cast.person("Zoe")]
        contacts = [alder, *persons, cast.company("Elm")]
        segment = Segment.objects.create(number="S", description="S", dated_on=NOW.date())
        plain, taken = PlainList(), []
        for deed in deeds:
            if isinstance(deed, tuple):
                action, matched, allows_existing = deed
                step, _change = take(
                    segment, action, *(contacts[place] for place in matched), allows_existing=allows_existing
                )
                taken.append(step)
                keys = frozenset(contacts[place].pk for place in matched)
                plain.steps.append((action, keys, allows_existing, False))
            elif deed < len(taken):
                action, keys, allows_existing, is_undone = plain.steps[deed]
                plain.steps[deed] = (action, keys, allows_existing, not is_undone)
                if is_undone:
                    redo_steps([taken[deed]], at=NOW)
                else:
                    undo_steps([taken[deed]], at=NOW, by=None)
            assert Counter(segment.lines.values_list("contact_id", flat=True)) == plain.line_counts()
        assert stored_targets() == counted_targets()
