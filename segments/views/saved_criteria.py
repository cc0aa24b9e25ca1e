"""Saved criteria: the list, the card with their steps in words, changing and deleting them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views import View

from contacts.numbering import NumberError
from contacts.selectors import salesperson_of
from contacts.views.lists import ListPage
from segments.criteria_words import rule_sentence
from segments.filters import SavedCriteriaFilter
from segments.forms import NewSegmentForm
from segments.matching import UnknownCodeError, matching
from segments.models import SavedCriteria
from segments.saved_criteria import (
    SavedCriteriaError,
    change_saved_criteria,
    delete_saved_criteria,
    read_saved_step,
)
from segments.saved_tables import SavedCriteriaTable
from segments.selectors import saved_criteria_by_code, segments_that_used
from segments.services import SegmentError, create_segment
from segments.verb_forms import SavedCriteriaForm
from segments.views.reusing import reuse_url

UNPROCESSABLE = 422
_SEGMENTS_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class SavedStepRow:
    """A step of saved criteria in words; ``fault`` says why it could not be taken now."""

    sequence: int
    rule: str
    fault: str = ""


class SavedCriteriaList(ListPage):
    """Saved criteria, narrowed and sorted as the address says."""

    permission_required = "segments.view_savedcriteria"
    permission_denied_message = gettext_lazy("You may not look at saved criteria.")
    filterset_class = SavedCriteriaFilter
    table_class = SavedCriteriaTable
    template_name = "segments/saved_list.html"
    file_name = gettext_lazy("Saved criteria")
    count_words = ngettext_lazy("%(found)s of %(all)s saved criteria", "%(found)s of %(all)s saved criteria", "total")

    def get_queryset(self) -> QuerySet[SavedCriteria]:
        return saved_criteria_by_code()


class SavedCriteriaCard(PermissionRequiredMixin, View):
    """What saved criteria take, step by step, and where they were used."""

    permission_required = "segments.view_savedcriteria"
    permission_denied_message = gettext_lazy("You may not look at saved criteria.")

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        saved = _found(code)
        context = {
            "saved": saved,
            "rows": list(rows_of(saved)),
            "segments": segments_that_used(saved)[:_SEGMENTS_SHOWN],
        }
        return render(request, "segments/saved_card.html", context)


class ChangeSavedCriteria(PermissionRequiredMixin, View):
    """Another code or description."""

    permission_required = "segments.change_savedcriteria"
    permission_denied_message = gettext_lazy("You can look at saved criteria but not change them.")

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        saved = _found(code)
        form = SavedCriteriaForm(initial={"code": saved.code, "description": saved.description})
        return render(request, "segments/saved_edit.html", {"saved": saved, "form": form})

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        saved = _found(code)
        form = SavedCriteriaForm(request.POST)
        if form.is_valid():
            try:
                changed = change_saved_criteria(saved, **form.cleaned_data)
            except SavedCriteriaError as error:
                form.refuse(error)
            else:
                messages.success(request, _("%(code)s was saved.") % {"code": changed.code})
                return redirect("segments:saved-card", code=changed.code)
        return render(request, "segments/saved_edit.html", {"saved": saved, "form": form}, status=UNPROCESSABLE)


class DeleteSavedCriteria(PermissionRequiredMixin, View):
    """Ask whether saved criteria are to go for good, and delete them."""

    permission_required = "segments.delete_savedcriteria"
    permission_denied_message = gettext_lazy("You may not delete saved criteria.")

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return render(request, "segments/saved_delete.html", {"saved": _found(code)})

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        delete_saved_criteria(_found(code))
        messages.success(request, _("%(code)s was deleted.") % {"code": code})
        return redirect("segments:saved-list")


class NewSegmentFromCriteria(PermissionRequiredMixin, View):
    """A new segment, on which the saved criteria are then reused."""

    permission_required = "segments.add_segment"
    permission_denied_message = gettext_lazy("You can look at segments but not add one.")

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        saved = _found(code)
        initial = {
            "description": saved.description,
            "dated_on": timezone.localdate(),
            "salesperson": salesperson_of(_user(request)),
        }
        context = {"saved": saved, "form": NewSegmentForm(initial=initial)}
        return render(request, "segments/saved_new_segment.html", context)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        saved = _found(code)
        form = NewSegmentForm(request.POST)
        if form.is_valid():
            try:
                segment = create_segment(number=form.cleaned_data["number"], details=form.details(), by=_user(request))
            except (NumberError, SegmentError) as error:
                form.refuse(error)
            else:
                words = _("%(number)s was made. Look at what %(code)s would bring, and take it.")
                messages.success(request, words % {"number": segment.number, "code": saved.code})
                return redirect(reuse_url(segment, saved))
        context = {"saved": saved, "form": form}
        return render(request, "segments/saved_new_segment.html", context, status=UNPROCESSABLE)


def rows_of(saved: SavedCriteria) -> Iterator[SavedStepRow]:
    """Yield the steps of ``saved`` in words, with what is wrong with them today."""
    for step in saved.steps.order_by("sequence"):
        try:
            asked = read_saved_step(step, saved=saved)
        except SavedCriteriaError as error:
            yield SavedStepRow(sequence=step.sequence, rule=_("Not readable."), fault=str(error))
            continue
        rule = rule_sentence(action=asked.action, criteria=asked.criteria, options=asked.options)
        try:
            matching(asked.criteria)
        except UnknownCodeError as error:
            yield SavedStepRow(sequence=step.sequence, rule=rule, fault=str(error))
        else:
            yield SavedStepRow(sequence=step.sequence, rule=rule)


def _found(code: str) -> SavedCriteria:
    saved: SavedCriteria = get_object_or_404(saved_criteria_by_code(), code=code)
    return saved


def _user(request: HttpRequest) -> User | None:
    user: Any = request.user
    return user if user.is_authenticated else None
