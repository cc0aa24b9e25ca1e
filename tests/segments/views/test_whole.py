import dataclasses

from segments.header import change_segment
from segments.models import BulkChange, Segment
from segments.services import SegmentDetails
from tests.factories.campaigns import NOW
from tests.factories.users import UserFactory
from tests.segments.counting import targets_of
from tests.segments.pages import LinesTest

TAB = "/campaigns/SPRING/segments/"


class WholeSegmentTest(LinesTest):
    def post(self, verb: str, **data: str) -> str:
        answer = self.client.post(f"/segments/WEST/{verb}/", {"next": TAB, **data}, follow=True)
        return answer.content.decode()

    def test_the_tab_offers_it_with_counts_that_open_their_lines(self) -> None:
        page = self.client.get(TAB)
        for text in ("/segments/WEST/mark/", "/segments/WEST/clear/", "/segments/WEST/unlink/", "?customer=yes"):
            self.assertContains(page, text)

    def test_marks_and_clears_all_lines_and_can_be_undone(self) -> None:
        page = self.post("mark")
        self.assertIn("WEST: 3 lines are now campaign target.", page)
        self.assertIn("message-undo", page)
        self.assertEqual(self.marked(), ["ALDER", "BIRCH", "CEDAR"])
        self.assertTrue(Segment.objects.get().is_campaign_target)
        self.assertIn("WEST: 3 lines are no longer campaign target.", self.post("clear"))
        self.assertEqual(self.marked(), [])
        change = BulkChange.objects.order_by("pk").last()
        self.client.post(f"/segments/WEST/changes/{change.pk}/undo/")
        self.assertEqual(self.marked(), ["ALDER", "BIRCH", "CEDAR"])

    def test_unlinks_and_links_again_by_undoing(self) -> None:
        self.post("mark")
        self.assertIn("WEST is no longer linked to a campaign. Lines: 3.", self.post("unlink"))
        self.assertIsNone(Segment.objects.get().campaign)
        self.assertEqual(targets_of(self.campaign), {})
        change = BulkChange.objects.order_by("pk").last()
        self.client.post(f"/segments/WEST/changes/{change.pk}/undo/")
        self.assertEqual(Segment.objects.get().campaign, self.campaign)
        self.assertEqual(self.marked(), ["ALDER", "BIRCH", "CEDAR"])

    def test_active_campaign_is_asked_about(self) -> None:
        self.post("mark")
        self.campaign.__class__.objects.update(is_active=True, activated_at=NOW)
        self.assertIn("Clear campaign target on all lines of WEST", self.post("clear"))
        self.assertIn("Unlink WEST", self.post("unlink"))
        self.assertEqual(self.marked(), ["ALDER", "BIRCH", "CEDAR"])
        self.segment.lines.update(is_campaign_target=False)
        self.campaign.targets.all().delete()
        self.assertIn("Mark all lines of WEST", self.post("mark"))
        self.assertEqual(self.marked(), [])

    def test_without_a_campaign_it_is_refused(self) -> None:
        details = dataclasses.replace(SegmentDetails.of(self.segment), campaign=None)
        change_segment(self.segment, details=details, at=NOW)
        self.assertIn("3 of the lines have no campaign.", self.post("mark"))

    def test_who_may_do_what(self) -> None:
        self.client.force_login(self.viewer)
        for verb in ("mark", "clear", "unlink"):
            answer = self.client.post(f"/segments/WEST/{verb}/")
            self.assertContains(answer, "You can look at segments but not change", status_code=403)
        self.client.force_login(UserFactory(permissions=["segments.change_segment"]))
        self.assertEqual(self.client.post("/segments/WEST/mark/").status_code, 403)
        self.client.logout()
        self.assertRedirects(self.client.post("/segments/WEST/mark/"), "/sign-in/?next=/segments/WEST/mark/")
        self.assertEqual(self.marked(), [])
