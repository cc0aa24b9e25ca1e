"""The segments of a campaign, a tab of its card."""

import dataclasses

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django_tables2 import RequestConfig

from campaigns.models import Campaign
from contacts.templatetags.formats import number as shown
from segments.forms import LinkForm
from segments.header import SegmentChange, change_segment
from segments.models import Segment
from segments.selectors import campaign_audience, segments_with_counts
from segments.services import SegmentDetails, SegmentError
from segments.tables import SegmentTable

UNPROCESSABLE = 422


class CampaignSegments(PermissionRequiredMixin, View):
    """Whom the campaign addresses; POST links a segment that is no campaign's yet."""

    permission_denied_message = gettext_lazy("You can look at segments but not change them.")

    def get_permission_required(self) -> tuple[str]:
        return ("segments.change_segment",) if self.request.method == "POST" else ("segments.view_segment",)

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = get_object_or_404(Campaign, number=number)
        return self._page(campaign, LinkForm(campaign=campaign))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = get_object_or_404(Campaign, number=number)
        form = LinkForm(request.POST, campaign=campaign)
        if form.is_valid():
            try:
                change = _link(
                    form.cleaned_data["segment"], campaign, is_target=form.cleaned_data["is_campaign_target"]
                )
            except SegmentError as error:
                form.add_error("segment", str(error))
            else:
                messages.success(request, linked_sentence(change, campaign))
                return redirect("segments:campaign-segments", number=number)
        return self._page(campaign, form, status=UNPROCESSABLE)

    def _page(self, campaign: Campaign, form: LinkForm, *, status: int = 200) -> HttpResponse:
        table = SegmentTable(segments_with_counts().filter(campaign=campaign).order_by("number"), exclude=("campaign",))
        RequestConfig(self.request, paginate={"per_page": 50}).configure(table)
        context = {"campaign": campaign, "table": table, "form": form, "audience": campaign_audience(campaign)}
        return render(self.request, "segments/campaign_segments.html", context, status=status)


def _link(segment: Segment, campaign: Campaign, *, is_target: bool) -> SegmentChange:
    details = dataclasses.replace(
        SegmentDetails.of(segment), campaign=campaign, is_campaign_target=is_target or segment.is_campaign_target
    )
    return change_segment(segment, details=details, at=timezone.now())


def linked_sentence(change: SegmentChange, campaign: Campaign) -> str:
    """Return how many lines the campaign got with the segment, and how many buyers came into its target group."""
    return _("%(segment)s is linked to %(campaign)s. Lines: %(lines)s. New in the target group: %(targets)s.") % {
        "segment": change.segment.number,
        "campaign": campaign.number,
        "lines": shown(change.lines.line_count),
        "targets": shown(change.lines.targets.added_count),
    }
