"""Building a segment by criteria: what they would find, counted before anything is saved, and taking the step."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from segments.builder_words import (
    button_words,
    fate_words,
    may_be_kept,
    nothing_to_do,
    question_words,
    samples_heading,
    warning_words,
)
from segments.criteria_form import CriteriaForm, ShownBlock, query_of
from segments.criteria_words import rule_sentence
from segments.filters import ScopeError
from segments.matching import UnknownCodeError, buyers_once, matching
from segments.models import Segment
from segments.price_effect import ConfirmationNeededError
from segments.selectors import segments_with_counts
from segments.sentences import campaigns_of
from segments.services import SegmentError, SegmentLinesChangedError
from segments.shown_steps import read_step, sign_step
from segments.step_preview import ShownStep, StepPreview, preview_step
from segments.step_services import AskedStep, take_criteria_step
from segments.views.confirming import ask_first, confirmed_by
from segments.views.step_verbs import say_step

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


UNPROCESSABLE = 422


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
    """Criteria as the address asks them, with counts and samples; POST takes the step that was shown, or nothing."""

    def get_permission_required(self) -> tuple[str, ...]:
        return ("segments.change_segment",) if self.request.method == "POST" else ("segments.view_segment",)

    def get_permission_denied_message(self) -> str:
        if self.request.method == "POST":
            return _("You can look at segments but not change them.")
        return _("You may not look at segments.")

    @cached_property
    def segment(self) -> Segment:
        return get_object_or_404(segments_with_counts(), number=self.kwargs["number"])

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self._page(CriteriaForm(request.GET or QueryDict("action=add")))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        try:
            step = read_step(request.POST.get("step", ""), segment=self.segment)
        except ScopeError as error:
            messages.error(request, str(error))
            return redirect(request.get_full_path())
        form = CriteriaForm(QueryDict(query_of(step.criteria, action=step.action, options=step.options)))
        try:
            self._take(step)
        except ConfirmationNeededError as needed:
            question = question_words(step, self.segment)
            return ask_first(request, self.segment, needed.effects, question=question, back=request.get_full_path())
        except SegmentLinesChangedError:
            return self._page(form, changed_from=step.count)
        except (SegmentError, UnknownCodeError) as error:
            messages.error(request, str(error))
            return redirect(request.get_full_path())
        return redirect("segments:steps", number=number)

    def _take(self, step: ShownStep) -> None:
        confirmed = confirmed_by(self.request)
        user: Any = self.request.user
        asked = AskedStep(action=step.action, criteria=step.criteria, options=step.options)
        taken = take_criteria_step(
            self.segment, asked, at=timezone.now(), by=user, expected_count=step.count, confirmed=confirmed
        )
        say_step(self.request, taken.step, taken.change, campaign_numbers=campaigns_of(confirmed))

    def _page(self, form: CriteriaForm, *, changed_from: int | None = None) -> HttpResponse:
        is_open = self.segment.state == Segment.State.OPEN
        context = {
            "segment": self.segment,
            "form": form,
            "changed_from": changed_from,
            "may_take": is_open and self.request.user.has_perm("segments.change_segment"),
        }
        try:
            context |= _found(self.segment, form)
        except UnknownCodeError as error:
            context |= {"refusal": str(error), "blocks": [CountedBlock(block, None) for block in form.shown_blocks()]}
        status = UNPROCESSABLE if changed_from is not None else None
        return render(self.request, "segments/criteria.html", context, status=status)


def _found(segment: Segment, form: CriteriaForm) -> dict[str, Any]:
    """Return what the page shows of contacts that match; of an invalid form only its blocks.

    :raises UnknownCodeError: a code does not exist any more.
    """
    if not form.is_valid():
        return {"blocks": [CountedBlock(block, None) for block in form.shown_blocks()]}
    chosen: dict[str, Any] = {"action": form.cleaned_data["action"], "criteria": form.criteria, "options": form.options}
    with buyers_once(form.criteria) as buyers:
        preview = preview_step(segment, **chosen, buyers=buyers)
        blocks = [CountedBlock(block, _count_of(block, buyers)) for block in form.shown_blocks()]
    step = ShownStep(**chosen, count=preview.changed_count)
    is_empty = not segment.line_count  # type: ignore[attr-defined]
    return {
        "blocks": blocks,
        "preview": preview,
        "figures": list(_figures(segment, step, preview)),
        "sentence": rule_sentence(**chosen),
        "samples_heading": samples_heading(step.action),
        "button": button_words(step),
        "warning": warning_words(step),
        "nothing_to_do": "" if step.count else nothing_to_do(step.action, is_empty=is_empty),
        "may_be_kept": may_be_kept(step, is_empty=is_empty),
        "token": sign_step(step, segment=segment),
        "is_open": form.criteria.is_open,
        "options_are_used": bool(form.options.as_json()),
    }


def _count_of(block: ShownBlock, buyers: RawSQL | None) -> int | None:
    """Return how many contacts match the block alone, ``buyers`` being who bought what its form asks; None for none."""
    if not block.criteria or not block.is_asked:
        return None
    return matching(block.criteria, buyers=buyers).count()


def _figures(segment: Segment, step: ShownStep, preview: StepPreview) -> Iterator[Figure]:
    """Yield what becomes of whom, each number with the page of its contacts."""
    token = sign_step(step, segment=segment)
    for fate, label in fate_words(step.action).items():
        count = getattr(preview, f"{fate}_count")
        if count or fate in {"coming", "leaving", "there"}:
            yield Figure(label, count, reverse("segments:found", args=[segment.number, token, fate]))
