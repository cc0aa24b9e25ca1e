"""Locks on contacts. The number series is locked before any of them, and a company before its persons."""

from contacts.models import Contact


def lock_contact(contact: Contact) -> Contact:
    """Lock the contact and return it, freshly read.

    Records that refer to it can still be written: only its key has to stay.
    """
    return Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
