"""How many of a segment may get messages, a tab of its card."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views import View

from segments.reachable import reach_of
from segments.selectors import segments_with_counts


class SegmentReach(PermissionRequiredMixin, View):
    """The lines whose contact gave consent, by channel, each number leading to its lines."""

    permission_required = "segments.view_segment"
    permission_denied_message = gettext_lazy("You may not look at segments.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        segment = get_object_or_404(segments_with_counts(), number=number)
        context = {"segment": segment, "reach": reach_of(segment)}
        return render(request, "segments/segment_reach.html", context)
