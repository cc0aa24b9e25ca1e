"""Whether a segment is fixed or follows its rules, what a refresh would do, and doing it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from contacts.models import ContactQuerySet
from contacts.views import way_back
from segments.builder_words import REFRESH_FATES, list_change_words
from segments.criteria_words import step_sentence
from segments.models import Segment, SegmentStep
from segments.price_effect import ConfirmationNeededError
from segments.refreshing import (
    RefreshPlan,
    contacts_by_refresh,
    follow_rules,
    plan_refresh,
    refresh_segment,
)
from segments.ruled import BrokenRuleError, rules_of
from segments.selectors import segments_with_counts
from segments.sentences import campaigns_of
from segments.services import SegmentError, SegmentLinesChangedError
from segments.views.confirming import ask_first, confirmed_by, resync_note
from segments.views.step_contacts import ContactsByFate

UNPROCESSABLE = 422
_DENIED = gettext_lazy("You can look at segments but not change them.")


class _SeenForm(forms.Form):
    """How many contacts a person saw that would come and leave."""

    coming = forms.IntegerField(min_value=0)
    leaving = forms.IntegerField(min_value=0)

    def plan(self) -> RefreshPlan:
        """Return what was seen; of a page that was tampered with nothing, which is never what there is to do."""
        if not self.is_valid():
            return RefreshPlan(coming_count=0, leaving_count=0)
        return RefreshPlan(coming_count=self.cleaned_data["coming"], leaving_count=self.cleaned_data["leaving"])


@dataclass(frozen=True)
class Rule:
    """A step by criteria that stands, in words."""

    step: SegmentStep

    @property
    def sentence(self) -> str:
        return step_sentence(self.step)


class RefreshSegment(PermissionRequiredMixin, View):
    """What a refresh would do, before anything is written; POST does what was shown, or nothing."""

    def get_permission_required(self) -> tuple[str, ...]:
        return ("segments.change_segment",) if self.request.method == "POST" else ("segments.view_segment",)

    def get_permission_denied_message(self) -> str:
        return str(_DENIED) if self.request.method == "POST" else _("You may not look at segments.")

    @cached_property
    def segment(self) -> Segment:
        return get_object_or_404(segments_with_counts(), number=self.kwargs["number"])

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        seen, at = _SeenForm(request.POST).plan(), timezone.now()
        confirmed = confirmed_by(request)
        user: Any = request.user
        try:
            done = refresh_segment(self.segment, at=at, by=user, expected=seen, confirmed=confirmed)
        except ConfirmationNeededError as needed:
            question = _("Refresh %(segment)s?") % {"segment": self.segment}
            return ask_first(request, self.segment, needed.effects, question=question, back=request.path)
        except SegmentLinesChangedError:
            return self._page(seen=seen)
        except SegmentError as error:
            messages.error(request, str(error))
            return redirect("segments:refresh", number=number)
        words, note = list_change_words(done.coming_count, done.leaving_count), resync_note(campaigns_of(confirmed))
        text = format_html("{} {} {}", _("%(number)s was refreshed.") % {"number": number}, words, note)
        messages.success(request, text, extra_tags=_undo_url(self.segment, done))
        return redirect("segments:refresh", number=number)

    def _page(self, *, seen: RefreshPlan | None = None) -> HttpResponse:
        segment = self.segment
        is_open = segment.state == Segment.State.OPEN
        context = {
            "segment": segment,
            "rules": [Rule(step) for step in rules_of(segment)],
            "seen": seen,
            "fates": REFRESH_FATES,
            "may_change": is_open and self.request.user.has_perm("segments.change_segment"),
        }
        if is_open and segment.follows_rules and context["rules"]:
            try:
                context["plan"] = plan_refresh(segment)
            except BrokenRuleError as error:
                context["broken"] = error
        return render(self.request, "segments/refresh.html", context, status=None if seen is None else UNPROCESSABLE)


class FollowRules(PermissionRequiredMixin, View):
    """Let a segment follow its rules, or stay as it is; ``follows`` says which."""

    follows = True
    permission_required = "segments.change_segment"
    permission_denied_message = _DENIED

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        segment = get_object_or_404(Segment, number=number)
        back = way_back(request, otherwise=reverse("segments:refresh", args=[number]))
        try:
            is_new = follow_rules(segment, follows=self.follows)
        except SegmentError as error:
            messages.error(request, str(error))
            return redirect(back)
        if self.follows:
            words = _("%(number)s follows its rules from now on. Nobody came or left by that.")
            undo_url = reverse("segments:fix", args=[number])
        else:
            words = _("%(number)s is fixed from now on: who is on it stays. Nobody came or left by that.")
            undo_url = reverse("segments:follow", args=[number])
        messages.success(request, words % {"number": number}, extra_tags=undo_url if is_new else "")
        return redirect(back)


class RefreshContacts(ContactsByFate):
    """The contacts that one number of the refresh page counts."""

    refusals = (SegmentError,)
    template_name = "segments/refresh_contacts.html"
    file_name = gettext_lazy("Contacts of the refresh")

    def find(self, fate: str) -> ContactQuerySet:
        return contacts_by_refresh(self.segment, fate)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what would become of these contacts, and why."""
        return super().get_context_data(**kwargs, fate=REFRESH_FATES[self.kwargs["fate"]])


def _undo_url(segment: Segment, done: RefreshPlan) -> str:
    """Return the address that undoes the refresh; blank where it was no step."""
    step = segment.steps.filter(action=SegmentStep.Action.REFRESH).order_by("-sequence").first()
    if done.is_nothing or step is None:
        return ""
    return reverse("segments:undo-step", args=[segment.number, step.sequence])
