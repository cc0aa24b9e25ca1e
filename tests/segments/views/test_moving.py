from django.test import TestCase
from django.utils import timezone

from campaigns.models import CampaignTarget
from contacts.models import Contact
from segments.services import SegmentDetails, add_contacts, create_segment
from tests.factories import cast
from tests.factories.campaigns import WORK_DATE
from tests.factories.contacts import NumberSeriesFactory
from tests.factories.users import UserFactory


class ChangeContactCompanyTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        NumberSeriesFactory(code="SEGMENT", prefix="SM")
        cls.alder, cls.birch = cast.company("Alder", city="Bath"), cast.company("Birch", city="York")
        cls.ann = cast.person("Ann", cls.alder, city="Bath")
        cls.page = "/contacts/ANN/company/"
        cls.marketer = UserFactory(group="Marketer")

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def make_target(self) -> None:
        spring = cast.campaign("SPRING")
        details = SegmentDetails(description="Spring", dated_on=WORK_DATE, campaign=spring, is_campaign_target=True)
        segment = create_segment(details=details, by=None)
        add_contacts(segment, contacts=Contact.objects.filter(pk=self.ann.pk), at=timezone.now())

    def test_is_for_those_who_may_change_contacts(self) -> None:
        for verb in (self.client.get, self.client.post):
            self.client.force_login(UserFactory(group="Viewer"))
            self.assertContains(verb(self.page), "You can look at contacts but not change them.", status_code=403)
            self.client.logout()
            self.assertRedirects(verb(self.page), f"/sign-in/?next={self.page}")
        self.assertEqual(Contact.objects.get(name="Ann").company, self.alder)

    def test_says_which_target_groups_follow_and_moves_them(self) -> None:
        self.assertContains(self.client.get(self.page), "The person is a target of no campaign")
        self.make_target()
        self.assertContains(self.client.get(self.page), "SPRING")
        answer = self.client.post(self.page, {"company": "birch"}, follow=True)
        self.assertContains(answer, "Ann belongs to Birch now.")
        self.assertContains(answer, "Open order lines follow when SPRING is re-synced.")
        ann = Contact.objects.get(name="Ann")
        self.assertEqual((ann.company, ann.city, ann.modified_by), (self.birch, "York", self.marketer))
        self.assertEqual([target.buyer for target in CampaignTarget.objects.all()], [self.birch])

    def test_company_is_taken_away(self) -> None:
        answer = self.client.post(self.page, {"company": ""}, follow=True)
        self.assertContains(answer, "Ann belongs to no company now.")
        self.assertIsNone(Contact.objects.get(name="Ann").company)

    def test_unknown_company_is_refused_and_a_company_has_none(self) -> None:
        self.assertContains(self.client.post(self.page, {"company": "oak"}), "No company has “oak”", status_code=422)
        self.assertEqual(Contact.objects.get(name="Ann").company, self.alder)
        self.assertEqual(self.client.get("/contacts/ALDER/company/").status_code, 404)
