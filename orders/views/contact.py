"""The orders of a contact, a tab of its card."""

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views import View
from django_tables2 import RequestConfig

from contacts.models import Contact
from contacts.tables import LongList
from orders.models import Order
from orders.selectors import orders_for_list
from orders.tables import OrderTable


class ContactOrders(PermissionRequiredMixin, View):
    """The orders of who buys for the contact, the newest first."""

    permission_required = ("contacts.view_contact", "orders.view_order")
    permission_denied_message = gettext_lazy("You may not look at orders.")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        contact = get_object_or_404(Contact.objects.select_related("company"), number=number)
        orders = Order.objects.filter(buyer=contact.buyer_id).order_by("-ordered_on", "-number")
        rows = LongList(orders, key="pk", page=lambda keys: orders_for_list().filter(pk__in=keys))
        table = OrderTable(rows, exclude=("buyer",))
        RequestConfig(request, paginate={"per_page": 50}).configure(table)
        context = {"contact": contact, "buyer": contact.company or contact, "table": table}
        return render(request, "orders/contact_orders.html", context)
