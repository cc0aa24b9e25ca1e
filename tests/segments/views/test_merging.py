import re

from django.test import TestCase

from contacts.models import Contact, DuplicatePair, MergedNumber
from orders.models import Order
from segments.merge_plan import plan_merge
from segments.services import SegmentDetails, add_contacts, create_segment
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.contacts import NumberSeriesFactory
from tests.factories.users import UserFactory

PAGE = "/contacts/ALDER/merge/ALDER2/"


class MergePagesTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        NumberSeriesFactory(code="SEGMENT", prefix="SM")
        cls.alder = cast.company("Alder", city="Bath", phone="1")
        cls.twin = cast.company("Alder2", city="York", email="info@alder.example", phone="1")
        cls.manager = UserFactory(group="Campaign manager")

    def setUp(self) -> None:
        self.client.force_login(self.manager)

    def fields(self, **fields: str) -> dict[str, str]:
        plan = plan_merge(self.alder, self.twin)
        given = {choice.name: "gone" if choice.takes_gone else "kept" for choice in plan.choices}
        return given | {"expected": plan.digest, "number": "ALDER2"} | fields

    def chosen(self, page: str) -> set[str]:
        """Return which radio buttons of the page are on."""
        return set(re.findall(r'id="(\w+)"(?:\s+aria-describedby="[\w-]+")?\s+checked', page))

    def test_is_for_those_who_may_delete_contacts(self) -> None:
        for page in (PAGE, "/contacts/ALDER/merge/"):
            for verb in (self.client.get, self.client.post):
                self.client.force_login(UserFactory(group="Marketer"))
                self.assertContains(verb(page), "You can look at contacts but not merge them.", status_code=403)
                self.client.logout()
                self.assertRedirects(verb(page), f"/sign-in/?next={page}")
        self.assertTrue(Contact.objects.filter(number="ALDER2").exists())

    def test_other_contact_is_chosen_by_its_number(self) -> None:
        page = "/contacts/ALDER/merge/"
        self.assertContains(self.client.get("/contacts/ALDER/"), page)
        self.assertRedirects(self.client.post(page, {"other": "alder2"}), PAGE)
        cast.person("Ann")
        for typed, words in (
            ("oak", "There is no contact OAK. Check the number."),
            ("ANN", "ANN Ann is a person. Only companies are merged with companies, and persons with persons."),
            ("ALDER", "ALDER Alder is this contact itself. Choose another one."),
        ):
            self.assertContains(self.client.post(page, {"other": typed}), words, status_code=422)

    def test_page_of_two_that_cannot_be_merged_leads_back(self) -> None:
        cast.person("Ann")
        answer = self.client.get("/contacts/ALDER/merge/ANN/", follow=True)
        self.assertRedirects(answer, "/contacts/ALDER/merge/")
        self.assertContains(answer, "ANN Ann is a person.")
        self.assertEqual(self.client.get("/contacts/ALDER/merge/OAK/").status_code, 404)

    def test_button_that_is_pressed_twice_leads_to_the_card_both_times(self) -> None:
        fields = self.fields()
        self.assertRedirects(self.client.post(PAGE, fields), "/contacts/ALDER/")
        answer = self.client.post(PAGE, fields, follow=True)
        self.assertRedirects(answer, "/contacts/ALDER/")
        self.assertContains(answer, "ALDER2 was merged with ALDER Alder on")
        self.assertEqual(MergedNumber.objects.count(), 1)
        self.client.force_login(UserFactory(group="Viewer"))
        self.assertEqual(self.client.post(PAGE, fields).status_code, 403)

    def test_possible_duplicates_lead_to_it(self) -> None:
        pair = DuplicatePair.objects.create(first=self.alder, second=self.twin, equal_count=12)
        self.assertContains(self.client.get(f"/contacts/duplicates/{pair.pk}/"), PAGE)
        self.client.force_login(UserFactory(group="Marketer"))
        self.assertNotContains(self.client.get(f"/contacts/duplicates/{pair.pk}/"), PAGE)

    def test_shows_both_and_what_becomes_of_orders_prices_and_segments(self) -> None:
        spring, item = cast.campaign("SPRING"), cast.item("1000")
        cast.price(item, "80", self.twin)
        cast.line(cast.order(self.twin, number="SO1"), item, 2)
        details = SegmentDetails(description="Spring", dated_on=WORK_DATE, campaign=spring, is_campaign_target=True)
        both = Contact.objects.filter(type="company")
        add_contacts(create_segment(details=details, by=None), contacts=both, at=NOW)
        page = self.client.get(PAGE)
        for words in (
            "this cannot be undone",
            "York",
            "1 order goes over, 1 of them open.",
            "SO1",
            "€200.00",
            "Holds for ALDER from then on",
            "ALDER Alder stays in the target group; both were there, and one place remains.",
            "On 1 open segment both have a line for the same campaign",
            "Type ALDER2, which goes, to confirm",
        ):
            self.assertContains(page, words)
        self.assertEqual(self.chosen(page.text), {"id_name", "id_city", "gone_email", "id_prices"})

    def test_merges_what_was_chosen(self) -> None:
        cast.order(self.twin)
        answer = self.client.post(PAGE, self.fields(city="gone"), follow=True)
        self.assertRedirects(answer, "/contacts/ALDER/")
        self.assertContains(answer, "ALDER2 Alder2 was merged with ALDER Alder")
        alder = Contact.objects.get()
        self.assertEqual((alder.name, alder.city, alder.email), ("Alder", "York", "info@alder.example"))
        self.assertEqual(alder.modified_by, self.manager)
        self.assertEqual(Order.objects.get().buyer, alder)
        self.assertEqual(MergedNumber.objects.get().merged_by, self.manager)
        answer = self.client.get("/contacts/ALDER2/", follow=True)
        self.assertRedirects(answer, "/contacts/ALDER/")
        self.assertContains(answer, "ALDER2 was merged with ALDER Alder on ")
        self.assertContains(answer, "ALDER2 was merged with it, ")
        self.assertEqual(self.client.get("/contacts/OAK/").status_code, 404)

    def test_number_is_typed_and_what_was_chosen_stays(self) -> None:
        answer = self.client.post(PAGE, self.fields(city="gone", number="alder"))
        self.assertContains(answer, "“alder” is not the number of the contact that goes.", status_code=422)
        self.assertEqual(self.chosen(answer.text), {"id_name", "gone_city", "gone_email"})
        self.assertEqual(Contact.objects.count(), 2)

    def test_what_changed_meanwhile_is_shown_first(self) -> None:
        fields = self.fields()
        cast.order(self.twin)
        answer = self.client.post(PAGE, fields)
        self.assertContains(answer, "Meanwhile something about these contacts changed.", status_code=422)
        self.assertContains(answer, "1 order goes over", status_code=422)
        self.assertEqual(Contact.objects.count(), 2)
        self.assertRedirects(self.client.post(PAGE, self.fields()), "/contacts/ALDER/")
