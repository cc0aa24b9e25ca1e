"""The list of segments, and looking one up while typing."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy
from django.views import View

from contacts.saved_views import BuiltInView
from contacts.views.lists import ListPage
from segments.filters import SegmentFilter
from segments.models import Segment
from segments.segment_tables import SegmentTable
from segments.selectors import segments_with_counts

# So many segments are enough to choose from while typing.
MOST_FOUND = 20


class SegmentList(ListPage):
    """Segments, narrowed and sorted as the address says."""

    permission_required = "segments.view_segment"
    permission_denied_message = _("You may not look at segments.")
    filterset_class = SegmentFilter
    table_class = SegmentTable
    template_name = "segments/segment_list.html"
    file_name = pgettext_lazy("menu", "Segments")
    count_words = ngettext_lazy("%(found)s of %(all)s segment", "%(found)s of %(all)s segments", "total")
    built_in_views = (
        BuiltInView("my", pgettext_lazy("list view", "My"), "salesperson=me", is_for_salespeople=True),
        BuiltInView("open", pgettext_lazy("segments", "Open"), "state=open"),
        BuiltInView("logged", pgettext_lazy("segments", "Logged"), "state=logged"),
        BuiltInView("without-campaign", pgettext_lazy("segments", "Without a campaign"), "linked=no&state=open"),
        BuiltInView(
            "without-targets", pgettext_lazy("segments", "Without targets"), "linked=yes&state=open&targets=no"
        ),
        BuiltInView("following", pgettext_lazy("segments", "Following their rules"), "follows=yes&state=open"),
    )

    def get_queryset(self) -> QuerySet[Segment]:
        return segments_with_counts().order_by("number")

    def get_total_count(self) -> int:
        return Segment.objects.count()


class SegmentSearch(PermissionRequiredMixin, View):
    """Open segments whose number or description holds what was typed, and that no campaign has unless any is wanted."""

    is_any_campaign = False
    permission_required = "segments.view_segment"
    permission_denied_message = _("You may not look at segments.")

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "").strip()
        matching = Q(number__icontains=text) | Q(description__icontains=text)
        segments = Segment.objects.filter(matching, state=Segment.State.OPEN).order_by("number")
        if not self.is_any_campaign:
            segments = segments.filter(campaign=None)
        found = segments[:MOST_FOUND] if text else ()
        results = [{"value": segment.number, "label": segment.description} for segment in found]
        return JsonResponse({"results": results})
