"""The contacts behind the target group of a campaign: what the figure on its card counts."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, ngettext_lazy

from campaigns.models import Campaign
from contacts.models import ContactQuerySet
from contacts.tables import LongList
from contacts.views.lists import ListPage
from segments.filters import FlaggedFilter
from segments.selectors import flagged_contacts
from segments.tables import FlaggedTable


class FlaggedContacts(ListPage):
    """Each contact once, with the segments on which it is marked as campaign target."""

    permission_required = "segments.view_segment"
    permission_denied_message = gettext_lazy("You may not look at segments.")
    filterset_class = FlaggedFilter
    table_class = FlaggedTable
    template_name = "segments/flagged_contacts.html"
    file_name = gettext_lazy("Flagged contacts")
    count_words = ngettext_lazy("%(found)s of %(all)s contact", "%(found)s of %(all)s contacts", "total")
    keeps_views = False

    @cached_property
    def campaign(self) -> Campaign:
        return get_object_or_404(Campaign, number=self.kwargs["number"])

    def get_queryset(self) -> ContactQuerySet:
        return flagged_contacts(self.campaign)

    def get_table_data(self) -> LongList:
        return LongList(self.object_list, key="pk", page=lambda keys: self.get_queryset().filter(pk__in=keys))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the campaign."""
        return super().get_context_data(**kwargs, campaign=self.campaign)
