import pytest
from django.test import TestCase

from contacts import references
from contacts.columns import RowError
from contacts.models import Salesperson, Territory
from contacts.references import References
from tests.factories.contacts import SalespersonFactory, TerritoryFactory


class TestReferences(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.ann = SalespersonFactory(code="ANN")
        cls.ben = SalespersonFactory(code="BEN")

    def salespeople(self, *codes: str) -> References[Salesperson]:
        found = References(Salesperson.objects.all(), field="code")
        found.load(codes)
        return found

    def test_finds_what_was_loaded(self) -> None:
        found = self.salespeople("ANN", "", "ANN")
        self.assertEqual((found.get("ANN"), found.get("BEN"), found.get("")), (self.ann, None, None))
        self.assertEqual(found.named("ANN"), self.ann)

    def test_gives_none_for_blank(self) -> None:
        found = self.salespeople("BEN")
        self.assertEqual(
            (found.named_or_none("BEN"), found.named_or_none(""), found.named_or_none(None)), (self.ben, None, None)
        )

    def test_rejects_what_is_not_there(self) -> None:
        with pytest.raises(RowError, match=r"^There is no salesperson EVE\.$"):
            self.salespeople("ANN").named("EVE")

    def test_asks_once_for_all_names_and_never_again_for_the_same(self) -> None:
        found = References(Salesperson.objects.all(), field="code")
        with self.assertNumQueries(1):
            found.load(["ANN", "BEN"])
            found.load(["BEN", "ANN", ""])

    def test_takes_what_was_made_meanwhile(self) -> None:
        found = References(Territory.objects.all(), field="code")
        found.put(TerritoryFactory(code="NORTH"))
        self.assertEqual(found.named("NORTH").code, "NORTH")

    def test_forgets_before_it_grows_too_large(self) -> None:
        found = self.salespeople("ANN", "BEN")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(references, "_MOST_KEPT", 1)
            found.load(["BEN"])
        self.assertEqual((found.get("ANN"), found.get("BEN")), (None, self.ben))
