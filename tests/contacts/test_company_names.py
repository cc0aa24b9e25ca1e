import pytest
from django.test import TestCase

from contacts.columns import RowError
from contacts.company_names import CompanyNames
from tests.factories import cast
from tests.factories.contacts import CompanyFactory


class CompanyNamesTest(TestCase):
    def test_persons_are_never_meant(self) -> None:
        cast.person("Alder")
        names = CompanyNames()
        names.load(["Alder"])
        with pytest.raises(RowError, match="There is no company Alder"):
            names.named("Alder")

    def test_names_of_the_rows_before_are_forgotten(self) -> None:
        names = CompanyNames()
        names.put(CompanyFactory.build(number="A1", name="Alder"))
        self.assertEqual(names.named("ALDER").number, "A1")
        names.load([])
        with pytest.raises(RowError, match="There is no company"):
            names.named("Alder")

    def test_one_query_for_all_names_and_none_for_none(self) -> None:
        CompanyFactory(number="A1", name="Alder", search_name="ALDER")
        CompanyFactory(number="B1", name="Birch", search_name="BIRCH")
        names = CompanyNames()
        with self.assertNumQueries(1):
            names.load(["alder", "Birch", ""])
        self.assertEqual([names.named(name).number for name in ("aLDER", "birch")], ["A1", "B1"])
        with self.assertNumQueries(0):
            names.load(["", ""])
