from django.contrib.auth.models import Group, User
from django.test import TestCase
from django.urls import reverse

from contacts.models import Contact, MarketingSetup, NumberSeries, Territory
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

    def test_contacts_are_looked_at_here_and_changed_on_their_own_page(self) -> None:
        page = self.client.get(reverse("admin:contacts_contact_change", args=[self.alder.pk]))
        self.assertContains(page, "/contacts/ALDER/")
        self.assertNotContains(page, 'name="_save"')
        for verb in ("add", "change", "delete"):
            args = [] if verb == "add" else [self.alder.pk]
            fields = {"name": "Birch", "type": "company", "post": "yes"}
            answer = self.client.post(reverse(f"admin:contacts_contact_{verb}", args=args), fields)
            self.assertEqual(answer.status_code, 403)
        self.assertEqual([contact.name for contact in Contact.objects.all()], ["Alder"])

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
