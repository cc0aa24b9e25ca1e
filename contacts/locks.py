"""Locks on contacts. Of a company and its persons the company is locked first."""

from contacts.models import Contact


def lock_contact(contact: Contact) -> Contact:
    """Lock the contact and return it, freshly read.

    Records that refer to it can still be written: only its key has to stay.
    """
    return Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
