"""A campaign on paper: all that is known of it, on one page."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.views import View

from campaigns.selectors import campaigns_with_counts, status_path
from orders.selectors import runs_for_list
from pricing.selectors import discount_rows_of, price_rows_of
from segments.selectors import campaign_audience, segments_with_counts


class CampaignSheet(PermissionRequiredMixin, View):
    """Card, segments, prices, discounts and runs of a campaign, to be printed."""

    permission_required = (
        "campaigns.view_campaign",
        "segments.view_segment",
        "pricing.view_salesprice",
        "pricing.view_saleslinediscount",
        "orders.view_activationrun",
    )
    permission_denied_message = gettext_lazy("You may not look at all that is on the sheet of a campaign.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = get_object_or_404(campaigns_with_counts(), number=number)
        context = {
            "campaign": campaign,
            "path": status_path(campaign, language=get_language() or ""),
            "printed_at": timezone.now(),
            "audience": campaign_audience(campaign),
            "segments": segments_with_counts().filter(campaign=campaign).order_by("number"),
            "prices": price_rows_of(campaign),
            "discounts": discount_rows_of(campaign),
            "runs": runs_for_list(campaign).exclude(started_at=None),
        }
        return render(request, "segments/campaign_sheet.html", context)
