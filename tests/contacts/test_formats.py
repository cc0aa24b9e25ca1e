import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.template import Context, Template
from django.utils import translation

from contacts.templatetags import formats

HARD = "\N{NO-BREAK SPACE}"


def test_money_follows_the_reader_s_language() -> None:
    with translation.override("en-gb"):
        assert formats.money(Decimal("1234.5")) == "€1,234.50"
        assert formats.money(Decimal("1234.5"), "JPY") == "JP¥1,235"
    with translation.override("nl"):
        assert formats.money(Decimal("1234.5")) == f"€{HARD}1.234,50"
        assert formats.money(Decimal("-1234.5")) == f"€{HARD}-1.234,50"


def test_money_rounds_half_up() -> None:
    with translation.override("en-gb"):
        assert formats.money(Decimal("0.125")) == "€0.13"
        assert formats.money(Decimal("0.135")) == "€0.14"


def test_price_shows_the_decimals_it_has() -> None:
    with translation.override("en-gb"):
        assert formats.price(Decimal("33.33300")) == "€33.333"
        assert formats.price(Decimal("90.00000"), "USD") == "US$90.00"
        assert formats.price(Decimal("1000")) == "€1,000.00"


def test_percent_and_number_drop_trailing_zeros() -> None:
    with translation.override("nl"):
        assert formats.percent(Decimal("12.50000")) == f"12,5{HARD}%"
        assert formats.number(Decimal("100000.00000")) == "100.000"
        assert formats.number(1234567) == "1.234.567"
    with translation.override("en-gb"):
        assert formats.percent(Decimal(10)) == f"10{HARD}%"
        assert formats.number(Decimal("1234567.50")) == "1,234,567.5"


@pytest.mark.parametrize(
    ("language", "month", "short", "long"),
    [
        ("en-gb", 11, "1 Nov 2026", "1 November 2026"),
        ("en-gb", 9, "1 Sep 2026", "1 September 2026"),
        ("nl", 11, "1 nov 2026", "1 november 2026"),
        ("nl", 3, "1 mrt 2026", "1 maart 2026"),
    ],
)
def test_days_are_written_alike_everywhere(language: str, month: int, short: str, long: str) -> None:
    with translation.override(language):
        assert formats.day(dt.date(2026, month, 1)) == short
        assert formats.long_day(dt.date(2026, month, 1)) == long
        assert Template("{{ day }}").render(Context({"day": dt.date(2026, month, 1)})) == long


@pytest.mark.parametrize(("language", "text"), [("en-gb", "1 Sep"), ("nl", "1 sep")])
def test_day_on_an_axis_has_no_year(language: str, text: str) -> None:
    with translation.override(language):
        assert formats.short_day(dt.date(2026, 9, 1)) == text


def test_moment_is_the_company_s_time() -> None:
    with translation.override("en-gb"):
        assert formats.moment(dt.datetime(2026, 10, 24, 22, 30, tzinfo=dt.UTC)) == "25 Oct 2026 00:30"
        assert formats.moment(dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)) == "25 Oct 2026 02:30"


def test_nothing_is_an_empty_text() -> None:
    writers = (formats.money, formats.price, formats.percent, formats.number, formats.day, formats.long_day)
    for write in (*writers, formats.short_day):
        assert write(None) == ""
    assert formats.moment(None) == ""


def test_person_is_called_by_name_or_else_by_account() -> None:
    assert formats.person(User(username="anna", first_name="Anna", last_name="Bos")) == "Anna Bos"
    assert formats.person(User(username="anna")) == "anna"
    assert formats.person(None) == ""


def test_icon_is_decoration_unless_it_has_a_label() -> None:
    template = Template('{% load formats %}{% icon "check-lg" %}|{% icon "x-lg" label %}')
    plain, labelled = template.render(Context({"label": "No & not"})).split("|")
    assert 'aria-hidden="true"' in plain
    assert '#check-lg"' in plain
    assert 'role="img" aria-label="No &amp; not"' in labelled
