"""Tables of the steps of a segment and of the contacts that a step is about, and how these are narrowed."""

from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from contacts.models import Contact, ContactQuerySet
from contacts.tables import ContactTable
from contacts.templatetags.formats import number

_NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
_ALL = pgettext_lazy("filter", "All")


class FoundFilter(django_filters.FilterSet):
    """Contacts that criteria find."""

    search = django_filters.CharFilter(
        label=pgettext_lazy("filter", "Search"),
        method="filter_search",
        widget=forms.TextInput(attrs={"data-shortcut": "/", "type": "search"}),
    )

    class Meta:
        model = Contact
        fields: list[str] = []

    def filter_search(self, contacts: ContactQuerySet, _name: str, text: str) -> ContactQuerySet:
        """Keep the contacts whose number or name, or that of their company, holds the text."""
        return contacts.filter(Q(number__icontains=text) | Q(name__icontains=text) | Q(company__name__icontains=text))


class StepContactFilter(FoundFilter):
    """Contacts that a step is about."""

    effect = django_filters.ChoiceFilter(
        label=gettext_lazy("By the step"),
        method="filter_effect",
        choices=[("on", pgettext_lazy("step", "On the segment")), ("off", pgettext_lazy("step", "Off the segment"))],
        empty_label=_ALL,
    )
    now = django_filters.ChoiceFilter(
        label=gettext_lazy("On the segment now"),
        method="filter_now",
        choices=[("yes", pgettext_lazy("filter", "Yes")), ("no", pgettext_lazy("filter", "No"))],
        empty_label=_ALL,
    )

    def filter_effect(self, contacts: ContactQuerySet, _name: str, choice: str) -> ContactQuerySet:
        """Keep the contacts that the step puts on the segment, or those that it takes off."""
        return contacts.filter(is_addition=choice == "on")

    def filter_now(self, contacts: ContactQuerySet, _name: str, choice: str) -> ContactQuerySet:
        """Keep the contacts that are on the segment, or those that are not."""
        return contacts.filter(is_on_segment=choice == "yes")


class FoundTable(ContactTable):
    """Contacts that criteria find."""

    caption = gettext_lazy("Contacts that are found")


class StepContactTable(ContactTable):
    """Contacts that a step is about, with what it says of each and whether it is on the segment now."""

    caption = gettext_lazy("Contacts of the step")
    is_addition = tables.Column(verbose_name=gettext_lazy("By the step"))
    is_on_segment = tables.Column(verbose_name=gettext_lazy("On the segment now"))
    row_number = tables.Column(verbose_name=gettext_lazy("Row of the file"), default="", attrs=_NUMBER)
    optional_columns = ("row_number",)

    class Meta:
        exclude = ("salesperson",)
        sequence = ("number", "name", "is_addition", "is_on_segment", "...")

    def render_is_addition(self, *, value: bool) -> str:
        return pgettext("step", "On the segment") if value else pgettext("step", "Off the segment")

    def render_is_on_segment(self, *, value: bool) -> str:
        return pgettext("segment", "Yes") if value else pgettext("segment", "No")

    def render_row_number(self, value: int) -> str:
        return number(value)

    def value_row_number(self, value: Any) -> Any:  # noqa: ANN401 -- a number, or nothing
        return value
