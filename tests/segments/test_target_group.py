"""After any sequence of what staff can do to segments, the target groups are what a plain count of the lines gives."""

import contextlib
from collections import Counter
from typing import Any

from django.db import transaction
from django.test import TestCase
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from campaigns.models import Campaign
from contacts.details import ContactError
from contacts.models import Contact
from segments.bulk import VALUES, change_many, mark_whole_segment
from segments.copying import copy_segment
from segments.header import change_segment
from segments.logging import LoggingError, cancel_segment, log_segment
from segments.models import BulkChange, Segment, SegmentLine
from segments.price_effect import ConfirmationNeededError, Effects
from segments.services import (
    SegmentDetails,
    SegmentError,
    add_contacts,
    change_company,
    change_line_campaign,
    create_segment,
    delete_segment,
    remove_lines,
    set_response_flag,
    set_target_flag,
)
from segments.undo import undo_change
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.contacts import NumberSeriesFactory
from tests.segments.counting import counted_lines, counted_targets, stored_targets

PLACES = st.integers(0, 5)
CHOICES = st.sets(PLACES, min_size=1, max_size=6)
FLAGS = st.booleans()
# What a segment pushes to its lines.
PUSHED = ("campaign_id", "is_campaign_target", "is_campaign_response")


class SegmentMachine(RuleBasedStateMachine):
    """Staff at work on two segments and those they make, two campaigns, and six contacts: two companies, four persons.

    What is chosen by a number wraps around: number 5 of two segments is the second one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.before = transaction.savepoint()

    @initialize()
    def begin(self) -> None:
        self.contacts = list(Contact.objects.order_by("pk"))
        self.campaigns = [*Campaign.objects.order_by("pk"), None]
        for campaign in (0, 1):
            segment = create_segment(details=self.details(campaign, is_target=True, is_response=False), by=None)
            add_contacts(segment, contacts=Contact.objects.filter(company=self.contacts[0]), at=NOW)

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.before)
        transaction.savepoint_commit(self.before)  # Or they pile up, each dearer than the one before.

    def segment(self, place: int) -> Segment:
        segments = list(Segment.objects.order_by("pk"))
        return segments[place % len(segments)]

    def lines(self, segment: Segment, places: set[int]) -> Any:
        keys = list(segment.lines.order_by("pk").values_list("pk", flat=True))
        return segment.lines.filter(pk__in=[keys[place % len(keys)] for place in places] if keys else [])

    def campaign(self, place: int) -> Campaign | None:
        return self.campaigns[place % 3]

    def details(self, campaign: int, *, is_target: bool, is_response: bool) -> SegmentDetails:
        return SegmentDetails(
            description="Letters",
            dated_on=WORK_DATE,
            campaign=self.campaign(campaign),
            is_campaign_target=is_target,
            is_campaign_response=is_response,
        )

    @rule(campaign=PLACES, is_target=FLAGS, is_response=FLAGS)
    def create(self, campaign: int, is_target: bool, is_response: bool) -> None:
        try:
            create_segment(details=self.details(campaign, is_target=is_target, is_response=is_response), by=None)
        except SegmentError:
            assert self.campaign(campaign) is None

    @rule(place=PLACES, campaign=PLACES, is_target=FLAGS, is_response=FLAGS)
    def change(self, place: int, campaign: int, is_target: bool, is_response: bool) -> None:
        self.attempt(
            change_segment, place, details=self.details(campaign, is_target=is_target, is_response=is_response), at=NOW
        )

    @rule(place=PLACES, contacts=CHOICES)
    def add(self, place: int, contacts: set[int]) -> None:
        chosen = Contact.objects.filter(pk__in=[self.contacts[contact].pk for contact in contacts])
        self.attempt(add_contacts, place, contacts=chosen, at=NOW)

    @rule(place=PLACES, campaign=PLACES)
    def copy(self, place: int, campaign: int) -> None:
        if Segment.objects.count() < 4:
            copy_segment(self.segment(place), campaign=self.campaign(campaign), dated_on=WORK_DATE, at=NOW, by=None)

    @rule(place=PLACES, lines=CHOICES, is_on=FLAGS, is_response=FLAGS)
    def flag(self, place: int, lines: set[int], is_on: bool, is_response: bool) -> None:
        chosen = self.lines(self.segment(place), lines)
        if is_response:
            self.attempt(set_response_flag, place, lines=chosen, is_response=is_on, at=NOW)
        else:
            self.attempt(set_target_flag, place, lines=chosen, is_target=is_on, at=NOW)

    @rule(place=PLACES, lines=CHOICES, campaign=PLACES)
    def move(self, place: int, lines: set[int], campaign: int) -> None:
        chosen = self.lines(self.segment(place), lines)
        self.attempt(change_line_campaign, place, lines=chosen, campaign=self.campaign(campaign), at=NOW)

    @rule(place=PLACES, line=PLACES)
    def remove(self, place: int, line: int) -> None:
        self.attempt(remove_lines, place, lines=self.lines(self.segment(place), {line}), at=NOW)

    @rule(place=PLACES, is_cancelled=FLAGS, is_deleted=FLAGS)
    def finish(self, place: int, is_cancelled: bool, is_deleted: bool) -> None:
        """Log a segment and perhaps take that back, or delete it; one stays, so that there is something to change."""
        self.attempt(log_segment, place, by=None)
        self.target_groups_are_what_the_lines_say()
        if is_cancelled:
            self.attempt(cancel_segment, place, at=NOW)
            self.target_groups_are_what_the_lines_say()
        if is_deleted and Segment.objects.count() > 1:
            self.attempt(delete_segment, place, at=NOW)

    @rule(person=st.integers(1, 5), company=st.sampled_from([None, 0, 1, 2]))
    def move_person(self, person: int, company: int | None) -> None:
        try:
            change_company(self.contacts[person], company=None if company is None else self.contacts[company], at=NOW)
        except ContactError:
            assert person < 2 or company == 2

    @rule(place=PLACES, lines=CHOICES, verb=st.sampled_from(sorted(VALUES)))
    def change_many(self, place: int, lines: set[int], verb: str) -> None:
        """Do it, having been told exactly what that does to prices at once."""
        segment = self.segment(place)
        change = BulkChange(segment=segment, verb=verb, made_at=NOW)
        self.as_announced(change_many, change, lines=self.lines(segment, lines))

    @rule(place=PLACES, is_target=FLAGS)
    def mark_whole(self, place: int, is_target: bool) -> None:
        verb = BulkChange.Verb.MARK_TARGETS if is_target else BulkChange.Verb.CLEAR_TARGETS
        self.as_announced(mark_whole_segment, BulkChange(segment=self.segment(place), verb=verb, made_at=NOW))

    @rule(place=PLACES)
    def undo(self, place: int) -> None:
        """Undo one of the last changes: what is still as it left it becomes what it was, and nothing else changes."""
        changes = list(BulkChange.objects.filter(undone_at=None).order_by("-pk"))
        if not changes:
            return
        change = changes[place % len(changes)]
        before, expected = self.all_lines(), self.expected_after_undo(change)
        try:
            self.as_announced(undo_change, change, by=None, at=NOW)
        finally:
            assert self.all_lines() in (before, expected)
        change.refresh_from_db()
        if change.undone_at is not None:
            assert self.all_lines() == expected
            assert change.restored_count + change.left_alone_count == change.line_count

    def all_lines(self) -> dict[int, dict[str, Any]]:
        """Return what stands on every line, but for their numbers and buyers."""
        return {line["id"]: line for line in SegmentLine.objects.values("id", "segment", "contact", *PUSHED)}

    def expected_after_undo(self, change: BulkChange) -> dict[int, dict[str, Any]]:
        """Return that as it is to be after undoing ``change``, by plain reading of what undoing means."""
        lines, segment = self.all_lines(), change.segment
        wanted = counted_lines(segment, without=change.steps.values_list("pk", flat=True))
        for before in change.lines.values("line", "contact", *PUSHED):
            was = {attribute: before[attribute] for attribute in PUSHED}
            line = lines.get(before["line"])
            if change.verb == BulkChange.Verb.REMOVE_LINES:
                there = segment.lines.filter(contact=before["contact"]).count()
                if wanted[before["contact"]] > there:
                    returned = {"id": before["line"], "segment": change.segment_id, "contact": before["contact"]}
                    lines[before["line"]] = {**returned, **was}
            elif line is not None:
                compared = PUSHED if "campaign_id" in change.values else ("campaign_id", *change.values)
                if all(line[attribute] == {**was, **change.values}[attribute] for attribute in compared):
                    line.update({attribute: was[attribute] for attribute in change.values})
        return lines

    def as_announced(self, service: Any, change: BulkChange, **arguments: Any) -> None:
        """Do it; where it asks first, what it says of each active campaign is what then happens."""
        groups = self.target_groups()
        try:
            self.attempt_change(service, change, confirmed=(), **arguments)
            announced: Effects = ()
        except ConfirmationNeededError as needed:
            assert self.target_groups() == groups
            announced = needed.effects
            self.attempt_change(service, change, confirmed=announced, **arguments)
        changed = {
            number: (len(after - groups[number]), len(groups[number] - after))
            for number, after in self.target_groups().items()
        }
        assert {number: counts for number, counts in changed.items() if counts != (0, 0)} == {
            effect.campaign_number: (effect.gained_count, effect.lost_count) for effect in announced
        }

    def attempt_change(self, service: Any, change: BulkChange, **arguments: Any) -> None:
        with contextlib.suppress(SegmentError):
            service(change, **arguments)

    def target_groups(self) -> dict[str, set[int]]:
        """Return the buyers in the target group of each active campaign."""
        return {
            campaign.number: set(campaign.targets.values_list("buyer", flat=True))
            for campaign in Campaign.objects.filter(is_active=True)
        }

    def attempt(self, service: Any, place: int, **arguments: Any) -> None:
        """Do it; a refusal is an answer too, and must leave the target groups right."""
        with contextlib.suppress(SegmentError, LoggingError):
            service(self.segment(place), **arguments)

    @invariant()
    def target_groups_are_what_the_lines_say(self) -> None:
        assert stored_targets() == counted_targets()

    @invariant()
    def lines_are_what_the_steps_say(self) -> None:
        for segment in Segment.objects.all():
            assert Counter(segment.lines.values_list("contact_id", flat=True)) == counted_lines(segment)

    @invariant()
    def lines_have_the_buyer_of_their_contact(self) -> None:
        for line in SegmentLine.objects.select_related("contact"):
            assert line.buyer_id == line.contact.buyer_id


class TargetGroupTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        NumberSeriesFactory(code="SEGMENT")
        alder = cast.company("Alder")
        cast.company("Birch", is_excluded_from_segments=True)
        cast.person("Ann", alder)
        cast.person("Ben", alder)
        cast.person("Cid", is_privacy_blocked=True)
        cast.person("Dot")
        cast.campaign("SPRING")
        cast.campaign("SUMMER", is_active=False)

    def test_any_sequence_of_changes_leaves_the_target_groups_right(self) -> None:
        run_state_machine_as_test(SegmentMachine, settings=settings(max_examples=60, stateful_step_count=15))
