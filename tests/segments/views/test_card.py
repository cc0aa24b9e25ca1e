from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from segments.models import Segment, SegmentLine, SegmentStep, StepContact
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.contacts import IndustryGroupFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory
from tests.segments.pages import WEST, LinesTest


class SegmentCardTest(LinesTest):
    def test_is_for_those_who_may_see_segments(self) -> None:
        self.client.force_login(UserFactory())
        self.assertContains(self.client.get(WEST), "You may not look at segments.", status_code=403)
        self.client.logout()
        self.assertRedirects(self.client.get(WEST), f"/sign-in/?next={WEST}")

    def test_narrows_and_counts_in_words(self) -> None:
        page = self.client.get(f"{WEST}?city=gent")
        self.assertContains(page, "2 of 3 lines")
        self.assertContains(page, "Select all 2 lines that match these filters")
        self.assertNotContains(page, "Cedar")

    def test_filter_that_does_not_work_or_is_unknown_shows_no_line_and_chooses_none(self) -> None:
        for query in ("?target=perhaps", "?colour=red"):
            page = self.client.get(f"{WEST}{query}")
            self.assertContains(page, "0 of 3 lines")
            self.assertNotContains(page, 'name="whole"')

    def test_column_that_says_why_a_contact_is_there(self) -> None:
        step = SegmentStep.objects.create(
            segment=self.segment, sequence=90, action="add", source="file", origin="fair.xlsx", taken_at=NOW
        )
        StepContact.objects.create(step=step, contact=self.lines[0].contact, is_addition=True, row_number=17)
        page = self.client.get(f"{WEST}?columns=contact&columns=why")
        self.assertContains(page, f'<a href="{WEST}steps/90/">From the file fair.xlsx. Row 17.</a>', html=True)
        self.assertNotContains(self.client.get(WEST), "fair.xlsx")
        rows = b"".join(self.client.get(f"{WEST}?columns=why&export=csv").streaming_content).decode()
        self.assertIn("From the file fair.xlsx. Row 17.", rows)

    def test_narrows_by_what_is_known_of_the_contacts(self) -> None:
        catering = IndustryGroupFactory(code="CATER")
        birch = self.lines[1].contact
        birch.industry_groups.add(catering)
        Contact.objects.filter(pk=birch.pk).update(post_code="9000 AB")
        for query in (f"industry={catering.pk}", "post_code=9000", "search=irch"):
            self.assertContains(self.client.get(f"{WEST}?{query}"), "1 of 3 lines")
        self.assertContains(self.client.get(f"{WEST}?type=company"), "3 of 3 lines")
        self.assertContains(self.client.get(f"{WEST}?response=yes"), "0 of 3 lines")

    def test_file_holds_the_lines_that_are_shown(self) -> None:
        file = b"".join(self.client.get(f"{WEST}?city=gent&sort=-contact&export=csv").streaming_content).decode()
        rows = file.lstrip("\ufeff").splitlines()
        self.assertEqual([row.split(";")[0].split(",")[0] for row in rows], ["Contact", "Birch", "Alder"])
        self.assertIn("Contact No.", rows[0])

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
