"""The list of campaigns, and looking one up while typing."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views import View
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from campaigns.filters import CampaignFilter
from campaigns.models import Campaign, CampaignQuerySet
from campaigns.selectors import campaigns_with_counts
from campaigns.tables import CampaignTable

# So many campaigns are enough to choose from while typing.
MOST_FOUND = 20


class CampaignList(PermissionRequiredMixin, SingleTableMixin, FilterView):
    """Campaigns, narrowed and sorted as the address says."""

    permission_required = "campaigns.view_campaign"
    permission_denied_message = _("You may not look at campaigns.")
    filterset_class = CampaignFilter
    table_class = CampaignTable
    table_pagination = {"per_page": 50}
    template_name = "campaigns/campaign_list.html"

    def get_queryset(self) -> CampaignQuerySet:
        return campaigns_with_counts().order_by("number")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how many campaigns there are at all."""
        context: dict[str, Any] = super().get_context_data(**kwargs, total_count=Campaign.objects.count())
        return context


class CampaignSearch(PermissionRequiredMixin, View):
    """Campaigns whose number or description holds what was typed, for the field that asks for one."""

    permission_required = "campaigns.view_campaign"
    permission_denied_message = _("You may not look at campaigns.")

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "").strip()
        matching = Q(number__icontains=text) | Q(description__icontains=text)
        campaigns = Campaign.objects.filter(matching, is_archived=False).order_by("number")
        found = campaigns[:MOST_FOUND] if text else ()
        results = [{"value": campaign.number, "label": campaign.description} for campaign in found]
        return JsonResponse({"results": results})
