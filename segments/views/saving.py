"""Saving the steps of a segment under a code."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from segments.criteria_words import rule_sentence, step_sentence
from segments.models import Segment
from segments.saved_criteria import SaveableStep, SavedCriteriaError, save_criteria, saveable_steps
from segments.selectors import segments_with_counts
from segments.verb_forms import SaveStepsForm

UNPROCESSABLE = 422


@dataclass(frozen=True)
class ShownStep:
    """A step as the page offers it: what would be saved of it, or why it cannot be."""

    offered: SaveableStep
    is_ticked: bool

    @property
    def rule(self) -> str:
        """What would be saved, in words; where nothing can be, what the step did."""
        asked = self.offered.asked
        if asked is None:
            return step_sentence(self.offered.step)
        return rule_sentence(action=asked.action, criteria=asked.criteria, options=asked.options)


class SaveCriteria(PermissionRequiredMixin, View):
    """A form with the standing steps of a segment, all ticked that can be saved."""

    permission_required = ("segments.view_segment", "segments.add_savedcriteria")
    permission_denied_message = gettext_lazy("You can look at saved criteria but not save any.")

    @cached_property
    def segment(self) -> Segment:
        return get_object_or_404(segments_with_counts(), number=self.kwargs["number"])

    @cached_property
    def steps(self) -> list[SaveableStep]:
        return saveable_steps(self.segment)

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self._page(SaveStepsForm(steps=self.steps, initial={"description": self.segment.description}))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        form = SaveStepsForm(request.POST, steps=self.steps)
        if form.is_valid():
            user: Any = request.user
            try:
                saved = save_criteria(
                    self.segment,
                    code=form.cleaned_data["code"],
                    description=form.cleaned_data["description"],
                    sequences=form.cleaned_data["steps"],
                    at=timezone.now(),
                    by=user,
                )
            except SavedCriteriaError as error:
                form.refuse(error)
            else:
                words = _("%(code)s was saved. Reuse it on any segment.")
                messages.success(request, words % {"code": saved.code})
                return redirect("segments:saved-card", code=saved.code)
        return self._page(form, status=UNPROCESSABLE)

    def _page(self, form: SaveStepsForm, *, status: int = 200) -> HttpResponse:
        ticked = form.ticked
        context = {
            "segment": self.segment,
            "form": form,
            "rows": [ShownStep(each, str(each.step.sequence) in ticked) for each in self.steps],
            "can_save": any(each.asked for each in self.steps),
        }
        return render(self.request, "segments/criteria_save.html", context, status=status)
