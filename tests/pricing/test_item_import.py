import datetime as dt
from decimal import Decimal

import pytest

from contacts.columns import Layout, RowError
from contacts.importing import Outcome
from contacts.sheets import SheetRow
from pricing.item_import import COLUMNS, ItemImporter
from pricing.models import Item
from tests.factories import cast

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


class TestItemImporter:
    def taken(self, headings: str, row: str, *, adds_codes: bool = False) -> Outcome:
        importer = ItemImporter(at=NOW, adds_codes=adds_codes)
        record = Layout.of(COLUMNS, headings.split(",")).record(SheetRow(2, row.split(",")))
        importer.load([record])
        outcome = importer.take(record)
        importer.save()
        return outcome

    def test_code_is_added_before_its_item(self):
        assert self.taken("number,base_unit", "1000,KG", adds_codes=True) == Outcome.ADDED
        assert Item.objects.get().base_unit.code == "KG"

    def test_unknown_code_is_rejected_unless_told(self):
        with pytest.raises(RowError, match=r"^There is no unit of measure KG\.$"):
            self.taken("number,base_unit", "1000,KG")

    def test_missing_columns_leave_the_item(self):
        item = cast.item("1000", price="100", description="Chair")
        assert self.taken("number", "1000") == Outcome.UNCHANGED
        item.refresh_from_db()
        assert (item.description, item.unit_price) == ("Chair", Decimal(100))

    def test_blank_price_is_no_price(self):
        item = cast.item("1000", price="100")
        assert self.taken("number,unit_price", "1000,") == Outcome.CHANGED
        item.refresh_from_db()
        assert item.unit_price == 0
