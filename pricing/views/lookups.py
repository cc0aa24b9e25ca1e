"""What fields that ask for something of this app find while one types."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy
from django.views import View

from contacts.models import Contact
from contacts.templatetags.formats import price
from pricing.models import Item

# So many items are enough to choose from while typing.
MOST_FOUND = 20


class ItemSearch(PermissionRequiredMixin, View):
    """Items whose number or description holds what was typed, for the field that asks for one."""

    permission_required = "pricing.view_item"
    permission_denied_message = gettext_lazy("You may not look at items.")

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "").strip()
        items = Item.objects.filter(Q(number__icontains=text) | Q(description__icontains=text), is_blocked=False)
        found = items.select_related("base_unit").order_by("number")[:MOST_FOUND] if text else ()
        results = [
            {"value": item.number, "label": f"{item.description} · {price(item.unit_price)} / {item.base_unit.code}"}
            for item in found
        ]
        return JsonResponse({"results": results})


class ContactSearch(PermissionRequiredMixin, View):
    """Contacts whose number or name holds what was typed, persons with their company."""

    permission_required = "contacts.view_contact"
    permission_denied_message = gettext_lazy("You may not look at contacts.")

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "").strip()
        contacts = Contact.objects.filter(Q(number__icontains=text) | Q(name__icontains=text))
        found = contacts.select_related("company").order_by("number")[:MOST_FOUND] if text else ()
        return JsonResponse({"results": [{"value": contact.number, "label": _called(contact)} for contact in found]})


def _called(contact: Contact) -> str:
    return " · ".join(filter(None, [contact.name, contact.company.name if contact.company else contact.city]))
