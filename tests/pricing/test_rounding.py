from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.rounding import ROUNDINGS, Rounding, changed_price

prices = st.decimals(0, Decimal("9999999999.99999"), places=5)
roundings = st.sampled_from(sorted(ROUNDINGS)).map(ROUNDINGS.__getitem__)


@pytest.mark.parametrize(
    ("code", "price", "rounded"),
    [
        ("0.01", "84.995", "85.00"),
        ("0.01", "84.99499", "84.99"),
        ("0.05", "84.975", "85.00"),
        ("0.05", "84.97", "84.95"),
        ("0.10", "84.95", "85.00"),
        ("1.00", "84.5", "85"),
        ("x.95", "85.44999", "84.95"),
        ("x.95", "85.45", "85.95"),
        ("x.99", "85.00", "84.99"),
        ("x.95", "0.10", "0.95"),
        ("0.05", "0.02", "0.00"),
    ],
)
def test_rounds_half_up(code: str, price: str, rounded: str) -> None:
    assert ROUNDINGS[code].round(Decimal(price)) == Decimal(rounded)


@given(prices, roundings)
def test_result_is_allowed_and_the_nearest(price: Decimal, rounding: Rounding) -> None:
    rounded = rounding.round(price)
    assert rounded >= 0
    assert (rounded - rounding.ending) % rounding.step == 0
    distance = abs(rounded - price)
    assert distance <= abs(rounded + rounding.step - price)
    if rounded >= rounding.step:
        # Of two equally near ones the higher.
        assert distance <= abs(rounded - rounding.step - price)
        assert rounded + rounding.step / 2 != price


@given(prices, roundings)
def test_twice_is_once(price: Decimal, rounding: Rounding) -> None:
    assert rounding.round(rounding.round(price)) == rounding.round(price)


@given(st.lists(prices, min_size=2, max_size=2).map(sorted), roundings)
def test_dearer_stays_dearer_or_equal(pair: list[Decimal], rounding: Rounding) -> None:
    assert rounding.round(pair[0]) <= rounding.round(pair[1])


def test_percentage_is_taken_before_the_one_rounding() -> None:
    cent = ROUNDINGS["0.01"]
    assert changed_price(Decimal("99.99"), percent=Decimal(-15), rounding=cent) == Decimal("84.99")
    assert changed_price(Decimal("0.05555"), percent=Decimal("-9.99999"), rounding=cent) == Decimal("0.05")
    assert changed_price(Decimal(100), percent=Decimal("12.5"), rounding=cent) == Decimal("112.50")


@given(prices, st.decimals(-100, 100, places=5))
def test_changed_price_is_never_negative_and_within_half_a_cent(price: Decimal, percent: Decimal) -> None:
    changed = changed_price(price, percent=percent, rounding=ROUNDINGS["0.01"])
    assert changed >= 0
    assert abs(changed * 100 - price * (100 + percent)) <= Decimal("0.5")


def test_more_than_everything_off_is_free() -> None:
    assert changed_price(Decimal(100), percent=Decimal(-150), rounding=ROUNDINGS["0.01"]) == 0
