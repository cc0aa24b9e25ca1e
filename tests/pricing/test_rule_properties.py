"""What holds for every line: the rule against a second writing of spec/pricing.md, and what it promises staff."""

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing.arithmetic import net_price
from pricing.rule import judge
from pricing.terms import (
    DiscountOffer,
    Judgement,
    NormalTerms,
    Offer,
    PriceOffer,
    SaleQuestion,
    SourceKind,
)
from tests.pricing.offers import SPRING, price, priced, question
from tests.pricing.plain_reading import unit_price_and_discount
from tests.pricing.worlds import days, maybe_days, normal_terms, offers, questions


def judged(asked: SaleQuestion, rows: list[Offer], agreed: NormalTerms | None = None) -> Judgement:
    prices = [row for row in rows if isinstance(row, PriceOffer)]
    discounts = [row for row in rows if isinstance(row, DiscountOffer)]
    return judge(asked, prices, discounts, agreed=agreed)


class SecondWritingTest(SimpleTestCase):
    @settings(max_examples=500)
    @given(questions(), offers(), normal_terms)
    def test_agrees(self, asked: SaleQuestion, rows: list[Offer], agreed: NormalTerms | None) -> None:
        terms = judged(asked, rows, agreed).terms
        self.assertEqual(
            (Fraction(terms.unit_price), Fraction(terms.line_discount_percent)),
            unit_price_and_discount(asked, rows, agreed),
        )


class PromiseTest(SimpleTestCase):
    @given(questions(), offers(), normal_terms, st.randoms())
    def test_order_of_offers_does_not_matter(
        self, asked: SaleQuestion, rows: list[Offer], agreed: NormalTerms | None, order: random.Random
    ) -> None:
        judgement = judged(asked, rows, agreed)
        order.shuffle(shuffled := list(rows))
        other = judged(asked, shuffled, agreed)
        self.assertEqual((judgement.normal, judgement.terms), (other.normal, other.terms))
        self.assertEqual(set(judgement.prices), set(other.prices))
        self.assertEqual(set(judgement.discounts), set(other.discounts))

    @given(questions(), offers(), normal_terms)
    def test_campaign_makes_no_line_dearer_unless_told_to(
        self, asked: SaleQuestion, rows: list[Offer], agreed: NormalTerms | None
    ) -> None:
        rows = [replace(row, source=replace(row.source, applies_even_if_dearer=False)) for row in rows]
        judgement = judged(asked, rows, agreed)
        normal, terms = judgement.normal, judgement.terms
        without = net_price(normal.unit_price, normal.discount_percent if normal.allows_line_discount else Decimal(0))
        self.assertLessEqual(net_price(terms.unit_price, terms.line_discount_percent), without)

    @given(questions(), offers(), normal_terms, st.integers(1, 3))
    def test_campaign_switched_off_leaves_what_the_others_give(
        self, asked: SaleQuestion, rows: list[Offer], agreed: NormalTerms | None, campaign_id: int
    ) -> None:
        def is_of_it(row: Offer) -> bool:
            return row.source.kind is SourceKind.CAMPAIGN and row.source.key == campaign_id

        off = [replace(row, source=replace(row.source, is_active=False)) if is_of_it(row) else row for row in rows]
        without = [row for row in rows if not is_of_it(row)]
        self.assertEqual(judged(asked, off, agreed).terms, judged(asked, without, agreed).terms)

    @given(questions(), offers())
    def test_normal_terms_know_no_campaign(self, asked: SaleQuestion, rows: list[Offer]) -> None:
        standing = [row for row in rows if row.source.kind is not SourceKind.CAMPAIGN]
        without = judged(asked, standing)
        self.assertEqual(judged(asked, rows).normal, without.normal)
        self.assertEqual(without.terms.unit_price, without.normal.unit_price)

    @given(questions(), offers(), normal_terms)
    def test_zero_percent_rows_change_nothing(
        self, asked: SaleQuestion, rows: list[Offer], agreed: NormalTerms | None
    ) -> None:
        without = [row for row in rows if not (isinstance(row, DiscountOffer) and row.percent == 0)]
        self.assertEqual(judged(asked, rows, agreed).terms, judged(asked, without, agreed).terms)

    @given(questions(), offers())
    def test_only_the_rows_that_decide_have_no_reason(self, asked: SaleQuestion, rows: list[Offer]) -> None:
        judgement = judged(asked, rows)
        self.assertEqual(len(judgement.prices) + len(judgement.discounts), len(rows))
        deciding = [verdict.offer.row_id for verdict in judgement.prices if verdict.reason is None]
        self.assertEqual(deciding, [row_id for row_id in [judgement.terms.sales_price_id] if row_id])
        deciding = [verdict.offer.row_id for verdict in judgement.discounts if verdict.reason is None]
        self.assertEqual(deciding, [row_id for row_id in [judgement.terms.line_discount_id] if row_id])

    @given(maybe_days, maybe_days, days)
    def test_both_dates_are_inclusive_and_blank_is_unbounded(self, starting_on, ending_on, day) -> None:
        is_valid = (starting_on is None or starting_on <= day) and (ending_on is None or day <= ending_on)
        offer = price(90, SPRING, starting_on=starting_on, ending_on=ending_on)
        self.assertEqual(priced(offer, ordered_on=day)[0], Decimal(90) if is_valid else question().card_price)
