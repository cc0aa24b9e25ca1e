"""What pages say of a segment that is fixed or follows its rules, and of its last refresh."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from contacts.templatetags.formats import number
from segments.models import Segment

register = template.Library()


def membership_words(*, follows: bool) -> str:
    """Return whether who is on a segment follows its rules, or is fixed."""
    return pgettext("segment", "Follows its rules") if follows else pgettext("segment", "Fixed")


@register.filter
def refresh_counts(segment: Segment) -> SafeString:
    """Return how many the last refresh put on the ``segment`` and took off it; each number opens those contacts.

    ``refresh_sequence`` is what ``selectors.segments_with_counts`` annotates.
    """
    step = getattr(segment, "refresh_sequence", None)
    return format_html(
        "{} {}",
        _count(segment, "+", segment.refresh_added_count, step=step, effect="on"),
        _count(segment, "\N{MINUS SIGN}", segment.refresh_removed_count, step=step, effect="off"),
    )


def _count(segment: Segment, sign: str, count: int, *, step: int | None, effect: str) -> SafeString:
    if step is None or not count:
        return format_html("{}{}", sign, number(count))
    url = reverse("segments:step-contacts", args=[segment.number, step], query={"effect": effect})
    return format_html('<a href="{}">{}{}</a>', url, sign, number(count))
