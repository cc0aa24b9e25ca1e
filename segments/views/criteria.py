"""Building a segment by criteria: what they would find, counted and with samples, before anything is saved."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views import View

from segments.builder_words import button_words, fate_words, nothing_to_do, samples_heading
from segments.criteria_form import CriteriaForm, ShownBlock
from segments.criteria_words import rule_sentence
from segments.matching import UnknownCodeError, matching
from segments.models import Segment
from segments.selectors import segments_with_counts
from segments.shown_steps import ShownStep, sign_step
from segments.step_preview import StepPreview, preview_step

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True)
class CountedBlock:
    """A block, and how many contacts match what it alone asks; None where it asks nothing."""

    shown: ShownBlock
    count: int | None


@dataclass(frozen=True)
class Figure:
    """A number of the preview; ``url`` is the page of the contacts it counts."""

    label: "StrPromise | str"
    count: int
    url: str


class BuildSegment(PermissionRequiredMixin, View):
    """Criteria as the address asks them, with counts and samples."""

    permission_required = "segments.view_segment"
    permission_denied_message = gettext_lazy("You may not look at segments.")

    @cached_property
    def segment(self) -> Segment:
        return get_object_or_404(segments_with_counts(), number=self.kwargs["number"])

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self._page(CriteriaForm(request.GET or QueryDict("action=add")))

    def _page(self, form: CriteriaForm) -> HttpResponse:
        context = {
            "segment": self.segment,
            "form": form,
        }
        try:
            context |= _found(self.segment, form)
        except UnknownCodeError as error:
            context |= {"refusal": str(error), "blocks": [CountedBlock(block, None) for block in form.shown_blocks()]}
        return render(self.request, "segments/criteria.html", context)


def _found(segment: Segment, form: CriteriaForm) -> dict[str, Any]:
    """Return what the page shows of contacts that match; of an invalid form only its blocks.

    :raises UnknownCodeError: a code does not exist any more.
    """
    if not form.is_valid():
        return {"blocks": [CountedBlock(block, None) for block in form.shown_blocks()]}
    chosen: dict[str, Any] = {"action": form.cleaned_data["action"], "criteria": form.criteria, "options": form.options}
    preview = preview_step(segment, **chosen)
    step = ShownStep(**chosen, count=preview.changed_count)
    return {
        "blocks": list(_counted(form)),
        "preview": preview,
        "figures": list(_figures(segment, step, preview)),
        "sentence": rule_sentence(**chosen),
        "samples_heading": samples_heading(step.action),
        "button": button_words(step),
        "nothing_to_do": nothing_to_do(step.action),
        "token": sign_step(step, segment=segment),
        "is_open": form.criteria.is_open,
        "options_are_used": bool(form.options.as_json()),
    }


def _counted(form: CriteriaForm) -> Iterator[CountedBlock]:
    for block in form.shown_blocks():
        yield CountedBlock(block, matching(block.criteria).count() if block.criteria and block.is_asked else None)


def _figures(segment: Segment, step: ShownStep, preview: StepPreview) -> Iterator[Figure]:
    """Yield what becomes of whom, each number with the page of its contacts."""
    token = sign_step(step, segment=segment)
    for fate, label in fate_words(step.action).items():
        count = getattr(preview, f"{fate}_count")
        if count or fate in {"coming", "leaving", "there"}:
            yield Figure(label, count, reverse("segments:found", args=[segment.number, token, fate]))
