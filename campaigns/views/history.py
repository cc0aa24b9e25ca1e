"""Who changed what on a campaign and its parts."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views import View
from django_tables2 import RequestConfig

from campaigns.filters import HistoryFilter
from campaigns.history import History, people_of
from campaigns.models import Campaign
from campaigns.parts import campaign_parts
from campaigns.tables import HistoryRows, HistoryTable


class CampaignHistory(PermissionRequiredMixin, View):
    """What happened to the card, its prices, discounts, segments and runs, the last thing first."""

    permission_required = "campaigns.view_campaign"
    permission_denied_message = gettext_lazy("You may not look at campaigns.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        campaign = get_object_or_404(Campaign, number=number)
        sources = [source for source in campaign_parts().history if request.user.has_perm(source.permission)]
        chosen = HistoryFilter(request.GET, sources=sources, people=people_of(campaign, sources))
        # A filter that does not work finds nothing: it must never widen the list.
        history = History(campaign, chosen.sources if chosen.is_valid else (), by=chosen.person)
        table = HistoryTable(HistoryRows(history))
        RequestConfig(request, paginate={"per_page": 50}).configure(table)
        return render(request, "campaigns/history.html", {"campaign": campaign, "filter": chosen, "table": table})
