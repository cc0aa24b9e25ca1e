import datetime as dt

from django.db import IntegrityError, transaction
from django.test import TestCase

from contacts.models import (
    BusinessRelation,
    Contact,
    ContactBusinessRelation,
    ContactComment,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    MarketingSetup,
    NumberSeries,
    OrganizationalLevel,
    Territory,
)
from tests.factories import cast
from tests.factories.contacts import (
    BusinessRelationFactory,
    ContactBusinessRelationFactory,
    NumberSeriesFactory,
    SalespersonFactory,
    TeamFactory,
)

CUSTOMER = ContactBusinessRelation.Link.CUSTOMER


class NumberSeriesTest(TestCase):
    def test_number_has_prefix_and_digits(self) -> None:
        series = NumberSeries(prefix="CP", digit_count=4)
        self.assertEqual([series.number_at(value) for value in (1, 42, 10000)], ["CP0001", "CP0042", "CP10000"])

    def test_migrations_made_the_series_of_every_kind_of_record(self) -> None:
        codes = set(NumberSeries.objects.values_list("code", flat=True))
        self.assertLessEqual({"CONTACT", "CAMPAIGN", "ORDER", "SEGMENT"}, codes)

    def test_code_is_there_once(self) -> None:
        with self.assertRaises(IntegrityError), transaction.atomic():
            NumberSeries.objects.create(code=NumberSeriesFactory(code="CONTACT").code, prefix="C")


class ContactTest(TestCase):
    def test_buyer_is_the_company_or_the_contact_itself(self) -> None:
        alder = cast.company("Alder")
        ann, zoe = cast.person("Ann", alder), cast.person("Zoe")
        self.assertEqual([contact.buyer_id for contact in (alder, ann, zoe)], [alder.pk, alder.pk, zoe.pk])
        buyers = Contact.objects.with_buyer().order_by("name").values_list("name", "buyer_pk")
        self.assertEqual(list(buyers), [("Alder", alder.pk), ("Ann", alder.pk), ("Zoe", zoe.pk)])
        self.assertEqual(set(Contact.objects.buyers()), {alder, zoe})

    def test_database_refuses_a_company_of_a_company(self) -> None:
        alder, birch = cast.company("Alder"), cast.company("Birch")
        with self.assertRaises(IntegrityError), transaction.atomic():
            Contact.objects.filter(pk=birch.pk).update(company=alder)

    def test_database_refuses_a_person_of_itself(self) -> None:
        ann = cast.person("Ann")
        with self.assertRaises(IntegrityError), transaction.atomic():
            Contact.objects.filter(pk=ann.pk).update(company=ann)

    def test_database_refuses_a_minor_without_consent_who_is_not_blocked(self) -> None:
        ann = cast.person("Ann", is_minor=True, is_privacy_blocked=True)
        with self.assertRaises(IntegrityError), transaction.atomic():
            Contact.objects.filter(pk=ann.pk).update(is_privacy_blocked=False)
        Contact.objects.filter(pk=ann.pk).update(is_privacy_blocked=False, has_parental_consent=True)


class ContactBusinessRelationTest(TestCase):
    def test_relation_stands_once_on_a_contact(self) -> None:
        press = ContactBusinessRelationFactory(relation__code="PRESS")
        with self.assertRaises(IntegrityError), transaction.atomic():
            ContactBusinessRelationFactory(contact=press.contact, relation__code="PRESS")

    def test_contact_links_to_one_customer_and_a_customer_to_one_contact(self) -> None:
        alder, birch = cast.company("Alder"), cast.company("Birch")
        ContactBusinessRelationFactory(contact=alder, link=CUSTOMER, number="K100")
        for contact, number in ((alder, "K200"), (birch, "K100")):
            with self.assertRaises(IntegrityError), transaction.atomic():
                ContactBusinessRelationFactory(contact=contact, link=CUSTOMER, number=number)

    def test_link_and_number_come_together(self) -> None:
        for link, number in ((CUSTOMER, ""), ("", "K100")):
            with self.assertRaises(IntegrityError), transaction.atomic():
                ContactBusinessRelationFactory(link=link, number=number)


class MarketingSetupTest(TestCase):
    def test_migrations_made_the_row_with_a_relation_for_customers(self) -> None:
        setup = MarketingSetup.objects.get()
        self.assertEqual((setup.pk, setup.customer_relation.code, setup.duplicate_hit_percent), (1, "CUSTOMER", 60))

    def test_database_refuses_a_second_row(self) -> None:
        for key in (1, 2):
            with self.assertRaises(IntegrityError), transaction.atomic():
                MarketingSetup.objects.create(pk=key)

    def test_database_refuses_a_percentage_that_is_none(self) -> None:
        for percent in (0, 101):
            with self.assertRaises(IntegrityError), transaction.atomic():
                MarketingSetup.objects.update(duplicate_hit_percent=percent)

    def test_search_by_itself_needs_the_strings(self) -> None:
        with self.assertRaises(IntegrityError), transaction.atomic():
            MarketingSetup.objects.update(searches_duplicates=True, keeps_duplicate_strings=False)


class NamesTest(TestCase):
    def test_records_are_called_by_what_staff_know_them_by(self) -> None:
        self.assertEqual(str(cast.person("Ann")), "ANN Ann")
        self.assertEqual(str(SalespersonFactory(code="SP", name="Sam")), "SP Sam")
        self.assertEqual(str(TeamFactory(code="T1", name="North")), "T1 North")
        self.assertEqual(str(NumberSeries(code="CONTACT")), "CONTACT")
        tables = (Territory, IndustryGroup, JobResponsibility, MailingGroup, OrganizationalLevel, BusinessRelation)
        for table in tables:
            self.assertEqual(str(table(code="X", description="Unknown")), "X")
        self.assertEqual(str(MarketingSetup()), "Marketing set-up")
        press = ContactBusinessRelation(relation=BusinessRelationFactory(code="PRESS"), number="")
        self.assertEqual(str(press), "PRESS")
        written_at = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
        self.assertEqual(str(ContactComment(text="Likes tea.", written_at=written_at)), "Likes tea.")
