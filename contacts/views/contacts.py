"""The list of contacts, and the card of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views import View
from django_tables2 import RequestConfig

from contacts.classification import Kind, kinds_of
from contacts.contact_forms import CommentForm
from contacts.duplicates import pairs_of
from contacts.filters import ContactFilter
from contacts.import_kinds import export_url, import_url
from contacts.list_frame import ListTool
from contacts.merged_numbers import merged_number
from contacts.models import CodeTable, Contact, ContactQuerySet
from contacts.saved_views import BuiltInView
from contacts.selectors import marketing_setup
from contacts.tables import ContactListTable, ContactTable, LongList
from contacts.templatetags.formats import day
from contacts.views.lists import ListPage
from contacts.views.printing import print_tools

MOST_COMMENTS = 50
MAY_NOT_LOOK = _("You may not look at contacts.")


class ContactList(ListPage):
    """Contacts, narrowed and sorted as the address says."""

    permission_required = "contacts.view_contact"
    permission_denied_message = MAY_NOT_LOOK
    filterset_class = ContactFilter
    table_class = ContactListTable
    template_name = "contacts/contact_list.html"
    file_name = pgettext_lazy("menu", "Contacts")
    count_words = ngettext_lazy("%(found)s of %(all)s contact", "%(found)s of %(all)s contacts", "total")
    built_in_views = (
        BuiltInView("customers", pgettext_lazy("list view", "Customers"), "customer=yes"),
        BuiltInView("companies", pgettext_lazy("list view", "Companies"), "type=company"),
        BuiltInView("persons", pgettext_lazy("list view", "Persons"), "type=person"),
    )

    def get_queryset(self) -> ContactQuerySet:
        return Contact.objects.select_related("company", "salesperson", "territory").order_by("number")

    def get_table_data(self) -> LongList:
        return LongList(self.object_list, key="pk", page=lambda keys: self.get_queryset().filter(pk__in=keys))

    def get_total_count(self) -> int:
        return Contact.objects.count()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where contacts come from while there is none."""
        return {**super().get_context_data(**kwargs), "import_url": import_url("contacts")}

    def get_tools(self) -> Sequence[ListTool]:
        tools = print_tools(reverse("contacts:labels"), reverse("contacts:addresses"))
        if self.request.user.has_perm("contacts.view_consent"):
            tools.append(ListTool("file-earmark-arrow-up", pgettext("list", "All fields, to import"), export_url()))
        return tools


@dataclass(frozen=True)
class ClassifiedBy:
    """The groups of one kind that a contact is in, and those that it may still get."""

    kind: Kind
    codes: Sequence[CodeTable]
    addable: Sequence[CodeTable]


class ContactCard(PermissionRequiredMixin, View):
    """What is known of a contact, and the persons of a company."""

    permission_required = "contacts.view_contact"
    permission_denied_message = MAY_NOT_LOOK

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        related = ("company", "salesperson", "territory", "organizational_level", "modified_by")
        contact = Contact.objects.select_related(*related).filter(number=number).first()
        if contact is None:
            return _card_of_merged(request, number)
        table = ContactTable(
            contact.persons.select_related("company", "salesperson").order_by("name", "number"),
            exclude=("type", "company"),
        )
        RequestConfig(request, paginate={"per_page": 50}).configure(table)
        context = {
            "contact": contact,
            "table": table,
            "emails": [address for address in contact.email.split(";") if address],
            "groups": [ClassifiedBy(kind, kind.codes_of(contact), kind.addable(contact)) for kind in kinds_of(contact)],
            "reserved_relation": marketing_setup().customer_relation,
            "comments": contact.comments.select_related("written_by").order_by("-written_at", "-pk")[:MOST_COMMENTS],
            "comment_form": CommentForm(),
            "pairs": pairs_of(contact),
            "merged_numbers": contact.merged_numbers.select_related("merged_by").order_by("merged_at", "pk"),
        }
        return render(request, "contacts/contact_card.html", context)


def _card_of_merged(request: HttpRequest, number: str) -> HttpResponse:
    """Lead from the number of a contact that was merged to the card of the one that stands for it."""
    merged = merged_number(number)
    if merged is None:
        raise Http404
    words = {"number": merged.number, "contact": merged.contact, "day": day(merged.merged_at)}
    messages.info(request, gettext("%(number)s was merged with %(contact)s on %(day)s.") % words)
    return redirect("contacts:card", number=merged.contact.number)
