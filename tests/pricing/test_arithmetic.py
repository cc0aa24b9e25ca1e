"""Exact in every digit: the same as fractions give, rounded half up where the rule says so and nowhere else."""

from decimal import Decimal, localcontext
from fractions import Fraction
from math import floor

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from pricing.arithmetic import (
    MOST_AMOUNT,
    base_quantity,
    gross_amount,
    line_amount,
    local_amount,
    net_price,
    offered_price,
)
from tests.pricing.numbers import factors, percentages, prices, quantities, quantities_per_unit


def half_up(number: Fraction, places: int) -> Fraction:
    step = Fraction(10) ** places
    return Fraction(floor(number * step + Fraction(1, 2))) / step


class HalfUpTest(SimpleTestCase):
    def test_price_of_a_half_step_is_rounded_up(self) -> None:
        self.assertEqual(offered_price(Decimal("0.00001"), Decimal("0.5"), Decimal(1)), Decimal("0.00001"))
        self.assertEqual(offered_price(Decimal("0.00003"), Decimal("0.5"), Decimal(1)), Decimal("0.00002"))
        self.assertEqual(offered_price(Decimal("0.00001"), Decimal("0.49999"), Decimal(1)), Decimal("0.00000"))

    def test_amount_of_half_a_cent_is_rounded_up(self) -> None:
        self.assertEqual(gross_amount(Decimal("0.5"), Decimal("0.01")), Decimal("0.01"))
        self.assertEqual(gross_amount(Decimal("0.5"), Decimal("0.03")), Decimal("0.02"))

    def test_gross_and_discount_are_each_rounded(self) -> None:
        # Gross 0.01; of it 50 % is half a cent, so a whole one; nothing is left.
        self.assertEqual(line_amount(Decimal(1), Decimal("0.005"), Decimal(50)), Decimal("0.00"))
        self.assertEqual(line_amount(Decimal(3), Decimal("33.333"), Decimal(10)), Decimal("90.00"))
        self.assertEqual(line_amount(Decimal(10), Decimal(90), Decimal(5)), Decimal("855.00"))

    def test_results_have_the_decimals_of_their_columns(self) -> None:
        self.assertEqual(str(offered_price(Decimal(20), Decimal(1), Decimal("1.3"))), "26.00000")
        self.assertEqual(str(line_amount(Decimal(1), Decimal(7), Decimal(0))), "7.00")

    def test_precision_of_the_thread_does_not_matter(self) -> None:
        with localcontext(prec=5):
            self.assertEqual(offered_price(Decimal("1234567.89012"), Decimal(1), Decimal(1)), Decimal("1234567.89012"))
            self.assertEqual(line_amount(Decimal(1), Decimal("1234567.89"), Decimal(10)), Decimal("1111111.10"))


class ExactTest(SimpleTestCase):
    @given(prices, quantities_per_unit, factors)
    def test_offered_price(self, price: Decimal, quantity_per_unit: Decimal, factor: Decimal) -> None:
        expected = half_up(Fraction(price) * Fraction(quantity_per_unit) * Fraction(factor), 5)
        self.assertEqual(Fraction(offered_price(price, quantity_per_unit, factor)), expected)

    @given(prices, percentages)
    def test_net_price_is_not_rounded(self, price: Decimal, percent: Decimal) -> None:
        self.assertEqual(Fraction(net_price(price, percent)), Fraction(price) * (100 - Fraction(percent)) / 100)

    @given(quantities, quantities_per_unit)
    def test_base_quantity_is_not_rounded(self, quantity: Decimal, quantity_per_unit: Decimal) -> None:
        self.assertEqual(
            Fraction(base_quantity(quantity, quantity_per_unit)), Fraction(quantity) * Fraction(quantity_per_unit)
        )

    @given(quantities, prices, percentages)
    def test_line_amount(self, quantity: Decimal, price: Decimal, percent: Decimal) -> None:
        gross = half_up(Fraction(quantity) * Fraction(price), 2)
        self.assertEqual(Fraction(gross_amount(quantity, price)), gross)
        expected = gross - half_up(gross * Fraction(percent) / 100, 2)
        self.assertEqual(Fraction(line_amount(quantity, price, percent)), expected)

    @given(st.decimals(min_value=0, max_value=MOST_AMOUNT, places=2), factors)
    def test_local_amount(self, amount: Decimal, factor: Decimal) -> None:
        exact = half_up(Fraction(amount) / Fraction(factor), 2)
        self.assertEqual(Fraction(local_amount(amount, factor)), min(exact, Fraction(MOST_AMOUNT)))
