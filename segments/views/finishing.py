"""Logging a segment, taking that back, and copying one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from contacts.numbering import NumberError
from contacts.templatetags.formats import number as shown
from segments.copying import copy_segment
from segments.forms import CopyForm
from segments.logging import LoggedSegment, LoggingError, addressees_of, cancel_segment, log_segment
from segments.models import Segment
from segments.price_effect import ConfirmationNeededError
from segments.selectors import campaigns_on, segments_with_counts
from segments.sentences import campaigns_of
from segments.views.confirming import Undo, ask_first, confirmed_by, say_done

UNPROCESSABLE = 422


class LogSegment(PermissionRequiredMixin, View):
    """Say what logging writes and whom it leaves out, and log; the button carries the number that is logged."""

    permission_required = "segments.change_segment"
    permission_denied_message = gettext_lazy("You can look at segments but not log them.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        segment = get_object_or_404(segments_with_counts(), number=number)
        context = {"segment": segment, "addressees": addressees_of(segment), "campaigns": campaigns_on(segment)}
        return render(request, "segments/segment_log.html", context)

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        segment = get_object_or_404(Segment, number=number)
        expected = request.POST.get("expected", "")
        user: Any = request.user
        try:
            logged = log_segment(segment, by=user, expected_count=int(expected) if expected.isdecimal() else -1)
        except LoggingError as error:
            messages.error(request, str(error))
            return redirect("segments:log", number=number)
        messages.success(request, logged_sentence(segment, logged))
        return redirect("segments:card", number=number)


class CancelSegment(PermissionRequiredMixin, View):
    """Say what taking the logging back means, and do it."""

    permission_required = "segments.change_segment"
    permission_denied_message = gettext_lazy("You can look at segments but not cancel them.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        segment = get_object_or_404(segments_with_counts(), number=number)
        context = {"segment": segment, "campaigns": campaigns_on(segment)}
        return render(request, "segments/segment_cancel.html", context)

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        segment = get_object_or_404(Segment, number=number)
        confirmed = confirmed_by(request)
        try:
            cancelled = cancel_segment(segment, at=timezone.now(), confirmed=confirmed)
        except ConfirmationNeededError as needed:
            question = _("Cancel the logging of %(segment)s?") % {"segment": segment}
            back = reverse("segments:card", args=[number])
            return ask_first(request, segment, needed.effects, question=question, back=back, undo=Undo.NEVER)
        except LoggingError as error:
            messages.error(request, str(error))
        else:
            sentence = ngettext(
                "%(number)s is cancelled: its %(count)s line no longer counts.",
                "%(number)s is cancelled: its %(count)s lines no longer count.",
                cancelled.line_count,
            ) % {"number": number, "count": shown(cancelled.line_count)}
            say_done(request, sentence, campaign_numbers=campaigns_of(confirmed), change=None)
        return redirect("segments:card", number=number)


class CopySegment(PermissionRequiredMixin, View):
    """A copy of a segment with its lines, for another day and perhaps another campaign."""

    permission_required = ("segments.add_segment", "segments.add_segmentline")
    permission_denied_message = gettext_lazy("You can look at segments but not add one.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self._page(request, CopyForm(initial={"dated_on": timezone.localdate()}))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        segment = get_object_or_404(Segment, number=number)
        form = CopyForm(request.POST)
        user: Any = request.user
        if form.is_valid():
            try:
                copy = copy_segment(segment, **form.cleaned_data, at=timezone.now(), by=user)
            except NumberError as error:
                form.add_error(None, str(error))
            else:
                count = copy.lines.count()
                sentence = ngettext(
                    "%(copy)s was made from %(number)s, with %(count)s line.",
                    "%(copy)s was made from %(number)s, with %(count)s lines.",
                    count,
                )
                messages.success(request, sentence % {"copy": copy.number, "number": number, "count": shown(count)})
                return redirect("segments:card", number=copy.number)
        return self._page(request, form, status=UNPROCESSABLE)

    def _page(self, request: HttpRequest, form: CopyForm, *, status: int = 200) -> HttpResponse:
        segment = get_object_or_404(segments_with_counts(), number=self.kwargs["number"])
        return render(request, "segments/segment_copy.html", {"segment": segment, "form": form}, status=status)


def logged_sentence(segment: Segment, logged: LoggedSegment) -> str:
    """Return how many contacts were logged, who was left out and why, and which campaigns got an entry."""
    sentence = ngettext(
        "%(number)s was logged: %(count)s contact.", "%(number)s was logged: %(count)s contacts.", logged.logged_count
    ) % {"number": segment.number, "count": shown(logged.logged_count)}
    left_out = [
        _("%(count)s privacy blocked") % {"count": shown(logged.privacy_blocked_count)}
        if logged.privacy_blocked_count
        else "",
        _("%(count)s excluded from segments") % {"count": shown(logged.excluded_count)}
        if logged.excluded_count
        else "",
    ]
    reasons = ", ".join(filter(None, left_out))
    return f"{sentence} {_('Left out: %(reasons)s.') % {'reasons': reasons}}" if reasons else sentence
