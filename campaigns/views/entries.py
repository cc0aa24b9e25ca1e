"""The entries of a campaign: what happened, and the verbs that cancel it, let it stand again or delete it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from django.views import View

from campaigns.entries import EntryError, cancel_entries, delete_entries, uncancel_entries
from campaigns.filters import EntryFilter
from campaigns.models import Campaign, CampaignEntry
from campaigns.parts import campaign_parts
from campaigns.selectors import entries_of
from campaigns.tables import EntryTable
from contacts.views.lists import ListPage


class CampaignEntries(ListPage):
    """What happened for a campaign, cancelled entries too."""

    permission_required = "campaigns.view_campaignentry"
    permission_denied_message = gettext_lazy("You may not look at campaign entries.")
    filterset_class = EntryFilter
    table_class = EntryTable
    template_name = "campaigns/entry_list.html"
    file_name = gettext_lazy("Campaign entries")
    count_words = ngettext_lazy("%(found)s of %(all)s entry", "%(found)s of %(all)s entries", "total")
    keeps_views = False

    @cached_property
    def campaign(self) -> Campaign:
        return get_object_or_404(Campaign, number=self.kwargs["number"])

    def get_queryset(self) -> QuerySet[CampaignEntry]:
        return entries_of(self.campaign)

    def get_table_kwargs(self) -> dict[str, Any]:
        """Offer ticks only to those who may do something with them, and links to what entries came from."""
        user = self.request.user
        may_tick = user.has_perm("campaigns.change_campaignentry") or user.has_perm("campaigns.delete_campaignentry")
        kwargs = super().get_table_kwargs()
        excluded = [*kwargs["exclude"], *(() if may_tick else ("tick",))]
        return {**kwargs, "exclude": excluded, "document_pages": campaign_parts().document_pages}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the campaign."""
        return super().get_context_data(**kwargs, campaign=self.campaign)


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
