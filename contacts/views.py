"""Pages about contacts."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views import View
from django_filters.views import FilterView
from django_tables2 import RequestConfig, SingleTableMixin

from contacts.filters import ContactFilter
from contacts.models import Contact, ContactQuerySet
from contacts.tables import ContactTable

MAY_NOT_LOOK = _("You may not look at contacts.")


class ContactList(PermissionRequiredMixin, SingleTableMixin, FilterView):
    """Contacts, narrowed and sorted as the address says."""

    permission_required = "contacts.view_contact"
    permission_denied_message = MAY_NOT_LOOK
    filterset_class = ContactFilter
    table_class = ContactTable
    table_pagination = {"per_page": 50}
    template_name = "contacts/contact_list.html"

    def get_queryset(self) -> ContactQuerySet:
        return Contact.objects.select_related("company", "salesperson").order_by("number")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how many contacts there are at all."""
        context: dict[str, Any] = super().get_context_data(**kwargs, total_count=Contact.objects.count())
        return context


class ContactCard(PermissionRequiredMixin, View):
    """What is known of a contact, and the persons of a company."""

    permission_required = "contacts.view_contact"
    permission_denied_message = MAY_NOT_LOOK

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        contacts = Contact.objects.select_related("company", "salesperson", "territory")
        contact = get_object_or_404(contacts, number=number)
        table = ContactTable(
            contact.persons.select_related("company", "salesperson").order_by("name", "number"),
            exclude=("type", "company"),
        )
        RequestConfig(request, paginate={"per_page": 50}).configure(table)
        return render(request, "contacts/contact_card.html", {"contact": contact, "table": table})
