"""Locks on contacts. The number series is locked before any of them, and a company before its persons."""

from django.db.models import F, QuerySet

from contacts.models import Contact


def lock_contact(contact: Contact) -> Contact:
    """Lock the contact and return it, freshly read.

    Records that refer to it can still be written: only its key has to stay.
    """
    return Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)


def lock_contacts(contacts: QuerySet[Contact]) -> None:
    """Lock the contacts: those without a company first, then by key, so that two who lock many cannot deadlock."""
    locked = Contact.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=contacts.values("pk"))
    in_order = locked.order_by(F("company").asc(nulls_first=True), "pk")
    for _key in in_order.values_list("pk").iterator():
        pass
