import datetime as dt
from decimal import Decimal
from unittest import mock

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign
from pricing import effects
from pricing.effects import RowEffect, effects_of, no_better_rows
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.selectors import discount_rows_of, price_rows_of
from pricing.terms import PriceTerms
from tests.factories import cast
from tests.factories.campaigns import WORK_DATE
from tests.factories.pricing import (
    CustomerDiscountGroupFactory,
    CustomerPriceGroupFactory,
    ItemDiscountGroupFactory,
)


class EffectCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.birch, cls.cedar = (cast.company(name) for name in ("Alder", "Birch", "Cedar"))
        cls.item = cast.item("1000", 100)
        cls.spring = cast.campaign("SPRING", cls.alder, cls.birch, cls.cedar, is_active=False)

    def effect(self, row: SalesPrice | SalesLineDiscount, campaign: Campaign | None = None) -> RowEffect:
        rows_of = price_rows_of if isinstance(row, SalesPrice) else discount_rows_of
        campaign = campaign or self.spring
        return effects_of(campaign, list(rows_of(campaign)), on=WORK_DATE)[row.pk]

    def assert_example(self, row: SalesPrice | SalesLineDiscount, before: str, after: str) -> None:
        example = self.effect(row).example
        assert example is not None
        found = [f"{terms.unit_price:f}−{terms.line_discount_percent:f}" for terms in (example.before, example.after)]
        expected = [f"{before}", f"{after}"]
        self.assertEqual([_plain(text) for text in found], expected)


def _plain(text: str) -> str:
    price, percent = text.split("−")
    return f"{Decimal(price).normalize():f} −{Decimal(percent).normalize():f}"


class ExampleTest(EffectCase):
    def test_shows_the_minimum_quantity_without_and_with_the_campaign(self) -> None:
        row = cast.price(self.item, 81, self.spring, minimum_quantity=10)
        cast.price(self.item, 90)
        example = self.effect(row).example
        assert example is not None
        self.assertEqual((example.quantity, example.unit), (10, "PCS"))
        self.assertEqual((example.amount_before, example.amount_after), (Decimal("900.00"), Decimal("810.00")))

    def test_e1_dearer_price_leaves_the_normal_one_unless_it_applies_even_if_dearer(self) -> None:
        Campaign.objects.update(applies_even_if_dearer=False)
        row = cast.price(self.item, 105, self.spring, minimum_quantity=1)
        self.assert_example(row, "100 −0", "100 −0")
        Campaign.objects.update(applies_even_if_dearer=True)
        self.spring.refresh_from_db()
        self.assert_example(row, "100 −0", "105 −0")

    def test_e6_counts_discounts(self) -> None:
        cast.discount(self.item, 10)
        row = cast.price(self.item, 95, self.spring)
        self.assert_example(row, "100 −10", "95 −10")

    def test_e8_price_without_unit_counts_base_units(self) -> None:
        cast.unit(self.item, "BOX", 5)
        row = cast.price(self.item, 10, self.spring, minimum_quantity=20)
        example = self.effect(row).example
        assert example is not None
        self.assertEqual((example.quantity, example.unit, example.after.unit_price), (20, "PCS", 10))

    def test_e9_price_with_unit_is_told_in_that_unit(self) -> None:
        row = cast.price(self.item, 450, self.spring, minimum_quantity=2, unit=cast.unit(self.item, "BOX", 5))
        example = self.effect(row).example
        assert example is not None
        self.assertEqual((example.quantity, example.unit), (2, "BOX"))
        self.assertEqual((example.amount_before, example.amount_after), (1000, 900))

    def test_discount_is_told_by_an_item_of_its_group(self) -> None:
        group = ItemDiscountGroupFactory()
        cast.item("0900", 10, discount_group=group, is_blocked=True)
        lamp = cast.item("0950", 20, discount_group=group)
        cast.item("0999", 30, discount_group=group)
        example = self.effect(cast.discount(group, 10, self.spring)).example
        assert example is not None
        self.assertEqual((example.item, example.amount_before, example.amount_after), (lamp, 20, 18))

    def test_discount_on_all_items_is_told_by_the_first_item(self) -> None:
        example = self.effect(cast.discount(None, 10, self.spring)).example
        assert example is not None
        self.assertEqual((example.item, example.amount_after), (self.item, 90))

    def test_is_of_most_buyers_and_not_of_one_with_terms_of_its_own(self) -> None:
        cast.terms(self.birch, price_group=CustomerPriceGroupFactory())
        cast.price(self.item, 60, CustomerPriceGroupFactory())
        cast.price(self.item, 50, self.alder)
        self.assert_example(cast.price(self.item, 81, self.spring), "100 −0", "81 −0")

    def test_before_are_the_other_campaigns_that_are_active(self) -> None:
        other = cast.campaign("SUMMER", self.alder, self.birch, self.cedar)
        cast.price(self.item, 85, other)
        cast.price(self.item, 70, cast.campaign("IDLE", self.alder, is_active=False))
        self.assert_example(cast.price(self.item, 81, self.spring), "85 −0", "81 −0")

    def test_without_targets_is_of_a_buyer_without_terms(self) -> None:
        row = cast.price(self.item, 81, cast.campaign("EMPTY", is_active=False))
        assert row.campaign is not None
        effect = self.effect(row, row.campaign)
        assert effect.example is not None
        self.assertEqual(effect.example.after, PriceTerms(Decimal(81), Decimal(0), row.pk, None))

    def test_is_of_the_day_of_the_campaign_that_is_nearest(self) -> None:
        tomorrow = WORK_DATE + dt.timedelta(days=1)
        cast.price(self.item, 95, starting_on=tomorrow)
        later = cast.campaign("LATER", is_active=False, starting_on=tomorrow)
        effect = self.effect(cast.price(self.item, 81, later), later)
        assert effect.example is not None
        self.assertEqual((effect.example.before.unit_price, effect.example.after.unit_price), (95, 81))

    def test_foreign_currency_is_compared_with_nothing(self) -> None:
        effect = self.effect(cast.price(self.item, 500, self.spring, currency_code="USD"))
        self.assertEqual((effect.example, effect.no_better_count), (None, 0))


