"""Scenarios of Business Central about contacts (groups I to L of its segments and contacts)."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.test import TestCase

from contacts.classification import KINDS, classify
from contacts.deletion import delete_contact
from contacts.details import ContactDetails, ContactEmailError, ContactPhoneError, ContactPrivacyError, ContactTypeError
from contacts.models import BusinessRelation, Contact, ContactBusinessRelation, MarketingSetup
from contacts.relations import add_relation, label_relations, make_customer
from contacts.selectors import companies_called
from contacts.services import change_contact, create_contact, set_company
from tests.factories import cast
from tests.factories.contacts import (
    BusinessRelationFactory,
    IndustryGroupFactory,
    JobResponsibilityFactory,
    MailingGroupFactory,
    NumberSeriesFactory,
    SalespersonFactory,
    TerritoryFactory,
)
from tests.factories.users import UserFactory

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def change(contact: Contact, **fields: Any) -> Contact:
    contact.refresh_from_db()
    return change_contact(contact, details=replace(ContactDetails.of(contact), **fields), at=NOW, by=None)[0]


class FieldScenariosTest(TestCase):
    def setUp(self) -> None:
        NumberSeriesFactory(code="CONTACT", prefix="C")

    def test_i02_name_of_a_person_and_its_parts(self) -> None:
        person = create_contact(details=ContactDetails(type="person", name="X Y Z"), by=None)
        self.assertEqual((person.first_name, person.middle_name, person.surname), ("X", "Y", "Z"))
        self.assertEqual(change(person, surname="W").name, "X Y W")
        person = change(person, name="Pat")
        self.assertEqual((person.first_name, person.middle_name, person.surname, person.name), ("Pat", "", "", "Pat"))

    def test_i03_name_of_a_company_has_no_parts(self) -> None:
        company = create_contact(details=ContactDetails(name="X"), by=None)
        self.assertEqual((company.name, company.first_name, company.surname), ("X", "", ""))

    def test_i06_several_addresses(self) -> None:
        dan = cast.person("Dan")
        for accepted in ("a@x.test;b@x.test", ""):
            self.assertEqual(change(dan, email=accepted).email, accepted)
        for refused in ("a@x.test,b@x.test", "a@x.test|b@x.test", "a@x.test b@x.test", "a@x.test;oops"):
            with self.subTest(refused=refused), self.assertRaises(ContactEmailError):
                change(dan, email=refused)
        dan.refresh_from_db()
        self.assertEqual(dan.email, "")

    def test_i07_characters_of_phone_numbers(self) -> None:
        dan = cast.person("Dan")
        for field in ("phone", "mobile_phone"):
            for number in ("0814655", "+-0814 655=&?"):
                self.assertEqual(getattr(change(dan, **{field: number}), field), number)
            with self.assertRaises(ContactPhoneError):
                change(dan, **{field: "A1234b"})

    def test_i08_deleted_contacts_take_their_groups_along(self) -> None:
        dan, cedar = cast.person("Dan"), cast.company("Cedar")
        classify(dan, kind=KINDS["mailing"], code=MailingGroupFactory(), by=None)
        classify(cedar, kind=KINDS["industry"], code=IndustryGroupFactory(), by=None)
        delete_contact(dan)
        delete_contact(cedar)
        self.assertFalse(Contact.objects.exists())
        self.assertFalse(Contact.mailing_groups.through.objects.exists())
        self.assertFalse(Contact.industry_groups.through.objects.exists())

    def test_i12_search_name_follows_until_one_is_typed(self) -> None:
        alder = cast.company("Alder")
        self.assertEqual(change(alder, name="Ash").search_name, "ASH")
        self.assertEqual(change(alder, search_name="tree").search_name, "TREE")
        self.assertEqual(change(alder, name="Oak").search_name, "TREE")

    def test_i13_minor(self) -> None:
        dan = cast.person("Dan")
        self.assertIs(change(dan, is_minor=True).is_privacy_blocked, True)
        with self.assertRaises(ContactPrivacyError):
            change(dan, is_privacy_blocked=False)
        self.assertIs(change(dan, has_parental_consent=True).is_privacy_blocked, True)
        self.assertIs(change(dan, is_privacy_blocked=False).is_privacy_blocked, False)
        self.assertIs(change(dan, has_parental_consent=False).is_privacy_blocked, True)


class CompanyScenariosTest(TestCase):
    def setUp(self) -> None:
        NumberSeriesFactory(code="CONTACT", prefix="C")
        self.alder = cast.company(
            "Alder", address="1 Mill Lane", city="Bath", post_code="BA1", phone="555", country_code="GB"
        )
        Contact.objects.filter(pk=self.alder.pk).update(
            salesperson=SalespersonFactory(code="MK"), territory=TerritoryFactory(code="LONDON"), language_code="ENG"
        )
        self.alder.refresh_from_db()

    def new_person(self) -> Contact:
        details = ContactDetails(type="person", name="New Person")
        return create_contact(details=details, company=self.alder, by=None)

    def test_j04_blank_address_is_filled(self) -> None:
        fay = set_company(cast.person("Fay"), company=self.alder)
        self.assertEqual((fay.address, fay.city, fay.post_code), ("1 Mill Lane", "Bath", "BA1"))

    def test_j05_own_address_is_kept(self) -> None:
        fay = set_company(cast.person("Fay", address="9 Hill Road", city="York"), company=self.alder)
        self.assertEqual((fay.address, fay.city, fay.post_code), ("9 Hill Road", "York", ""))

    def test_j07_all_is_taken_over(self) -> None:
        person = self.new_person()
        self.assertEqual((person.salesperson.code, person.territory.code), ("MK", "LONDON"))
        self.assertEqual((person.country_code, person.language_code, person.phone), ("GB", "ENG", "555"))
        self.assertEqual((person.address, person.city, person.post_code), ("1 Mill Lane", "Bath", "BA1"))

    def test_j08_nothing_is_taken_over(self) -> None:
        flags = [field.name for field in MarketingSetup._meta.fields if field.name.startswith("inherits_")]
        MarketingSetup.objects.update(**dict.fromkeys(flags, False))
        person = self.new_person()
        self.assertEqual((person.salesperson, person.territory), (None, None))
        self.assertEqual((person.country_code, person.language_code, person.phone, person.city), ("", "", "", ""))

    def test_j11_person_of_the_same_name_is_not_the_company(self) -> None:
        cast.person("Stan")
        stan = cast.company("StanCo", search_name="STAN")
        Contact.objects.filter(pk=stan.pk).update(name="Stan")
        self.assertEqual(companies_called("stan"), [stan])

    def test_j12_company_is_chosen(self) -> None:
        dan = set_company(cast.person("Dan"), company=companies_called("Ald")[0])
        self.assertEqual((dan.company.number, dan.company.name), ("ALDER", "Alder"))

    def test_j15_what_stands_in_the_way_of_another_type(self) -> None:
        dan, elm = cast.person("Dan"), cast.company("Elm", vat_registration_number="EU1")
        dan.job_responsibilities.add(JobResponsibilityFactory())
        cast.person("Ann", self.alder)
        for contact, type_, sentence in (
            (dan, "company", "DAN Dan has job responsibilities (1)."),
            (self.alder, "person", "Persons belong to ALDER Alder (1)."),
            (elm, "person", "A person has no VAT registration No."),
        ):
            with self.subTest(contact=contact.name), self.assertRaisesMessage(ContactTypeError, sentence):
                change(contact, type=type_)
        types = dict(Contact.objects.values_list("name", "type"))
        self.assertEqual((types["Dan"], types["Alder"], types["Elm"]), ("person", "company", "company"))


class CustomerScenariosTest(TestCase):
    def test_k03_persons_follow_the_company(self) -> None:
        elm, press = cast.company("Elm"), BusinessRelationFactory(code="PRESS")
        one, two = cast.person("P1"), cast.person("P2")
        make_customer(elm, by=None)
        add_relation(two, relation=press, by=None)
        labels = [set_company(person, company=elm).business_relation for person in (one, two)]
        self.assertEqual(labels, ["customer", "multiple"])
        ContactBusinessRelation.objects.filter(contact=elm).delete()
        label_relations(Contact.objects.filter(pk=elm.pk))
        found = Contact.objects.filter(company=elm).order_by("name").values_list("business_relation", flat=True)
        self.assertEqual(list(found), ["", "other"])

    def test_k09_company_of_the_person_becomes_the_customer(self) -> None:
        birch = cast.company("Birch")
        cara = cast.person("Cara", birch)
        self.assertEqual(make_customer(cara, by=None), birch)
        cara.refresh_from_db()
        birch.refresh_from_db()
        self.assertEqual((birch.is_customer, cara.is_customer), (True, False))
        link = ContactBusinessRelation.objects.get()
        self.assertEqual((link.contact, link.relation.code, link.number), (birch, "CUSTOMER", "BIRCH"))

    def test_k11_person_without_a_company_becomes_one(self) -> None:
        NumberSeriesFactory(code="CONTACT", prefix="C")
        dan = create_contact(details=ContactDetails(type="person", name="Dan"), by=None)
        self.assertFalse(dan.is_customer)
        self.assertEqual(make_customer(dan, by=None), dan)
        dan.refresh_from_db()
        self.assertEqual((dan.is_customer, dan.business_relation), (True, "customer"))

    def test_k22_a_persons_phone_stays_hers(self) -> None:
        alder = make_customer(cast.company("Alder", phone="1"), by=None)
        change(cast.person("Ann", alder, phone="5"), phone="6")
        alder.refresh_from_db()
        self.assertEqual(alder.phone, "1")


class SetupScenariosTest(TestCase):
    def setUp(self) -> None:
        NumberSeriesFactory(code="CONTACT", prefix="C")

    def created(self, user: Any = None) -> list[Contact]:
        details = [ContactDetails(name="Elm"), ContactDetails(type="person", name="Dan")]
        return [create_contact(details=one, by=user) for one in details]

    def test_l03_defaults(self) -> None:
        MarketingSetup.objects.update(
            default_salesperson=SalespersonFactory(code="TB"),
            default_territory=TerritoryFactory(code="LONDON"),
            default_country_code="GB",
            default_language_code="ENG",
            default_correspondence_type="email",
        )
        for contact in self.created():
            self.assertEqual((contact.salesperson.code, contact.territory.code), ("TB", "LONDON"))
            self.assertEqual(
                (contact.country_code, contact.language_code, contact.correspondence_type), ("GB", "ENG", "email")
            )

    def test_l04_no_defaults(self) -> None:
        for contact in self.created():
            self.assertEqual((contact.salesperson, contact.territory, contact.country_code), (None, None, ""))
            self.assertEqual((contact.language_code, contact.correspondence_type), ("", ""))

    def test_l05_own_salesperson_goes_first(self) -> None:
        MarketingSetup.objects.update(default_salesperson=SalespersonFactory(code="TB"))
        user = UserFactory()
        SalespersonFactory(code="LS", user=user)
        self.assertEqual([contact.salesperson.code for contact in self.created(user)], ["LS", "LS"])

    def test_migration_reserved_the_relation(self) -> None:
        self.assertEqual(BusinessRelation.objects.get().code, "CUSTOMER")
