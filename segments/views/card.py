"""The card of a segment: its lines, their flags, and what is done with many lines at once."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views import View

from contacts.list_address import COLUMNS
from contacts.list_frame import ListTool
from contacts.tables import LongList
from contacts.views.lists import ListPage
from contacts.views.printing import print_tools
from segments.filters import LineFilter, settled_query, sign_scope
from segments.models import Segment, SegmentLine, SegmentLineQuerySet
from segments.provenance import with_deciding_step
from segments.selectors import lines_of, segments_with_counts
from segments.services import FlagChange, SegmentError, set_response_flag, set_target_flag
from segments.tables import LineTable
from segments.views.confirming import say_done


class SegmentCard(ListPage):
    """The lines of a segment, narrowed and sorted as the address says."""

    permission_required = "segments.view_segment"
    permission_denied_message = gettext_lazy("You may not look at segments.")
    filterset_class = LineFilter
    table_class = LineTable
    template_name = "segments/segment_card.html"
    file_name = gettext_lazy("Segment lines")
    count_words = ngettext_lazy("%(found)s of %(all)s line", "%(found)s of %(all)s lines", "total")
    keeps_views = False

    @cached_property
    def segment(self) -> Segment:
        return get_object_or_404(segments_with_counts(), number=self.kwargs["number"])

    def get_queryset(self) -> SegmentLineQuerySet:
        lines = lines_of(self.segment)
        return with_deciding_step(lines) if "why" in self.request.GET.getlist(COLUMNS) else lines

    def get_table_data(self) -> LongList:
        return LongList(self.object_list, key="pk", page=lambda keys: self.get_queryset().filter(pk__in=keys))

    def get_total_count(self) -> int:
        """Return how many lines the segment has."""
        return int(self.segment.line_count)  # type: ignore[attr-defined]

    def get_tools(self) -> Sequence[ListTool]:
        """Offer labels and addresses of whom the lines are about."""
        number = self.segment.number
        return print_tools(reverse("segments:labels", args=[number]), reverse("segments:addresses", args=[number]))

    def get_table_kwargs(self) -> dict[str, Any]:
        """Offer only what the person may do, and what can be done with a segment in its state."""
        user = self.request.user
        is_open = self.segment.state == Segment.State.OPEN
        return {
            **super().get_table_kwargs(),
            "segment": self.segment,
            "may_flag": user.has_perm("segments.change_segmentline") and self.segment.state != Segment.State.CANCELLED,
            "may_remove": user.has_perm("segments.change_segment") and is_open,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the segment, and what "all that match" stands for."""
        context: dict[str, Any] = super().get_context_data(**kwargs, segment=self.segment)
        count = context["table"].paginator.count
        scope = sign_scope(self.segment, query=settled_query(self.filterset), count=count)
        may_change = context["table"].may_flag or self.request.user.has_perm("segments.change_segment")
        below = "segments/_line_verbs.html" if count and may_change else ""
        return {**context, "found_count": count, "scope": scope, "below_list": below}


class SetFlag(PermissionRequiredMixin, View):
    """Tick or clear ``flag``, target or response, on one line; it ends on the same page of the list."""

    flag = ""
    permission_required = "segments.change_segmentline"
    permission_denied_message = gettext_lazy("You can look at segments but not change them.")

    def post(self, request: HttpRequest, number: str, line_number: int) -> HttpResponse:
        segment = get_object_or_404(Segment, number=number)
        lines = lines_of(segment).filter(line_number=line_number)
        is_on = request.POST.get("value") == "yes"
        try:
            if self.flag == "target":
                change = set_target_flag(segment, lines=lines, is_target=is_on, at=timezone.now())
            else:
                change = set_response_flag(segment, lines=lines, is_response=is_on, at=timezone.now())
            self._say(lines.first(), change)
        except SegmentError as error:
            messages.error(request, str(error))
        query = request.GET.urlencode()
        url = reverse("segments:card", kwargs={"number": number})
        return redirect(f"{url}?{query}" if query else url)

    def _say(self, line: SegmentLine | None, change: FlagChange) -> None:
        """Say what the line is now, and what that did to the prices of an active campaign."""
        if line is None:
            return
        sentence = _flag_sentence(line, self.flag)
        targets = change.changed.targets
        is_price_moved = line.campaign is not None and line.campaign.is_active
        if line.campaign is None or not is_price_moved or not (targets.added_count or targets.removed_count):
            messages.success(self.request, sentence)
            return
        moved = _("%(buyer)s gets the prices of %(campaign)s from now on.")
        if targets.removed_count:
            moved = _("%(buyer)s no longer gets the prices of %(campaign)s.")
        moved %= {"buyer": line.buyer.name, "campaign": line.campaign.number}
        say_done(self.request, f"{sentence} {moved}", campaign_numbers=[line.campaign.number], change=None)


def _flag_sentence(line: SegmentLine, flag: str) -> str:
    if flag == "target":
        is_on, on = line.is_campaign_target, _("%(contact)s is now campaign target.")
        off = _("%(contact)s is no longer campaign target.")
    else:
        is_on, on = line.is_campaign_response, _("%(contact)s has responded.")
        off = _("%(contact)s has not responded.")
    return (on if is_on else off) % {"contact": line.contact.name}