class NoBetterTest(EffectCase):
    def assert_no_better_for(self, row: SalesPrice | SalesLineDiscount, count: int) -> None:
        effect = self.effect(row)
        self.assertEqual((effect.no_better_count, effect.target_count, effect.is_exact), (count, 3, True))

    def test_price_below_all_is_better_for_everybody(self) -> None:
        self.assert_no_better_for(cast.price(self.item, 99, self.spring), 0)

    def test_price_as_the_card_is_no_better_for_anybody(self) -> None:
        row = cast.price(self.item, 100, self.spring)
        self.assert_no_better_for(row, 3)
        self.assertEqual(no_better_rows(self.spring, list(price_rows_of(self.spring)), on=WORK_DATE), [row.pk])

    def test_e3_own_price_of_one_buyer_is_counted_for_that_buyer(self) -> None:
        cast.price(self.item, 85, self.alder)
        cast.price(self.item, 80, cast.company("Dorn"))
        self.assert_no_better_for(cast.price(self.item, 90, self.spring), 1)

    def test_group_price_is_counted_for_its_buyers_but_for_those_with_better_ones(self) -> None:
        wholesale = CustomerPriceGroupFactory()
        for buyer in (self.alder, self.birch):
            cast.terms(buyer, price_group=wholesale)
        cast.price(self.item, 85, wholesale)
        cast.price(self.item, 95, self.birch, currency_code="", allows_line_discount=False)
        self.assert_no_better_for(cast.price(self.item, 90, self.spring), 2)

    def test_terms_that_say_nothing_are_as_none(self) -> None:
        cast.terms(self.alder)
        cast.price(self.item, 85, self.alder)
        self.assert_no_better_for(cast.price(self.item, 90, self.spring), 1)
        self.assert_no_better_for(cast.price(self.item, 100, self.spring, minimum_quantity=2), 3)

    def test_e5_discount_is_compared_with_normal_discounts(self) -> None:
        cast.terms(self.alder, discount_group=CustomerDiscountGroupFactory())
        cast.discount(self.item, 12, CustomerDiscountGroupFactory())
        self.assert_no_better_for(cast.discount(self.item, 10, self.spring), 1)

    def test_discount_that_the_normal_price_does_not_allow_is_no_better(self) -> None:
        cast.price(self.item, 92, self.alder, allows_line_discount=False)
        self.assert_no_better_for(cast.discount(self.item, 10, self.spring), 1)

    def test_e7_discounts_of_the_campaign_count_for_its_prices(self) -> None:
        cast.discount(self.item, 10, self.spring)
        cast.price(self.item, 89, self.alder, allows_line_discount=False)
        row = cast.price(self.item, 100, self.spring)
        # 100 and 10 % leave 90: dearer than 89, and no better than the card's 100 with 10 %.
        self.assert_no_better_for(row, 3)

    def test_another_row_of_the_campaign_that_is_better_does_not_matter(self) -> None:
        row = cast.price(self.item, 95, self.spring)
        cast.price(self.item, 80, self.spring, minimum_quantity="0.5")
        self.assert_no_better_for(row, 0)

    def test_more_buyers_with_own_rows_than_can_be_looked_at_make_it_inexact(self) -> None:
        cast.price(self.item, 85, self.alder)
        cast.price(self.item, 85, self.birch)
        row = cast.price(self.item, 90, self.spring)
        with mock.patch.object(effects, "_MOST_OWN", 1):
            effect = self.effect(row)
        self.assertEqual((effect.no_better_count, effect.is_exact), (1, False))


class QueryTest(EffectCase):
    def test_queries_do_not_grow_with_rows(self) -> None:
        def query_count() -> int:
            rows = list(price_rows_of(self.spring))
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(len(effects_of(self.spring, rows, on=WORK_DATE)), len(rows))
            return len(queries)

        cast.price(self.item, 90, self.spring)
        cast.price(self.item, 80, self.alder)
        before = query_count()
        for number in range(30):
            item = cast.item(f"2{number:03}")
            cast.price(item, 90, self.spring)
            cast.price(item, 80, self.alder)
        self.assertEqual(query_count(), before)
