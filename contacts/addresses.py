"""Whom something can be sent by post: who is left out and why, and the lines of an address."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from contacts.models import Contact, ContactQuerySet

_OWN_ADDRESS = ~Q(address="") & (~Q(post_code="") | ~Q(city=""))
_COMPANY_ADDRESS = ~Q(company__address="") & (~Q(company__post_code="") | ~Q(company__city=""))
# A comparison with the company of a contact without one is unknown, and its negation too: so its company is asked for.
_HAS_ADDRESS = _OWN_ADDRESS | (Q(company__isnull=False) & _COMPANY_ADDRESS)
_IS_BLOCKED = Q(is_privacy_blocked=True)
_IS_EXCLUDED = Q(is_privacy_blocked=False, is_excluded_from_segments=True)
_IS_REACHABLE = Q(is_privacy_blocked=False, is_excluded_from_segments=False)


class Part(enum.StrEnum):
    """Part of the contacts that something is sent to: each contact is in one of the last four."""

    REACHABLE = "all"
    WITH_ADDRESS = "with-address"
    WITHOUT_ADDRESS = "without-address"
    EXCLUDED = "excluded"
    BLOCKED = "blocked"


_CONDITIONS = {
    Part.REACHABLE: _IS_REACHABLE,
    Part.WITH_ADDRESS: _IS_REACHABLE & _HAS_ADDRESS,
    Part.WITHOUT_ADDRESS: _IS_REACHABLE & ~_HAS_ADDRESS,
    Part.EXCLUDED: _IS_EXCLUDED,
    Part.BLOCKED: _IS_BLOCKED,
}


@dataclass(frozen=True, kw_only=True)
class PartCounts:
    """How many contacts get something sent, and how many do not for which reason (spec D15)."""

    total_count: int
    with_address_count: int
    without_address_count: int
    excluded_count: int
    blocked_count: int

    @property
    def reachable_count(self) -> int:
        return self.with_address_count + self.without_address_count


def count_parts(contacts: ContactQuerySet) -> PartCounts:
    """Return how many of ``contacts`` are in each part, in one query."""
    # By key first: what narrows them may join rows that would count a contact twice.
    return PartCounts(
        **Contact.objects.filter(pk__in=contacts.order_by().values("pk")).aggregate(
            total_count=Count("pk"),
            with_address_count=Count("pk", filter=_CONDITIONS[Part.WITH_ADDRESS]),
            without_address_count=Count("pk", filter=_CONDITIONS[Part.WITHOUT_ADDRESS]),
            excluded_count=Count("pk", filter=_CONDITIONS[Part.EXCLUDED]),
            blocked_count=Count("pk", filter=_CONDITIONS[Part.BLOCKED]),
        )
    )


def part_of(contacts: ContactQuerySet, part: Part) -> ContactQuerySet:
    """Return that part of ``contacts``, each once with its company: by company, and the company before its persons."""
    found: ContactQuerySet = Contact.objects.filter(_CONDITIONS[part], pk__in=contacts.order_by().values("pk"))
    return found.select_related("company").order_by(
        Coalesce("company__name", "name"), Coalesce("company__number", "number"), "type", "name", "number"
    )


def address_lines(contact: Contact) -> list[str]:
    """Return what stands on an envelope to ``contact``: names, street, post code and city, country.

    A person whose own address is not complete is written to at the company's (reference, *Inheritance*).
    """
    names = [contact.name]
    if contact.company is not None and contact.company.name != contact.name:
        names.append(contact.company.name)
    return [*names, *place_lines(contact)]


def place_lines(contact: Contact) -> list[str]:
    """Return the address of ``contact`` without its names; empty where nothing is known."""
    home = contact if _has_own_address(contact) or contact.company is None else contact.company
    return list(_lines_of(home))


def _has_own_address(contact: Contact) -> bool:
    return bool(contact.address and (contact.post_code or contact.city))


def _lines_of(home: Contact) -> Iterator[str]:
    for line in (home.address, home.address_2, f"{home.post_code} {home.city}".strip(), home.country_code):
        if line:
            yield line
