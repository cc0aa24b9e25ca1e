"""The list of campaigns, and looking one up while typing."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy
from django.views import View

from campaigns.filters import CampaignFilter
from campaigns.list_figures import ListFigure, list_figures
from campaigns.models import Campaign, CampaignQuerySet
from campaigns.selectors import campaigns_with_counts, campaigns_with_targets
from campaigns.tables import CampaignTable, with_figures
from contacts.list_address import COLUMNS
from contacts.saved_views import BuiltInView
from contacts.views.lists import ListPage

# So many campaigns are enough to choose from while typing.
MOST_FOUND = 20


class CampaignList(ListPage):
    """Campaigns, narrowed and sorted as the address says."""

    permission_required = "campaigns.view_campaign"
    permission_denied_message = _("You may not look at campaigns.")
    filterset_class = CampaignFilter
    table_class = CampaignTable
    template_name = "campaigns/campaign_list.html"
    file_name = pgettext_lazy("menu", "Campaigns")
    count_words = ngettext_lazy("%(found)s of %(all)s campaign", "%(found)s of %(all)s campaigns", "total")
    built_in_views = (
        BuiltInView("my", pgettext_lazy("list view", "My"), "salesperson=me", is_for_salespeople=True),
        BuiltInView("active", pgettext_lazy("list view", "Active now"), "activated=yes"),
        BuiltInView("ready", pgettext_lazy("list view", "Ready to activate"), "situation=ready", sort="starting_on"),
        BuiltInView("attention", pgettext_lazy("campaigns", "Need attention"), "situation=attention"),
        BuiltInView(
            "starting", pgettext_lazy("list view", "Starting soon"), "situation=starts-soon", sort="starting_on"
        ),
        BuiltInView("ending", pgettext_lazy("list view", "Ending soon"), "situation=ends-soon", sort="ending_on"),
        BuiltInView("resync", pgettext_lazy("list view", "Needs re-sync"), "situation=resync"),
        BuiltInView("archived", pgettext_lazy("list view", "Archived"), "archive=archived"),
    )

    def get_queryset(self) -> CampaignQuerySet:
        figures = {figure.name: figure.count() for figure in self._figures}
        is_asked_for_contacts = "contact_count" in self.request.GET.getlist(COLUMNS)
        campaigns = campaigns_with_counts() if is_asked_for_contacts else campaigns_with_targets()
        return campaigns.annotate(**figures).order_by("number")

    def get_table_class(self) -> type[CampaignTable]:
        """Return the table with the numbers of higher rooms that this person may see."""
        return with_figures(tuple(self._figures))

    @cached_property
    def _figures(self) -> list[ListFigure]:
        return [figure for figure in list_figures() if self.request.user.has_perm(figure.permission)]

    def get_total_count(self) -> int:
        return Campaign.objects.count()


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
