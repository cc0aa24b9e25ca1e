from unittest import mock

from django.test import TestCase

from contacts import few_keys as module
from contacts.few_keys import few_keys
from contacts.models import Contact
from tests.factories import cast


class FewKeysTest(TestCase):
    def setUp(self) -> None:
        self.alder, self.birch = cast.company("Alder"), cast.company("Birch")
        cast.company("Cedar")
        self.found = Contact.objects.filter(name__in=["Alder", "Birch"]).order_by("name")

    def test_few_rows_are_looked_up_by_their_keys(self) -> None:
        with self.assertNumQueries(1):
            keys = few_keys(self.found)
            self.assertCountEqual(keys, [self.alder.pk, self.birch.pk])

    def test_nothing_found_finds_nothing(self) -> None:
        self.assertFalse(Contact.objects.filter(pk__in=few_keys(self.found.filter(name="Cedar"))).exists())

    def test_many_rows_stay_a_query_that_finds_the_same(self) -> None:
        with mock.patch.object(module, "MOST_KEYS", 1):
            keys = few_keys(self.found)
        self.assertNotIsInstance(keys, list)
        self.assertCountEqual(Contact.objects.filter(pk__in=keys), [self.alder, self.birch])
