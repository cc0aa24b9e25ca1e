"""The steps that say who is on a segment, in their order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from contacts.history import person_name
from contacts.templatetags.formats import number as shown
from segments.criteria import CriteriaFormError, read_criteria
from segments.criteria_form import query_of
from segments.criteria_words import AnswerWords, step_sentence
from segments.models import Segment, SegmentStep
from segments.selectors import segments_with_counts
from segments.steps import StepOptions

_STEPS_PER_PAGE = 50


@dataclass(frozen=True)
class StepRow:
    """A step as the list shows it."""

    step: SegmentStep
    answers: AnswerWords

    @property
    def rule(self) -> str:
        return step_sentence(self.step, answers=self.answers)

    @property
    def taken_by(self) -> str:
        return person_name(self.step.taken_by)

    @property
    def undone_by(self) -> str:
        return person_name(self.step.undone_by)

    @property
    def left_out(self) -> str:
        """Why some were left out, with how many."""
        return ", ".join(self._left_out())

    @property
    def again_query(self) -> str:
        """What the builder's address says to ask the same again; blank where the step is not by criteria."""
        if self.step.source != SegmentStep.Source.CRITERIA or self.step.action == SegmentStep.Action.REFRESH:
            return ""
        try:
            criteria = read_criteria(self.step.criteria)
        except CriteriaFormError:
            return ""
        return query_of(criteria, action=self.step.action, options=StepOptions.from_json(self.step.options))

    def _left_out(self) -> Iterator[str]:
        if self.step.privacy_blocked_count:
            yield _("%(count)s privacy blocked") % {"count": shown(self.step.privacy_blocked_count)}
        if self.step.excluded_count:
            yield _("%(count)s excluded from segments") % {"count": shown(self.step.excluded_count)}


class SegmentSteps(PermissionRequiredMixin, View):
    """The steps of a segment in their order, undone ones too."""

    permission_required = "segments.view_segment"
    permission_denied_message = gettext_lazy("You may not look at segments.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        segment = get_object_or_404(segments_with_counts(), number=number)
        steps = segment.steps.select_related("taken_by", "undone_by", "saved_criteria").order_by("sequence")
        paginator = Paginator(steps, _STEPS_PER_PAGE)
        # The last page has the last steps: those are looked for.
        page = paginator.get_page(request.GET.get("page") or paginator.num_pages)
        user: Any = request.user
        answers = AnswerWords()
        context = {
            "segment": segment,
            "page": page,
            "rows": [StepRow(step, answers) for step in page],
            "last_standing": segment.steps.filter(undone_at=None).order_by("-sequence").first(),
            "may_change": segment.state == Segment.State.OPEN and user.has_perm("segments.change_segment"),
        }
        return render(request, "segments/steps.html", context)
