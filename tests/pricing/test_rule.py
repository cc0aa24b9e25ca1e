"""The worked examples of the price rule, as in docs/pricing.md: one test per example, exact values."""

import datetime as dt
from decimal import Decimal

from django.test import SimpleTestCase, TestCase

from pricing.arithmetic import gross_amount, line_amount
from pricing.selectors import OfferBook
from pricing.terms import NormalTerms, Reason, Sale
from tests.factories import cast
from tests.factories.campaigns import WORK_DATE
from tests.pricing.offers import (
    BLUE,
    BOX,
    BUYER,
    GROUP,
    SPRING,
    SPRING_EVEN_IF_DEARER,
    SPRING_NOT_ACTIVE,
    SPRING_WITHOUT_BUYER,
    SUMMER,
    discount,
    exactly,
    judged,
    price,
    priced,
    verdict_on,
)


class WorkedExamplesTest(SimpleTestCase):
    def test_e01_dearer_campaign_leaves_the_card_price(self) -> None:
        offer = price(95, SPRING, minimum_quantity="1")
        judgement = judged(offer, card_price="80")
        self.assertEqual(judgement.terms.unit_price, Decimal(80))
        self.assertEqual(verdict_on(offer, judgement).reason, Reason.NORMAL_IS_BETTER)

    def test_e01_campaign_that_applies_even_if_dearer_replaces_the_card_price(self) -> None:
        self.assertEqual(priced(price(95, SPRING_EVEN_IF_DEARER, minimum_quantity="1"), card_price="80"), exactly(95))

    def test_e02_minimum_quantity_decides_between_campaign_and_everyone(self) -> None:
        offers = price(90, SPRING, minimum_quantity="5"), price(92)
        self.assertEqual(priced(*offers, quantity="4"), exactly(92))
        self.assertEqual(priced(*offers, quantity="5"), exactly(90))

    def test_e03_own_price_beats_campaign_whatever_the_order_of_set_up(self) -> None:
        self.assertEqual(priced(price(90, SPRING), price(85, BUYER)), exactly(85))
        self.assertEqual(priced(price(85, BUYER), price(90, SPRING)), exactly(85))

    def test_e04_best_of_two_campaigns_unless_the_order_names_one(self) -> None:
        offers = price(90, SPRING), price(88, SUMMER)
        self.assertEqual(priced(*offers), exactly(88))
        self.assertEqual(priced(*offers, campaign_id=SPRING.key), exactly(90))

    def test_e05_higher_of_campaign_and_group_discount(self) -> None:
        self.assertEqual(priced(discount(10, SPRING), discount(12, GROUP)), exactly(100, 12))

    def test_e06_lower_net_wins_over_lower_price(self) -> None:
        offers = price(100, SPRING), price(92, BUYER, allows_line_discount=False), discount(10)
        self.assertEqual(priced(*offers), exactly(100, 10))
        self.assertEqual(line_amount(Decimal(1), Decimal(100), Decimal(10)), Decimal("90.00"))

    def test_e07_price_without_discount_wins_by_its_net(self) -> None:
        offers = price(100, SPRING), price(89, BUYER, allows_line_discount=False), discount(10)
        self.assertEqual(priced(*offers), exactly(89, 0))

    def test_e08_price_without_unit_counts_base_units(self) -> None:
        offer = price(10, SPRING, minimum_quantity="20")
        box = {"unit_id": BOX, "quantity_per_unit": "5", "card_price": "12"}
        self.assertEqual(priced(quantity="4", **box), exactly(60))
        self.assertEqual(priced(offer, quantity="4", **box), exactly(50))
        self.assertEqual(priced(offer, quantity="3.99999", **box), exactly(60))

    def test_e09_price_with_unit_counts_that_unit(self) -> None:
        offers = (
            price(10, SPRING, minimum_quantity="20"),
            price(48, SPRING, unit_id=BOX, minimum_quantity="5"),
        )
        box = {"unit_id": BOX, "quantity_per_unit": "5", "card_price": "12"}
        self.assertEqual(priced(*offers, quantity="4", **box), exactly(50))
        self.assertEqual(priced(*offers, quantity="5", **box), exactly(48))

    def test_e10_price_that_names_the_currency_goes_first_though_dearer(self) -> None:
        dollars = {"currency_code": "USD", "currency_factor": "1.3", "card_price": "20"}
        self.assertEqual(priced(price(10, SPRING), price(15, SPRING, currency_code="USD"), **dollars), exactly(15))
        self.assertEqual(priced(price(10), price(15, currency_code="USD"), **dollars), exactly(15))

    def test_e11_local_price_is_converted_where_none_names_the_currency(self) -> None:
        dollars = {"currency_code": "USD", "currency_factor": "1.3", "card_price": "20"}
        self.assertEqual(priced(price(10, SPRING), **dollars), exactly(13))
        self.assertEqual(priced(price(10), **dollars), exactly(13))
        self.assertEqual(priced(**dollars), exactly(26))

    def test_e12_discount_for_the_variant_goes_first_though_lower(self) -> None:
        offers = discount(20, SPRING), discount(8, SPRING, variant_id=BLUE)
        self.assertEqual(priced(*offers, variant_id=BLUE), exactly(100, 8))
        self.assertEqual(priced(*offers), exactly(100, 20))

    def test_e13_both_dates_are_inclusive(self) -> None:
        march = {"starting_on": dt.date(2030, 3, 1), "ending_on": dt.date(2030, 3, 31)}
        offer = price(90, SPRING, **march)
        days = {dt.date(2030, 2, 28): 100, dt.date(2030, 3, 1): 90, dt.date(2030, 3, 31): 90, dt.date(2030, 4, 1): 100}
        for day, expected in days.items():
            with self.subTest(day=day):
                self.assertEqual(priced(offer, ordered_on=day), exactly(expected))

    def test_e14_amounts_are_rounded_half_up_each(self) -> None:
        quantity, unit_price = Decimal(3), Decimal("33.333")
        self.assertEqual(gross_amount(quantity, unit_price), Decimal("100.00"))
        self.assertEqual(line_amount(quantity, unit_price, Decimal(10)), Decimal("90.00"))

    def test_e15_price_and_discount_come_from_different_campaigns(self) -> None:
        self.assertEqual(priced(price(90, SPRING), discount(5, SUMMER)), exactly(90, 5))
        self.assertEqual(line_amount(Decimal(1), Decimal(90), Decimal(5)), Decimal("85.50"))

    def test_e16_campaign_that_does_not_count_leaves_the_normal_price(self) -> None:
        self.assertEqual(priced(price(90, SPRING_NOT_ACTIVE), discount(10, SPRING_NOT_ACTIVE)), exactly(100))
        self.assertEqual(priced(price(90, SPRING_WITHOUT_BUYER), discount(10, SPRING_WITHOUT_BUYER)), exactly(100))
        self.assertEqual(priced(price(90, SPRING), discount(10, SPRING), campaign_id=SUMMER.key), exactly(100))

    def test_e18_below_the_minimum_again_gives_back_the_normal_terms(self) -> None:
        offers = price(90, SPRING, minimum_quantity="5"), discount(20, SPRING, minimum_quantity="5")
        stored = NormalTerms(Decimal(97), allows_line_discount=True, discount_percent=Decimal(2), is_card_price=False)
        self.assertEqual(priced(*offers, agreed=stored, quantity="5"), exactly(90, 20))
        self.assertEqual(priced(*offers, agreed=stored, quantity="4"), exactly(97, 2))


class WorkedExamplesOfTargetsTest(TestCase):
    def test_e17_company_of_two_flagged_persons_gets_the_price_once(self) -> None:
        alder, item = cast.company("Alder"), cast.item(price=100)
        spring = cast.campaign("SPRING")
        cast.target(spring, alder, contact_count=2)
        row = cast.price(item, 90, spring)
        book = OfferBook.load(item_ids=[item.pk], buyer_ids=[alder.pk])
        judgement = book.judge(Sale(item_id=item.pk, buyer_id=alder.pk, ordered_on=WORK_DATE, quantity=Decimal(1)))
        self.assertEqual(judgement.terms.unit_price, Decimal(90))
        self.assertEqual([verdict.offer.row_id for verdict in judgement.prices], [row.pk])
