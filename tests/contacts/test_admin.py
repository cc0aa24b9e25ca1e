from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.test import TestCase
from django.urls import reverse

from contacts.models import Contact, DuplicatePair, MarketingSetup, NumberSeries, Territory
from tests.factories import cast
from tests.factories.contacts import NumberSeriesFactory
from tests.factories.users import UserFactory


class ContactsAdminTest(TestCase):
    staff: User
    alder: Contact

    @classmethod
    def setUpTestData(cls) -> None:
        cls.staff = UserFactory(is_staff=True)
        cls.staff.groups.add(Group.objects.get(name="Set-up"))
        NumberSeriesFactory(code="CONTACT")
        NumberSeries.objects.filter(code="CONTACT").update(prefix="C", digit_count=5, next_value=1)
        cls.alder = cast.company("Alder")

    def setUp(self) -> None:
        self.client.force_login(self.staff)

    def add(self, **fields: object) -> object:
        return self.client.post(reverse("admin:contacts_contact_add"), {"type": "company", **fields})

    def test_contact_without_a_number_gets_the_next_one(self) -> None:
        response = self.add(name="Birch")
        self.assertRedirects(response, reverse("admin:contacts_contact_changelist"))
        self.assertEqual(Contact.objects.get(name="Birch").number, "C00001")

    def test_typed_number_is_put_in_capitals(self) -> None:
        self.add(name="Birch", number="birch")
        self.assertEqual(Contact.objects.get(name="Birch").number, "BIRCH")

    def test_taken_number_is_refused_on_the_form(self) -> None:
        response = self.add(name="Birch", number="alder")
        self.assertContains(response, "Contact with this No. already exists.")
        self.assertFalse(Contact.objects.filter(name="Birch").exists())

    def test_number_that_may_not_be_typed_is_refused_with_the_reason(self) -> None:
        NumberSeries.objects.filter(code="CONTACT").update(allows_manual_numbers=False)
        response = self.add(name="Birch", number="B1")
        self.assertEqual(
            [str(message) for message in get_messages(response.wsgi_request)],
            ["Numbers of the series CONTACT may not be typed. Leave the number empty to get the next one."],
        )
        self.assertFalse(Contact.objects.filter(name="Birch").exists())

    def test_name_of_a_person_follows_from_its_parts(self) -> None:
        self.add(type="person", first_name="Ann", surname="Berg", company=self.alder.pk)
        person = Contact.objects.get(type="person")
        self.assertEqual((person.name, person.company), ("Ann Berg", self.alder))

    def test_contact_without_a_name_is_refused(self) -> None:
        self.assertContains(self.add(), "Fill in a name.")
        self.assertEqual(Contact.objects.count(), 1)

    def test_company_of_a_person_must_be_a_company(self) -> None:
        zoe = cast.person("Zoe")
        response = self.add(type="person", name="Ann", company=zoe.pk)
        self.assertContains(response, "Select a valid choice.")
        self.assertFalse(Contact.objects.filter(name="Ann").exists())

    def test_company_of_a_company_is_refused(self) -> None:
        response = self.add(name="Birch", company=self.alder.pk)
        self.assertContains(response, "A company cannot belong to another company. Leave the company empty.")
        self.assertFalse(Contact.objects.filter(name="Birch").exists())

    def test_number_type_and_company_stay_as_they_are(self) -> None:
        ann = cast.person("Ann", self.alder)
        url = reverse("admin:contacts_contact_change", args=[ann.pk])
        self.client.post(url, {"first_name": "Anna", "number": "X", "type": "company", "company": ""})
        ann.refresh_from_db()
        self.assertEqual((ann.name, ann.number, ann.type, ann.company), ("Anna", "ANN", "person", self.alder))

    def test_number_series_shows_its_next_number_and_cannot_be_deleted(self) -> None:
        series = NumberSeries.objects.get(code="CONTACT")
        self.assertContains(self.client.get(reverse("admin:contacts_numberseries_changelist")), "C00001")
        response = self.client.post(reverse("admin:contacts_numberseries_delete", args=[series.pk]), {"post": "yes"})
        self.assertEqual(response.status_code, 403)
        self.assertTrue(NumberSeries.objects.filter(code="CONTACT").exists())

    def test_code_of_a_number_series_stays(self) -> None:
        series = NumberSeries.objects.get(code="CONTACT")
        url = reverse("admin:contacts_numberseries_change", args=[series.pk])
        self.client.post(url, {"code": "OTHER", "prefix": "K", "digit_count": 3, "next_value": 7})
        series.refresh_from_db()
        self.assertEqual((series.code, series.number_at(series.next_value)), ("CONTACT", "K007"))

    def test_code_tables_salespeople_and_teams_are_kept_here(self) -> None:
        self.client.post(reverse("admin:contacts_territory_add"), {"code": "NORTH", "description": "The north"})
        self.assertEqual(Territory.objects.get().description, "The north")
        for name in ("industrygroup", "jobresponsibility", "mailinggroup", "salesperson", "team", "contact"):
            with self.subTest(name=name):
                response = self.client.get(reverse(f"admin:contacts_{name}_changelist"), {"q": "a"})
                self.assertEqual(response.status_code, 200)


class DuplicatesAdminTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.staff = UserFactory(is_staff=True)
        cls.staff.groups.add(Group.objects.get(name="Set-up"))

    def setUp(self) -> None:
        self.client.force_login(self.staff)

    def switched(self, **switches: str) -> tuple[bool, bool, str]:
        """Return how both switches stand after saving these, and what the page says."""
        url = reverse("admin:contacts_marketingsetup_change", args=[1])
        page = self.client.post(url, {"duplicate_hit_percent": "60", **switches}, follow=True)
        setup = MarketingSetup.objects.get()
        return setup.keeps_duplicate_strings, setup.searches_duplicates, page.content.decode()

    def test_m06_switches_go_on_together_with_an_offer_and_off_together(self) -> None:
        offer = "/contacts/duplicates/"
        keeps, searches, page = self.switched()
        self.assertEqual((keeps, searches, offer in page), (False, False, False))
        keeps, searches, page = self.switched(keeps_duplicate_strings="on")
        self.assertEqual((keeps, searches, offer in page), (True, True, True))
        keeps, searches, page = self.switched(keeps_duplicate_strings="on")
        self.assertEqual((keeps, searches, offer in page), (True, False, False))
        keeps, searches, page = self.switched(keeps_duplicate_strings="on", searches_duplicates="on")
        self.assertEqual((keeps, searches, offer in page), (True, True, False))

    def test_search_strings_are_set_up(self) -> None:
        page = self.client.get(reverse("admin:contacts_searchstringrule_changelist"))
        self.assertContains(page, "VAT registration No.")

    def test_contact_of_the_setup_is_compared_too(self) -> None:
        NumberSeriesFactory(code="CONTACT")
        MarketingSetup.objects.update(duplicate_hit_percent=10)
        for number in ("ONE", "TWO"):
            fields = {"type": "company", "name": "Ronson Garden", "number": number}
            self.client.post(reverse("admin:contacts_contact_add"), fields)
        self.assertEqual(DuplicatePair.objects.get().equal_count, 2)
