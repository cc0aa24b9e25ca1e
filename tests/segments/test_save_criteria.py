"""The command that saves the steps of a segment."""

import io

from django.core.management import CommandError, call_command

from segments.models import SavedCriteria
from tests.factories.users import UserFactory
from tests.segments.stage import SegmentTestCase


class SaveCriteriaTest(SegmentTestCase):
    def setUp(self) -> None:
        self.west = self.segment(self.alder)
        self.add(self.west, self.zoe)

    def run_command(self, *arguments: str) -> str:
        out = io.StringIO()
        call_command("save_criteria", self.west.number, *arguments, stdout=out, no_color=True)
        return out.getvalue()

    def test_says_what_was_saved(self) -> None:
        UserFactory(username="jo")
        out = self.run_command("fair", "--description", "Visitors", "--user", "jo")
        self.assertEqual(
            out,
            f"FAIR: 2 steps of {self.west.number}.\n"
            "  1. Add: contacts with number ALDER.\n  2. Add: contacts with number ZOE.\n",
        )
        saved = SavedCriteria.objects.get()
        self.assertEqual((saved.description, str(saved.saved_by)), ("Visitors", "jo"))

    def test_only_the_steps_that_are_named(self) -> None:
        self.assertIn("1. Add: contacts with number ZOE.", self.run_command("FAIR", "--steps", "2"))

    def test_refusals_say_why_and_save_nothing(self) -> None:
        for arguments, words in (
            (("X" * 21,), "at most 20 characters"),
            (("FAIR", "--steps", "9"), "no standing step 9"),
            (("FAIR", "--user", "nobody"), "There is no user nobody."),
        ):
            with self.assertRaisesMessage(CommandError, words):
                self.run_command(*arguments)
        with self.assertRaisesMessage(CommandError, "There is no segment SM9999. Nothing was saved."):
            call_command("save_criteria", "SM9999", "FAIR")
        self.assertFalse(SavedCriteria.objects.exists())
