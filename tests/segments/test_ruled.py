"""Whom the rules find now, and what a refresh would do with whom."""

from contacts.models import Contact, MailingGroup
from segments.models import Segment, SegmentStep
from segments.ruled import BrokenRuleError, keys_by_fate, ruled_by, rules_of
from segments.services import remove_lines
from segments.step_services import undo_taken_step
from tests.factories.campaigns import NOW
from tests.segments.test_refreshing import RefreshTestCase

Action = SegmentStep.Action


class RuledTest(RefreshTestCase):
    def ruled(self, segment: Segment) -> list[str]:
        keys = ruled_by(rules_of(segment)).values_list("contact_pk", flat=True)
        return sorted(Contact.objects.filter(pk__in=list(keys)).values_list("name", flat=True))

    def fates(self, segment: Segment) -> dict[str, list[str]]:
        return {
            fate: sorted(Contact.objects.filter(pk__in=keys).values_list("name", flat=True))
            for fate, keys in keys_by_fate(segment, ruled_by(rules_of(segment))).items()
        }

    def test_rules_are_the_standing_steps_by_criteria_in_their_order(self) -> None:
        segment = self.following(city="Utrecht")
        self.add(segment, self.ben)
        self.take(segment, Action.REDUCE, name="Zoe")
        self.take(segment, Action.ADD, name="Alder")
        undo_taken_step(segment.steps.get(sequence=4), at=NOW, by=None)
        self.move(self.ann, "Utrecht")
        self.refresh(segment)
        self.assertEqual([step.sequence for step in rules_of(segment)], [1, 3])

    def test_each_rule_is_done_to_what_those_before_it_found(self) -> None:
        segment = self.following(type=Contact.Type.PERSON)
        self.assertEqual(self.ruled(segment), ["Ann", "Ben", "Zoe"])
        self.take(segment, Action.REDUCE, name="Ben")
        self.take(segment, Action.REFINE, name="n")
        self.assertEqual(self.ruled(segment), ["Ann"])
        self.take(segment, Action.ADD, name="Ben")
        self.assertEqual(self.ruled(segment), ["Ann", "Ben"])

    def test_no_rule_finds_nobody(self) -> None:
        segment = self.segment(self.ann)
        self.assertEqual(self.ruled(segment), [])
        self.assertEqual(self.fates(segment), {"coming": [], "leaving": [], "kept": ["Ann"], "away": []})

    def test_everybody_has_the_fate_that_was_decided_by_hand_before_what_rules_say(self) -> None:
        self.move(self.alder, "Utrecht")
        self.move(self.ben, "Utrecht")
        segment = self.following(city="Utrecht")
        self.add(segment, self.zoe)
        remove_lines(segment, lines=self.lines(segment, self.ben), at=NOW)
        self.move(self.alder, "Gent")
        self.move(self.ann, "Utrecht")
        self.assertEqual(
            self.fates(segment), {"coming": ["Ann"], "leaving": ["Alder"], "kept": ["Zoe"], "away": ["Ben"]}
        )

    def test_last_decision_by_hand_counts(self) -> None:
        segment = self.following(city="Utrecht")
        self.add(segment, self.zoe)
        remove_lines(segment, lines=self.lines(segment, self.zoe), at=NOW)
        self.move(self.zoe, "Utrecht")
        self.assertEqual(self.fates(segment), {"coming": [], "leaving": [], "kept": [], "away": ["Zoe"]})
        self.add(segment, self.zoe)
        self.move(self.zoe, "Gent")
        self.assertEqual(self.fates(segment), {"coming": [], "leaving": [], "kept": ["Zoe"], "away": []})

    def test_rule_that_names_what_is_gone_is_named(self) -> None:
        group = MailingGroup.objects.create(code="NEWS")
        segment = self.following(city="Utrecht")
        SegmentStep.objects.update(criteria={"version": 1, "mailing_groups": ["NEWS"]})
        group.delete()
        with self.assertRaisesMessage(BrokenRuleError, "Step 1 cannot be asked any more.") as raised:
            self.ruled(segment)
        self.assertEqual(raised.exception.step.sequence, 1)
        self.assertIn("mailing group NEWS", raised.exception.reason)
