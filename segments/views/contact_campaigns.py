"""The campaigns that a contact is a target of, a tab of its card."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views import View
from django_tables2 import RequestConfig

from contacts.models import Contact
from segments.selectors import campaigns_of_buyer
from segments.tables import ContactCampaignTable


class ContactCampaigns(PermissionRequiredMixin, View):
    """The campaigns whose prices the contact's buyer gets or would get, and which segments put it there."""

    permission_required = ("campaigns.view_campaigntarget", "segments.view_segment")
    permission_denied_message = gettext_lazy("You may not look at target groups.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        contact = get_object_or_404(Contact.objects.select_related("company"), number=number)
        table = ContactCampaignTable(campaigns_of_buyer(contact))
        RequestConfig(request, paginate={"per_page": 50}).configure(table)
        return render(request, "segments/contact_campaigns.html", {"contact": contact, "table": table})
