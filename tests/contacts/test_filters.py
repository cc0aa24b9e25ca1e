from django.test import TestCase

from contacts.filters import ContactFilter
from contacts.models import Contact
from tests.factories import cast
from tests.factories.contacts import SalespersonFactory


class ContactFilterTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.meera = SalespersonFactory(code="MK")
        cls.alder = cast.company("Alder", city="Gent", is_customer=True, salesperson=cls.meera)
        cast.person("Ann", cls.alder, city="Utrecht")
        cast.company("Birch", city="Utrecht")

    def found(self, **query: str) -> list[str]:
        return [contact.name for contact in ContactFilter(query, Contact.objects.order_by("name")).qs]

    def test_each_filter_narrows(self) -> None:
        self.assertEqual(self.found(search="birc"), ["Birch"])
        self.assertEqual(self.found(search="ALDER"), ["Alder", "Ann"])
        self.assertEqual(self.found(type="person"), ["Ann"])
        self.assertEqual(self.found(customer="yes"), ["Alder"])
        self.assertEqual(self.found(customer="no"), ["Ann", "Birch"])
        self.assertEqual(self.found(city="utr"), ["Ann", "Birch"])
        self.assertEqual(self.found(salesperson=str(self.meera.pk)), ["Alder"])
