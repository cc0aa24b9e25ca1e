"""Asking before prices change at once, and saying afterwards that open order lines follow by a re-sync."""

from collections.abc import Iterable
from dataclasses import astuple

from django.contrib import messages
from django.core import signing
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from segments.models import BulkChange, Segment
from segments.price_effect import Effects, PriceEffect
from segments.sentences import agreement, campaigns_of, effect_sentence

_SALT = "segments.views.confirming"


def confirmed_by(request: HttpRequest) -> Effects:
    """Return the effects on prices that the person was shown and agreed to; none when the page was not asked yet."""
    try:
        rows = signing.loads(request.POST.get("confirmed", ""), salt=_SALT)
    except signing.BadSignature:
        return ()
    return tuple(PriceEffect(campaign_number=row[0], gained_count=row[1], lost_count=row[2]) for row in rows)


class Undo(TextChoices):
    """How long somebody can take back what is asked about: lines as they were, a step at any time, or never."""

    FOR_A_DAY = "day", gettext_lazy("You can undo it for 24 hours.")
    AT_ANY_TIME = "ever", gettext_lazy("You can take it back at any time, among the steps of the segment.")
    NEVER = "never", gettext_lazy("This cannot be undone.")


def ask_first(
    request: HttpRequest,
    segment: Segment,
    effects: Effects,
    *,
    question: str,
    back: str,
    undo: Undo = Undo.AT_ANY_TIME,
) -> HttpResponse:
    """Show what would happen to prices; agreeing sends the same form again, to the same address."""
    context = {
        "segment": segment,
        "question": question,
        "sentences": [effect_sentence(effect) for effect in effects],
        "campaign_numbers": campaigns_of(effects),
        "fields": _fields_to_send_again(request),
        "confirmed": signing.dumps([astuple(effect) for effect in effects], salt=_SALT),
        "was_asked_before": "confirmed" in request.POST,
        "agreement": agreement(effects),
        "undo": undo.label,
        "back": back,
    }
    return render(request, "segments/confirm.html", context)


def say_done(
    request: HttpRequest, sentence: str, *, campaign_numbers: Iterable[str], change: BulkChange | None
) -> None:
    """Say what was done, with a way to undo ``change``, and what remains to be done for open order lines."""
    undo_url = "" if change is None or change.pk is None else undo_url_of(change)
    text = format_html("{} {}", sentence, resync_note(campaign_numbers))
    messages.success(request, text, extra_tags=undo_url)


def resync_note(campaign_numbers: Iterable[str]) -> SafeString:
    """Return, for each of the active campaigns, that its open order lines follow by a re-sync, with the link."""
    return format_html_join(
        " ",
        '{} <a href="{}">{}</a>',
        (
            (
                _("Open order lines follow when %(campaign)s is re-synced.") % {"campaign": number},
                reverse("orders:resync-preview", args=[number]),
                _("Look at re-sync"),
            )
            for number in campaign_numbers
        ),
    )


def undo_url_of(change: BulkChange) -> str:
    """Return the address that undoes ``change`` when something is posted to it."""
    return reverse("segments:undo-change", args=[change.segment.number, change.pk])


def _fields_to_send_again(request: HttpRequest) -> list[tuple[str, str]]:
    left_out = {"csrfmiddlewaretoken", "confirmed"}
    return [(name, value) for name, values in request.POST.lists() if name not in left_out for value in values]
