"""The list of segments, and looking one up while typing."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views import View
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from segments.filters import SegmentFilter
from segments.models import Segment
from segments.selectors import segments_with_counts
from segments.tables import SegmentTable

# So many segments are enough to choose from while typing.
MOST_FOUND = 20


class SegmentList(PermissionRequiredMixin, SingleTableMixin, FilterView):
    """Segments, narrowed and sorted as the address says."""

    permission_required = "segments.view_segment"
    permission_denied_message = _("You may not look at segments.")
    filterset_class = SegmentFilter
    table_class = SegmentTable
    table_pagination = {"per_page": 50}
    template_name = "segments/segment_list.html"

    def get_queryset(self) -> QuerySet[Segment]:
        return segments_with_counts().order_by("number")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how many segments there are at all."""
        context: dict[str, Any] = super().get_context_data(**kwargs, total_count=Segment.objects.count())
        return context


class SegmentSearch(PermissionRequiredMixin, View):
    """Open segments that no campaign has, whose number or description holds what was typed."""

    permission_required = "segments.view_segment"
    permission_denied_message = _("You may not look at segments.")

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "").strip()
        matching = Q(number__icontains=text) | Q(description__icontains=text)
        segments = Segment.objects.filter(matching, campaign=None, state=Segment.State.OPEN).order_by("number")
        found = segments[:MOST_FOUND] if text else ()
        results = [{"value": segment.number, "label": segment.description} for segment in found]
        return JsonResponse({"results": results})
