from typing import Any

from django.test import TestCase

from contacts.models import Contact
from tests.factories import cast
from tests.factories.contacts import NumberSeriesFactory
from tests.factories.segments import SegmentLineFactory
from tests.factories.users import UserFactory


class EditingTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        NumberSeriesFactory(code="CONTACT", prefix="C")
        cls.alder = cast.company("Alder", city="Bath", phone="555")
        cls.ann = cast.person("Ann", cls.alder, city="Bath", first_name="Ann")
        cls.marketer = UserFactory(group="Marketer")

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def form_of(self, page: str) -> dict[str, Any]:
        form = self.client.get(page).context["form"]
        values = {name: form[name].value() for name in form.fields}
        return {name: getattr(value, "pk", value) for name, value in values.items() if value not in {None, False}}

    def test_are_for_those_who_may_change_contacts(self) -> None:
        for page, sentence in (
            ("/contacts/new/", "You can look at contacts but not add one."),
            ("/contacts/ALDER/edit/", "You can look at contacts but not change them."),
            ("/contacts/ALDER/delete/", "You can look at contacts but not delete them."),
        ):
            for verb in (self.client.get, self.client.post):
                self.client.force_login(UserFactory(group="Viewer"))
                self.assertContains(verb(page), sentence, status_code=403)
                self.client.logout()
                self.assertRedirects(verb(page), f"/sign-in/?next={page}")
        self.assertEqual(Contact.objects.count(), 2)

    def test_j02_new_contact_is_a_company(self) -> None:
        answer = self.client.post("/contacts/new/", {"name": "Birch", "email": "a@birch.test"})
        birch = Contact.objects.get(name="Birch")
        self.assertRedirects(answer, f"/contacts/{birch.number}/")
        self.assertEqual((birch.type, birch.company, birch.search_name), ("company", None, "BIRCH"))
        self.assertEqual(birch.modified_by, self.marketer)

    def test_j01_new_contact_of_a_company_is_its_person_and_inherits(self) -> None:
        page = "/contacts/new/?company=ALDER"
        values = self.form_of(page)
        self.assertEqual((values["company"], values["city"], values["phone"]), ("ALDER", "Bath", "555"))
        self.client.post(page, values | {"first_name": "Ben", "surname": "Oak", "number": "BEN"})
        ben = Contact.objects.get(number="BEN")
        self.assertEqual((ben.name, ben.type, ben.company), ("Ben Oak", "person", self.alder))
        self.assertEqual((ben.city, ben.phone), ("Bath", "555"))

    def test_company_is_found_by_its_name_and_refused_by_a_word_of_many(self) -> None:
        cast.company("Alders")
        page = "/contacts/new/?type=person"
        answer = self.client.post(page, {"first_name": "Ben", "company": "ald"})
        self.assertContains(answer, "may be ALDER Alder, ALDERS Alders. Type the number", status_code=422)
        answer = self.client.post(page, {"first_name": "Ben", "company": "oak"})
        self.assertContains(answer, "No company has “oak” in its number", status_code=422)
        self.assertFalse(Contact.objects.filter(first_name="Ben").exists())
        self.client.post(page, {"first_name": "Ben", "company": "alder"})
        self.assertEqual(Contact.objects.get(first_name="Ben").company, self.alder)

    def test_refusals_stand_at_their_field_and_keep_the_text(self) -> None:
        for typed, field, sentence in (
            ({"name": " "}, "name", "Fill in a name."),
            ({"name": "Oak", "email": "a,b"}, "email", "is not an e-mail address"),
            ({"name": "Oak", "phone": "12x"}, "phone", "12x is not a phone number"),
            ({"name": "Oak", "mobile_phone": "12x"}, "mobile_phone", "12x is not a phone number"),
            ({"name": "Oak", "number": "alder"}, "number", "ALDER already exists"),
        ):
            with self.subTest(field=field):
                answer = self.client.post("/contacts/new/", typed)
                self.assertEqual(answer.status_code, 422)
                self.assertIn(sentence, answer.context["form"].errors[field][0])
        self.assertEqual(Contact.objects.count(), 2)

    def test_saving_tells_how_many_persons_follow(self) -> None:
        values = self.form_of("/contacts/ALDER/edit/")
        answer = self.client.post("/contacts/ALDER/edit/", values | {"city": "York"}, follow=True)
        self.assertContains(answer, "ALDER was saved. 1 person of the company follows.")
        self.ann.refresh_from_db()
        self.assertEqual((self.ann.city, self.ann.modified_by), ("York", self.marketer))

    def test_two_at_once_are_shown_both(self) -> None:
        values = self.form_of("/contacts/ALDER/edit/")
        self.client.post("/contacts/ALDER/edit/", values | {"city": "York"})
        answer = self.client.post("/contacts/ALDER/edit/", values | {"city": "Leeds"})
        self.assertContains(answer, "changed this contact at", status_code=422)
        self.assertContains(answer, "Now stored: York", status_code=422)
        self.alder.refresh_from_db()
        self.assertEqual(self.alder.city, "York")
        again = {"city": "Leeds", "seen_at": answer.context["form"]["seen_at"].value()}
        self.client.post("/contacts/ALDER/edit/", values | again)
        self.alder.refresh_from_db()
        self.assertEqual(self.alder.city, "Leeds")

    def test_minor_is_blocked_and_told_so(self) -> None:
        values = self.form_of("/contacts/ANN/edit/")
        answer = self.client.post("/contacts/ANN/edit/", values | {"is_minor": "on"}, follow=True)
        self.assertContains(answer, "It is now privacy blocked")
        answer = self.client.post(
            "/contacts/ANN/edit/", self.form_of("/contacts/ANN/edit/") | {"is_privacy_blocked": ""}
        )
        self.assertIn("is a minor", answer.context["form"].errors["is_privacy_blocked"][0])

    def test_deleting_asks_first_and_says_what_stands_in_the_way(self) -> None:
        self.client.force_login(UserFactory(group="Campaign manager"))
        self.assertContains(self.client.get("/contacts/ALDER/delete/"), "Its 1 person goes with it")
        line = SegmentLineFactory(contact=self.ann)
        answer = self.client.post("/contacts/ALDER/delete/")
        self.assertContains(answer, "it or one of its persons is used by 1 segment line", status_code=422)
        self.assertEqual(Contact.objects.count(), 2)
        line.delete()
        self.assertRedirects(self.client.post("/contacts/ALDER/delete/"), "/contacts/")
        self.assertFalse(Contact.objects.exists())

    def test_companies_are_found_while_one_types(self) -> None:
        answer = self.client.get("/contacts/companies/search/?q=ald")
        self.assertEqual(answer.json(), {"results": [{"value": "ALDER", "label": "Alder"}]})
        self.assertEqual(self.client.get("/contacts/companies/search/").json(), {"results": []})
