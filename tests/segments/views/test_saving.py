"""The page that saves the steps of a segment under a code."""

from segments.criteria import ContactFilter, Criteria
from segments.models import SavedCriteria, SegmentStep
from segments.saved_criteria import asked_steps
from segments.step_services import AskedStep, take_criteria_step
from tests.factories.campaigns import NOW
from tests.factories.users import UserFactory
from tests.segments.stage import SegmentTestCase


class SaveCriteriaTest(SegmentTestCase):
    """Step 1 adds persons, step 2 Alder by hand, step 3 is a refresh."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer")

    def setUp(self) -> None:
        self.client.force_login(self.marketer)
        self.west = self.segment(campaign=None, is_campaign_target=False)
        self.url = f"/segments/{self.west.number}/steps/save/"
        criteria = Criteria(contact=ContactFilter(type="person"))
        take_criteria_step(self.west, AskedStep(action=SegmentStep.Action.ADD, criteria=criteria), at=NOW, by=None)
        self.add(self.west, self.alder)
        SegmentStep.objects.create(segment=self.west, sequence=3, action="refresh", source="criteria", taken_at=NOW)

    def test_all_that_can_be_saved_are_ticked_and_the_others_say_why(self) -> None:
        page = self.client.get(self.url)
        self.assertEqual(page.context["form"].ticked, {"1", "2"})
        self.assertContains(page, "2. Add: contacts with number ALDER.")
        self.assertContains(page, "Left out: it is a refresh")

    def test_chosen_steps_are_saved(self) -> None:
        page = self.client.post(self.url, {"code": "fair", "description": "Visitors", "steps": ["2"]}, follow=True)
        self.assertContains(page, "FAIR was saved. Reuse it on any segment.")
        saved = SavedCriteria.objects.get()
        self.assertEqual((saved.saved_by, saved.saved_from), (self.marketer, self.west.number))
        self.assertEqual([step.criteria.contact.numbers for step in asked_steps(saved)], [("ALDER",)])

    def test_refusals_keep_what_was_typed_and_write_nothing(self) -> None:
        for given, words in (
            ({"code": "", "steps": ["1"]}, "This field is required."),
            ({"code": "FAIR"}, "Choose at least one step"),
            ({"code": "FAIR", "steps": ["3"]}, "Step 3 does not count any more, or cannot be saved."),
        ):
            page = self.client.post(self.url, {"description": "Visitors", **given})
            self.assertContains(page, words, status_code=422)
            self.assertContains(page, 'value="Visitors"', status_code=422)
        self.assertFalse(SavedCriteria.objects.exists())
        self.client.post(self.url, {"code": "FAIR", "steps": ["1"]})
        page = self.client.post(self.url, {"code": "fair", "steps": ["2"]})
        self.assertContains(page, "There are saved criteria FAIR already.", status_code=422)
        self.assertEqual(page.context["form"].ticked, {"2"})
        self.assertEqual(SavedCriteria.objects.count(), 1)

    def test_segment_without_such_a_step_says_so(self) -> None:
        SegmentStep.objects.exclude(sequence=3).delete()
        page = self.client.get(self.url)
        self.assertContains(page, "There is no step that can be saved.")
        self.assertContains(page, "Step 3: it is a refresh")

    def test_who_may_not(self) -> None:
        self.client.force_login(self.viewer)
        self.assertEqual(self.client.post(self.url, {"code": "X", "steps": ["1"]}).status_code, 403)
        self.assertNotContains(self.client.get(f"/segments/{self.west.number}/steps/"), "steps/save/")
        self.client.logout()
        self.assertRedirects(self.client.get(self.url), f"/sign-in/?next={self.url}")
        self.assertFalse(SavedCriteria.objects.exists())
