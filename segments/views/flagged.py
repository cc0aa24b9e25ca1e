"""The contacts behind the target group of a campaign: what the figure on its card counts."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from campaigns.models import Campaign
from contacts.models import ContactQuerySet
from segments.filters import FlaggedFilter
from segments.selectors import flagged_contacts
from segments.tables import FlaggedTable


class FlaggedContacts(PermissionRequiredMixin, SingleTableMixin, FilterView):
    """Each contact once, with the segments on which it is marked as campaign target."""

    permission_required = "segments.view_segment"
    permission_denied_message = gettext_lazy("You may not look at segments.")
    filterset_class = FlaggedFilter
    table_class = FlaggedTable
    table_pagination = {"per_page": 50}
    template_name = "segments/flagged_contacts.html"

    def get_queryset(self) -> ContactQuerySet:
        self.campaign = get_object_or_404(Campaign, number=self.kwargs["number"])
        return flagged_contacts(self.campaign)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the campaign, and how many contacts there are without the filters."""
        total_count = flagged_contacts(self.campaign).count()
        context: dict[str, Any] = super().get_context_data(**kwargs, campaign=self.campaign, total_count=total_count)
        return context
