"""A step or a refresh of many segments that is killed at any write leaves each segment whole, and is done anew."""

from collections import Counter
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase

from contacts.models import Contact
from segments.criteria import ContactFilter, Criteria
from segments.models import Segment, SegmentStep
from segments.refreshing import follow_rules
from segments.step_services import AskedStep, take_criteria_step
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.segments import SegmentFactory
from tests.orders.interruptions import Execute, KilledError
from tests.segments.counting import counted_lines, counted_targets, stored_targets

_WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP")
UTRECHT = AskedStep(action=SegmentStep.Action.ADD, criteria=Criteria(contact=ContactFilter(city="Utrecht")))
GENT = AskedStep(action=SegmentStep.Action.REDUCE, criteria=Criteria(contact=ContactFilter(city="Gent")))


class KillBeforeWrite:
    """Kills whoever is about to run the write of a number, counted from 0."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.count = 0

    def __call__(self, execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.lstrip().startswith(_WRITES):
            if self.count == self.number:
                raise KilledError
            self.count += 1
        return execute(sql, params, many, context)


@pytest.mark.postgresql
class KillTest(TransactionTestCase):
    """East and West follow one rule each, city Utrecht: Ann was found then, Ben and Zoe are found now."""

    def setUp(self) -> None:
        ann, ben, zoe = cast.person("Ann", city="Utrecht"), cast.person("Ben"), cast.person("Zoe")
        spring = cast.campaign("SPRING")
        self.segments = [
            SegmentFactory(number=number, campaign=spring, is_campaign_target=True) for number in ("EAST", "WEST")
        ]
        for segment in self.segments:
            take_criteria_step(segment, UTRECHT, at=NOW, by=None)
            follow_rules(segment, follows=True)
        Contact.objects.filter(pk=ann.pk).update(city="Gent")
        Contact.objects.filter(pk__in=[ben.pk, zoe.pk]).update(city="Utrecht")

    def state(self, segment: Segment) -> tuple[list[str], int, bool]:
        """Return who is on the segment, how many steps it has and whether it says that it was refreshed; all agree."""
        lines = segment.lines.order_by("line_number")
        self.assertEqual(Counter(lines.values_list("contact_id", flat=True)), counted_lines(segment))
        is_refreshed = Segment.objects.filter(pk=segment.pk, refreshed_at__isnull=False).exists()
        return list(lines.values_list("contact__name", flat=True)), segment.steps.count(), is_refreshed

    def states(self) -> list[tuple[list[str], int, bool]]:
        self.assertEqual(stored_targets(), counted_targets())
        return [self.state(segment) for segment in self.segments]

    def killed_at(self, number: int, *, step: AskedStep | None = None) -> bool:
        """Do it, killed before its write of that number; return whether it was killed, and was not done by then."""
        try:
            with connection.execute_wrapper(KillBeforeWrite(number)):
                if step is None:
                    call_command("refresh_segments", verbosity=0)
                else:
                    take_criteria_step(self.segments[0], step, at=NOW, by=None)
        except KilledError:
            return True
        return False

    def test_refresh_of_many_is_killed_at_every_write_in_turn_and_ends_as_if_it_was_not(self) -> None:
        before, after = (["Ann"], 1, False), (["Ben", "Zoe"], 2, True)
        number, done = 0, 0
        while self.killed_at(number):
            states = self.states()
            finished = states.count(after)
            self.assertEqual(states, [after] * finished + [before] * (2 - finished))
            # One that was refreshed before the kill is not refreshed again: its writes are fewer from now on.
            number = 0 if finished > done else number + 1
            done = finished
        self.assertEqual(self.states(), [after] * 2)

    def test_step_is_killed_at_every_write_in_turn(self) -> None:
        before = self.states()
        number = 0
        while self.killed_at(number, step=GENT):
            self.assertEqual(self.states(), before)
            number += 1
        self.assertGreater(number, 5)
        self.assertEqual(self.states(), [([], 2, False), *before[1:]])
