from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from segments.lines import LineChange
from segments.models import Segment, SegmentLine
from segments.services import FlagChange
from segments.targeting import TargetChange
from segments.views.card import cleared_sentence, marked_sentence
from tests.factories import cast
from tests.factories.campaigns import CampaignFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory
from tests.segments.counting import targets_of

WEST = "/segments/WEST/"


class LinesTest(TestCase):
    """Three lines on a segment of a campaign: Alder, Birch and Cedar, none of them marked."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer")
        cls.campaign = CampaignFactory(number="SPRING")
        cls.segment = SegmentFactory(number="WEST", campaign=cls.campaign)
        cls.lines = [
            SegmentLineFactory(segment=cls.segment, contact=cast.company(name, city=city), line_number=number)
            for number, (name, city) in enumerate([("Alder", "Gent"), ("Birch", "Gent"), ("Cedar", "Utrecht")], start=1)
        ]

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def marked(self) -> list[str]:
        """Return whose lines are marked, having held the target group to them."""
        names = [
            line.contact.number
            for line in self.segment.lines.filter(is_campaign_target=True).select_related("contact").order_by("pk")
        ]
        self.assertEqual(targets_of(self.campaign), dict.fromkeys(names, 1))
        return names

    def send(self, verb: str, *lines: SegmentLine, query: str = "", **data: str) -> str:
        answer = self.client.post(
            f"{WEST}lines/{verb}/{query}", {"line": [line.pk for line in lines], **data}, follow=True
        )
        return answer.content.decode()


class SegmentCardTest(LinesTest):
    def test_is_for_those_who_may_see_segments(self) -> None:
        self.client.force_login(UserFactory())
        self.assertContains(self.client.get(WEST), "You may not look at segments.", status_code=403)
        self.client.logout()
        self.assertRedirects(self.client.get(WEST), f"/sign-in/?next={WEST}")

    def test_narrows_and_counts_in_words(self) -> None:
        page = self.client.get(f"{WEST}?city=gent")
        self.assertContains(page, "2 of 3 lines")
        self.assertContains(page, "All 2 lines that match")
        self.assertNotContains(page, "Cedar")

    def test_viewer_sees_no_verbs(self) -> None:
        self.client.force_login(self.viewer)
        page = self.client.get(WEST)
        for text in ('role="switch"', 'name="line"', "/lines/", "/edit/", "/delete/", "Add contacts"):
            self.assertNotContains(page, text)

    def test_without_a_campaign_it_says_what_to_do(self) -> None:
        SegmentLineFactory(segment=SegmentFactory(number="LOOSE"))
        self.assertContains(self.client.get("/segments/LOOSE/"), "This segment has no campaign.")

    def test_empty_one_says_what_to_do(self) -> None:
        SegmentFactory(number="EMPTY")
        self.assertContains(self.client.get("/segments/EMPTY/"), "This segment has no contacts")

    def test_active_campaign_has_the_bar(self) -> None:
        self.assertNotContains(self.client.get(WEST), "is active. A change")
        SegmentFactory(number="EAST", campaign=cast.campaign("SUMMER"))
        self.assertContains(self.client.get("/segments/EAST/"), "Campaign SUMMER is active. A change")

    def test_logged_segment_can_be_marked_but_not_changed(self) -> None:
        Segment.objects.update(state=Segment.State.LOGGED)
        page = self.client.get(WEST)
        self.assertContains(page, "Mark as campaign target")
        for text in ("Remove from segment", "Add contacts", "/edit/"):
            self.assertNotContains(page, text)

    def test_fifty_lines_cost_as_many_queries_as_three(self) -> None:
        def query_count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.client.get(WEST).status_code, 200)
            return len(queries)

        before = query_count()
        for number in range(4, 51):
            SegmentLineFactory(segment=self.segment, line_number=number)
        self.assertEqual(query_count(), before)


class OneLineTest(LinesTest):
    def test_marks_and_clears_one_line_and_stays_on_the_page(self) -> None:
        answer = self.client.post(f"{WEST}lines/2/target/?city=gent&page=1", {"value": "yes"})
        self.assertRedirects(answer, f"{WEST}?city=gent&page=1")
        self.assertEqual(self.marked(), ["BIRCH"])
        self.client.post(f"{WEST}lines/2/target/", {"value": "no"})
        self.assertEqual(self.marked(), [])

    def test_notes_a_response(self) -> None:
        self.client.post(f"{WEST}lines/3/response/", {"value": "yes"})
        self.assertEqual(
            list(SegmentLine.objects.order_by("line_number").values_list("is_campaign_response", flat=True)),
            [False, False, True],
        )

    def test_refusal_is_said(self) -> None:
        Segment.objects.update(state=Segment.State.CANCELLED)
        for flag in ("target", "response"):
            page = self.client.post(f"{WEST}lines/2/{flag}/", {"value": "yes"}, follow=True)
            self.assertContains(page, "WEST is cancelled: its lines no longer count.")
        self.assertEqual(self.marked(), [])

    def test_viewer_may_not(self) -> None:
        self.client.force_login(self.viewer)
        for flag in ("target", "response"):
            answer = self.client.post(f"{WEST}lines/2/{flag}/", {"value": "yes"})
            self.assertContains(answer, "You can look at segments but not change them.", status_code=403)
            self.assertEqual(self.client.get(f"{WEST}lines/2/{flag}/").status_code, 403)
        self.assertEqual(self.marked(), [])


class ChosenLinesTest(LinesTest):
    def scope(self, query: str = "") -> str:
        return self.client.get(f"{WEST}{query}").context["scope"]

    def test_marks_the_ticked_ones_and_says_which_already_were(self) -> None:
        self.assertIn("1 line is now campaign target.", self.send("mark", self.lines[0]))
        self.assertIn("1 line is now campaign target. 1 already was.", self.send("mark", *self.lines[:2]))
        self.assertEqual(self.marked(), ["ALDER", "BIRCH"])
        self.assertIn("1 line is no longer campaign target.", self.send("clear", self.lines[0]))
        self.assertEqual(self.marked(), ["BIRCH"])

    def test_ticked_ones_are_never_crossed_with_the_filters(self) -> None:
        self.send("mark", self.lines[2], query="?city=gent")
        self.assertEqual(self.marked(), ["CEDAR"])

    def test_whole_is_what_matches_the_filters_whatever_is_ticked(self) -> None:
        self.send("mark", self.lines[2], whole=self.scope("?city=gent"))
        self.assertEqual(self.marked(), ["ALDER", "BIRCH"])
        self.send("mark", whole=self.scope())
        self.assertEqual(self.marked(), ["ALDER", "BIRCH", "CEDAR"])

    def test_list_that_grew_meanwhile_is_refused(self) -> None:
        scope = self.scope("?city=gent")
        SegmentLineFactory(segment=self.segment, contact=cast.company("Elm", city="Gent"))
        self.assertIn("The list now has 3 lines instead of 2. Nothing was changed.", self.send("mark", whole=scope))
        self.assertEqual(self.marked(), [])

    def test_forged_scope_is_refused(self) -> None:
        self.assertIn("Nothing was changed: look again.", self.send("mark", whole="all"))
        self.assertEqual(self.marked(), [])

    def test_lines_of_other_segments_are_left_alone(self) -> None:
        other = SegmentLineFactory(segment=SegmentFactory(campaign=self.campaign))
        self.assertIn("The list now has 0 lines instead of 1.", self.send("mark", other))
        other.refresh_from_db()
        self.assertFalse(other.is_campaign_target)

    def test_nothing_ticked_changes_nothing(self) -> None:
        self.assertIn("No line was ticked. Nothing was changed.", self.send("mark"))

    def test_removes_the_ticked_ones(self) -> None:
        self.send("mark", whole=self.scope())
        self.assertIn("2 lines were removed.", self.send("remove", *self.lines[:2]))
        self.assertEqual(self.marked(), ["CEDAR"])

    def test_who_may_do_what(self) -> None:
        self.client.force_login(self.viewer)
        for verb in ("mark", "clear", "remove"):
            self.assertIn("You can look at segments but not change them.", self.send(verb, self.lines[0]))
            self.assertEqual(self.client.get(f"{WEST}lines/{verb}/").status_code, 403)
        helper = UserFactory(permissions=["segments.view_segment", "segments.change_segmentline"])
        self.client.force_login(helper)
        self.assertIn("but not all of a segment at once.", self.send("mark", whole=self.scope()))
        self.assertEqual(self.marked(), [])
        self.assertEqual(self.segment.lines.count(), 3)
        self.send("mark", self.lines[0])
        self.assertEqual(self.marked(), ["ALDER"])


class SentenceTest(TestCase):
    def change(self, count: int, already: int) -> FlagChange:
        return FlagChange(changed=LineChange(line_count=count, targets=TargetChange()), already_count=already)

    def test_says_both_numbers(self) -> None:
        self.assertEqual(
            marked_sentence(self.change(9120, 813)), "9,120 lines are now campaign target. 813 already were."
        )
        self.assertEqual(marked_sentence(self.change(2, 0)), "2 lines are now campaign target.")
        self.assertEqual(
            marked_sentence(self.change(0, 9933)),
            "All 9,933 lines already were campaign target. Nothing was changed.",
        )
        self.assertEqual(
            cleared_sentence(self.change(9120, 813)),
            "9,120 lines are no longer campaign target. 813 were none before.",
        )
        self.assertEqual(cleared_sentence(self.change(0, 1)), "The line was no campaign target. Nothing was changed.")
