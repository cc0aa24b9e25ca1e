"""Who changed what on a segment."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views import View

from contacts.history import changes_of
from segments.selectors import segments_with_counts


class SegmentHistory(PermissionRequiredMixin, View):
    """The changes of the header, the last one first."""

    permission_required = "segments.view_segment"
    permission_denied_message = gettext_lazy("You may not look at segments.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        segment = get_object_or_404(segments_with_counts(), number=number)
        return render(request, "segments/history.html", {"segment": segment, "changes": changes_of(segment)})
