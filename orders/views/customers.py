"""Taking back that a contact is a customer, from the menu of its card."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from contacts.models import Contact
from contacts.views import PageRequest
from orders.customers import end_customer
from orders.services import OrderError


class EndCustomer(PermissionRequiredMixin, View):
    """Let the contact be no customer any more; it leads back to the card, and can be undone there."""

    permission_required = "contacts.change_contact"
    permission_denied_message = gettext_lazy("You can look at contacts but not change them.")
    http_method_names = ("post", "options")

    def post(self, request: PageRequest, number: str, **_kwargs: Any) -> HttpResponse:
        try:
            contact = end_customer(get_object_or_404(Contact, number=number), by=request.user)
        except OrderError as error:
            messages.error(request, str(error))
        else:
            sentence = _("%(contact)s is no longer a customer.") % {"contact": contact}
            messages.success(request, sentence, extra_tags=reverse("contacts:make-customer", args=[number]))
        return redirect("contacts:card", number=number)
