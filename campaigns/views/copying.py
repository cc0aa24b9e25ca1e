"""Copying a campaign with its dates moved."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from campaigns.copying import CopiedCampaign, copy_campaign
from campaigns.forms import CopyForm
from campaigns.models import Campaign
from campaigns.parts import CopiedPart, campaign_parts
from campaigns.services import CampaignError
from campaigns.views.editing import UNPROCESSABLE, signed_in
from contacts.numbering import NumberError
from contacts.templatetags.formats import number as shown


class CopyCampaign(PermissionRequiredMixin, View):
    """What a copy is called, when it is and what goes along, with how much that is; then the new card."""

    permission_required = "campaigns.add_campaign"
    permission_denied_message = gettext_lazy("You can look at campaigns but not add one.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = self._campaign(number)
        form = CopyForm(source=campaign, parts=self._parts(), initial={"description": campaign.description})
        return render(request, "campaigns/campaign_copy.html", {"campaign": campaign, "form": form})

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign, parts = self._campaign(number), self._parts()
        form = CopyForm(request.POST, source=campaign, parts=parts)
        if form.is_valid() and (copied := self._copied(campaign, form)):
            messages.success(request, copied_sentence(copied, source=campaign, parts=parts))
            return redirect("campaigns:card", number=copied.campaign.number)
        context = {"campaign": campaign, "form": form}
        return render(request, "campaigns/campaign_copy.html", context, status=UNPROCESSABLE)

    def _campaign(self, number: str) -> Campaign:
        return get_object_or_404(Campaign.objects.select_related("salesperson", "type"), number=number)

    def _parts(self) -> list[CopiedPart]:
        """Return what the person may copy."""
        return [part for part in campaign_parts().copied if self.request.user.has_perm(part.permission)]

    def _copied(self, campaign: Campaign, form: CopyForm) -> CopiedCampaign | None:
        """Return the copy; None, with the reason on the form, when it was refused."""
        try:
            return copy_campaign(campaign, wanted=form.wanted(), at=timezone.now(), by=signed_in(self.request))
        except (NumberError, CampaignError) as error:
            form.refuse(error)
        return None


def copied_sentence(copied: CopiedCampaign, *, source: Campaign, parts: Sequence[CopiedPart]) -> str:
    """Return what was made from what, and how much went along."""
    made = _("%(number)s was made from %(source)s.") % {"number": copied.campaign.number, "source": source.number}
    labels: Mapping[str, object] = {part.key: part.label for part in parts}
    counts = [f"{labels[key]}: {shown(count)}." for key, count in copied.counts.items()]
    return " ".join([made, *counts])
