"""Keys that a query found are found once, and used by the queries that follow."""

from django.db import DatabaseError, transaction
from django.test import TestCase

from contacts.models import Contact
from segments.kept_keys import kept_keys
from tests.factories import cast


class KeptKeysTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.birch = cast.company("Alder"), cast.company("Birch")

    def test_are_those_that_were_found_whatever_is_written_meanwhile(self) -> None:
        with kept_keys("found_a", Contact.objects.filter(name="Alder").order_by().values("pk")) as keys:
            Contact.objects.filter(pk=self.birch.pk).update(name="Alder")
            self.assertEqual(list(Contact.objects.filter(pk__in=keys)), [self.alder])
            self.assertEqual(list(Contact.objects.exclude(pk__in=keys)), [self.birch])

    def test_a_query_that_cannot_find_anything_keeps_nothing(self) -> None:
        with kept_keys("found_a", Contact.objects.none().values("pk")) as keys:
            self.assertFalse(Contact.objects.filter(pk__in=keys).exists())

    def test_two_tables_stand_beside_each_other_and_are_gone_afterwards(self) -> None:
        everybody = Contact.objects.order_by().values("pk")
        with kept_keys("found_a", everybody.filter(name="Alder")) as some, kept_keys("found_b", everybody) as all_keys:
            self.assertEqual(list(Contact.objects.filter(pk__in=all_keys).exclude(pk__in=some)), [self.birch])
        with self.assertRaises(DatabaseError), transaction.atomic():
            list(Contact.objects.filter(pk__in=some))

    def test_texts_with_signs_of_the_database_are_bound(self) -> None:
        with kept_keys("found_a", Contact.objects.filter(name__contains="%s 100% 'x'").values("pk")) as keys:
            self.assertFalse(Contact.objects.filter(pk__in=keys).exists())
