"""Saved criteria: list, card, change, delete, and a new segment from them."""

from contacts.models import MailingGroup
from segments.criteria import ContactFilter, Criteria
from segments.models import SavedCriteria, Segment, SegmentStep
from segments.reusing import reuse_criteria
from segments.saved_criteria import save_criteria
from segments.step_services import AskedStep, take_criteria_step
from tests.factories.campaigns import NOW
from tests.factories.users import UserFactory
from tests.segments.stage import SegmentTestCase

Action = SegmentStep.Action
LIST = "/segments/criteria/"
FAIR = f"{LIST}FAIR/"


class SavedCriteriaPagesTest(SegmentTestCase):
    """FAIR adds persons and takes off whom NEWS has; it was saved from SM0001 and reused on SM0002."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer", first_name="Jo")
        cls.manager = UserFactory(group="Campaign manager")
        cls.news = MailingGroup.objects.create(code="NEWS")
        case = cls()
        source = case.segment(campaign=cls.summer)
        for action, criteria in (
            (Action.ADD, Criteria(contact=ContactFilter(type="person"))),
            (Action.REDUCE, Criteria(mailing_groups=("NEWS",))),
        ):
            take_criteria_step(source, AskedStep(action=action, criteria=criteria), at=NOW, by=None)
        cls.saved = save_criteria(source, code="FAIR", description="Visitors", at=NOW, by=cls.marketer)
        reuse_criteria(case.segment(campaign=cls.summer, description="Second"), cls.saved, at=NOW, by=None)

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def test_list_opens_the_card_and_the_segments_that_used_it(self) -> None:
        page = self.client.get(LIST)
        self.assertContains(page, f'<a href="{FAIR}">FAIR</a>', html=True)
        self.assertContains(page, '<a href="/segments/?criteria=FAIR">1</a>', html=True)
        rows = self.client.get("/segments/?criteria=fair").context["table"].rows
        self.assertEqual([row.record.number for row in rows], ["SM0002"])
        self.assertNotContains(self.client.get(LIST, {"used": "no"}), FAIR)
        self.assertContains(self.client.get(LIST, {"search": "visit"}), FAIR)

    def test_card_says_the_steps_in_words_where_from_and_where_used(self) -> None:
        page = self.client.get(FAIR)
        for words in (
            "Add: contacts that are persons.",
            "Take off: contacts in mailing group NEWS.",
            "Saved by Jo",
            "The steps were those of SM0001.",
            "Second",
        ):
            self.assertContains(page, words)
        self.news.delete()
        self.assertContains(self.client.get(FAIR), "There is no mailing group NEWS any more.", count=1)
        self.assertEqual(self.client.get(f"{LIST}NONE/").status_code, 404)

    def test_code_and_description_are_changed_and_typed_text_stays_on_refusal(self) -> None:
        save_criteria(Segment.objects.get(number="SM0001"), code="SHOW", at=NOW, by=None)
        page = self.client.post(f"{FAIR}edit/", {"code": "show", "description": "Other"})
        self.assertContains(page, "There are saved criteria SHOW already.", status_code=422)
        self.assertContains(page, 'value="Other"', status_code=422)
        page = self.client.post(f"{FAIR}edit/", {"code": "fair26", "description": "Other"}, follow=True)
        self.assertEqual(page.redirect_chain[-1][0], f"{LIST}FAIR26/")
        steps = self.client.get("/segments/SM0002/steps/")
        self.assertContains(steps, f'<a href="{LIST}FAIR26/">FAIR26</a>', count=2, html=True)

    def test_deleting_asks_first_and_leaves_the_segments(self) -> None:
        self.client.force_login(self.manager)
        page = self.client.get(f"{FAIR}delete/")
        self.assertContains(page, "Its 2 steps can then no longer be reused.")
        self.assertContains(page, "The 1 segment on which it was used stays as it is.")
        self.client.post(f"{FAIR}delete/")
        self.assertFalse(SavedCriteria.objects.exists())
        self.assertContains(self.client.get("/segments/SM0002/steps/"), "From saved criteria")
        self.assertContains(self.client.get(LIST), "No saved criteria yet")

    def test_new_segment_leads_to_what_the_criteria_would_bring(self) -> None:
        url = f"{FAIR}new-segment/"
        self.assertContains(self.client.get(url), 'value="Visitors"')
        given = {
            "description": "Fair of May",
            "dated_on": "2030-05-01",
            "number": "",
            "salesperson": "",
            "campaign": "",
        }
        self.assertEqual(self.client.post(url, given | {"description": ""}).status_code, 422)
        page = self.client.post(url, given, follow=True)
        self.assertEqual(page.redirect_chain, [("/segments/SM0003/reuse/?criteria=FAIR", 302)])
        self.assertContains(page, "Take all 2 steps (+3 −0)")

    def test_who_may_not(self) -> None:
        self.client.force_login(self.viewer)
        self.assertEqual([self.client.get(url).status_code for url in (LIST, FAIR)], [200, 200])
        self.assertNotContains(self.client.get(FAIR), "edit/")
        for path in ("edit/", "delete/", "new-segment/"):
            self.assertEqual(self.client.post(f"{FAIR}{path}", {"code": "X"}).status_code, 403)
        self.client.logout()
        self.assertRedirects(self.client.get(FAIR), f"/sign-in/?next={FAIR}")
        self.saved.refresh_from_db()
        self.assertEqual(self.saved.code, "FAIR")
