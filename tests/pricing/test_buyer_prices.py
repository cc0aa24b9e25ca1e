"""What a buyer pays now, item by item."""

import datetime as dt
from decimal import Decimal

from django.test import TestCase

from pricing.buyer_prices import Asked, Sources, discounts_on_all_items, prices_of, sold_items, special_items
from tests.factories import cast
from tests.factories.campaigns import WORK_DATE
from tests.factories.pricing import CustomerDiscountGroupFactory, CustomerPriceGroupFactory, ItemDiscountGroupFactory


class BuyerPricesTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.chair, cls.desk = cast.item("1000"), cast.item("2000", "200")
        cls.asked = Asked(buyer=cls.alder, on=WORK_DATE)

    def special(self, asked: Asked | None = None) -> list[str]:
        asked = asked or self.asked
        return [item.number for item in special_items(asked, Sources.of(asked))]

    def rows(self, asked: Asked | None = None) -> list[tuple[str, str, str, str]]:
        [prices] = prices_of(asked or self.asked, [self.chair])
        return [
            (row.unit, row.variant, f"{row.step.quantity.normalize():f}", f"{row.step.net.normalize():f}")
            for row in prices.rows
        ]

    def test_special_is_what_not_everybody_has(self) -> None:
        cast.price(self.chair, "95")
        cast.discount(self.chair, "5")
        self.assertEqual(self.special(), [])
        price_group, discount_group = CustomerPriceGroupFactory(), CustomerDiscountGroupFactory()
        cast.price(self.chair, "90", price_group)
        cast.discount(self.desk, "5", discount_group)
        self.assertEqual(self.special(), [])
        cast.terms(self.alder, price_group=price_group, discount_group=discount_group)
        self.assertEqual(self.special(), ["1000", "2000"])

    def test_campaign_counts_while_it_is_active_in_time_and_holds_the_buyer(self) -> None:
        for number, fields in (
            ("OFF", {"is_active": False}),
            ("ENDED", {"ending_on": WORK_DATE - dt.timedelta(1)}),
            ("LATER", {"starting_on": WORK_DATE + dt.timedelta(1)}),
        ):
            cast.price(self.chair, "90", cast.campaign(number, self.alder, **fields))
        cast.price(self.chair, "90", cast.campaign("OTHERS", cast.company("Birch")))
        self.assertEqual(self.special(), [])
        last = cast.campaign("LAST", self.alder, ending_on=WORK_DATE)
        cast.price(self.chair, "90", last)
        self.assertEqual(self.special(), ["1000"])
        self.assertEqual(Sources.of(self.asked).campaigns, [last])

    def test_discount_on_a_group_of_items_makes_each_of_them_special(self) -> None:
        group = ItemDiscountGroupFactory()
        self.desk.discount_group = group
        self.desk.save()
        cast.discount(group, "5", self.alder)
        self.assertEqual(self.special(), ["2000"])

    def test_discount_on_all_items_is_told_apart(self) -> None:
        cast.discount(None, "3", self.alder)
        cast.discount(None, "7", cast.company("Birch"))
        self.assertEqual(self.special(), [])
        [(label, percent)] = discounts_on_all_items(self.asked, Sources.of(self.asked))
        self.assertEqual((str(label), percent), ("Buyer ALDER Alder", Decimal(3)))

    def test_row_in_another_currency_counts_only_in_that_currency(self) -> None:
        cast.price(self.chair, "90", self.alder, currency_code="USD")
        self.assertEqual(self.special(), [])
        dollars = Asked(buyer=self.alder, on=WORK_DATE, currency_code="USD", currency_factor=Decimal("1.5"))
        self.assertEqual(self.special(dollars), ["1000"])
        self.assertEqual(self.rows(dollars), [("PCS", "", "0", "90")])

    def test_blocked_item_and_withdrawn_row_are_left_out(self) -> None:
        cast.price(cast.item("3000", is_blocked=True), "90", self.alder)
        self.assertEqual(self.special(), [])
        self.assertEqual([item.number for item in sold_items()], ["1000", "2000"])

    def test_item_is_shown_by_quantity_unit_and_variant(self) -> None:
        box, blue = cast.unit(self.chair, "BOX", 5), cast.variant(self.chair, "BLUE")
        cast.variant(self.chair, "RED")
        cast.price(self.chair, "90", self.alder, minimum_quantity=5)
        cast.price(self.chair, "400", self.alder, unit=box)
        cast.price(self.chair, "80", self.alder, variant=blue)
        self.assertEqual(
            self.rows(),
            [("PCS", "", "0", "100"), ("PCS", "", "5", "90"), ("PCS", "BLUE", "0", "80"), ("BOX", "", "0", "400")],
        )

    def test_says_whose_price_it_is_and_until_when(self) -> None:
        spring = cast.campaign("SPRING", self.alder, ending_on=WORK_DATE + dt.timedelta(9))
        cast.price(self.chair, "90", self.alder, ending_on=WORK_DATE + dt.timedelta(30))
        cast.discount(self.chair, "10", spring)
        [prices] = prices_of(self.asked, [self.chair])
        [row] = prices.rows
        self.assertEqual((str(row.price_label), row.until), ("Buyer ALDER Alder", WORK_DATE + dt.timedelta(9)))
        self.assertEqual(row.step.net, 81)

    def test_more_items_take_no_more_queries(self) -> None:
        items = [cast.item(f"9{number:03}") for number in range(30)]
        for item in items:
            cast.price(item, "90", self.alder)
            cast.discount(item, "5", self.alder)
        for some in (items[:1], items):
            with self.assertNumQueries(10):
                prices_of(self.asked, some)
