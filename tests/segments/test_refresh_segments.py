"""The command that refreshes segments."""

import io

from django.core.management import CommandError, call_command

from contacts.models import Contact, MailingGroup
from segments.models import Segment, SegmentStep
from segments.step_services import undo_taken_step
from tests.factories.campaigns import NOW
from tests.segments.test_refreshing import RefreshTestCase


class RefreshSegmentsTest(RefreshTestCase):
    def run_command(self, *arguments: str) -> tuple[str, str]:
        out, errors = io.StringIO(), io.StringIO()
        try:
            call_command("refresh_segments", *arguments, stdout=out, stderr=errors, no_color=True)
        except CommandError as error:
            errors.write(str(error))
        return out.getvalue(), errors.getvalue()

    def setUp(self) -> None:
        self.one = self.following(city="Utrecht")
        self.fixed = self.segment(self.zoe)
        Contact.objects.filter(name="Ann").update(city="Utrecht")

    def test_all_that_follow_their_rules(self) -> None:
        self.assertEqual(self.run_command(), (f"{self.one.number}: +1 -0\n", ""))
        self.assertEqual(self.names(self.one), ["Ann"])

    def test_dry_run_changes_nothing(self) -> None:
        self.assertEqual(self.run_command("--dry-run"), (f"{self.one.number}: +1 -0\n", ""))
        self.assertEqual((self.names(self.one), self.one.steps.count()), ([], 1))

    def test_a_refusal_does_not_stop_the_others_and_fails_the_command(self) -> None:
        out, errors = self.run_command(self.fixed.number, self.one.number)
        self.assertEqual(out, f"{self.one.number}: +1 -0\n")
        self.assertIn(f"{self.fixed.number} is fixed", errors)
        self.assertIn("1 of 2 segments refused.", errors)

    def test_rule_that_names_what_is_gone_is_noted_until_a_refresh_is_done(self) -> None:
        SegmentStep.objects.filter(segment=self.one).update(criteria={"version": 1, "mailing_groups": ["GONE"]})
        self.run_command("--dry-run")
        self.one.refresh_from_db()
        self.assertIsNone(self.one.refresh_failed_at)
        self.assertIn("Step 1 cannot be asked any more. There is no mailing group GONE", self.run_command()[1])
        self.one.refresh_from_db()
        self.assertIsNotNone(self.one.refresh_failed_at)
        self.assertEqual((self.names(self.one), self.one.refreshed_at), ([], None))
        MailingGroup.objects.create(code="GONE").contact_set.add(self.zoe)
        self.assertEqual(self.run_command(), (f"{self.one.number}: +1 -0\n", ""))
        self.one.refresh_from_db()
        self.assertIsNone(self.one.refresh_failed_at)

    def test_one_without_rules_is_none_of_them_and_no_failure(self) -> None:
        undo_taken_step(self.one.steps.get(), at=NOW, by=None)
        self.assertEqual(self.run_command(), ("", ""))
        self.assertIn("has no step by criteria", self.run_command(self.one.number)[1])
        self.one.refresh_from_db()
        self.assertIsNone(self.one.refresh_failed_at)

    def test_refusal_of_a_fixed_segment_is_not_noted(self) -> None:
        self.run_command(self.fixed.number)
        self.fixed.refresh_from_db()
        self.assertIsNone(self.fixed.refresh_failed_at)

    def test_unknown_number_is_refused_by_name_and_nothing_is_done(self) -> None:
        self.assertEqual(
            self.run_command("SM9999", self.one.number)[1], "There is no segment SM9999. Nothing was changed."
        )
        self.assertIsNone(Segment.objects.get(pk=self.one.pk).refreshed_at)
