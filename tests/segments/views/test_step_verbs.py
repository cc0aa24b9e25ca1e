from segments.criteria import ContactFilter, Criteria
from segments.models import Segment, SegmentStep
from segments.step_services import AskedStep, take_criteria_step
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.users import UserFactory
from tests.segments.counting import targets_of
from tests.segments.stage import SegmentTestCase

Action = SegmentStep.Action


class StepVerbsTest(SegmentTestCase):
    """Step 1 adds Alder, Ann, Ben and Zoe; step 2 takes the persons off."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer", first_name="Jo")

    def setUp(self) -> None:
        self.client.force_login(self.marketer)
        self.west = self.segment(campaign=self.summer)
        self.url = f"/segments/{self.west.number}/steps/"
        self.take(Action.ADD, Criteria())
        self.take(Action.REDUCE, Criteria(contact=ContactFilter(type="person")))

    def take(self, action: str, criteria: Criteria) -> None:
        take_criteria_step(self.west, AskedStep(action=action, criteria=criteria), by=self.marketer, at=NOW)

    def names(self) -> list[str]:
        return list(self.west.lines.order_by("line_number").values_list("contact__name", flat=True))

    def send(self, path: str, **data: str) -> str:
        return self.client.post(f"{self.url}{path}", data, follow=True).content.decode()

    def test_middle_step_is_undone_and_counts_again(self) -> None:
        self.assertEqual(self.names(), ["Alder"])
        page = self.send("2/undo/")
        self.assertIn("Step 2 was undone. 3 contacts came onto the segment.", page)
        self.assertIn(f'formaction="{self.url}2/redo/"', page)
        self.assertEqual(sorted(self.names()), ["Alder", "Ann", "Ben", "Zoe"])
        page = self.send("2/redo/")
        self.assertIn("Step 2 counts again. 3 contacts left the segment.", page)
        self.assertEqual(self.names(), ["Alder"])

    def test_first_step_is_undone_before_the_last(self) -> None:
        self.assertIn("Step 1 was undone. 1 contact left the segment.", self.send("1/undo/"))
        self.assertEqual(self.names(), [])
        self.assertContains(self.client.get(self.url), "1/redo/", count=1)

    def test_done_twice_changes_nothing_and_says_so(self) -> None:
        self.send("2/undo/")
        before = self.names()
        self.assertIn("Step 2 was undone before. Nothing was changed.", self.send("2/undo/"))
        self.assertIn("Step 1 counts already. Nothing was changed.", self.send("1/redo/"))
        self.assertEqual(self.names(), before)

    def test_prices_of_an_active_campaign_are_asked_about(self) -> None:
        Segment.objects.filter(pk=self.west.pk).update(campaign=self.spring)
        page = self.send("2/undo/")
        self.assertIn("Undo step 2?", page)
        self.assertIn("2 buyers get the prices of SPRING at once.", page)
        self.assertEqual(self.names(), ["Alder"])

    def test_start_over_asks_names_the_number_and_takes_all_off(self) -> None:
        url = f"/segments/{self.west.number}/start-over/"
        self.assertContains(self.client.get(url), "All 2 steps are undone.")
        self.assertContains(self.client.get(url), "Take 1 line off and start over")
        page = self.client.post(url, {"count": "2"}, follow=True)
        self.assertContains(page, "The lines changed since you looked. Nothing was changed.")
        self.assertEqual(self.names(), ["Alder"])
        page = self.client.post(url, {"count": "1"}, follow=True)
        self.assertContains(page, "The segment starts over. 1 contact left the segment.")
        self.assertEqual(self.names(), [])
        self.assertContains(self.client.get(url), "There is no step to undo.")

    def test_logged_segment_stays_as_it_is(self) -> None:
        Segment.objects.update(state=Segment.State.LOGGED)
        self.assertIn("is no longer open (Logged)", self.send("2/undo/"))
        self.assertNotContains(self.client.get(self.url), "2/undo/")
        self.assertEqual(self.names(), ["Alder"])

    def test_viewer_may_not(self) -> None:
        self.client.force_login(self.viewer)
        for path in (f"{self.url}2/undo/", f"{self.url}2/redo/", f"/segments/{self.west.number}/start-over/"):
            page = self.client.post(path)
            self.assertContains(page, "You can look at segments but not change them.", status_code=403)
        self.assertNotContains(self.client.get(self.url), "2/undo/")
        self.client.logout()
        self.assertEqual(self.client.post(f"{self.url}2/undo/").status_code, 302)
        self.assertEqual(self.names(), ["Alder"])

    def test_step_that_there_is_not(self) -> None:
        self.assertEqual(self.client.post(f"{self.url}9/undo/").status_code, 404)
        self.assertEqual(targets_of(self.summer), {"ALDER": 1})
        self.assertEqual(cast.company("Birch").segment_lines.count(), 0)
