"""How the list of possible duplicates is narrowed and shown."""

from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from contacts.models import Contact, DuplicatePair

_DAY = {"td": {"class": "day"}}
_TEXT = {"td": {"class": "text"}}
_NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


class DuplicateFilter(django_filters.FilterSet):
    """Pairs of companies."""

    search = django_filters.CharFilter(
        label=pgettext_lazy("filter", "Search"),
        method="filter_search",
        widget=forms.TextInput(attrs={"data-shortcut": "/", "type": "search"}),
    )
    decided = django_filters.ChoiceFilter(
        label=gettext_lazy("Separate contacts"),
        method="filter_decided",
        choices=[("yes", pgettext_lazy("duplicates", "Yes")), ("no", pgettext_lazy("duplicates", "No"))],
        empty_label=pgettext_lazy("duplicates", "All"),
    )
    contact = django_filters.CharFilter(label=gettext_lazy("Contact No."), method="filter_contact")

    class Meta:
        model = DuplicatePair
        fields: list[str] = []

    def filter_search(self, pairs: QuerySet[DuplicatePair], _name: str, text: str) -> QuerySet[DuplicatePair]:
        """Keep the pairs of which a company holds the text in number, name or city."""
        matching = Q()
        for field in ("number", "name", "city"):
            matching |= Q(**{f"first__{field}__icontains": text}) | Q(**{f"second__{field}__icontains": text})
        return pairs.filter(matching)

    def filter_decided(self, pairs: QuerySet[DuplicatePair], _name: str, choice: str) -> QuerySet[DuplicatePair]:
        """Keep the pairs that are said to be two, or those that nobody decided about."""
        return pairs.filter(is_separate=choice == "yes")

    def filter_contact(self, pairs: QuerySet[DuplicatePair], _name: str, number: str) -> QuerySet[DuplicatePair]:
        """Keep the pairs of one company."""
        return pairs.filter(Q(first__number=number) | Q(second__number=number))


class DuplicateTable(tables.Table):
    """Pairs of companies as the list shows them."""

    caption = gettext_lazy("Possible duplicates")
    equal_count = tables.Column(verbose_name=gettext_lazy("Equal strings"), attrs=_NUMBER)
    first = tables.Column(verbose_name=gettext_lazy("Company"), order_by=("first__name",), attrs=_TEXT)
    first_place = tables.Column(
        verbose_name=gettext_lazy("Address"), accessor="first", order_by=("first__city",), attrs=_TEXT
    )
    second = tables.Column(verbose_name=gettext_lazy("Possible duplicate"), order_by=("second__name",), attrs=_TEXT)
    second_place = tables.Column(
        verbose_name=pgettext_lazy("duplicate", "Address of it"),
        accessor="second",
        order_by=("second__city",),
        attrs=_TEXT,
    )
    is_separate = tables.Column(verbose_name=gettext_lazy("Separate contacts"))

    class Meta:
        empty_text = gettext_lazy("No pairs match these filters.")

    def render_equal_count(self, value: int, record: DuplicatePair) -> SafeString:
        """Return a link to the pair side by side."""
        url = reverse("contacts:duplicate", args=[record.pk])
        words = pgettext("duplicates", "Compare %(first)s and %(second)s") % {
            "first": record.first.number,
            "second": record.second.number,
        }
        return format_html('<a href="{}" aria-label="{}: {}">{}</a>', url, words, value, value)

    def value_equal_count(self, record: DuplicatePair) -> int:
        return record.equal_count

    def render_first(self, value: Contact) -> str:
        return str(value)

    def render_second(self, value: Contact) -> str:
        return str(value)

    def render_first_place(self, value: Contact) -> str:
        return _place(value)

    def render_second_place(self, value: Contact) -> str:
        return _place(value)

    def render_is_separate(self, *, value: bool) -> str:
        return pgettext("duplicates", "Yes") if value else pgettext("duplicates", "No")


def _place(contact: Contact) -> str:
    parts: list[Any] = [contact.address, contact.city]
    return ", ".join(part for part in parts if part)
