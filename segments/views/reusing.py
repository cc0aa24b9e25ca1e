"""Reusing saved criteria on a segment: what would come of it, counted before anything is saved, and doing it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from contacts.models import ContactQuerySet
from contacts.templatetags.formats import number as shown
from segments.builder_words import list_change_words
from segments.criteria_form import query_of
from segments.criteria_words import rule_sentence
from segments.matching import UnknownCodeError
from segments.models import SavedCriteria, Segment
from segments.price_effect import ConfirmationNeededError
from segments.reusing import PlannedStep, ReusePlan, contacts_by_fate, plan_reuse, reuse_criteria
from segments.saved_criteria import SavedCriteriaError, asked_steps
from segments.selectors import saved_criteria_by_code, segments_with_counts
from segments.sentences import campaigns_of
from segments.services import SegmentError, SegmentLinesChangedError
from segments.verb_forms import ReuseForm
from segments.views.confirming import ask_first, confirmed_by, resync_note
from segments.views.step_contacts import ContactsByFate

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

UNPROCESSABLE = 422
_FATES: dict[str, "StrPromise"] = {
    "coming": gettext_lazy("Would come on"),
    "leaving": gettext_lazy("Would go off"),
    "again": gettext_lazy("Would get another line"),
}


@dataclass(frozen=True)
class PlannedRow:
    """A step of the plan as the page shows it."""

    planned: PlannedStep
    builder_url: str

    @property
    def rule(self) -> str:
        asked = self.planned.asked
        if asked is None:
            return _("Not readable.")
        return rule_sentence(action=asked.action, criteria=asked.criteria, options=asked.options)

    @property
    def step_url(self) -> str:
        """The builder with what the step asks, where it can be mended; blank where it cannot be read."""
        asked = self.planned.asked
        if asked is None:
            return ""
        return f"{self.builder_url}?{query_of(asked.criteria, action=asked.action, options=asked.options)}"


class ReuseCriteria(PermissionRequiredMixin, View):
    """Choose saved criteria, see what all their steps would do, and take them together or none of them."""

    permission_required = ("segments.change_segment", "segments.view_savedcriteria")
    permission_denied_message = gettext_lazy("You can look at segments but not change them.")

    @cached_property
    def segment(self) -> Segment:
        return get_object_or_404(segments_with_counts(), number=self.kwargs["number"])

    @cached_property
    def standing_count(self) -> int:
        return self.segment.steps.filter(undone_at=None).count()

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self._page(ReuseForm(request.GET if "criteria" in request.GET else None))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        form = ReuseForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=UNPROCESSABLE)
        if self.standing_count and request.POST.get("appends") != "yes":
            fault = _("Tick that the steps are to come behind those that are there. Nothing was changed.")
            return self._page(form, fault=fault, status=UNPROCESSABLE)
        saved = form.cleaned_data["criteria"]
        try:
            self._take(saved)
        except ConfirmationNeededError as needed:
            question = _("Reuse %(code)s on %(segment)s?") % {"code": saved.code, "segment": self.segment}
            return ask_first(request, self.segment, needed.effects, question=question, back=self._page_url(saved))
        except SegmentLinesChangedError as error:
            return self._page(form, fault=str(error), status=UNPROCESSABLE)
        except (SegmentError, UnknownCodeError) as error:
            messages.error(request, str(error))
            return redirect(self._page_url(saved))
        return redirect("segments:steps", number=number)

    def _take(self, saved: SavedCriteria) -> None:
        confirmed = confirmed_by(self.request)
        user: Any = self.request.user
        counts = _counts(self.request.POST.get("counts", ""))
        taken = reuse_criteria(self.segment, saved, at=timezone.now(), by=user, expected=counts, confirmed=confirmed)
        words = ngettext(
            "%(code)s was reused: %(count)s step.", "%(code)s was reused: %(count)s steps.", len(taken)
        ) % {"code": saved.code, "count": shown(len(taken))}
        came, left, again = counts
        note = resync_note(campaigns_of(confirmed))
        text = format_html("{} {} {}", words, list_change_words(came + again, left), note)
        messages.success(self.request, text)

    def _page(self, form: ReuseForm, *, fault: str = "", status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {
            "segment": self.segment,
            "form": form,
            "fault": fault,
            "standing_count": self.standing_count,
            "has_saved": SavedCriteria.objects.exists(),
        }
        if form.is_bound and form.is_valid():
            context |= self._planned(form.cleaned_data["criteria"])
        elif form.is_bound:
            status = UNPROCESSABLE
        return render(self.request, "segments/criteria_reuse.html", context, status=status)

    def _planned(self, saved: SavedCriteria) -> dict[str, Any]:
        plan = plan_reuse(self.segment, saved)
        builder_url = reverse("segments:build", args=[self.segment.number])
        return {
            "saved": saved,
            "plan": plan,
            "rows": [PlannedRow(planned, builder_url) for planned in plan.steps],
            "figures": list(_figures(self.segment, saved, plan)) if plan.is_possible else [],
            "counts": "-".join(map(str, plan.counts)),
        }

    def _page_url(self, saved: SavedCriteria) -> str:
        return reuse_url(self.segment, saved)


class ReusedContacts(ContactsByFate):
    """The contacts that one number of the plan counts."""

    refusals = (UnknownCodeError, SavedCriteriaError)
    template_name = "segments/reused_contacts.html"
    file_name = gettext_lazy("Contacts that are found")

    @cached_property
    def saved(self) -> SavedCriteria:
        saved: SavedCriteria = get_object_or_404(saved_criteria_by_code(), code=self.kwargs["code"])
        return saved

    def find(self, fate: str) -> ContactQuerySet:
        return contacts_by_fate(self.segment, asked_steps(self.saved))[fate]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the saved criteria and what becomes of these contacts."""
        return super().get_context_data(**kwargs, saved=self.saved, fate=_FATES[self.kwargs["fate"]])


def reuse_url(segment: Segment, saved: SavedCriteria) -> str:
    """Return the page that shows what reusing ``saved`` on ``segment`` would do."""
    return f"{reverse('segments:reuse', args=[segment.number])}?{urlencode({'criteria': saved.code})}"


def _figures(segment: Segment, saved: SavedCriteria, plan: ReusePlan) -> Iterator[tuple["StrPromise", int, str]]:
    """Yield what becomes of whom: a word, a number, and the page of the contacts it counts."""
    for (fate, label), count in zip(_FATES.items(), plan.counts, strict=True):
        if count or fate != "again":
            yield label, count, reverse("segments:reused", args=[segment.number, saved.code, fate])


def _counts(text: str) -> tuple[int, int, int]:
    """Return the counts that the page showed; impossible ones where it sent none, so that nothing is taken."""
    parts = text.split("-")
    if len(parts) != len(_FATES) or not all(part.isdecimal() for part in parts):
        return -1, -1, -1
    coming, leaving, again = map(int, parts)
    return coming, leaving, again
