from campaigns.models import Campaign
from contacts.models import Contact
from segments.bulk import VALUES
from segments.models import BulkChange, SegmentLine
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.contacts import SalespersonFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory
from tests.segments.pages import WEST, LinesTest


class ChosenLinesTest(LinesTest):
    def scope(self, query: str = "") -> str:
        return self.client.get(f"{WEST}{query}").context["scope"]

    def test_marks_the_ticked_ones_and_says_which_already_were(self) -> None:
        self.assertIn("1 line is now campaign target.", self.send("mark-targets", self.lines[0]))
        self.assertIn("1 line is now campaign target. 1 already was.", self.send("mark-targets", *self.lines[:2]))
        self.assertEqual(self.marked(), ["ALDER", "BIRCH"])
        self.assertIn("1 line is no longer campaign target.", self.send("clear-targets", self.lines[0]))
        self.assertEqual(self.marked(), ["BIRCH"])

    def test_ticked_ones_are_never_crossed_with_the_filters(self) -> None:
        self.send("mark-targets", self.lines[2], query="?city=gent")
        self.assertEqual(self.marked(), ["CEDAR"])

    def test_whole_is_what_matches_the_filters_whatever_is_ticked(self) -> None:
        self.send("mark-targets", self.lines[2], whole=self.scope("?city=gent"))
        self.assertEqual(self.marked(), ["ALDER", "BIRCH"])
        self.send("mark-targets", whole=self.scope())
        self.assertEqual(self.marked(), ["ALDER", "BIRCH", "CEDAR"])

    def test_list_that_grew_meanwhile_is_refused(self) -> None:
        scope = self.scope("?city=gent")
        SegmentLineFactory(segment=self.segment, contact=cast.company("Elm", city="Gent"))
        self.assertIn(
            "The list now has 3 lines instead of 2. Nothing was changed.", self.send("mark-targets", whole=scope)
        )
        self.assertEqual(self.marked(), [])

    def test_all_of_me_are_those_of_the_one_who_looked(self) -> None:
        meera = SalespersonFactory(user=self.marketer)
        Contact.objects.filter(name="Birch").update(salesperson=meera)
        self.send("mark-targets", whole=self.scope("?salesperson=me"))
        self.assertEqual(self.marked(), ["BIRCH"])

    def test_forged_scope_is_refused(self) -> None:
        self.assertIn("Nothing was changed: look again.", self.send("mark-targets", whole="all"))
        self.assertEqual(self.marked(), [])

    def test_lines_of_other_segments_are_left_alone(self) -> None:
        other = SegmentLineFactory(segment=SegmentFactory(campaign=self.campaign))
        self.assertIn("The list now has 0 lines instead of 1.", self.send("mark-targets", other))
        other.refresh_from_db()
        self.assertFalse(other.is_campaign_target)

    def test_nothing_ticked_changes_nothing(self) -> None:
        self.assertIn("No line was selected. Nothing was changed.", self.send("mark-targets"))

    def test_removes_the_ticked_ones(self) -> None:
        self.send("mark-targets", whole=self.scope())
        self.assertIn("2 lines were removed.", self.send("remove-lines", *self.lines[:2]))
        self.assertEqual(self.marked(), ["CEDAR"])

    def test_who_may_do_what(self) -> None:
        self.client.force_login(self.viewer)
        for verb in VALUES:
            self.assertIn("You can look at segments but not change them.", self.send(verb, self.lines[0]))
            self.assertEqual(self.client.get(f"{WEST}lines/{verb}/").status_code, 403)
        helper = UserFactory(permissions=["segments.view_segment", "segments.change_segmentline"])
        self.client.force_login(helper)
        self.assertIn("but not all of a segment at once.", self.send("mark-targets", whole=self.scope()))
        self.assertEqual(self.marked(), [])
        self.assertEqual(self.segment.lines.count(), 3)
        self.send("mark-targets", self.lines[0])
        self.assertEqual(self.marked(), ["ALDER"])

    def test_responses_are_noted_and_cleared(self) -> None:
        self.send("mark-targets", self.lines[0])
        self.assertIn("2 lines are now campaign response.", self.send("mark-responses", *self.lines[:2]))
        self.assertIn("1 line is no longer campaign response.", self.send("clear-responses", self.lines[0]))
        self.assertEqual(
            [line.is_campaign_response for line in self.segment.lines.order_by("pk")], [False, True, False]
        )

    def test_who_did_it_is_kept_and_the_message_can_undo_it(self) -> None:
        page = self.send("mark-targets", *self.lines, query="?city=gent")
        change = BulkChange.objects.get()
        self.assertEqual((change.made_by, change.line_count), (self.marketer, 3))
        self.assertIn(f'form="undo" formaction="{WEST}changes/{change.pk}/undo/"', page)
        self.assertNotIn("message-undo", self.send("mark-targets", *self.lines))

    def test_stays_on_the_list_as_it_stood(self) -> None:
        answer = self.client.post(f"{WEST}lines/mark-targets/?city=gent&sort=-contact", {"line": [self.lines[0].pk]})
        self.assertRedirects(answer, f"{WEST}?city=gent&sort=-contact")


class ActiveCampaignTest(LinesTest):
    def setUp(self) -> None:
        super().setUp()
        Campaign.objects.update(is_active=True, activated_at=NOW)

    def test_asks_first_and_says_who_gets_or_loses_prices(self) -> None:
        page = self.send("mark-targets", *self.lines[:2])
        self.assertIn("Mark 2 lines as campaign target?", page)
        self.assertIn("2 buyers get the prices of SPRING at once.", page)
        self.assertIn("Give prices to 2 buyers", page)
        self.assertEqual(self.marked(), [])

    def test_does_what_was_agreed_to(self) -> None:
        confirmed = self.confirmed("mark-targets", self.lines[:2])
        page = self.send("mark-targets", *self.lines[:2], confirmed=confirmed)
        self.assertIn("2 lines are now campaign target.", page)
        self.assertIn("Open order lines follow when SPRING is re-synced.", page)
        self.assertEqual(self.marked(), ["ALDER", "BIRCH"])
        page = self.send("clear-targets", self.lines[0])
        self.assertIn("Clear campaign target on 1 line?", page)
        self.assertIn("1 buyer loses the prices of SPRING at once.", page)
        page = self.send("remove-lines", self.lines[0])
        self.assertIn("Remove 1 line from the segment?", page)
        self.assertIn("Take prices from 1 buyer", page)
        self.assertEqual(self.marked(), ["ALDER", "BIRCH"])

    def test_asks_again_when_the_numbers_changed(self) -> None:
        confirmed = self.confirmed("mark-targets", self.lines[:2])
        page = self.send("mark-targets", *self.lines, confirmed=confirmed)
        self.assertIn("The numbers changed since you were asked.", page)
        self.assertIn("Give prices to 3 buyers", page)
        self.assertEqual(self.marked(), [])

    def test_agreement_that_was_made_up_is_none(self) -> None:
        self.assertIn("Give prices to 2 buyers", self.send("mark-targets", *self.lines[:2], confirmed="yes"))
        self.assertEqual(self.marked(), [])

    def confirmed(self, verb: str, lines: list[SegmentLine]) -> str:
        answer = self.client.post(f"{WEST}lines/{verb}/", {"line": [line.pk for line in lines]})
        self.assertEqual(answer.context["fields"], [("line", str(line.pk)) for line in lines])
        self.assertContains(answer, "You can undo it for 24 hours.")
        return answer.context["confirmed"]
