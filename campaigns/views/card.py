"""The card of a campaign: its overview, its target group, and the verbs that put it away or delete it."""

import dataclasses

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views import View
from django_tables2 import RequestConfig

from campaigns.models import Campaign, CampaignStatus
from campaigns.selectors import campaigns_with_counts, status_path, status_text, targets_of
from campaigns.services import (
    CampaignDetails,
    CampaignError,
    archive_campaign,
    change_campaign,
    delete_campaign,
    restore_campaign,
)
from campaigns.tables import TargetTable

MAY_NOT_CHANGE = gettext_lazy("You can look at campaigns but not change them.")


class CampaignCard(PermissionRequiredMixin, View):
    """What a campaign is, where it stands and what comes next."""

    permission_required = "campaigns.view_campaign"
    permission_denied_message = gettext_lazy("You may not look at campaigns.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = get_object_or_404(campaigns_with_counts(), number=number)
        path = status_path(campaign, language=get_language() or "")
        context = {"campaign": campaign, "path": path, "today": timezone.localdate()}
        return render(request, "campaigns/campaign_card.html", context)


class CampaignTargets(PermissionRequiredMixin, View):
    """The buyers that get the campaign's prices while it is active."""

    permission_required = "campaigns.view_campaigntarget"
    permission_denied_message = gettext_lazy("You may not look at target groups.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = get_object_or_404(Campaign, number=number)
        table = TargetTable(targets_of(campaign))
        RequestConfig(request, paginate={"per_page": 50}).configure(table)
        return render(request, "campaigns/target_list.html", {"campaign": campaign, "table": table})


class SetStatus(PermissionRequiredMixin, View):
    """Move a campaign to another status."""

    permission_required = "campaigns.change_campaign"
    permission_denied_message = MAY_NOT_CHANGE

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = get_object_or_404(Campaign, number=number)
        status = get_object_or_404(CampaignStatus, code=request.POST.get("status"))
        details = dataclasses.replace(CampaignDetails.of(campaign), status=status)
        try:
            change_campaign(campaign, details=details, seen_at=campaign.modified_at, at=timezone.now())
        except CampaignError as error:
            messages.error(request, str(error))
        else:
            text = status_text(status, language=get_language() or "")
            messages.success(request, _("The status is now “%(status)s”.") % {"status": text})
        return redirect("campaigns:card", number=number)


class ArchiveCampaign(PermissionRequiredMixin, View):
    """Put a campaign away."""

    permission_required = "campaigns.change_campaign"
    permission_denied_message = MAY_NOT_CHANGE

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        try:
            archive_campaign(get_object_or_404(Campaign, number=number))
        except CampaignError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("%(number)s is in the archive.") % {"number": number})
        return redirect("campaigns:card", number=number)


class RestoreCampaign(PermissionRequiredMixin, View):
    """Take a campaign back out of the archive."""

    permission_required = "campaigns.change_campaign"
    permission_denied_message = MAY_NOT_CHANGE

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        restore_campaign(get_object_or_404(Campaign, number=number))
        messages.success(request, _("%(number)s is out of the archive.") % {"number": number})
        return redirect("campaigns:card", number=number)


class DeleteCampaign(PermissionRequiredMixin, View):
    """Ask whether a campaign is to go for good, and delete it."""

    permission_required = "campaigns.delete_campaign"
    permission_denied_message = gettext_lazy("You may not delete campaigns. Archive this one instead.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = get_object_or_404(campaigns_with_counts(), number=number)
        return render(request, "campaigns/campaign_delete.html", {"campaign": campaign})

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = get_object_or_404(Campaign, number=number)
        try:
            delete_campaign(campaign)
        except CampaignError as error:
            messages.error(request, str(error))
            return redirect("campaigns:card", number=number)
        messages.success(request, _("%(campaign)s was deleted.") % {"campaign": campaign})
        return redirect("campaigns:list")
