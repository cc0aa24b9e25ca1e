"""The command that reuses saved criteria."""

import io
from unittest.mock import patch

from django.core.management import CommandError, call_command

from contacts.models import MailingGroup
from segments.criteria import ContactFilter, Criteria
from segments.models import Segment, SegmentStep
from segments.step_services import AskedStep, take_criteria_step
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.segments.counting import targets_of
from tests.segments.test_saved_criteria import SavedCriteriaTestCase


class ReuseCriteriaTest(SavedCriteriaTestCase):
    """FAIR adds persons and takes Zoe off; Birch, a person, is privacy blocked."""

    def setUp(self) -> None:
        self.source = self.segment(campaign=None, is_campaign_target=False)
        cast.person("Birch", is_privacy_blocked=True)
        persons = Criteria(contact=ContactFilter(type="person"))
        take_criteria_step(self.source, AskedStep(action="add", criteria=persons), at=NOW, by=None)
        self.take(self.source, SegmentStep.Action.REDUCE, "ZOE")
        self.save(self.source)

    def run_command(self, segment: Segment, *arguments: str, code: str = "fair") -> tuple[str, str]:
        out, errors = io.StringIO(), io.StringIO()
        try:
            call_command(
                "reuse_criteria",
                code,
                "--segment",
                segment.number,
                *arguments,
                stdout=out,
                stderr=errors,
                no_color=True,
            )
        except CommandError as error:
            errors.write(str(error))
        return out.getvalue(), errors.getvalue()

    def names(self, segment: Segment) -> list[str]:
        return list(segment.lines.order_by("line_number").values_list("contact__name", flat=True))

    def test_dry_run_says_what_would_come_of_it_and_changes_nothing(self) -> None:
        west = self.segment(self.zoe, campaign=None, is_campaign_target=False)
        out, errors = self.run_command(west, "--dry-run")
        self.assertEqual(
            out,
            "  1. Add: contacts that are persons. 4 match, 1 of them are left out.\n"
            "  2. Take off: contacts with number ZOE. 1 match.\n"
            f"FAIR on {west.number}: +2 -1. Nothing was changed.\n",
        )
        self.assertEqual((errors, self.names(west)), ("", ["Zoe"]))

    def test_empty_segment_is_not_asked_about(self) -> None:
        west = self.segment(campaign=None, is_campaign_target=False)
        self.assertEqual(self.run_command(west), (f"FAIR on {west.number}: 2 steps taken, +2 -0.\n", ""))
        self.assertEqual(self.names(west), ["Ann", "Ben"])

    def test_segment_with_steps_takes_a_yes(self) -> None:
        west = self.segment(self.zoe, campaign=None, is_campaign_target=False)
        errors = self.run_command(west)[1]
        self.assertIn(f"{west.number} has steps already: 1.\nNothing was changed. Add --yes to go ahead.", errors)
        with patch("sys.stdin.isatty", return_value=True), patch("builtins.input", return_value=""):
            self.assertIn("Nothing was changed.", self.run_command(west)[1])
        self.assertEqual(self.names(west), ["Zoe"])
        self.assertIn("+2 -1", self.run_command(west, "--yes")[0])
        self.assertEqual(self.names(west), ["Ann", "Ben"])

    def test_effect_on_prices_takes_a_yes(self) -> None:
        west = self.segment()
        self.assertIn("1 buyer gets the prices of SPRING at once.", self.run_command(west)[1])
        self.assertEqual((self.names(west), targets_of(self.spring)), ([], {}))
        with patch("sys.stdin.isatty", return_value=True), patch("builtins.input", return_value="y"):
            self.assertIn("2 steps taken", self.run_command(west)[0])
        self.assertEqual(targets_of(self.spring), {"ALDER": 2})

    def test_what_is_not_there_is_named(self) -> None:
        self.assertIn("There are no saved criteria GONE.", self.run_command(self.source, code="GONE")[1])
        self.assertIn("There is no segment SM9999.", self.run_command(Segment(number="SM9999"))[1])
        news = MailingGroup.objects.create(code="NEWS")
        asked = AskedStep(action="add", criteria=Criteria(mailing_groups=("NEWS",)))
        take_criteria_step(self.source, asked, at=NOW, by=None)
        self.save(self.source, "LATE")
        news.delete()
        west = self.segment()
        self.assertIn("Step 3 of LATE cannot be taken.", self.run_command(west, code="LATE")[1])
        out, errors = self.run_command(west, "--dry-run", code="LATE")
        self.assertIn("3. There is no mailing group NEWS any more.", out)
        self.assertIn("LATE cannot be taken as it is.", errors)
        self.assertEqual(self.names(west), [])
