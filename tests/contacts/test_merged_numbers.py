import pytest
from django.test import TestCase

from contacts.columns import RowError
from contacts.details import ContactDetails
from contacts.filters import ContactFilter
from contacts.merged_numbers import (
    ContactReferences,
    NumberMergedError,
    contact_of_number,
    merged_number,
    refuse_merged_number,
)
from contacts.models import Contact, MergedNumber, NumberSeries
from contacts.selectors import companies_called
from contacts.services import create_contact
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.contacts import NumberSeriesFactory


class MergedNumberTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        NumberSeriesFactory(code="CONTACT")
        NumberSeries.objects.filter(code="CONTACT").update(prefix="C", digit_count=5, next_value=1)
        cls.alder = cast.company("Alder")
        MergedNumber.objects.create(number="C00001", contact=cls.alder, merged_at=NOW)

    def references(self, *numbers: str) -> ContactReferences:
        found = ContactReferences(Contact.objects.all())
        found.load(numbers)
        return found

    def test_means_the_contact_that_stands_for_both(self) -> None:
        found = merged_number(" c00001 ")
        self.assertEqual(found and found.contact, self.alder)
        self.assertIsNone(merged_number("ALDER"))
        self.assertEqual([contact_of_number(typed) for typed in ("c00001", "alder", "oak")], [self.alder] * 2 + [None])

    def test_is_found_by_lists_and_where_a_company_is_typed(self) -> None:
        found = ContactFilter({"search": "c00001"}, Contact.objects.all()).qs
        self.assertEqual((list(found), companies_called("C00001")), ([self.alder], [self.alder]))

    def test_is_given_to_nobody_else(self) -> None:
        with pytest.raises(NumberMergedError, match=r"^C00001 was merged with ALDER Alder .* Leave the number"):
            create_contact(number="c00001", details=ContactDetails(name="Birch"), by=None)
        refuse_merged_number("")
        self.assertEqual(create_contact(details=ContactDetails(name="Birch"), by=None).number, "C00002")

    def test_row_of_an_import_is_told_which_number_to_give(self) -> None:
        references = self.references("ALDER", "C00001", "C00009")
        self.assertEqual(references.named("ALDER"), self.alder)
        with pytest.raises(RowError, match=r"^C00001 was merged with ALDER Alder on .* Give that number instead\.$"):
            references.named("C00001")
        with pytest.raises(RowError, match=r"^There is no contact C00009\.$"):
            references.named("C00009")

    def test_nothing_is_asked_while_all_are_found(self) -> None:
        references = ContactReferences(Contact.objects.all())
        with self.assertNumQueries(1):
            references.load(["ALDER"])
