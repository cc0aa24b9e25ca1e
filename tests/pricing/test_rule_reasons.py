"""Every offer that loses says why, and the one that decides says nothing."""

import datetime as dt
from decimal import Decimal

from django.test import SimpleTestCase

from pricing.terms import NormalTerms, Offer, PriceTerms, Reason
from tests.pricing.offers import (
    BLUE,
    BOX,
    BUYER,
    RED,
    SPRING,
    SPRING_EVEN_IF_DEARER,
    SPRING_NOT_ACTIVE,
    SPRING_WITHOUT_BUYER,
    SUMMER,
    WORK_DATE,
    discount,
    judged,
    price,
    verdict_on,
)

ONE_DAY = dt.timedelta(days=1)
STORED = NormalTerms(Decimal(80), allows_line_discount=True, discount_percent=Decimal(2), is_card_price=False)


class ReasonCase(SimpleTestCase):
    def assert_reasons(
        self, offers: dict[Offer, Reason | None], *, agreed: NormalTerms | None = None, **changes: object
    ) -> None:
        judgement = judged(*offers, agreed=agreed, **changes)
        found = [verdict_on(offer, judgement).reason for offer in offers]
        self.assertEqual(found, list(offers.values()))


class NotCountedTest(ReasonCase):
    def test_each_exclusion_has_its_reason_for_prices_and_discounts(self) -> None:
        exclusions = {
            Reason.NOT_ACTIVE: {"source": SPRING_NOT_ACTIVE},
            Reason.NOT_A_TARGET: {"source": SPRING_WITHOUT_BUYER},
            Reason.OTHER_CAMPAIGN_NAMED: {"source": SPRING},
            Reason.OTHER_VARIANT: {"variant_id": RED},
            Reason.OTHER_UNIT: {"unit_id": BOX},
            Reason.OTHER_CURRENCY: {"currency_code": "USD"},
            Reason.NOT_STARTED: {"starting_on": WORK_DATE + ONE_DAY},
            Reason.ENDED: {"ending_on": WORK_DATE - ONE_DAY},
            Reason.BELOW_MINIMUM: {"minimum_quantity": "1.00001"},
        }
        for reason, fields in exclusions.items():
            with self.subTest(reason=reason):
                offers = {price(1, **fields): reason, discount(99, **fields): reason}
                self.assert_reasons(offers, campaign_id=SUMMER.key, variant_id=BLUE)

    def test_no_variant_on_the_line_is_another_variant(self) -> None:
        self.assert_reasons({price(1, variant_id=BLUE): Reason.OTHER_VARIANT}, variant_id=None)

    def test_offer_that_was_not_weighed_has_no_value(self) -> None:
        offer = price(1, minimum_quantity="2")
        verdict = verdict_on(offer, judged(offer))
        self.assertEqual((verdict.value, verdict.net), (None, None))

    def test_zero_percent_displaces_nothing(self) -> None:
        self.assert_reasons({discount(0, variant_id=BLUE): Reason.NO_DISCOUNT, discount(10): None}, variant_id=BLUE)

    def test_all_items_gives_way_to_item_or_group_of_the_same_source(self) -> None:
        for narrower in (discount(5, SPRING), discount(5, SPRING, item_discount_group_id=50)):
            self.assert_reasons({discount(20, SPRING, item_id=None): Reason.ITEM_DISCOUNT_EXISTS, narrower: None})

    def test_all_items_gives_way_to_row_whose_minimum_is_not_reached(self) -> None:
        narrower = discount(5, SPRING, minimum_quantity="2")
        self.assert_reasons(
            {discount(20, SPRING, item_id=None): Reason.ITEM_DISCOUNT_EXISTS, narrower: Reason.BELOW_MINIMUM}
        )

    def test_all_items_stands_beside_rows_that_do_not_match_or_are_of_others(self) -> None:
        others = [
            discount(5, SUMMER),
            discount(5, SPRING, variant_id=RED),
            discount(5, SPRING, starting_on=WORK_DATE + ONE_DAY),
            discount(0, SPRING),
        ]
        for other in others:
            for_all = discount(20, SPRING, item_id=None)
            with self.subTest(other=other):
                self.assertIsNone(verdict_on(for_all, judged(for_all, other)).reason)


