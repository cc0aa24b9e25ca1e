"""Reads about contacts and salespeople that other rooms need."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db.models import Q

from contacts.models import Contact, MarketingSetup, MergedNumber, Salesperson


def salesperson_of(user: User | None) -> Salesperson | None:
    """Return the salesperson who signs in as ``user``, unless there is none or it is blocked."""
    if user is None:
        return None
    return Salesperson.objects.filter(user=user, is_blocked=False).first()


def marketing_setup() -> MarketingSetup:
    """Return the choices about contacts; where the row is missing, those it starts with."""
    related = ("default_salesperson", "default_territory", "customer_relation")
    return MarketingSetup.objects.select_related(*related).first() or MarketingSetup()


def companies_called(text: str, *, limit: int = 10) -> Sequence[Contact]:
    """Return the companies that ``text`` may mean, found in this order (C-5); at most ``limit`` of them.

    The number, its own or that of one that was merged with it; the name, whatever its capitals; the beginning of the
    name; a part of number, name, city, phone or post code. Persons are never meant, also those of the same name.
    """
    companies = Contact.objects.filter(type=Contact.Type.COMPANY).order_by("name", "number")
    part = Q()
    for field in ("number", "name", "city", "phone", "post_code"):
        part |= Q(**{f"{field}__icontains": text})
    merged = MergedNumber.objects.filter(number__iexact=text).values("contact")
    for wanted in (Q(number__iexact=text) | Q(pk__in=merged), Q(name__iexact=text), Q(name__istartswith=text), part):
        if found := list(companies.filter(wanted)[:limit]):
            return found
    return []
