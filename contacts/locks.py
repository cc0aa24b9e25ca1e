"""Locks on contacts and on who buys for whom.

Whoever takes several takes them in the order in which they stand here; the number series is locked before any of them,
and a company before its persons.
"""

from django.db import connection
from django.db.models import F, QuerySet

from contacts.models import Contact

_BUYERS = 7_201_418


def share_buyers() -> None:
    """Keep every contact, and each in its company, until the end of the transaction, together with others who do so.

    Whoever writes many references to contacts and their buyers, such as lines of segments, shares them: nobody who
    deletes a contact or changes a company sees those rows before they are committed.
    """
    _lock("SELECT pg_advisory_xact_lock_shared(%s)")


def own_buyers() -> None:
    """Wait for everybody who shares the buyers, and hold off others until the end of the transaction."""
    _lock("SELECT pg_advisory_xact_lock(%s)")


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


def _lock(statement: str) -> None:
    if connection.vendor == "postgresql":  # SQLite has one writer at a time.
        with connection.cursor() as cursor:
            cursor.execute(statement, [_BUYERS])
