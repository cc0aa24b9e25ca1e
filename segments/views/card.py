"""The card of a segment: its lines, their flags, and what is done with many lines at once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from contacts.templatetags.formats import number as shown
from segments.filters import LineFilter, LineScope, ScopeError, read_scope, sign_scope
from segments.models import Segment, SegmentLineQuerySet
from segments.selectors import lines_of, segments_with_counts
from segments.services import FlagChange, SegmentError, remove_lines, set_response_flag, set_target_flag
from segments.tables import LineTable

MAY_NOT_CHANGE = gettext_lazy("You can look at segments but not change them.")
MAY_NOT_CHANGE_MANY = gettext_lazy("You can change lines one by one, but not all of a segment at once.")


class SegmentCard(PermissionRequiredMixin, SingleTableMixin, FilterView):
    """The lines of a segment, narrowed and sorted as the address says."""

    permission_required = "segments.view_segment"
    permission_denied_message = gettext_lazy("You may not look at segments.")
    filterset_class = LineFilter
    table_class = LineTable
    table_pagination = {"per_page": 50}
    template_name = "segments/segment_card.html"

    @cached_property
    def segment(self) -> Segment:
        return get_object_or_404(segments_with_counts(), number=self.kwargs["number"])

    def get_queryset(self) -> SegmentLineQuerySet:
        return lines_of(self.segment)

    def get_table_kwargs(self) -> dict[str, Any]:
        """Offer only what the person may do, and what can be done with a segment in its state."""
        user = self.request.user
        is_open = self.segment.state == Segment.State.OPEN
        return {
            "segment": self.segment,
            "may_flag": user.has_perm("segments.change_segmentline") and self.segment.state != Segment.State.CANCELLED,
            "may_remove": user.has_perm("segments.change_segment") and is_open,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the segment, and what "all that match" stands for."""
        context: dict[str, Any] = super().get_context_data(**kwargs, segment=self.segment)
        count = context["table"].paginator.count
        scope = sign_scope(self.segment, query=self.request.GET.dict(), count=count)
        return {**context, "found_count": count, "scope": scope}


class _LineVerb(PermissionRequiredMixin, View):
    """What is done with lines of one segment; it ends on the same page of the list."""

    permission_required = "segments.change_segmentline"
    permission_denied_message = MAY_NOT_CHANGE

    def segment(self) -> Segment:
        return get_object_or_404(Segment, number=self.kwargs["number"])

    def back(self) -> HttpResponse:
        query = self.request.GET.urlencode()
        url = reverse("segments:card", kwargs={"number": self.kwargs["number"]})
        return redirect(f"{url}?{query}" if query else url)


class SetTarget(_LineVerb):
    """Tick or clear *campaign target* on one line."""

    def post(self, request: HttpRequest, number: str, line_number: int) -> HttpResponse:
        segment = self.segment()
        lines = lines_of(segment).filter(line_number=line_number)
        try:
            set_target_flag(segment, lines=lines, is_target=request.POST.get("value") == "yes", at=timezone.now())
        except SegmentError as error:
            messages.error(request, str(error))
        return self.back()


class SetResponse(_LineVerb):
    """Tick or clear *campaign response* on one line."""

    def post(self, request: HttpRequest, number: str, line_number: int) -> HttpResponse:
        segment = self.segment()
        lines = lines_of(segment).filter(line_number=line_number)
        try:
            set_response_flag(segment, lines=lines, is_response=request.POST.get("value") == "yes", at=timezone.now())
        except SegmentError as error:
            messages.error(request, str(error))
        return self.back()


class _ChosenLinesVerb(_LineVerb):
    """What is done with the ticked lines, or with all that match the filters of the page. ``act`` says what happened.

    Ticked lines are never crossed with the filters: those that are ticked are meant.
    """

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        segment = self.segment()
        try:
            chosen = self._chosen(segment)
            if chosen.count == 0:
                messages.info(request, _("No line was ticked. Nothing was changed."))
            else:
                messages.success(request, self.act(segment, chosen))
        except (SegmentError, ScopeError) as error:
            messages.error(request, str(error))
        return self.back()

    def act(self, segment: Segment, chosen: LineScope) -> str:
        """Do it and return what to say."""
        raise NotImplementedError

    def _chosen(self, segment: Segment) -> LineScope:
        if token := self.request.POST.get("whole"):
            if not self.request.user.has_perm("segments.bulk_change_segment"):
                raise PermissionDenied(str(MAY_NOT_CHANGE_MANY))
            return read_scope(token, segment=segment)
        ticked = {int(key) for key in self.request.POST.getlist("line") if key.isdecimal()}
        return LineScope(lines=lines_of(segment).filter(pk__in=ticked), count=len(ticked))


class MarkTargets(_ChosenLinesVerb):
    """Tick *campaign target* on the chosen lines."""

    def act(self, segment: Segment, chosen: LineScope) -> str:
        change = set_target_flag(
            segment, lines=chosen.lines, is_target=True, expected_count=chosen.count, at=timezone.now()
        )
        return marked_sentence(change)


class ClearTargets(_ChosenLinesVerb):
    """Clear *campaign target* on the chosen lines."""

    def act(self, segment: Segment, chosen: LineScope) -> str:
        change = set_target_flag(
            segment, lines=chosen.lines, is_target=False, expected_count=chosen.count, at=timezone.now()
        )
        return cleared_sentence(change)


class RemoveLines(_ChosenLinesVerb):
    """Take the chosen lines off the segment."""

    permission_required = "segments.change_segment"

    def act(self, segment: Segment, chosen: LineScope) -> str:
        change = remove_lines(segment, lines=chosen.lines, expected_count=chosen.count, at=timezone.now())
        return ngettext("%(count)s line was removed.", "%(count)s lines were removed.", change.line_count) % {
            "count": shown(change.line_count)
        }


def marked_sentence(change: FlagChange) -> str:
    """Return how many lines became campaign target, and how many already were."""
    count, already = change.changed.line_count, change.already_count
    numbers = {"count": shown(count), "already": shown(already)}
    if not count:
        return (
            ngettext(
                "The line already was campaign target. Nothing was changed.",
                "All %(already)s lines already were campaign target. Nothing was changed.",
                already,
            )
            % numbers
        )
    sentence = ngettext("%(count)s line is now campaign target.", "%(count)s lines are now campaign target.", count)
    if already:
        sentence += " " + ngettext("%(already)s already was.", "%(already)s already were.", already)
    return sentence % numbers


def cleared_sentence(change: FlagChange) -> str:
    """Return how many lines are no longer campaign target, and how many were not before."""
    count, already = change.changed.line_count, change.already_count
    numbers = {"count": shown(count), "already": shown(already)}
    if not count:
        return (
            ngettext(
                "The line was no campaign target. Nothing was changed.",
                "None of the %(already)s lines was campaign target. Nothing was changed.",
                already,
            )
            % numbers
        )
    sentence = ngettext(
        "%(count)s line is no longer campaign target.", "%(count)s lines are no longer campaign target.", count
    )
    if already:
        sentence += " " + ngettext("%(already)s was none before.", "%(already)s were none before.", already)
    return sentence % numbers
