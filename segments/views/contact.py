"""The segments that a contact is on, a tab of its card."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views import View
from django_tables2 import RequestConfig

from contacts.models import Contact
from segments.selectors import lines_about
from segments.tables import ContactLineTable


class ContactSegments(PermissionRequiredMixin, View):
    """The lines about a contact; those about a company's persons too, because they target the company."""

    permission_required = "segments.view_segment"
    permission_denied_message = gettext_lazy("You may not look at segments.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        contact = get_object_or_404(Contact.objects.select_related("company"), number=number)
        table = ContactLineTable(lines_about(contact))
        RequestConfig(request, paginate={"per_page": 50}).configure(table)
        return render(request, "segments/contact_segments.html", {"contact": contact, "table": table})
