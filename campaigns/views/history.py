"""Who changed what on a campaign."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views import View

from campaigns.models import Campaign
from contacts.history import changes_of


class CampaignHistory(PermissionRequiredMixin, View):
    """The changes of the card, the last one first."""

    permission_required = "campaigns.view_campaign"
    permission_denied_message = gettext_lazy("You may not look at campaigns.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = get_object_or_404(Campaign, number=number)
        return render(request, "campaigns/history.html", {"campaign": campaign, "changes": changes_of(campaign)})
