"""How the values that an upload changes are shown, in the reader's language: ``{% load uploads %}``."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django import template
from django.utils.translation import pgettext

from contacts.templatetags.formats import day, moment, number

register = template.Library()


@register.filter
def stored_value(value: Sequence[str] | None) -> str:
    """Return a value as ``contacts.upload_results.stored`` keeps it; nothing is a dash."""
    if value is None:
        return "–"
    kind, text = value
    match kind:
        case "number":
            return number(Decimal(text))
        case "day":
            return moment(dt.datetime.fromisoformat(text)) if "T" in text else day(dt.date.fromisoformat(text))
        case "yes":
            return pgettext("value", "yes")
        case "no":
            return pgettext("value", "no")
        case _:
            return text or "–"
