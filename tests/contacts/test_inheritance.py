import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from contacts.details import ContactDetails
from contacts.inheritance import inherited_on_assigning, with_defaults
from contacts.models import Contact, MarketingSetup
from contacts.services import change_contact
from tests.factories import cast
from tests.factories.contacts import PersonFactory, SalespersonFactory
from tests.factories.users import UserFactory

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
SETUP = MarketingSetup()


class AssigningTest(TestCase):
    def test_salesperson_and_codes_are_overwritten_even_by_nothing(self) -> None:
        ann = cast.person("Ann", country_code="NL", language_code="nl", salesperson=SalespersonFactory())
        values = inherited_on_assigning(ann, company=cast.company("Alder"), former=None, setup=SETUP)
        self.assertEqual((values["salesperson"], values["country_code"], values["language_code"]), (None, "", ""))

    def test_own_communication_stays_and_that_of_the_former_company_goes(self) -> None:
        alder, birch = cast.company("Alder", phone="1", email="a@x.test"), cast.company("Birch", phone="2")
        ann = cast.person("Ann", alder, phone="1", email="ann@x.test", home_page="")
        values = inherited_on_assigning(ann, company=birch, former=alder, setup=SETUP)
        self.assertEqual(values["phone"], "2")
        self.assertNotIn("email", values)

    def test_address_of_the_former_company_goes_as_a_whole(self) -> None:
        alder, birch = cast.company("Alder", address="1", city="Bath"), cast.company("Birch", city="York")
        ann = cast.person("Ann", alder, address="1", city="Bath")
        values = inherited_on_assigning(ann, company=birch, former=alder, setup=SETUP)
        self.assertEqual((values["address"], values["city"]), ("", "York"))
        ann.address = "2"
        self.assertNotIn("city", inherited_on_assigning(ann, company=birch, former=alder, setup=SETUP))


class DefaultsTest(TestCase):
    def test_typed_goes_before_inherited_and_inherited_before_the_default(self) -> None:
        alder = cast.company("Alder", country_code="GB", correspondence_type="hard copy")
        details = ContactDetails(type="person", name="Ann", language_code="nl")
        by_default = ContactDetails(country_code="DE", language_code="de", correspondence_type="email")
        found = with_defaults(details, company=alder, setup=SETUP, by_default=by_default)
        self.assertEqual(
            (found.country_code, found.language_code, found.correspondence_type), ("GB", "nl", "hard copy")
        )

    def test_default_fills_nothing_that_is_inherited_as_nothing(self) -> None:
        details = ContactDetails(type="person", name="Ann")
        by_default = ContactDetails(country_code="DE", correspondence_type="email")
        found = with_defaults(details, company=cast.company("Alder"), setup=SETUP, by_default=by_default)
        self.assertEqual((found.country_code, found.correspondence_type), ("", "email"))


class PushTest(TestCase):
    def setUp(self) -> None:
        self.alder = cast.company("Alder", address="1 Mill Lane", city="Bath", phone="1", language_code="en")

    def change(self, **fields: Any) -> int:
        details = replace(ContactDetails.of(self.alder), **fields)
        self.alder, count = change_contact(self.alder, details=details, at=NOW, by=self.user)
        return count

    user = None

    def test_persons_follow_where_they_had_what_the_company_had(self) -> None:
        same = cast.person("Same", self.alder, address="1 Mill Lane", city="Bath", phone="1", language_code="en")
        own = cast.person("Own", self.alder, address="9 Hill Road", city="Bath", phone="5", language_code="fr")
        other = cast.person("Other", cast.company("Birch"), phone="1", language_code="en")
        self.user = UserFactory()
        self.assertEqual(self.change(city="York", phone="2", language_code="nl"), 1)
        for person in (same, own, other):
            person.refresh_from_db()
        self.assertEqual((same.address, same.city, same.phone, same.language_code), ("1 Mill Lane", "York", "2", "nl"))
        self.assertEqual((same.modified_at, same.modified_by), (NOW, self.user))
        self.assertEqual((own.city, own.phone, own.language_code, own.modified_by), ("Bath", "5", "fr", None))
        self.assertEqual((other.phone, other.language_code), ("1", "en"))

    def test_salesperson_follows_from_none_and_to_none(self) -> None:
        ann, salesperson = cast.person("Ann", self.alder), SalespersonFactory()
        self.assertEqual(self.change(salesperson=salesperson), 1)
        ann.refresh_from_db()
        self.assertEqual(ann.salesperson, salesperson)
        self.assertEqual(self.change(salesperson=None), 1)
        ann.refresh_from_db()
        self.assertIsNone(ann.salesperson)

    def test_correspondence_and_what_is_switched_off_follow_nobody(self) -> None:
        MarketingSetup.objects.update(inherits_address=False, inherits_communication=False, inherits_language=False)
        cast.person("Ann", self.alder, address="1 Mill Lane", city="Bath", phone="1", language_code="en")
        self.assertEqual(self.change(city="York", phone="2", language_code="nl", correspondence_type="email"), 0)
        self.assertEqual(Contact.objects.get(name="Ann").city, "Bath")

    def test_many_persons_cost_as_much_as_one(self) -> None:
        def query_count(city: str) -> int:
            with CaptureQueriesContext(connection) as queries:
                self.change(city=city, phone=city[0].replace("Y", "2").replace("B", "3"))
            return len(queries)

        PersonFactory(company=self.alder, address="1 Mill Lane", city="Bath", phone="1")
        before = query_count("York")
        for _ in range(20):
            PersonFactory(company=self.alder, address="1 Mill Lane", city="York", phone="2")
        self.assertEqual(query_count("Bath"), before)
        self.assertEqual(Contact.objects.filter(company=self.alder, city="Bath", phone="3").count(), 21)
