"""How the list of campaigns is narrowed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from campaigns import situations
from campaigns.models import Campaign, CampaignEntry, CampaignQuerySet, CampaignStatus, CampaignType
from campaigns.parts import HistorySource
from campaigns.selectors import status_text
from contacts.filters import CodeFilter, DayFilter, SalespersonFilter
from contacts.history import person_name

_ALL = pgettext_lazy("campaigns", "All")
_ARCHIVE = [("archived", pgettext_lazy("campaigns", "Archived")), ("all", pgettext_lazy("campaigns", "All"))]
_ACTIVATED = [("yes", pgettext_lazy("campaign", "Activated")), ("no", pgettext_lazy("campaign", "Not activated"))]


class StatusField(django_filters.fields.ModelChoiceField):
    """A status, shown in the reader's words."""

    def label_from_instance(self, status: CampaignStatus) -> str:
        return status_text(status, language=get_language() or "")


class StatusFilter(django_filters.ModelChoiceFilter):
    field_class = StatusField


class SituationFilter(django_filters.ChoiceFilter):
    """A situation, of those that all rooms together know."""

    @property
    def field(self) -> forms.Field:
        """Return the field; only now are the rooms above there to be asked."""
        self.extra["choices"] = situations.choices()
        field: forms.Field = super().field
        return field


class EntryFilter(django_filters.FilterSet):
    """The entries of a campaign."""

    kind = django_filters.ChoiceFilter(
        label=pgettext_lazy("column", "Kind"),
        choices=CampaignEntry.Kind.choices,
        empty_label=pgettext_lazy("filter", "All"),
    )
    state = django_filters.ChoiceFilter(
        label=pgettext_lazy("column", "State"),
        method="filter_state",
        choices=[("stands", pgettext_lazy("entry", "Stands")), ("cancelled", pgettext_lazy("entry", "Cancelled"))],
        empty_label=pgettext_lazy("filter", "All"),
    )
    from_day = DayFilter(label=pgettext_lazy("filter", "From"), field_name="entered_on", lookup_expr="gte")
    until_day = DayFilter(label=pgettext_lazy("filter", "Until"), field_name="entered_on", lookup_expr="lte")

    class Meta:
        model = CampaignEntry
        fields: list[str] = []

    def filter_state(self, entries: QuerySet[CampaignEntry], _name: str, choice: str) -> QuerySet[CampaignEntry]:
        """Keep the entries that are cancelled, or those that stand."""
        return entries.filter(is_cancelled=choice == "cancelled")


class PersonField(forms.ModelChoiceField):
    """A user, by name."""

    def label_from_instance(self, user: User) -> str:
        return person_name(user)


class HistoryFilter:
    """The history of a campaign, by kind and by person. ``form`` is what the page shows of it."""

    def __init__(self, query: Mapping[str, Any], *, sources: Sequence[HistorySource], people: QuerySet[User]) -> None:
        self._sources = sources
        self.form = forms.Form(query)
        self.form.fields["kind"] = forms.ChoiceField(
            label=pgettext_lazy("column", "Kind"),
            required=False,
            choices=[("", pgettext_lazy("filter", "All")), *((source.key, source.label) for source in sources)],
        )
        self.form.fields["person"] = PersonField(
            label=pgettext_lazy("filter", "Who"),
            required=False,
            queryset=people,
            empty_label=pgettext_lazy("filter", "Everybody"),
        )

    @property
    def is_valid(self) -> bool:
        """Whether every filter is one that there is."""
        return self.form.is_valid()

    @property
    def sources(self) -> list[HistorySource]:
        """What is to be shown, of a filter that is valid."""
        kind = self.form.cleaned_data.get("kind")
        return [source for source in self._sources if not kind or source.key == kind]

    @property
    def person(self) -> User | None:
        """Whose doings are to be shown; None for everybody's."""
        return self.form.cleaned_data.get("person") if self.is_valid else None


class CampaignFilter(django_filters.FilterSet):
    """Archived campaigns are left out unless asked for."""

    more = ("phase", "type", "valid_on", "starts_from", "starts_until", "ends_from", "ends_until", "archive")

    search = django_filters.CharFilter(
        label=pgettext_lazy("filter", "Search"),
        method="filter_search",
        widget=forms.TextInput(attrs={"data-shortcut": "/", "type": "search"}),
    )
    status = StatusFilter(
        label=_("Status"),
        queryset=CampaignStatus.objects.order_by("sort_order", "code"),
        empty_label=_ALL,
    )
    activated = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter", "Activated"),
        method="filter_activated",
        choices=_ACTIVATED,
        empty_label=_ALL,
    )
    situation = SituationFilter(
        label=pgettext_lazy("filter", "Situation today"), method="filter_situation", empty_label=_ALL
    )
    salesperson = SalespersonFilter()
    phase = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter", "Phase"),
        field_name="status__phase",
        choices=CampaignStatus.Phase.choices,
        empty_label=_ALL,
    )
    type = CodeFilter(label=pgettext_lazy("filter", "Type"), queryset=CampaignType.objects.order_by("code"))
    valid_on = DayFilter(label=_("Valid on"), method="filter_valid_on")
    starts_from = DayFilter(label=_("Starts from"), field_name="starting_on", lookup_expr="gte")
    starts_until = DayFilter(label=_("Starts until"), field_name="starting_on", lookup_expr="lte")
    ends_from = DayFilter(label=_("Ends from"), field_name="ending_on", lookup_expr="gte")
    ends_until = DayFilter(label=_("Ends until"), field_name="ending_on", lookup_expr="lte")
    archive = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter", "Archive"),
        method="filter_archive",
        choices=_ARCHIVE,
        empty_label=pgettext_lazy("campaigns", "Not archived"),
    )

    class Meta:
        model = Campaign
        fields: list[str] = []

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        # Bound also without a query, so that leaving out the archive is a filter like the others.
        super().__init__({} if data is None else data, *args, **kwargs)

    def filter_queryset(self, queryset: CampaignQuerySet) -> CampaignQuerySet:
        """Leave the archive out, and narrow by what was chosen."""
        if not self.form.cleaned_data.get("archive"):
            queryset = queryset.filter(is_archived=False)
        narrowed: CampaignQuerySet = super().filter_queryset(queryset)
        return narrowed

    def filter_search(self, campaigns: CampaignQuerySet, _name: str, text: str) -> CampaignQuerySet:
        """Keep the campaigns whose number or description holds the text."""
        return campaigns.filter(Q(number__icontains=text) | Q(description__icontains=text))

    def filter_activated(self, campaigns: CampaignQuerySet, _name: str, choice: str) -> CampaignQuerySet:
        """Keep the campaigns that are activated, or those that are not."""
        return campaigns.filter(is_active=choice == "yes")

    def filter_valid_on(self, campaigns: CampaignQuerySet, _name: str, day: dt.date) -> CampaignQuerySet:
        """Keep the campaigns whose period holds the day."""
        return campaigns.valid_on(day)

    def filter_situation(self, campaigns: CampaignQuerySet, _name: str, key: str) -> CampaignQuerySet:
        """Keep the campaigns that are in the situation on the day on which the list is asked for."""
        return campaigns.filter(situations.holds(key, timezone.localdate()))

    def filter_archive(self, campaigns: CampaignQuerySet, _name: str, choice: str) -> CampaignQuerySet:
        """Keep the archived campaigns, or all of them."""
        return campaigns.filter(is_archived=True) if choice == "archived" else campaigns
