"""Taking back that a contact is a customer: as long as nothing was agreed with it."""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from contacts.locks import lock_contact
from contacts.models import Contact
from contacts.relations import relate_customers
from contacts.templatetags.formats import number
from orders.models import Order
from orders.services import OrderError
from pricing.models import CustomerTerms, SalesLineDiscount, SalesPrice


class NotACustomerError(OrderError):
    """The contact is no customer."""


class StillACustomerError(OrderError):
    """Something was agreed with the contact as a customer."""


@transaction.atomic
def end_customer(contact: Contact, *, by: User | None) -> Contact:
    """Let the contact be no customer any more, with the relation that says so, and return it as written.

    :raises NotACustomerError: it is none.
    :raises StillACustomerError: it has orders, prices or discounts in force, or terms; the sentence says how many.
    """
    contact = lock_contact(contact)
    if not contact.is_customer:
        raise NotACustomerError(_("%(contact)s is no customer.") % {"contact": contact})
    agreed: tuple[QuerySet[Order] | QuerySet[SalesPrice] | QuerySet[SalesLineDiscount] | QuerySet[CustomerTerms], ...]
    agreed = (
        Order.objects.filter(buyer=contact),
        SalesPrice.objects.in_force().filter(buyer=contact),
        SalesLineDiscount.objects.in_force().filter(buyer=contact),
        CustomerTerms.objects.filter(buyer=contact),
    )
    if uses := ", ".join(_counted(rows.model, count) for rows in agreed if (count := rows.count())):
        raise StillACustomerError(
            _("%(contact)s stays a customer: it has %(uses)s. Prices and terms can be taken away first.")
            % {"contact": contact, "uses": uses}
        )
    contact.is_customer, contact.modified_by = False, by
    contact.save(update_fields=["is_customer", "modified_at", "modified_by"])
    relate_customers(Contact.objects.filter(pk=contact.pk))
    contact.refresh_from_db(fields=["business_relation"])
    return contact


def _counted(model: type[Model], count: int) -> str:
    names = model._meta
    return f"{number(count)} {names.verbose_name if count == 1 else names.verbose_name_plural}"
