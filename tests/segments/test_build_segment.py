"""The command that builds segments."""

import io

from django.core.management import CommandError, call_command

from contacts.models import Contact, Territory
from segments.models import Segment
from tests.factories import cast
from tests.factories.users import UserFactory
from tests.segments.stage import SegmentTestCase


class BuildSegmentTest(SegmentTestCase):
    def run_command(self, segment: Segment | str, *arguments: str) -> str:
        out = io.StringIO()
        number = segment.number if isinstance(segment, Segment) else segment
        call_command("build_segment", number, *arguments, stdout=out)
        return out.getvalue()

    def refuses(self, sentence: str, segment: Segment, *arguments: str) -> None:
        before = (self.names(segment), segment.steps.count())
        with self.assertRaisesMessage(CommandError, sentence):
            self.run_command(segment, *arguments)
        self.assertEqual((self.names(segment), segment.steps.count()), before)

    def names(self, segment: Segment) -> list[str]:
        return list(segment.lines.order_by("line_number").values_list("contact__name", flat=True))

    def setUp(self) -> None:
        self.west = Territory.objects.create(code="WEST")
        Contact.objects.filter(name__in=("Ann", "Zoe")).update(territory=self.west)
        cast.line(cast.order(self.alder), cast.item("1000"))
        self.list = self.segment(campaign=self.summer)

    def test_three_steps_in_their_order_and_one_in_the_middle_undone(self) -> None:
        UserFactory(username="marit")
        said = self.run_command(
            self.list,
            "--add=bought=yes&items=1000",
            "--reduce=?numbers=BEN",
            "--refine=territories=WEST",
            "--user=marit",
        )
        self.assertEqual(
            said,
            "Step 1. Add: contacts that bought item 1000.\n"
            "  3 match: +3 -0\n  ALDER Alder\n  ANN Ann\n  BEN Ben\n"
            "Step 2. Take off: contacts with number BEN.\n"
            "  1 match: +0 -1\n  BEN Ben\n"
            "Step 3. Keep only: contacts in territory WEST.\n"
            "  2 match: +0 -1\n  ALDER Alder\n",
        )
        self.assertEqual((self.names(self.list), self.list.steps.last().taken_by.username), (["Ann"], "marit"))
        self.assertEqual(
            self.run_command(self.list, "--undo=3", "--undo=1", "--redo=1"),
            ("Step 3 undone: +1 -0\nStep 1 undone: +0 -2\nStep 1 counts again: +2 -0\n"),
        )
        self.assertEqual(self.names(self.list), ["Alder", "Ann"])

    def test_dry_run_says_the_same_and_changes_nothing(self) -> None:
        said = self.run_command(self.list, "--add=territories=WEST", "--reduce=numbers=ZOE", "--dry-run")
        self.assertIn("Step 2. Take off: contacts with number ZOE.\n  1 match: +0 -1\n  ZOE Zoe\n", said)
        self.assertIn("Nothing was changed.", said)
        self.assertEqual((self.names(self.list), self.list.steps.count()), ([], 0))

    def test_options_and_who_is_left_out(self) -> None:
        Contact.objects.filter(name="Ben").update(is_privacy_blocked=True)
        said = self.run_command(self.list, "--add=numbers=ANN&expands_companies=on")
        self.assertIn("3 match: +2 -0, left out: 1 privacy blocked, 0 excluded", said)
        self.assertEqual(self.names(self.list), ["Alder", "Ann"])

    def test_one_that_is_refused_lets_none_be_done(self) -> None:
        self.refuses("territories: There is no GONE", self.list, "--add=numbers=ANN", "--refine=territories=GONE")
        self.refuses("has no step 7", self.list, "--add=numbers=ANN", "--undo=7")
        self.refuses("colour", self.list, "--add=colour=red")
        self.refuses("takes the number of a step", self.list, "--undo=first")
        self.refuses("Say what to do", self.list)
        self.refuses("There is no user nobody.", self.list, "--add=numbers=ANN", "--user=nobody")
        with self.assertRaisesMessage(CommandError, "There is no segment SM9999."):
            self.run_command("SM9999", "--add=numbers=ANN")

    def test_prices_of_an_active_campaign_are_agreed_to_first(self) -> None:
        active = self.segment()
        self.refuses("SPRING is active: 1 buyers would get its prices at once", active, "--add=numbers=ANN")
        self.assertIn("+1 -0", self.run_command(active, "--add=numbers=ANN", "--dry-run"))
        self.run_command(active, "--add=numbers=ANN", "--yes")
        self.assertEqual(self.names(active), ["Ann"])

    def test_logged_segment_is_refused(self) -> None:
        Segment.objects.update(state=Segment.State.LOGGED)
        self.refuses("no longer open", self.list, "--add=numbers=ANN")
