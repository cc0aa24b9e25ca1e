"""What is done with a whole segment from the page of its campaign: mark or clear all its lines, or unlink it."""

import dataclasses
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from contacts.templatetags.formats import number as shown
from contacts.views import way_back
from segments.bulk import mark_whole_segment
from segments.header import change_segment
from segments.models import BulkChange, Segment
from segments.price_effect import ConfirmationNeededError
from segments.sentences import campaigns_of, done_sentence
from segments.services import SegmentDetails, SegmentError
from segments.views.confirming import Undo, ask_first, confirmed_by, say_done


class _WholeVerb(PermissionRequiredMixin, View):
    """Do it, and go to where the person came from. ``act`` does and says it; ``question`` asks about prices."""

    permission_required: Any = ("segments.change_segment", "segments.bulk_change_segment")
    permission_denied_message = gettext_lazy("You can look at segments but not change all lines of one.")

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        segment = get_object_or_404(Segment.objects.select_related("campaign"), number=number)
        back = way_back(request, otherwise=reverse("segments:card", args=[number]))
        try:
            self.act(segment)
        except ConfirmationNeededError as needed:
            return ask_first(
                request, segment, needed.effects, question=self.question(segment), back=back, undo=Undo.FOR_A_DAY
            )
        except SegmentError as error:
            messages.error(request, str(error))
        return redirect(back)

    def act(self, segment: Segment) -> None:
        """Do it and say what happened."""
        raise NotImplementedError

    def question(self, segment: Segment) -> str:
        """Return what to ask before prices change."""
        raise NotImplementedError


class MarkWhole(_WholeVerb):
    """Tick or clear *campaign target* on all lines of a segment, and for new ones."""

    verb = ""

    def act(self, segment: Segment) -> None:
        user: Any = self.request.user
        confirmed = confirmed_by(self.request)
        change = BulkChange(segment=segment, verb=self.verb, made_at=timezone.now(), made_by=user)
        outcome = mark_whole_segment(change, confirmed=confirmed)
        sentence = f"{segment.number}: {done_sentence(outcome.change)}"
        say_done(self.request, sentence, campaign_numbers=campaigns_of(confirmed), change=outcome.change)

    def question(self, segment: Segment) -> str:
        if self.verb == BulkChange.Verb.MARK_TARGETS:
            return _("Mark all lines of %(segment)s as campaign target?") % {"segment": segment}
        return _("Clear campaign target on all lines of %(segment)s?") % {"segment": segment}


class UnlinkSegment(_WholeVerb):
    """Take a segment off its campaign, and its lines with it; they stay on the segment."""

    permission_required = "segments.change_segment"
    permission_denied_message = gettext_lazy("You can look at segments but not change them.")

    def act(self, segment: Segment) -> None:
        user: Any = self.request.user
        confirmed = confirmed_by(self.request)
        details = dataclasses.replace(SegmentDetails.of(segment), campaign=None)
        done = change_segment(segment, details=details, by=user, at=timezone.now(), confirmed=confirmed)
        sentence = _("%(segment)s is no longer linked to a campaign. Lines: %(lines)s.") % {
            "segment": segment.number,
            "lines": shown(done.lines.line_count),
        }
        say_done(self.request, sentence, campaign_numbers=campaigns_of(confirmed), change=done.bulk_change)

    def question(self, segment: Segment) -> str:
        return _("Unlink %(segment)s from its campaign?") % {"segment": segment}
