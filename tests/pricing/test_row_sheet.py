import io
from decimal import Decimal

import pytest
from django.utils import translation
from openpyxl import load_workbook

from config.uploads.titles import TITLES
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.row_sheet import TooManyRowsError, content_stamp, write_row_sheet
from tests.factories.campaigns import CampaignFactory
from tests.factories.pricing import ItemFactory, SalesLineDiscountFactory, SalesPriceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign():
    return CampaignFactory(number="CP1")


def page(campaign, model=SalesPrice, language="en-gb", most_rows=10):
    file = io.BytesIO()
    with translation.override(language):
        write_row_sheet(campaign, model, titles=TITLES, most_rows=most_rows, file=file)
    return load_workbook(file).worksheets[0]


def test_prices_stand_below_headings_in_the_language_of_the_reader(campaign):
    row = SalesPriceFactory(campaign=campaign, item=ItemFactory(number="CHAIR"), unit_price=Decimal("89.95"))
    SalesPriceFactory(campaign=None, item=row.item)
    english, dutch = page(campaign), page(campaign, language="nl")
    assert [cell.value for cell in english[2]] == [
        row.pk, content_stamp(row), "CHAIR", None, None, None, 0, 89.95, "yes", "no",
    ]  # fmt: skip
    assert [english.cell(1, 3).value, dutch.cell(1, 3).value] == ["Item no.", "Artikelnr."]
    assert dutch.cell(2, 9).value == "ja"
    assert english.cell(3, 1).value is None


def test_discounts_say_on_what_they_are(campaign):
    SalesLineDiscountFactory(campaign=campaign, item=None, line_discount_percent=Decimal(5))
    assert [cell.value for cell in page(campaign, SalesLineDiscount)[2]][2:] == [
        None, None, "yes", None, None, None, 0, 5,
    ]  # fmt: skip


def test_stamp_is_another_when_something_shown_is_another(campaign):
    row = SalesPriceFactory(campaign=campaign, unit_price=Decimal(10))
    before = content_stamp(row)
    row.unit_price = Decimal("10.00000")
    assert content_stamp(row) == before
    row.minimum_quantity = Decimal(5)
    assert content_stamp(row) != before


def test_too_many_rows_are_refused(campaign):
    SalesPriceFactory(campaign=campaign)
    with pytest.raises(TooManyRowsError, match=r"^CP1 has more than 0 rows, too many to edit in a sheet\.$"):
        page(campaign, most_rows=0)
