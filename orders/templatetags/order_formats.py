"""How differences and durations are written: ``{% load order_formats %}``."""

import datetime as dt
import math
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.translation import ngettext

from contacts.templatetags.formats import money, number

register = template.Library()

_MINUTE_AND_A_HALF = 90
_TENTH = Decimal("0.1")
_HARD_SPACE = "\N{NO-BREAK SPACE}"


@register.simple_tag
def difference(before: Decimal, after: Decimal, currency: str = "") -> str:
    """Return by how much an amount changes, with its sign and coloured by what it means to the customer."""
    change = after - before
    if change == 0:
        return money(change, currency)
    sign, tone = ("+", "worse") if change > 0 else ("−", "better")
    return format_html('<span class="{}">{}{}</span>', tone, sign, money(abs(change), currency))


@register.filter
def seconds(taken: dt.timedelta) -> str:
    """Return a duration in seconds, ``0.4 s``, and what is shorter than can be written as ``< 0.1 s``."""
    exact = Decimal(taken.total_seconds()).quantize(_TENTH)
    return f"{number(exact)}{_HARD_SPACE}s" if exact else f"<{_HARD_SPACE}{number(_TENTH)}{_HARD_SPACE}s"


@register.filter
def duration(time: dt.timedelta) -> str:
    """Return about how long something takes, in words: seconds below a minute and a half, minutes beyond."""
    whole = max(1, math.ceil(time.total_seconds()))
    if whole < _MINUTE_AND_A_HALF:
        return ngettext("%(count)s second", "%(count)s seconds", whole) % {"count": number(whole)}
    minutes = math.ceil(whole / 60)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": number(minutes)}
