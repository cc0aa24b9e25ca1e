"""How the list of contacts is narrowed."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Contact, ContactQuerySet, Salesperson

_CUSTOMER = [("yes", pgettext_lazy("customer", "Yes")), ("no", pgettext_lazy("customer", "No"))]


class ContactFilter(django_filters.FilterSet):
    """Companies and persons."""

    search = django_filters.CharFilter(
        label=pgettext_lazy("filter", "Search"),
        method="filter_search",
        widget=forms.TextInput(attrs={"data-shortcut": "/", "type": "search"}),
    )
    type = django_filters.ChoiceFilter(
        label=_("Type"), choices=Contact.Type.choices, empty_label=pgettext_lazy("contacts", "All")
    )
    customer = django_filters.ChoiceFilter(
        label=_("Customer"),
        method="filter_customer",
        choices=_CUSTOMER,
        empty_label=pgettext_lazy("contacts", "All"),
    )
    city = django_filters.CharFilter(label=_("City"), lookup_expr="icontains")
    salesperson = django_filters.ModelChoiceFilter(
        label=_("Salesperson"),
        queryset=Salesperson.objects.order_by("code"),
        empty_label=pgettext_lazy("contacts", "All"),
    )

    class Meta:
        model = Contact
        fields: list[str] = []

    def filter_search(self, contacts: ContactQuerySet, _name: str, text: str) -> ContactQuerySet:
        """Keep the contacts whose number or name, or that of their company, holds the text."""
        return contacts.filter(Q(number__icontains=text) | Q(name__icontains=text) | Q(company__name__icontains=text))

    def filter_customer(self, contacts: ContactQuerySet, _name: str, choice: str) -> ContactQuerySet:
        """Keep customers, or those who are none."""
        return contacts.filter(is_customer=choice == "yes")
