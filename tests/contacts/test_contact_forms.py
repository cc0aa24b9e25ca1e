from django.core.exceptions import ValidationError
from django.test import TestCase

from contacts.contact_forms import ChangedContactForm, CompanyField, NewContactForm
from contacts.details import ContactDetails, ContactError
from tests.factories import cast
from tests.factories.contacts import SalespersonFactory


class ContactFormTest(TestCase):
    def test_each_type_has_its_fields(self) -> None:
        company = NewContactForm(base=ContactDetails()).fields
        person = NewContactForm(base=ContactDetails(type="person")).fields
        self.assertEqual(company.keys() - person.keys(), {"name", "vat_registration_number", "registration_number"})
        self.assertEqual(
            person.keys() - company.keys(),
            {
                "first_name",
                "middle_name",
                "surname",
                "job_title",
                "organizational_level",
                "is_minor",
                "has_parental_consent",
                "company",
            },
        )

    def test_what_is_not_on_the_form_stays(self) -> None:
        alder = cast.company("Alder", is_customer=True, registration_number="7")
        form = ChangedContactForm({"name": "Ash", "seen_at": "2026-03-02"}, base=ContactDetails.of(alder))
        self.assertTrue(form.is_valid(), form.errors)
        details = form.details()
        self.assertEqual((details.name, details.is_customer, details.registration_number), ("Ash", True, ""))

    def test_salesperson_blocked_since_is_offered(self) -> None:
        blocked, other = SalespersonFactory(is_blocked=True), SalespersonFactory(is_blocked=True)
        offered = NewContactForm(base=ContactDetails(salesperson=blocked)).fields["salesperson"].queryset
        self.assertIn(blocked, offered)
        self.assertNotIn(other, offered)

    def test_what_has_no_field_is_refused_above_the_form(self) -> None:
        form = NewContactForm({"name": "Ash"}, base=ContactDetails())
        self.assertTrue(form.is_valid())
        form.refuse(ContactError("No."))
        self.assertEqual(form.non_field_errors(), ["No."])

    def test_moment_that_is_none_asks_to_open_the_page_again(self) -> None:
        form = ChangedContactForm({"name": "Ash", "seen_at": "x"}, base=ContactDetails())
        self.assertIn("Open this page again", form.errors["seen_at"][0])


class CompanyFieldTest(TestCase):
    def test_shows_the_number_and_reads_it(self) -> None:
        alder, field = cast.company("Alder"), CompanyField()
        self.assertEqual((field.prepare_value(alder), field.prepare_value("ald")), ("ALDER", "ald"))
        self.assertEqual((field.clean("ALDER"), field.clean("")), (alder, None))
        with self.assertRaises(ValidationError):
            field.clean("oak")
