from dataclasses import replace

from django.test import SimpleTestCase, TestCase

from contacts.details import (
    ContactDetails,
    ContactEmailError,
    ContactPhoneError,
    ContactPrivacyError,
    ContactSalespersonError,
    ContactTypeError,
    refuse_company,
    values_of,
)
from contacts.models import Contact, OrganizationalLevel
from tests.factories import cast
from tests.factories.contacts import SalespersonFactory

DAN = ContactDetails(type="person", first_name="Dan", name="Dan")


class ValuesTest(SimpleTestCase):
    def test_several_addresses_have_a_semicolon_between_them(self) -> None:
        for typed, stored in (
            ("a@x.test; b@x.test", "a@x.test;b@x.test"),
            (" a@x.test ", "a@x.test"),
            ("  ", ""),
        ):
            self.assertEqual(values_of(replace(DAN, email=typed))["email"], stored)

    def test_address_that_stands_there_already_may_stay(self) -> None:
        before = replace(DAN, email="ask Dan")
        self.assertEqual(values_of(replace(before, city="Bath"), before=before)["email"], "ask Dan")
        with self.assertRaisesMessage(ContactEmailError, "“ask Ann” is not an e-mail address."):
            values_of(replace(before, email="ask Ann"), before=before)

    def test_vat_number_is_put_in_capitals(self) -> None:
        details = ContactDetails(name="Alder", vat_registration_number="gb123")
        self.assertEqual(values_of(details)["vat_registration_number"], "GB123")

    def test_each_type_has_fields_that_the_other_has_not(self) -> None:
        for details, sentence in (
            (replace(DAN, vat_registration_number="1"), "A person has no VAT registration No."),
            (replace(DAN, registration_number="1"), "A person has no registration No."),
            (ContactDetails(name="Alder", job_title="Boss"), "A company has no job title."),
            (
                ContactDetails(name="Alder", organizational_level=OrganizationalLevel(code="TOP")),
                "A company has no organizational level.",
            ),
        ):
            with self.subTest(sentence=sentence), self.assertRaisesMessage(ContactTypeError, sentence):
                values_of(details)

    def test_consent_given_from_the_start_blocks_too(self) -> None:
        self.assertIs(values_of(replace(DAN, has_parental_consent=True))["is_privacy_blocked"], True)

    def test_letters_make_no_phone_number(self) -> None:
        with self.assertRaises(ContactPhoneError):
            values_of(replace(DAN, phone="A1234b"))


class SalespersonTest(TestCase):
    def test_blocked_one_may_stay_and_is_not_chosen_anew(self) -> None:
        details = replace(DAN, salesperson=SalespersonFactory(is_blocked=True))
        self.assertEqual(values_of(details, before=details)["salesperson"], details.salesperson)
        with self.assertRaises(ContactSalespersonError):
            values_of(details, before=DAN)


class RefuseCompanyTest(TestCase):
    def test_only_a_person_belongs_to_a_company(self) -> None:
        refuse_company(Contact(type="person"), cast.company("Alder"))
        with self.assertRaises(ContactTypeError):
            refuse_company(Contact(type="company"), cast.company("Birch"))


class PrivacyTest(SimpleTestCase):
    def test_minor_is_cleared_with_consent_only(self) -> None:
        minor = replace(DAN, is_minor=True, is_privacy_blocked=True)
        with self.assertRaisesMessage(ContactPrivacyError, "Dan is a minor. Without parental consent"):
            values_of(replace(minor, is_privacy_blocked=False), before=minor)
        consented = replace(minor, has_parental_consent=True)
        self.assertIs(
            values_of(replace(consented, is_privacy_blocked=False), before=consented)["is_privacy_blocked"], False
        )
