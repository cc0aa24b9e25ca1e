"""The filters of the prices of a buyer."""

from decimal import Decimal

from django.test import TestCase

from pricing.buyer_prices_form import BuyerPricesForm, SheetForm, query_of
from tests.factories import cast
from tests.factories.campaigns import WORK_DATE


class BuyerPricesFormTest(TestCase):
    def test_empty_is_today_in_local_currency(self) -> None:
        form = BuyerPricesForm({})
        self.assertTrue(form.is_valid(), form.errors)
        asked = form.asked(cast.company(), today=WORK_DATE)
        self.assertEqual((asked.on, asked.currency_code, asked.currency_factor), (WORK_DATE, "", 1))

    def test_foreign_currency_needs_its_factor(self) -> None:
        self.assertEqual(list(BuyerPricesForm({"currency": "USD"}).errors), ["currency_factor"])
        form = BuyerPricesForm({"currency": "usd", "currency_factor": "1.5"})
        self.assertTrue(form.is_valid())
        self.assertEqual(form.asked(cast.company(), today=WORK_DATE).currency_factor, Decimal("1.5"))

    def test_unknown_name_is_named(self) -> None:
        self.assertEqual(BuyerPricesForm({"page": "2", "show": "all"}).unknown(), [])
        [sentence] = BuyerPricesForm({"serch": "x"}).unknown()
        self.assertIn("“serch”", sentence)
        self.assertEqual(SheetForm({"language": "nl"}).unknown(), [])
        self.assertEqual(list(SheetForm({"language": "xx"}).errors), ["language"])

    def test_query_goes_on_without_the_page(self) -> None:
        self.assertEqual(query_of({"search": "x", "page": "2", "show": ""}), {"search": "x"})
