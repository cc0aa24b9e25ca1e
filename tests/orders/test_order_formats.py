import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from orders.templatetags.order_formats import difference, seconds


@pytest.mark.parametrize(
    ("before", "after", "written"),
    [
        ("100", "90.50", '<span class="better">−€9.50</span>'),
        ("90.50", "100", '<span class="worse">+€9.50</span>'),
        ("90", "90", "€0.00"),
    ],
)
def test_difference_has_sign_and_colour(before: str, after: str, written: str) -> None:
    assert difference(Decimal(before), Decimal(after)) == written


def test_difference_is_in_the_currency_and_the_language() -> None:
    with translation.override("nl"):
        assert difference(Decimal(0), Decimal("1234.5"), "USD") == '<span class="worse">+US$\xa01.234,50</span>'


@pytest.mark.parametrize(
    ("taken", "written"), [(0.42, "0.4\xa0s"), (12.0, "12\xa0s"), (0.01, "<\xa00.1\xa0s"), (0, "<\xa00.1\xa0s")]
)
def test_seconds_have_one_decimal(taken: float, written: str) -> None:
    assert seconds(dt.timedelta(seconds=taken)) == written
