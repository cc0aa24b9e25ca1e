"""Several who change who is on a segment at once: the list is what the steps give, target groups count its lines."""

from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import TransactionTestCase

from campaigns.models import Campaign
from contacts.deletion import ContactInUseError, delete_contact
from contacts.models import Contact
from segments.bulk import Verb, change_many
from segments.criteria import ContactFilter, Criteria
from segments.models import BulkChange, Segment, SegmentStep
from segments.refreshing import follow_rules, refresh_segment
from segments.services import add_contacts, remove_lines
from segments.step_services import AskedStep, take_criteria_step, undo_taken_step
from tests.concurrency import run_together, wait_for_blocked_session
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.segments import SegmentFactory
from tests.orders.interruptions import Pause
from tests.segments.counting import counted_lines, counted_targets, stored_targets

Action = SegmentStep.Action
LINES_WRITTEN = "INSERT INTO segments_segmentline"


@pytest.mark.postgresql
class AtOnceTest(TransactionTestCase):
    """Alder with Ann and Ben, Zoe on her own; West marks its contacts as targets of Spring, which is active."""

    spring: Campaign
    west: Segment

    def setUp(self) -> None:
        self.alder = cast.company("Alder")
        self.ann, self.ben = cast.person("Ann", self.alder), cast.person("Ben", self.alder)
        self.zoe = cast.person("Zoe")
        self.spring = cast.campaign("SPRING")
        self.west = SegmentFactory(number="WEST", campaign=self.spring, is_campaign_target=True)

    def tearDown(self) -> None:
        """Hold the lines to the steps, the steps to their numbers, and the target group to the lines."""
        lines = Counter(self.west.lines.values_list("contact_id", flat=True))
        there = set(Contact.objects.values_list("pk", flat=True))
        self.assertEqual(lines, {key: n for key, n in counted_lines(self.west).items() if key in there})
        sequences = list(self.west.steps.order_by("sequence").values_list("sequence", flat=True))
        self.assertEqual(sequences, list(range(1, len(sequences) + 1)))
        self.assertEqual(stored_targets(), counted_targets())

    def at_once(self, first: Callable[[], object], second: Callable[[], object], *, held_at: str) -> None:
        """Hold ``first`` after its statement with that text, until ``second`` waits for it or is done."""
        pause = Pause(held_at, after=True)

        def run_first() -> None:
            with connection.execute_wrapper(pause):
                first()

        def run_second() -> None:
            pause.wait()
            second()

        def release() -> None:
            pause.wait()
            wait_for_blocked_session()
            pause.go_on()

        run_together(run_first, run_second, release)

    def take(self, *contacts: Contact, action: str = Action.ADD) -> SegmentStep:
        return self.ask(action, Criteria.of_numbers(*(contact.number for contact in contacts)))

    def ask(self, action: str, criteria: Criteria) -> SegmentStep:
        return take_criteria_step(self.west, AskedStep(action=action, criteria=criteria), at=NOW, by=None).step

    def names(self) -> list[str]:
        return sorted(self.west.lines.values_list("contact__name", flat=True))

    def remove(self, contact: Contact) -> None:
        remove_lines(self.west, lines=self.west.lines.filter(contact=contact), at=NOW)

    def following(self) -> None:
        """Let West follow one rule, city Utrecht: Ann came by it, and Zoe lives there since."""
        Contact.objects.filter(pk=self.ann.pk).update(city="Utrecht")
        self.ask(Action.ADD, Criteria(contact=ContactFilter(city="Utrecht")))
        follow_rules(self.west, follows=True)
        Contact.objects.filter(pk=self.zoe.pk).update(city="Utrecht")

    def refresh(self) -> None:
        refresh_segment(self.west, at=NOW, by=None)

    def test_two_steps(self) -> None:
        self.at_once(
            lambda: self.take(self.ann, self.ben), lambda: self.take(self.ben, self.zoe), held_at=LINES_WRITTEN
        )
        self.assertEqual(self.names(), ["Ann", "Ben", "Zoe"])

    def test_step_takes_off_whom_another_brings(self) -> None:
        self.take(self.zoe)
        self.at_once(
            lambda: self.take(self.ann, self.ben),
            lambda: self.take(self.ann, self.zoe, action=Action.REDUCE),
            held_at=LINES_WRITTEN,
        )
        self.assertEqual(self.names(), ["Ben"])

    def test_step_while_marks_are_cleared(self) -> None:
        self.take(self.ann, self.ben)
        change = BulkChange(segment=self.west, verb=Verb.CLEAR_TARGETS, made_at=NOW)
        self.at_once(
            lambda: change_many(change, lines=self.west.lines.all()),
            lambda: self.take(self.ben, self.zoe),
            held_at='UPDATE "segments_segmentline"',
        )
        marks = dict(self.west.lines.values_list("contact__name", "is_campaign_target"))
        self.assertEqual(marks, {"Ann": False, "Ben": False, "Zoe": True})

    def test_refresh_does_not_bring_back_whom_somebody_takes_off_meanwhile(self) -> None:
        self.following()
        self.at_once(lambda: self.remove(self.ann), self.refresh, held_at='DELETE FROM "segments_segmentline"')
        self.assertEqual(self.names(), ["Zoe"])

    def test_somebody_takes_off_whom_a_refresh_brings(self) -> None:
        self.following()
        self.at_once(self.refresh, lambda: self.remove(self.zoe), held_at=LINES_WRITTEN)
        self.assertEqual(self.names(), ["Ann"])
        self.refresh()
        self.assertEqual(self.names(), ["Ann"])

    def test_refresh_does_not_take_off_whom_somebody_adds_meanwhile(self) -> None:
        self.following()
        self.at_once(
            lambda: add_contacts(self.west, contacts=Contact.objects.filter(pk=self.ben.pk), at=NOW),
            self.refresh,
            held_at=LINES_WRITTEN,
        )
        self.assertEqual(self.names(), ["Ann", "Ben", "Zoe"])

    def test_second_of_two_refreshes_finds_nothing_to_do(self) -> None:
        self.following()
        self.at_once(self.refresh, self.refresh, held_at=LINES_WRITTEN)
        self.assertEqual((self.names(), self.west.steps.count()), (["Ann", "Zoe"], 2))

    def test_undo_of_a_step_while_another_is_taken(self) -> None:
        step = self.take(self.ann, self.ben)
        self.at_once(
            lambda: self.take(self.ben, self.zoe),
            lambda: undo_taken_step(step, at=NOW, by=None),
            held_at=LINES_WRITTEN,
        )
        self.assertEqual(self.names(), ["Ben", "Zoe"])

    def test_step_while_another_is_undone(self) -> None:
        step = self.take(self.ann, self.ben)
        self.at_once(
            lambda: undo_taken_step(step, at=NOW, by=None),
            lambda: self.take(self.ben, self.zoe),
            held_at='DELETE FROM "segments_segmentline"',
        )
        self.assertEqual(self.names(), ["Ben", "Zoe"])

    def test_contact_that_a_step_brings_meanwhile_is_not_deleted(self) -> None:
        refusals: list[str] = []

        def delete() -> None:
            try:
                delete_contact(self.zoe)
            except ContactInUseError as error:
                refusals.append(str(error))

        self.at_once(lambda: self.take(self.ann, self.zoe), delete, held_at=LINES_WRITTEN)
        self.assertEqual((self.names(), len(refusals)), (["Ann", "Zoe"], 1))
        self.assertIn("is used by 1 campaign target, 1 segment line", refusals[0])

    def test_step_goes_without_a_contact_that_is_deleted_meanwhile(self) -> None:
        self.at_once(
            lambda: delete_contact(self.zoe),
            lambda: self.take(self.ann, self.zoe),
            held_at='DELETE FROM "contacts_contact"',
        )
        self.assertEqual((self.names(), self.west.steps.get().added_count), (["Ann"], 1))
