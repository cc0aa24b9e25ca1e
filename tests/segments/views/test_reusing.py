"""The page that reuses saved criteria on a segment."""

from contacts.models import MailingGroup
from segments.criteria import ContactFilter, Criteria
from segments.models import Segment, SegmentStep
from segments.saved_criteria import save_criteria
from segments.step_services import AskedStep, take_criteria_step
from tests.factories.campaigns import NOW
from tests.factories.users import UserFactory
from tests.segments.counting import targets_of
from tests.segments.stage import SegmentTestCase

Action = SegmentStep.Action


class ReusePageTest(SegmentTestCase):
    """FAIR adds persons and takes Alder off; the segment has Alder on it, in one step."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer")
        case = cls()
        source = case.segment(campaign=None, is_campaign_target=False)
        persons = Criteria(contact=ContactFilter(type="person"))
        for action, criteria in ((Action.ADD, persons), (Action.REDUCE, Criteria.of_numbers("ALDER"))):
            take_criteria_step(source, AskedStep(action=action, criteria=criteria), at=NOW, by=None)
        cls.saved = save_criteria(source, code="FAIR", description="Visitors", at=NOW, by=None)
        cls.west = case.segment(cls.alder, campaign=cls.summer, is_campaign_target=False)
        cls.url = f"/segments/{cls.west.number}/reuse/"

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def names(self) -> list[str]:
        return list(self.west.lines.order_by("line_number").values_list("contact__name", flat=True))

    def send(self, **given: str) -> object:
        return self.client.post(
            self.url, {"criteria": "FAIR", "counts": "3-1-0", "appends": "yes", **given}, follow=True
        )

    def test_says_before_what_comes_of_it_and_each_number_opens_its_contacts(self) -> None:
        page = self.client.get(self.url, {"criteria": "FAIR"})
        for words in ("Add: contacts that are persons.", "3 contacts match now.", "Take all 2 steps (+3 −1)"):
            self.assertContains(page, words)
        for label, count, url in page.context["figures"]:
            self.assertEqual(self.client.get(url).context["list"].found_count, count, label)
        self.assertEqual([count for _label, count, _url in page.context["figures"]], [3, 1])
        self.assertEqual(self.client.get(f"{self.url}FAIR/nobody/").status_code, 404)
        self.assertEqual(self.west.steps.count(), 1)

    def test_steps_are_taken_together(self) -> None:
        page = self.send()
        self.assertContains(page, "FAIR was reused: 2 steps. 3 contacts came onto the segment. 1 contact left it.")
        self.assertEqual(self.names(), ["Ann", "Ben", "Zoe"])
        self.assertEqual(page.redirect_chain, [(f"/segments/{self.west.number}/steps/", 302)])

    def test_segment_with_steps_asks_and_takes_nothing_unless_agreed(self) -> None:
        self.assertContains(self.client.get(self.url, {"criteria": "FAIR"}), "The segment has 1 step already")
        page = self.send(appends="")
        self.assertContains(page, "Tick that the steps are to come behind those that are there.", status_code=422)
        self.assertEqual(self.names(), ["Alder"])
        SegmentStep.objects.filter(segment=self.west).update(undone_at=NOW)
        self.assertNotContains(self.client.get(self.url, {"criteria": "FAIR"}), "already: let these come")
        self.assertEqual(self.send(appends="").status_code, 200)

    def test_other_numbers_than_were_shown_take_nothing(self) -> None:
        for counts in ("2-1-0", "", "x-1-0", "3-1"):
            self.assertContains(self.send(counts=counts), "By now 3 would come and 1 leave.", status_code=422)
        self.assertEqual(self.names(), ["Alder"])

    def test_nothing_chosen_or_gone_is_said(self) -> None:
        self.assertContains(self.client.get(self.url, {"criteria": ""}), "Choose saved criteria.", status_code=422)
        self.assertContains(self.send(criteria="GONE"), "There are no such saved criteria any more.", status_code=422)
        self.saved.delete()
        self.assertContains(self.client.get(self.url), "No saved criteria yet")

    def test_deleted_code_is_named_with_its_step_and_where_to_mend_it(self) -> None:
        news = MailingGroup.objects.create(code="NEWS")
        source = Segment.objects.get(number=self.saved.saved_from)
        asked = AskedStep(action=Action.ADD, criteria=Criteria(mailing_groups=("NEWS",)))
        take_criteria_step(source, asked, at=NOW, by=None)
        save_criteria(source, code="LATE", at=NOW, by=None)
        news.delete()
        page = self.client.get(self.url, {"criteria": "LATE"})
        self.assertContains(page, "There is no mailing group NEWS any more.", count=1)
        self.assertContains(page, f"/segments/{self.west.number}/criteria/?action=add&amp;mailing_groups=NEWS")
        self.assertContains(page, "So none of the steps can be taken.")
        self.assertContains(self.send(criteria="LATE"), "Step 3 of LATE cannot be taken.")
        self.assertEqual(self.client.get(f"{self.url}LATE/coming/").status_code, 404)
        self.assertEqual(self.names(), ["Alder"])

    def test_prices_of_an_active_campaign_are_asked_about(self) -> None:
        Segment.objects.filter(pk=self.west.pk).update(campaign=self.spring, is_campaign_target=True)
        page = self.send()
        self.assertContains(page, "Reuse FAIR on")
        self.assertContains(page, "2 buyers get the prices of SPRING at once.")
        self.assertEqual((self.names(), targets_of(self.spring)), (["Alder"], {}))
        page = self.send(confirmed=page.context["confirmed"])
        self.assertContains(page, "Open order lines follow when SPRING is re-synced.")
        self.assertEqual(targets_of(self.spring), {"ALDER": 2, "ZOE": 1})

    def test_logged_segment_stays_as_it_is(self) -> None:
        Segment.objects.filter(pk=self.west.pk).update(state=Segment.State.LOGGED)
        self.assertContains(self.client.get(self.url), "is no longer open (Logged)")
        self.assertContains(self.send(), "is no longer open (Logged)")
        self.assertEqual(self.names(), ["Alder"])

    def test_who_may_not(self) -> None:
        self.client.force_login(self.viewer)
        self.assertEqual(self.send().status_code, 403)
        self.assertNotContains(self.client.get(f"/segments/{self.west.number}/steps/"), "/reuse/")
        self.client.logout()
        self.assertRedirects(self.client.get(self.url), f"/sign-in/?next={self.url}")
        self.assertEqual(self.names(), ["Alder"])
