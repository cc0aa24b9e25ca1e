from dataclasses import FrozenInstanceError
from decimal import Decimal

from django.test import SimpleTestCase

from pricing.terms import EVERYONE, PriceOffer, Reason, Sale, Source, SourceKind
from tests.factories.campaigns import WORK_DATE


class TermsTest(SimpleTestCase):
    def test_sale_is_of_base_units_in_local_currency_without_campaign_unless_said(self) -> None:
        sale = Sale(item_id=1, buyer_id=2, ordered_on=WORK_DATE, quantity=Decimal(3))
        self.assertEqual((sale.unit_id, sale.quantity_per_unit), (None, Decimal(1)))
        self.assertEqual((sale.currency_code, sale.currency_factor), ("", Decimal(1)))
        self.assertEqual((sale.variant_id, sale.campaign_id), (None, None))

    def test_offer_counts_for_any_line_unless_it_says_more(self) -> None:
        offer = PriceOffer(row_id=1, source=EVERYONE, unit_price=Decimal(90))
        self.assertEqual((offer.variant_id, offer.unit_id, offer.currency_code), (None, None, ""))
        self.assertEqual((offer.minimum_quantity, offer.starting_on, offer.ending_on), (Decimal(0), None, None))
        self.assertTrue(offer.allows_line_discount)

    def test_offer_stays_what_it_is(self) -> None:
        offer = PriceOffer(row_id=1, source=EVERYONE, unit_price=Decimal(90))
        with self.assertRaises(FrozenInstanceError):
            offer.unit_price = Decimal(80)  # type: ignore[misc]

    def test_source_of_a_group_is_not_that_of_a_buyer_with_the_same_key(self) -> None:
        self.assertNotEqual(Source(SourceKind.GROUP, 1), Source(SourceKind.BUYER, 1))
        self.assertEqual(Source(SourceKind.BUYER, 1), Source(SourceKind.BUYER, 1))

    def test_each_reason_is_told_in_words_of_its_own(self) -> None:
        self.assertEqual(len({reason.value for reason in Reason}), len(Reason))
        self.assertIn("normal price already better", list(Reason))
