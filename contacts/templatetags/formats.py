"""How amounts, percentages, numbers, days and moments are written, in the reader's language.

Pages use these filters and nothing else for such values: ``{% load formats %}``.
"""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency, format_decimal, get_currency_precision
from django import template
from django.conf import settings
from django.contrib.auth.models import User
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale

register = template.Library()

_HARD_SPACE = "\N{NO-BREAK SPACE}"
_MOST_DECIMALS = Decimal("0.00001")
_Number = Decimal | int


@register.filter
def money(amount: _Number | None, currency: str = "") -> str:
    """Return ``amount`` with its currency, rounded half up to the currency's decimals.

    A blank ``currency`` is the local currency. None gives an empty text.
    """
    if amount is None:
        return ""
    code = currency or settings.LOCAL_CURRENCY
    decimals = Decimal(1).scaleb(-get_currency_precision(code))
    rounded = Decimal(amount).quantize(decimals, rounding=ROUND_HALF_UP)
    return format_currency(rounded, code, locale=_locale(), currency_digits=True)


@register.filter
def price(amount: _Number | None, currency: str = "") -> str:
    """Return a unit price with its currency and as many decimals as it has, at least the currency's.

    A blank ``currency`` is the local currency. None gives an empty text.
    """
    if amount is None:
        return ""
    code = currency or settings.LOCAL_CURRENCY
    exact = Decimal(amount).quantize(_MOST_DECIMALS, rounding=ROUND_HALF_UP).normalize()
    return format_currency(exact, code, locale=_locale(), currency_digits=True, decimal_quantization=False)


@register.filter
def percent(value: _Number | None) -> str:
    """Return ``value`` (0–100) as a percentage; None gives an empty text."""
    return "" if value is None else f"{number(value)}{_HARD_SPACE}%"


@register.filter
def number(value: _Number | None) -> str:
    """Return ``value`` with grouping and without trailing zeros; None gives an empty text."""
    if value is None:
        return ""
    exact = Decimal(value).quantize(_MOST_DECIMALS, rounding=ROUND_HALF_UP).normalize()
    return format_decimal(exact, locale=_locale(), decimal_quantization=False)


@register.filter
def day(value: dt.date | None) -> str:
    """Return a day as in tables, ``1 Nov 2026``; None gives an empty text."""
    return "" if value is None else date_format(value, "SHORT_DATE_FORMAT")


@register.filter
def short_day(value: dt.date | None) -> str:
    """Return a day without its year, for the axis of a chart, ``1 Nov``; None gives an empty text."""
    return "" if value is None else date_format(value, get_format("SHORT_DATE_FORMAT").removesuffix(" Y"))


@register.filter
def long_day(value: dt.date | None) -> str:
    """Return a day as in sentences, ``1 November 2026``; None gives an empty text."""
    return "" if value is None else date_format(value, "DATE_FORMAT")


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Return a moment in the company's time zone, ``1 Nov 2026 14:05``; None gives an empty text."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return date_format(local, "SHORT_DATETIME_FORMAT")


@register.filter
def person(user: User | None) -> str:
    """Return what a user is called, the account where it has no name; nobody gives an empty text."""
    return "" if not user else user.get_full_name() or user.get_username()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Return the drawing called ``name`` in frontend/icons.txt.

    Without a ``label`` it is decoration and hidden from screen readers.
    """
    href = f"{static('vendor/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', href)


def _locale() -> str:
    return to_locale(get_language() or settings.LANGUAGE_CODE)
