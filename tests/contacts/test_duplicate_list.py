from django.test import TestCase

from contacts.duplicate_list import DuplicateFilter, DuplicateTable
from contacts.models import DuplicatePair
from tests.factories import cast


class DuplicateListTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        alder, birch = cast.company("Alder", city="Gent"), cast.company("Birch", address="Dorp 1", city="Breda")
        cls.pair = DuplicatePair.objects.create(first=alder, second=birch, equal_count=12)

    def test_row_says_who_and_where(self) -> None:
        row = DuplicateTable([self.pair]).rows[0]
        self.assertEqual(row.get_cell("second_place"), "Dorp 1, Breda")
        self.assertEqual(row.get_cell("first"), "ALDER Alder")
        self.assertIn(f"/contacts/duplicates/{self.pair.pk}/", row.get_cell("equal_count"))

    def test_search_looks_at_both_companies(self) -> None:
        for text, count in (("breda", 1), ("ALD", 1), ("cedar", 0)):
            with self.subTest(text=text):
                found = DuplicateFilter({"search": text}, queryset=DuplicatePair.objects.all())
                self.assertEqual(found.qs.count(), count)
