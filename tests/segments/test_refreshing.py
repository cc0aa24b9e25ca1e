"""Segments that follow their rules: a refresh brings what the criteria find now; what was decided by hand stands."""

from collections import Counter

from contacts.models import Contact
from segments.criteria import ContactFilter, Criteria
from segments.models import Segment, SegmentStep
from segments.price_effect import ConfirmationNeededError
from segments.refreshing import (
    RefreshError,
    RefreshPlan,
    follow_rules,
    plan_refresh,
    refresh_segment,
    segments_to_refresh,
)
from segments.ruled import BrokenRuleError
from segments.services import SegmentLinesChangedError, SegmentStateError, remove_lines
from segments.step_services import AskedStep, take_criteria_step, undo_taken_step
from tests.factories.campaigns import NOW
from tests.segments.counting import counted_lines
from tests.segments.stage import SegmentTestCase

Action = SegmentStep.Action


class RefreshTestCase(SegmentTestCase):
    def following(self, **asked: object) -> Segment:
        segment = self.segment()
        self.take(segment, Action.ADD, **asked)
        follow_rules(segment, follows=True)
        segment.refresh_from_db()
        return segment

    def take(self, segment: Segment, action: str, **asked: object) -> None:
        criteria = Criteria(contact=ContactFilter(**asked))
        take_criteria_step(segment, AskedStep(action=action, criteria=criteria), at=NOW, by=None)

    def names(self, segment: Segment) -> list[str]:
        self.assertEqual(Counter(segment.lines.values_list("contact_id", flat=True)), counted_lines(segment))
        return sorted(segment.lines.values_list("contact__name", flat=True))

    def refresh(self, segment: Segment) -> tuple[int, int]:
        planned = plan_refresh(segment)
        done = refresh_segment(segment, at=NOW, by=None, expected=planned)
        return done.coming_count, done.leaving_count

    def move(self, contact: Contact, city: str) -> None:
        Contact.objects.filter(pk=contact.pk).update(city=city)


class TestRefresh(RefreshTestCase):
    def test_brings_who_matches_now_and_takes_off_who_does_not(self) -> None:
        self.move(self.ann, "Utrecht")
        segment = self.following(city="Utrecht")
        self.move(self.ann, "Gent")
        self.move(self.zoe, "Utrecht")
        plan = plan_refresh(segment)
        self.assertEqual((plan.coming, plan.leaving, segment.steps.count()), ((self.zoe,), (self.ann,), 1))
        self.assertEqual((self.refresh(segment), self.names(segment)), ((1, 1), ["Zoe"]))
        segment.refresh_from_db()
        self.assertEqual(
            (segment.refreshed_at, segment.refresh_added_count, segment.refresh_removed_count), (NOW, 1, 1)
        )
        undo_taken_step(segment.steps.last(), at=NOW, by=None)
        self.assertEqual(self.names(segment), ["Ann"])

    def test_nothing_new_is_no_step(self) -> None:
        segment = self.following(numbers=("ANN",))
        self.assertEqual((self.refresh(segment), segment.steps.count()), ((0, 0), 1))

    def test_every_rule_counts_in_its_order(self) -> None:
        segment = self.following(type=Contact.Type.PERSON)
        self.take(segment, Action.REDUCE, city="Gent")
        self.take(segment, Action.REFINE, name="n")
        self.move(self.ben, "Gent")
        self.assertEqual((self.refresh(segment), self.names(segment)), ((0, 1), ["Ann"]))
        self.take(segment, Action.REFINE, numbers=("NOBODY",))
        self.assertEqual((self.refresh(segment), self.names(segment)), ((0, 0), []))

    def test_who_was_added_by_hand_stays_and_who_was_removed_by_hand_stays_away(self) -> None:
        segment = self.following(city="Utrecht")
        self.add(segment, self.zoe)
        self.move(self.ann, "Utrecht")
        self.assertEqual((self.refresh(segment), self.names(segment)), ((1, 0), ["Ann", "Zoe"]))
        remove_lines(segment, lines=self.lines(segment, self.ann), at=NOW)
        self.assertEqual((self.refresh(segment), self.names(segment)), ((0, 0), ["Zoe"]))

    def test_undone_decision_by_hand_no_longer_counts(self) -> None:
        segment = self.following(city="Utrecht")
        self.move(self.ann, "Utrecht")
        self.add(segment, self.ann)
        undo_taken_step(segment.steps.last(), at=NOW, by=None)
        self.assertEqual((self.refresh(segment), self.names(segment)), ((1, 0), ["Ann"]))

    def test_privacy_blocked_never_comes(self) -> None:
        segment = self.following(city="Utrecht")
        self.move(self.ann, "Utrecht")
        Contact.objects.filter(pk=self.ann.pk).update(is_privacy_blocked=True)
        self.assertEqual(self.refresh(segment), (0, 0))


class TestRefusals(RefreshTestCase):
    def refuses(self, error: type[Exception], segment: Segment, **given: object) -> Exception:
        before = (self.names(segment), segment.steps.count())
        with self.assertRaises(error) as raised:
            refresh_segment(segment, at=NOW, by=None, **given)
        segment.refresh_from_db()
        self.assertEqual((self.names(segment), segment.steps.count(), segment.refreshed_at), (*before, None))
        return raised.exception

    def test_fixed_segment_and_one_without_rules(self) -> None:
        segment = self.segment(self.ann)
        self.refuses(RefreshError, segment)
        follow_rules(segment, follows=True)
        self.refuses(RefreshError, segment)

    def test_logged_segment(self) -> None:
        segment = self.following(numbers=("ANN",))
        self.assertEqual(list(segments_to_refresh()), [segment])
        Segment.objects.update(state=Segment.State.LOGGED)
        self.refuses(SegmentStateError, segment)
        self.assertEqual(list(segments_to_refresh()), [])

    def test_code_that_is_gone(self) -> None:
        segment = self.following(numbers=("ANN",))
        SegmentStep.objects.update(criteria={"version": 1, "mailing_groups": ["GONE"]})
        self.assertIn("GONE", str(self.refuses(BrokenRuleError, segment)))

    def test_other_numbers_than_a_person_saw(self) -> None:
        segment = self.following(city="Utrecht")
        self.move(self.ann, "Utrecht")
        self.refuses(SegmentLinesChangedError, segment, expected=RefreshPlan(coming_count=0, leaving_count=0))

    def test_effect_on_prices_is_asked_first(self) -> None:
        segment = self.following(city="Utrecht")
        self.move(self.zoe, "Utrecht")
        needed = self.refuses(ConfirmationNeededError, segment, confirmed=())
        refresh_segment(segment, at=NOW, by=None, confirmed=needed.effects)
        self.assertEqual(self.names(segment), ["Zoe"])
