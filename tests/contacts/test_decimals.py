from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from contacts.decimals import (
    AmbiguousNumberError,
    LocalizedDecimalField,
    NotANumberError,
    TooManyDecimalsError,
    parse_decimal,
)


class PriceForm(forms.Form):
    amount = LocalizedDecimalField(max_digits=18, decimal_places=5, shown_places=2, required=False)


@pytest.mark.parametrize(
    ("language", "text", "places", "expected"),
    [
        ("en-gb", "1234.56", 2, "1234.56"),
        ("en-gb", "1,234.56", 2, "1234.56"),
        ("en-gb", "1,234", 2, "1234"),
        ("en-gb", "1,234,567", 5, "1234567"),
        ("en-gb", "1,234.5", 5, "1234.5"),
        ("en-gb", "12,5", 2, "12.5"),
        ("en-gb", "0,125", 3, "0.125"),
        ("en-gb", ".5", 2, "0.5"),
        ("en-gb", "5.", 2, "5"),
        ("en-gb", "1.250", 2, "1.25"),
        ("nl", "1.234,56", 2, "1234.56"),
        ("nl", "1.234", 2, "1234"),
        ("nl", "1,234", 5, "1.234"),
        ("nl", "12.5", 2, "12.5"),
        ("nl", "€ 1.234,50", 5, "1234.50"),
        ("nl", "1 234,5", 2, "1234.5"),
        ("nl", "1 234", 5, "1234"),
        ("nl", "-€ 3", 2, "-3"),
        ("nl", "\N{MINUS SIGN}3", 2, "-3"),
        ("nl", "12,5 %", 2, "12.5"),
        ("nl", "€\N{NO-BREAK SPACE}90,00", 2, "90"),
    ],
)
def test_reads_what_the_language_means(language: str, text: str, places: int, expected: str) -> None:
    assert parse_decimal(text, language=language, places=places) == Decimal(expected)


@pytest.mark.parametrize(
    "text", ["", "  ", "abc", "1.2.3", "12,34,567.8", "1 2", "1,2,3", "--1", "1e5", "NaN", "٣", "-"]
)
def test_refuses_what_is_no_number(text: str) -> None:
    with pytest.raises(NotANumberError):
        parse_decimal(text, language="en-gb", places=5)


def test_refuses_a_group_of_three_where_three_decimals_fit() -> None:
    with pytest.raises(AmbiguousNumberError) as english:
        parse_decimal("1,234", language="en-gb", places=3)
    with pytest.raises(AmbiguousNumberError) as dutch:
        parse_decimal("1.234", language="nl", places=5)
    assert str(english.value) == '"1,234" can mean 1234 or 1.234. Type 1234 or 1.234.'
    assert str(dutch.value) == '"1.234" can mean 1234 or 1,234. Type 1234 or 1,234.'


def test_refuses_more_decimals_than_are_kept() -> None:
    with pytest.raises(TooManyDecimalsError) as refused:
        parse_decimal("9.999", language="en-gb", places=2)
    assert str(refused.value) == '"9.999" has more than 2 decimals.'


@given(
    language=st.sampled_from(["en-gb", "nl"]),
    number=st.decimals(-(10**9), 10**9, places=4, allow_nan=False, allow_infinity=False),
    places=st.integers(4, 5),
)
def test_never_reads_another_number_than_was_written(language: str, number: Decimal, places: int) -> None:
    text = format_decimal(number, locale=language.replace("-gb", "_GB"), decimal_quantization=False)
    try:
        read = parse_decimal(text, language=language, places=places)
    except AmbiguousNumberError:
        assert number == number.to_integral_value()
        assert 1000 <= abs(number) < 10**6
    else:
        assert read == number


def test_field_keeps_what_was_typed_and_says_what_is_wrong() -> None:
    with translation.override("en-gb"):
        form = PriceForm({"amount": "1,234"})
        assert form.errors == {"amount": ['"1,234" can mean 1234 or 1.234. Type 1234 or 1.234.']}
        assert 'value="1,234"' in str(form["amount"])


def test_field_reads_and_shows_the_reader_s_language() -> None:
    with translation.override("nl"):
        form = PriceForm({"amount": "1.234,5"})
        assert form.is_valid()
        assert form.cleaned_data["amount"] == Decimal("1234.5")
        shown = str(PriceForm(initial={"amount": Decimal("1234.50000")})["amount"])
    assert 'value="1234,50"' in shown
    assert 'inputmode="decimal"' in shown


def test_field_sees_no_change_in_another_way_of_writing() -> None:
    with translation.override("nl"):
        form = PriceForm({"amount": "90,00"}, initial={"amount": Decimal("90.00000")})
        assert not form.has_changed()


def test_field_limits_digits() -> None:
    form = PriceForm({"amount": "1" * 40})
    assert not form.is_valid()


def test_blank_is_no_number() -> None:
    form = PriceForm({"amount": " "})
    assert form.is_valid()
    assert form.cleaned_data["amount"] is None
