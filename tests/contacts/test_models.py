from django.db import IntegrityError, transaction
from django.test import TestCase

from contacts.models import Contact, IndustryGroup, JobResponsibility, MailingGroup, NumberSeries, Territory
from tests.factories import cast
from tests.factories.contacts import NumberSeriesFactory, SalespersonFactory, TeamFactory


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


class NamesTest(TestCase):
    def test_records_are_called_by_what_staff_know_them_by(self) -> None:
        self.assertEqual(str(cast.person("Ann")), "ANN Ann")
        self.assertEqual(str(SalespersonFactory(code="SP", name="Sam")), "SP Sam")
        self.assertEqual(str(TeamFactory(code="T1", name="North")), "T1 North")
        self.assertEqual(str(NumberSeries(code="CONTACT")), "CONTACT")
        for table in (Territory, IndustryGroup, JobResponsibility, MailingGroup):
            self.assertEqual(str(table(code="X", description="Unknown")), "X")
