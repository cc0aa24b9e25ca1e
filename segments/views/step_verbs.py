"""Undoing and redoing the steps of a segment, and starting over."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from contacts.views import way_back
from segments.builder_words import list_change_words
from segments.models import Segment, SegmentStep
from segments.price_effect import ConfirmationNeededError
from segments.selectors import segments_with_counts
from segments.sentences import campaigns_of
from segments.services import SegmentError
from segments.step_services import redo_undone_step, start_over, undo_taken_step
from segments.steps import ListChange
from segments.undo import UndoError
from segments.views.confirming import ask_first, confirmed_by, resync_note

_DENIED = gettext_lazy("You can look at segments but not change them.")


class UndoStep(PermissionRequiredMixin, View):
    """Let the list be what the other steps give, or let an undone step count again; ``is_redoing`` says which."""

    is_redoing = False
    permission_required = "segments.change_segment"
    permission_denied_message = _DENIED

    def post(self, request: HttpRequest, number: str, sequence: int) -> HttpResponse:
        steps = SegmentStep.objects.select_related("segment")
        step = get_object_or_404(steps, segment__number=number, sequence=sequence)
        back = way_back(request, otherwise=reverse("segments:steps", args=[number]))
        confirmed = confirmed_by(request)
        user: Any = request.user
        try:
            if self.is_redoing:
                change = redo_undone_step(step, at=timezone.now(), confirmed=confirmed)
            else:
                change = undo_taken_step(step, by=user, at=timezone.now(), confirmed=confirmed)
        except ConfirmationNeededError as needed:
            words = _("Redo step %(number)s?") if self.is_redoing else _("Undo step %(number)s?")
            question = words % {"number": sequence}
            return ask_first(request, step.segment, needed.effects, question=question, back=back)
        except (SegmentError, UndoError) as error:
            messages.error(request, str(error))
            return redirect(back)
        words = _("Step %(number)s counts again.") if self.is_redoing else _("Step %(number)s was undone.")
        step.refresh_from_db(fields=["undone_at"])
        campaign_numbers = campaigns_of(confirmed)
        say_step(request, step, change, words=words % {"number": sequence}, campaign_numbers=campaign_numbers)
        if step.undone_at and step.action == SegmentStep.Action.REFRESH and step.segment.follows_rules:
            words = _("%(number)s still follows its rules: the next refresh brings the same again unless you fix it.")
            messages.info(request, words % {"number": number})
        return redirect(back)


class StartOver(PermissionRequiredMixin, View):
    """Ask whether nobody is to be on the segment any more, and undo all its steps."""

    permission_required = "segments.change_segment"
    permission_denied_message = _DENIED

    @cached_property
    def segment(self) -> Segment:
        return get_object_or_404(segments_with_counts(), number=self.kwargs["number"])

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        count = self.segment.steps.filter(undone_at=None).count()
        return render(request, "segments/start_over.html", {"segment": self.segment, "step_count": count})

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        confirmed = confirmed_by(request)
        user: Any = request.user
        if request.POST.get("count") != str(self.segment.line_count):  # type: ignore[attr-defined]
            messages.error(request, _("The lines changed since you looked. Nothing was changed."))
            return redirect("segments:start-over", number=number)
        try:
            change = start_over(self.segment, by=user, at=timezone.now(), confirmed=confirmed)
        except ConfirmationNeededError as needed:
            question = _("Start %(segment)s over?") % {"segment": self.segment}
            return ask_first(request, self.segment, needed.effects, question=question, back=request.path)
        except SegmentError as error:
            messages.error(request, str(error))
            return redirect("segments:start-over", number=number)
        words, note = _("The segment starts over."), resync_note(campaigns_of(confirmed))
        messages.success(request, format_html("{} {} {}", words, _list_change(change), note))
        return redirect("segments:steps", number=number)


def say_step(
    request: HttpRequest,
    step: SegmentStep,
    change: ListChange,
    *,
    words: str = "",
    campaign_numbers: Iterable[str] = (),
) -> None:
    """Say what a step did to the list, with the way to take that back."""
    verb = "segments:redo-step" if step.undone_at else "segments:undo-step"
    undo_url = reverse(verb, args=[step.segment.number, step.sequence])
    text = format_html("{} {} {}", words, _list_change(change), resync_note(campaign_numbers))
    messages.success(request, text, extra_tags=undo_url)


def _list_change(change: ListChange) -> str:
    return list_change_words(change.added.line_count, change.removed.line_count)
