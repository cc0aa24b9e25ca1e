"""What an item costs from each quantity on."""

from dataclasses import replace
from decimal import Decimal

from django.test import TestCase

from pricing.breaks import breaks_of, next_cheaper
from pricing.selectors import OfferBook
from pricing.terms import NormalTerms, Sale
from tests.factories import cast
from tests.factories.campaigns import WORK_DATE


class BreaksTest(TestCase):
    """Item 1000 costs Alder 100."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.item = cast.company("Alder"), cast.item()
        cls.spring = cast.campaign("SPRING", cls.alder)
        cls.sale = Sale(item_id=cls.item.pk, buyer_id=cls.alder.pk, ordered_on=WORK_DATE, quantity=Decimal(3))

    def breaks(self, sale: Sale | None = None, agreed: NormalTerms | None = None) -> list[tuple[str, str]]:
        book = OfferBook.load(item_ids={self.item.pk}, buyer_ids={self.alder.pk}, shows_every_campaign=True)
        found = breaks_of(book, sale or self.sale, agreed=agreed)
        return [(f"{step.quantity.normalize():f}", f"{step.net.normalize():f}") for step in found]

    def test_without_rows_there_is_one_price(self) -> None:
        self.assertEqual(self.breaks(), [("0", "100")])

    def test_prices_and_discounts_change_it_at_their_minimum(self) -> None:
        cast.price(self.item, "90", self.spring, minimum_quantity=5)
        cast.price(self.item, "80", self.alder, minimum_quantity=20)
        cast.discount(self.item, "10", minimum_quantity=10)
        self.assertEqual(self.breaks(), [("0", "100"), ("5", "90"), ("10", "81"), ("20", "72")])

    def test_quantity_asked_does_not_matter(self) -> None:
        cast.price(self.item, "90", minimum_quantity=5)
        self.assertEqual(self.breaks(replace(self.sale, quantity=Decimal(50))), [("0", "100"), ("5", "90")])

    def test_row_that_never_counts_is_no_break(self) -> None:
        cast.price(self.item, "90", cast.campaign("WINTER", self.alder, is_active=False), minimum_quantity=5)
        cast.price(self.item, "90", cast.campaign("SUMMER", cast.company("Birch")), minimum_quantity=6)
        cast.price(self.item, "120", self.spring, minimum_quantity=7)
        cast.price(self.item, "90", minimum_quantity=8, currency_code="USD")
        cast.discount(self.item, "0", minimum_quantity=9)
        self.assertEqual(self.breaks(), [("0", "100")])

    def test_minimum_in_base_units_is_counted_in_the_unit_of_the_sale(self) -> None:
        box = cast.unit(self.item, "BOX", 6)
        cast.price(self.item, "90", minimum_quantity=20)
        cast.price(self.item, "500", minimum_quantity=5, unit=box)
        sale = replace(self.sale, unit_id=box.pk, quantity_per_unit=Decimal(6))
        # 3.33333 boxes would hold 19.99998 pieces.
        self.assertEqual(self.breaks(sale), [("0", "600"), ("3.33334", "540"), ("5", "500")])

    def test_agreed_price_is_a_fact_at_every_quantity(self) -> None:
        cast.price(self.item, "80", minimum_quantity=5)
        cast.price(self.item, "90", self.spring, minimum_quantity=10)
        agreed = NormalTerms(Decimal(95), True, Decimal(0), is_card_price=False)
        self.assertEqual(self.breaks(agreed=agreed), [("0", "95"), ("10", "90")])

    def test_next_cheaper_is_above_the_quantity_and_below_the_price(self) -> None:
        cast.price(self.item, "90", minimum_quantity=5)
        cast.price(self.item, "80", minimum_quantity=10)
        book = OfferBook.load(item_ids={self.item.pk}, buyer_ids={self.alder.pk})
        breaks = breaks_of(book, self.sale)
        for quantity, net, expected in ((3, 100, 5), (5, 90, 10), (3, 85, 10)):
            step = next_cheaper(breaks, quantity=Decimal(quantity), net=Decimal(net))
            self.assertEqual(step and step.quantity, expected)
        self.assertIsNone(next_cheaper(breaks, quantity=Decimal(10), net=Decimal(80)))
