"""The entries of a campaign: what happened, and the verbs that cancel it, let it stand again or delete it."""

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django_tables2 import RequestConfig

from campaigns.entries import EntryError, cancel_entries, delete_entries, uncancel_entries
from campaigns.models import Campaign, CampaignEntry
from campaigns.selectors import entries_of
from campaigns.tables import EntryTable


class CampaignEntries(PermissionRequiredMixin, View):
    """What happened for a campaign, cancelled entries too."""

    permission_required = "campaigns.view_campaignentry"
    permission_denied_message = gettext_lazy("You may not look at campaign entries.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = get_object_or_404(Campaign, number=number)
        may_tick = request.user.has_perms(["campaigns.change_campaignentry"]) or request.user.has_perms(
            ["campaigns.delete_campaignentry"]
        )
        table = EntryTable(entries_of(campaign), exclude=() if may_tick else ("tick",))
        RequestConfig(request, paginate={"per_page": 50}).configure(table)
        return render(request, "campaigns/entry_list.html", {"campaign": campaign, "table": table})


class _EntryVerb(PermissionRequiredMixin, View):
    """A verb on the ticked entries of one campaign. ``act`` does it and returns what to say."""

    permission_required = "campaigns.change_campaignentry"
    permission_denied_message = gettext_lazy("You can look at campaign entries but not change them.")

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = get_object_or_404(Campaign, number=number)
        ticked = [key for key in request.POST.getlist("entry") if key.isdecimal()]
        if not ticked:
            messages.info(request, _("No entry was ticked. Nothing was changed."))
            return redirect("campaigns:entries", number=number)
        try:
            messages.success(request, self.act(campaign.entries.filter(pk__in=ticked)))
        except EntryError as error:
            messages.error(request, str(error))
        return redirect("campaigns:entries", number=number)

    def act(self, entries: QuerySet[CampaignEntry]) -> str:
        """Do it and return what to say."""
        raise NotImplementedError


class CancelEntries(_EntryVerb):
    def act(self, entries: QuerySet[CampaignEntry]) -> str:
        count = cancel_entries(entries)
        return ngettext("%(count)d entry is cancelled.", "%(count)d entries are cancelled.", count) % {"count": count}


class UncancelEntries(_EntryVerb):
    def act(self, entries: QuerySet[CampaignEntry]) -> str:
        count = uncancel_entries(entries)
        return ngettext("%(count)d entry stands again.", "%(count)d entries stand again.", count) % {"count": count}


class DeleteEntries(_EntryVerb):
    permission_required = "campaigns.delete_campaignentry"
    permission_denied_message = gettext_lazy("You may not delete campaign entries.")

    def act(self, entries: QuerySet[CampaignEntry]) -> str:
        count = delete_entries(entries)
        return ngettext("%(count)d entry was deleted.", "%(count)d entries were deleted.", count) % {"count": count}
