"""Deleting contacts, as far as nothing rests on them (C-12 to C-14)."""

from collections import Counter
from collections.abc import Iterable

from django.db import models, transaction
from django.utils.translation import gettext as _

from contacts.details import ContactError
from contacts.locks import lock_contact, own_buyers
from contacts.models import Contact


class ContactInUseError(ContactError):
    """Something refers to the contact, or to a person of the company."""


@transaction.atomic
def delete_contact(contact: Contact) -> int:
    """Delete the contact with its relations, comments and classification, and of a company its persons.

    Return how many persons went along.

    :raises ContactInUseError: something refers to the contact or to one of the persons, for example a line of a
        segment, an order or a price; the sentence says what and how many. Nothing is deleted then.
    """
    # Lines that a step is just writing are seen only once they are committed.
    own_buyers()
    contact = lock_contact(contact)
    try:
        with transaction.atomic():
            persons = list(contact.persons.order_by("pk"))
            Contact.objects.filter(pk__in=[person.pk for person in persons]).delete()
            contact.delete()
    except models.ProtectedError as error:
        raise ContactInUseError(_refusal(contact, error.protected_objects)) from error
    return len(persons)


def _refusal(contact: Contact, used_by: Iterable[models.Model]) -> str:
    uses = {"contact": contact, "uses": _counted(used_by)}
    if contact.type == Contact.Type.COMPANY:
        return _("%(contact)s cannot be deleted, because it or one of its persons is used by %(uses)s.") % uses
    return _("%(contact)s cannot be deleted, because it is used by %(uses)s.") % uses


def _counted(used_by: Iterable[models.Model]) -> str:
    """Return what the records are and how many of each, for example ``1 order, 3 lines``."""
    counts = Counter(type(record) for record in used_by)
    return ", ".join(
        f"{count} {model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural}"
        for model, count in sorted(counts.items(), key=lambda item: item[0]._meta.label)
    )
