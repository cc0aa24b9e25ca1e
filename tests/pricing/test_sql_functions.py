"""The arithmetic inside the database at hand is that of Python, to the last digit."""

from decimal import Decimal

from django.db import connection
from hypothesis import assume, example, given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from pricing.arithmetic import MOST_AMOUNT, base_quantity, line_amount, local_amount, net_price, offered_price
from tests.pricing.numbers import factors, fits, percentages, prices, quantities, quantities_per_unit


def computed(expression: str, *numbers: Decimal | None) -> object:
    """Return what the database makes of the expression, given numbers as it would read them from its columns."""
    columns = ", ".join("CAST(%s AS numeric)" for _number in numbers)
    names = ", ".join("abcd"[: len(numbers)])
    with connection.cursor() as cursor:
        cursor.execute(f"WITH number({names}) AS (SELECT {columns}) SELECT {expression} FROM number", numbers)
        return cursor.fetchone()[0]


def as_decimal(stored: object) -> Decimal:
    """Return a number as Django reads it: SQLite gives the shortest decimal that its binary number stands for."""
    return stored if isinstance(stored, Decimal) else Decimal(str(stored))


class SqlFunctionsTest(TestCase):
    @given(prices, quantities_per_unit, factors)
    @example(Decimal("0.00001"), Decimal("0.5"), Decimal(1))
    @example(Decimal("33.33335"), Decimal("0.1"), Decimal(1))
    @example(Decimal("9999999999.99999"), Decimal(1), Decimal(1))
    def test_offered_price(self, price: Decimal, quantity_per_unit: Decimal, factor: Decimal) -> None:
        expected = offered_price(price, quantity_per_unit, factor)
        assume(fits(expected))
        found = computed("pricing_offered_price(a, b, c)", price, quantity_per_unit, factor)
        self.assertEqual(as_decimal(found), expected)

    @given(prices, percentages, prices, percentages)
    @example(Decimal(90), Decimal(0), Decimal(100), Decimal(10))
    @example(Decimal("9999999999.99999"), Decimal("0.00001"), Decimal("9999999999.99998"), Decimal("0.00001"))
    @example(Decimal(9), Decimal(0), Decimal(10), Decimal(0))
    def test_net_prices_compare(self, price: Decimal, percent: Decimal, other: Decimal, other_percent: Decimal) -> None:
        expected = (
            net_price(price, percent) < net_price(other, other_percent),
            net_price(price, percent) == net_price(other, other_percent),
        )
        numbers = price, percent, other, other_percent
        is_less = computed("pricing_net_price(a, b) < pricing_net_price(c, d)", *numbers)
        is_equal = computed("pricing_net_price(a, b) = pricing_net_price(c, d)", *numbers)
        self.assertEqual((bool(is_less), bool(is_equal)), expected)

    @given(st.data(), quantities, quantities_per_unit)
    def test_reaches(self, data: st.DataObject, quantity: Decimal, quantity_per_unit: Decimal) -> None:
        reached = base_quantity(quantity, quantity_per_unit)
        near = reached.quantize(Decimal("0.00001")) if fits(reached) else Decimal(10**9)
        steps = st.integers(-2, 2).map(lambda step: max(near + step * Decimal("0.00001"), Decimal(0)))
        minimum = data.draw(quantities | steps.filter(fits))
        found = computed("pricing_reaches(a, b, c)", minimum, quantity, quantity_per_unit)
        self.assertEqual(bool(found), minimum <= reached)

    @given(quantities, prices, percentages)
    @example(Decimal(3), Decimal("33.333"), Decimal(10))
    @example(Decimal(1), Decimal("1.005"), Decimal(0))
    # The discount is 123461689.004999999…: dividing by 100, PostgreSQL would keep 8 decimals and round twice.
    @example(Decimal(1), Decimal("1000040410.97"), Decimal("12.34567"))
    def test_line_amount(self, quantity: Decimal, price: Decimal, percent: Decimal) -> None:
        expected = line_amount(quantity, price, percent)
        assume(fits(expected) and fits((quantity * price).quantize(Decimal("0.01"))))
        self.assertEqual(as_decimal(computed("pricing_line_amount(a, b, c)", quantity, price, percent)), expected)

    @given(st.decimals(min_value=0, max_value=MOST_AMOUNT, places=2), factors)
    @example(Decimal("0.01"), Decimal(2))
    @example(Decimal("9.99"), Decimal("0.999999999"))
    @example(Decimal("9999999999999.99"), Decimal("0.000000001"))
    def test_local_amount(self, amount: Decimal, factor: Decimal) -> None:
        expected = local_amount(amount, factor)
        self.assertEqual(as_decimal(computed("pricing_local_amount(a, b)", amount, factor)), expected)

    def test_null_gives_null(self) -> None:
        one = Decimal(1)
        for expression, count in {
            "pricing_offered_price(a, b, c)": 3,
            "pricing_net_price(a, b)": 2,
            "pricing_reaches(a, b, c)": 3,
            "pricing_line_amount(a, b, c)": 3,
            "pricing_local_amount(a, b)": 2,
        }.items():
            for position in range(count):
                numbers = [None if place == position else one for place in range(count)]
                with self.subTest(expression=expression, position=position):
                    self.assertIsNone(computed(expression, *numbers))