class WeighedTest(ReasonCase):
    def test_value_and_net_are_those_of_the_line(self) -> None:
        offer = price("3.33333", SPRING)
        verdict = verdict_on(
            offer,
            judged(offer, discount(10, SPRING), quantity_per_unit="5", currency_code="USD", currency_factor="1.3"),
        )
        # 3.33333 × 5 × 1.3 = 21.666645, half up.
        self.assertEqual((verdict.value, verdict.net), (Decimal("21.66665"), Decimal("19.499985")))

    def test_campaign_price_that_wins(self) -> None:
        winner = price(90, SPRING)
        offers = {
            winner: None,
            price(91, SUMMER): Reason.DEARER,
            price(90, SUMMER): Reason.CREATED_LATER,
            price(95): Reason.DEARER,
        }
        self.assert_reasons(offers)
        self.assertEqual(judged(*offers).normal_reason, Reason.DEARER)

    def test_campaign_price_that_leaves_the_normal_price(self) -> None:
        offers = {
            price(96, SPRING): Reason.NORMAL_IS_BETTER,
            price(97, SUMMER): Reason.DEARER,
            price(95, BUYER): None,
            price(99): Reason.DEARER,
        }
        self.assert_reasons(offers)
        self.assertIsNone(judged(*offers).normal_reason)

    def test_normal_price_is_weighed_under_the_discount_of_the_campaign_too(self) -> None:
        offers = {price(95, SPRING, allows_line_discount=False): Reason.NORMAL_IS_BETTER, discount(10, SPRING): None}
        self.assert_reasons(offers)
        self.assertEqual(judged(*offers).terms.unit_price, Decimal(100))

    def test_equal_campaign_price_leaves_the_normal_price(self) -> None:
        self.assert_reasons({price(95, SPRING): Reason.NORMAL_IS_BETTER, price(95): None})
        self.assert_reasons({price(100, SPRING): Reason.NORMAL_IS_BETTER})

    def test_price_for_the_variant_goes_first(self) -> None:
        self.assert_reasons({price(70): Reason.LESS_SPECIFIC, price(90, variant_id=BLUE): None}, variant_id=BLUE)
        self.assert_reasons(
            {price(70, SPRING): Reason.LESS_SPECIFIC, price(90, SUMMER, variant_id=BLUE): None}, variant_id=BLUE
        )

    def test_card_price_that_a_campaign_replaces(self) -> None:
        offer = price(120, SPRING_EVEN_IF_DEARER)
        self.assert_reasons({offer: None})
        self.assertEqual(judged(offer).normal_reason, Reason.REPLACED_BY_CAMPAIGN)
        cheaper = price(80, SPRING_EVEN_IF_DEARER)
        self.assertEqual(judged(cheaper).normal_reason, Reason.DEARER)

    def test_card_price_is_replaced_by_the_cheapest_though_another_was_told_to(self) -> None:
        self.assert_reasons({price(120, SPRING_EVEN_IF_DEARER): Reason.DEARER, price(110, SUMMER): None})
        first = price(110, SUMMER)
        self.assert_reasons({price(110, SPRING_EVEN_IF_DEARER): Reason.CREATED_LATER, first: None})

    def test_price_that_is_not_among_the_most_specific_replaces_nothing(self) -> None:
        offers = {
            price(120, SPRING_EVEN_IF_DEARER): Reason.LESS_SPECIFIC,
            price(110, SUMMER, variant_id=BLUE): Reason.NORMAL_IS_BETTER,
        }
        self.assert_reasons(offers, variant_id=BLUE)

    def test_price_of_a_buyer_is_not_replaced(self) -> None:
        self.assert_reasons({price(120, SPRING_EVEN_IF_DEARER): Reason.NORMAL_IS_BETTER, price(100, BUYER): None})

    def test_discounts(self) -> None:
        offers = {
            discount(12, SPRING): None,
            discount(11, SUMMER): Reason.LOWER_DISCOUNT,
            discount(12, SUMMER): Reason.CREATED_LATER,
            discount(10): Reason.LOWER_DISCOUNT,
        }
        self.assert_reasons(offers)

    def test_campaign_discount_that_leaves_the_normal_one(self) -> None:
        self.assert_reasons({discount(10, SPRING): Reason.NORMAL_DISCOUNT_IS_BETTER, discount(10): None})

    def test_discount_for_the_variant_goes_first(self) -> None:
        self.assert_reasons({discount(20): Reason.LESS_SPECIFIC, discount(8, variant_id=BLUE): None}, variant_id=BLUE)

    def test_discounts_on_a_price_that_allows_none(self) -> None:
        winner = price(50, SPRING, allows_line_discount=False)
        self.assert_reasons({winner: None, discount(10): Reason.NOT_ALLOWED})
        self.assert_reasons({winner: None, discount(10): Reason.NOT_ALLOWED, discount(12, SUMMER): Reason.NOT_ALLOWED})
        self.assert_reasons({discount(12, SPRING): Reason.NOT_ALLOWED}, allows_line_discount=False)


class AgreedTest(ReasonCase):
    def test_standing_rows_of_today_do_not_touch_what_the_line_has(self) -> None:
        offers = {price(70): Reason.NORMAL_TERMS_ARE_KEPT, discount(20): Reason.NORMAL_TERMS_ARE_KEPT}
        self.assert_reasons(offers, agreed=STORED)
        self.assertEqual(judged(*offers, agreed=STORED).terms, PriceTerms(Decimal(80), Decimal(2)))

    def test_rows_that_the_line_carries_decide_though_others_would_today(self) -> None:
        carried, carried_discount = price(80), discount(2)
        stored = NormalTerms(
            Decimal(80),
            allows_line_discount=True,
            discount_percent=Decimal(2),
            is_card_price=False,
            sales_price_id=carried.row_id,
            line_discount_id=carried_discount.row_id,
        )
        offers = {
            carried: None,
            price(70): Reason.NORMAL_TERMS_ARE_KEPT,
            carried_discount: None,
            discount(20): Reason.NORMAL_TERMS_ARE_KEPT,
        }
        self.assert_reasons(offers, agreed=stored)

    def test_campaigns_are_weighed_against_what_the_line_has(self) -> None:
        self.assert_reasons({price(79, SPRING): None, price(70): Reason.NORMAL_TERMS_ARE_KEPT}, agreed=STORED)
        self.assert_reasons({price(81, SPRING): Reason.NORMAL_IS_BETTER}, agreed=STORED)
        self.assert_reasons({discount(2, SPRING): Reason.NORMAL_DISCOUNT_IS_BETTER}, agreed=STORED)

    def test_agreed_price_is_not_replaced_by_dearer_campaign(self) -> None:
        self.assert_reasons({price(120, SPRING_EVEN_IF_DEARER): Reason.NORMAL_IS_BETTER}, agreed=STORED)
