"""Making a campaign and changing its card."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from campaigns.forms import ChangedCampaignForm, CopyFromForm, NewCampaignForm
from campaigns.models import Campaign
from campaigns.parts import DateEffect, effects_of
from campaigns.selectors import first_planned_status
from campaigns.services import (
    CampaignChangedError,
    CampaignDetails,
    CampaignError,
    change_campaign,
    create_campaign,
)
from contacts.history import last_person
from contacts.numbering import NumberError
from contacts.selectors import salesperson_of

UNPROCESSABLE = 422


class CreateCampaign(PermissionRequiredMixin, View):
    """A new campaign; ``?copy_from=`` leads to the page that makes it like another."""

    permission_required = "campaigns.add_campaign"
    permission_denied_message = gettext_lazy("You can look at campaigns but not add one.")

    def get(self, request: HttpRequest) -> HttpResponse:
        copying = CopyFromForm(request.GET if "copy_from" in request.GET else None)
        if copying.is_bound and copying.is_valid() and (source := copying.cleaned_data["copy_from"]):
            return redirect("campaigns:copy", number=source.number)
        initial = {"salesperson": salesperson_of(signed_in(request)), "status": first_planned_status()}
        form = NewCampaignForm(initial=initial)
        return self._page(form, copying, status=UNPROCESSABLE if copying.errors else 200)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NewCampaignForm(request.POST)
        if form.is_valid():
            try:
                campaign = create_campaign(
                    number=form.cleaned_data["number"], details=form.details(), by=signed_in(request)
                )
            except (NumberError, CampaignError) as error:
                form.refuse(error)
            else:
                messages.success(request, _("%(number)s was made.") % {"number": campaign.number})
                return redirect("campaigns:card", number=campaign.number)
        return self._page(form, CopyFromForm(), status=UNPROCESSABLE)

    def _page(self, form: NewCampaignForm, copying: CopyFromForm, *, status: int) -> HttpResponse:
        context = {"form": form, "copying": copying}
        return render(self.request, "campaigns/campaign_new.html", context, status=status)


class ChangeCampaign(PermissionRequiredMixin, View):
    """The card of a campaign as a form.

    Who saves over another's change is shown both first; who moves the dates of an active campaign, what moves along.
    """

    permission_required = "campaigns.change_campaign"
    permission_denied_message = gettext_lazy("You can look at campaigns but not change them.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = get_object_or_404(Campaign, number=number)
        initial = {"seen_at": campaign.modified_at.isoformat(), **vars(CampaignDetails.of(campaign))}
        form = ChangedCampaignForm(initial=initial, campaign=campaign)
        return self._page(campaign, form)

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = get_object_or_404(Campaign, number=number)
        form = ChangedCampaignForm(request.POST, campaign=campaign)
        if not form.is_valid():
            return self._page(campaign, form, status=UNPROCESSABLE)
        effects = effects_of(form.date_change()) if form.moves_dates else []
        # Of an active campaign, what moves is money of customers: it is shown before.
        if campaign.is_active and form.moves_dates and not form.is_confirmed:
            form.ask_to_confirm()
            return self._page(campaign, form, effects=effects, asks=True)
        changed = _changed(campaign, form)
        if changed is None:
            return self._page(campaign, form, status=UNPROCESSABLE)
        messages.success(request, _saved(campaign, changed, effects))
        return redirect("campaigns:edit" if "stay" in request.POST else "campaigns:card", number=number)

    def _page(self, campaign: Campaign, form: ChangedCampaignForm, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {"campaign": campaign, "form": form, **more}
        return render(self.request, "campaigns/campaign_edit.html", context, status=status)


def _changed(campaign: Campaign, form: ChangedCampaignForm) -> Campaign | None:
    """Return the campaign as written; None, with the reason on the form, when it was refused."""
    try:
        return change_campaign(
            campaign, details=form.details(), seen_at=form.cleaned_data["seen_at"], at=timezone.now()
        )
    except CampaignChangedError:
        stored = Campaign.objects.get(pk=campaign.pk)
        form.compare_with(stored, sentence=_changed_meanwhile(stored))
    except CampaignError as error:
        form.refuse(error)
    return None


def _changed_meanwhile(stored: Campaign) -> str:
    """Return who changed the campaign and when, and what to do."""
    sentence = _(
        "%(person)s changed this campaign at %(time)s while you were editing. "
        "Your text is still here; compare the marked fields and save again."
    )
    time = date_format(timezone.localtime(stored.modified_at), "TIME_FORMAT")
    return sentence % {"person": last_person(stored) or _("Somebody"), "time": time}


def _saved(before: Campaign, after: Campaign, effects: Sequence[DateEffect]) -> str:
    """Return what to tell after saving: prices and discounts follow the dates (D13), and what moved with them."""
    if (before.starting_on, before.ending_on) == (after.starting_on, after.ending_on):
        return _("%(number)s was saved.") % {"number": after.number}
    saved = _("%(number)s was saved. Its prices and discounts follow the new dates.") % {"number": after.number}
    return " ".join([saved, *(effect.sentence for effect in effects)])


def signed_in(request: HttpRequest) -> User | None:
    """Return who asks; pages with a permission have somebody."""
    user: Any = request.user
    return user if user.is_authenticated else None
