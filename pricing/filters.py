"""How the list of all prices and discounts is narrowed."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.filters import DayFilter
from pricing.all_rows import DISCOUNT, PRICE, AllRows
from pricing.overlaps import overlapping
from pricing.terms import SourceKind

_ALL = pgettext_lazy("price rows", "All")
_KINDS = [(PRICE, _("Sales prices")), (DISCOUNT, _("Line discounts"))]
_SOURCES = [
    ("standing", pgettext_lazy("price rows", "Standing: no campaign")),
    (SourceKind.CAMPAIGN.value, pgettext_lazy("price rows", "A campaign")),
    (SourceKind.BUYER.value, pgettext_lazy("price rows", "One buyer")),
    (SourceKind.GROUP.value, pgettext_lazy("price rows", "A customer group")),
    (SourceKind.EVERYONE.value, pgettext_lazy("price rows", "Everyone")),
]
_WITHDRAWN = [("yes", pgettext_lazy("price rows", "Withdrawn")), ("all", pgettext_lazy("price rows", "All"))]
_OVERLAPS = [("yes", pgettext_lazy("price rows", "Only what overlaps another campaign"))]
_COUNTING = [("yes", pgettext_lazy("price rows", "Only what counts now"))]


class AllRowsFilter(django_filters.FilterSet):
    """Both kinds of rows. Withdrawn ones are left out unless asked for; ``today`` is the day it is read."""

    more = ("kind", "campaign", "buyer", "currency", "withdrawn")
    search = django_filters.CharFilter(
        label=pgettext_lazy("filter", "Item or group"),
        method="filter_search",
        widget=forms.TextInput(attrs={"data-shortcut": "/", "type": "search"}),
    )
    kind = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter", "Kind"), method="filter_kind", choices=_KINDS, empty_label=_ALL
    )
    source = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter", "For"), method="filter_source", choices=_SOURCES, empty_label=_ALL
    )
    on = DayFilter(label=_("In force on"), method="filter_on")
    counting = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter", "Counting"), method="filter_counting", choices=_COUNTING, empty_label=_ALL
    )
    overlaps = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter", "Overlaps"), method="filter_overlaps", choices=_OVERLAPS, empty_label=_ALL
    )
    campaign = django_filters.CharFilter(label=_("Campaign No."), method="filter_campaign")
    buyer = django_filters.CharFilter(label=_("Buyer No."), method="filter_buyer")
    currency = django_filters.CharFilter(label=_("Currency"), method="filter_currency")
    withdrawn = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter", "Withdrawn"),
        method="filter_withdrawn",
        choices=_WITHDRAWN,
        empty_label=pgettext_lazy("price rows", "Not withdrawn"),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        queryset: AllRows | None = None,
        *,
        today: dt.date,
        **kwargs: Any,
    ) -> None:
        # Bound also without a query, so that leaving out what was withdrawn is a filter like the others.
        super().__init__(data or {}, AllRows.everything() if queryset is None else queryset, **kwargs)
        self.today = today

    def filter_queryset(self, queryset: AllRows) -> AllRows:
        """Narrow both kinds by what was chosen, and leave out what was withdrawn."""
        if not self.form.cleaned_data.get("withdrawn"):
            queryset = queryset.narrow(Q(withdrawn_at=None))
        for name, value in self.form.cleaned_data.items():
            queryset = self.filters[name].filter(queryset, value)
        return queryset

    def filter_search(self, rows: AllRows, _name: str, text: str) -> AllRows:
        """Keep the rows on an item whose number or description holds the text, or on a group whose code does."""
        on_item = Q(item__number__icontains=text) | Q(item__description__icontains=text)
        return rows.narrow(on_item, on_item | Q(item_discount_group__code__icontains=text))

    def filter_kind(self, rows: AllRows, _name: str, kind: str) -> AllRows:
        """Keep prices, or discounts."""
        none, every = Q(pk__in=()), Q()
        return rows.narrow(every, none) if kind == PRICE else rows.narrow(none, every)

    def filter_source(self, rows: AllRows, _name: str, source: str) -> AllRows:
        """Keep the rows for such buyers."""
        if source == SourceKind.GROUP:
            return rows.narrow(Q(price_group__isnull=False), Q(discount_group__isnull=False))
        if source == SourceKind.EVERYONE:
            nobody_named = Q(campaign=None, buyer=None)
            return rows.narrow(nobody_named & Q(price_group=None), nobody_named & Q(discount_group=None))
        if source == SourceKind.BUYER:
            return rows.narrow(Q(buyer__isnull=False))
        return rows.narrow(Q(campaign__isnull=source == "standing"))

    def filter_on(self, rows: AllRows, _name: str, day: dt.date) -> AllRows:
        """Keep the rows whose period holds the day; a blank date is unbounded (D12)."""
        return _in_period(rows, day)

    def filter_counting(self, rows: AllRows, _name: str, _choice: str) -> AllRows:
        """Keep the rows that may set a price today: in their period, not withdrawn, and of no campaign that is off."""
        counts = Q(withdrawn_at=None) & (Q(campaign=None) | Q(campaign__is_active=True))
        return _in_period(rows, self.today).narrow(counts)

    def filter_overlaps(self, rows: AllRows, _name: str, _choice: str) -> AllRows:
        """Keep the rows of campaigns that overlap a row of another campaign."""
        return AllRows(overlapping(rows.prices, on=self.today), overlapping(rows.discounts, on=self.today))

    def filter_campaign(self, rows: AllRows, _name: str, number: str) -> AllRows:
        """Keep the rows of the campaign of that number."""
        return rows.narrow(Q(campaign__number__iexact=number))

    def filter_buyer(self, rows: AllRows, _name: str, number: str) -> AllRows:
        """Keep the rows of the one buyer of that number."""
        return rows.narrow(Q(buyer__number__iexact=number))

    def filter_currency(self, rows: AllRows, _name: str, code: str) -> AllRows:
        """Keep the rows in that currency; the local one is blank on a row."""
        wanted = "" if code.upper() == settings.LOCAL_CURRENCY else code.upper()
        return rows.narrow(Q(currency_code=wanted))

    def filter_withdrawn(self, rows: AllRows, _name: str, choice: str) -> AllRows:
        """Keep the withdrawn rows, or all of them."""
        return rows.narrow(Q(withdrawn_at__isnull=False)) if choice == "yes" else rows


def _in_period(rows: AllRows, day: dt.date) -> AllRows:
    has_started = Q(starting_on=None) | Q(starting_on__lte=day)
    has_not_ended = Q(ending_on=None) | Q(ending_on__gte=day)
    # A campaign's row has no dates of its own, so that here only those of its campaign count (D13).
    campaign = Q(campaign__starting_on=None) | Q(campaign__starting_on__lte=day)
    campaign &= Q(campaign__ending_on=None) | Q(campaign__ending_on__gte=day)
    return rows.narrow(has_started & has_not_ended & (Q(campaign=None) | campaign))
