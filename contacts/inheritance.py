"""What a person takes over from the company, when it is assigned and when it changes (C-6, C-7, C-8)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q

from contacts.details import ContactDetails
from contacts.models import Contact, MarketingSetup

# Taken over even where the company has nothing, each if the set-up says so.
_OVERWRITTEN = {
    "salesperson": "inherits_salesperson",
    "territory": "inherits_territory",
    "country_code": "inherits_country",
    "language_code": "inherits_language",
}
# Taken over together, into an address that is blank or was the company's.
_ADDRESS = ("address", "address_2", "post_code", "city", "county")
# Taken over one by one, where blank or as the company's.
_COMMUNICATION = ("phone", "mobile_phone", "email", "home_page", "correspondence_type")
# Business Central does not push the correspondence type to persons, and neither do we.
_PUSHED = ("phone", "mobile_phone", "email", "home_page")


def inherited_on_assigning(
    person: Contact, *, company: Contact, former: Contact | None, setup: MarketingSetup
) -> dict[str, Any]:
    """Return what the person takes over from ``company``, by field; ``former`` is the company until now (C-6)."""
    values = {field: getattr(company, field) for field, flag in _OVERWRITTEN.items() if getattr(setup, flag)}
    before = former or Contact()
    if setup.inherits_address:
        own, formers = _address(person), _address(before)
        if not any(own) or own == formers:
            values |= dict(zip(_ADDRESS, _address(company), strict=True))
    if setup.inherits_communication:
        for field in _COMMUNICATION:
            if getattr(person, field) in {"", getattr(before, field)}:
                values[field] = getattr(company, field)
    return values


def with_defaults(
    details: ContactDetails, *, company: Contact | None, setup: MarketingSetup, by_default: ContactDetails
) -> ContactDetails:
    """Return the details of a new contact with what is blank filled in.

    What it inherits from ``company`` goes before ``by_default`` (C-7), also where the company has nothing.
    """
    if company is not None:
        person = Contact(**vars(details))
        inherited = inherited_on_assigning(person, company=company, former=None, setup=setup)
        blank = {field: value for field, value in inherited.items() if not getattr(details, field)}
        details = replace(details, **blank)
    fields = _default_fields(company, setup)
    return replace(details, **{field: getattr(by_default, field) for field in fields if not getattr(details, field)})


def push_to_persons(
    company: Contact,
    *,
    before: ContactDetails,
    setup: MarketingSetup,
    at: dt.datetime,
    by: User | None,
) -> int:
    """Let the persons of a changed company follow where they had what it had before, and return how many did (C-8).

    Cost: at most ten statements, however many persons there are.
    """
    pushes = _pushes(company, before, setup)
    if not pushes:
        return 0
    persons, follows = Contact.objects.filter(company=company), Q()
    for old, _new in pushes:
        follows |= Q(**old)
    count = persons.filter(follows).count()
    if count:
        # Who follows is stamped first: afterwards nobody has the old values any more.
        persons.filter(follows).update(modified_at=at, modified_by=by)
        for old, new in pushes:
            persons.filter(**old).update(**new)
    return count


def _pushes(
    company: Contact, before: ContactDetails, setup: MarketingSetup
) -> Sequence[tuple[dict[str, Any], dict[str, Any]]]:
    """Return what of the company changed as conditions on a person and the values that follow."""
    fields = [field for field, flag in _OVERWRITTEN.items() if getattr(setup, flag)]
    groups: list[tuple[str, ...]] = [(field,) for field in fields]
    groups += [_ADDRESS] if setup.inherits_address else []
    groups += [(field,) for field in _PUSHED] if setup.inherits_communication else []
    return [
        (_condition(before, group), {field: getattr(company, field) for field in group})
        for group in groups
        if any(getattr(before, field) != getattr(company, field) for field in group)
    ]


def _condition(before: ContactDetails, group: tuple[str, ...]) -> dict[str, Any]:
    values = {field: getattr(before, field) for field in group}
    return {f"{field}__isnull" if value is None else field: value is None or value for field, value in values.items()}


def _default_fields(company: Contact | None, setup: MarketingSetup) -> list[str]:
    """Return the fields that have a default, but for those that are inherited."""
    fields = ["salesperson", "territory", "country_code", "language_code", "correspondence_type"]
    inherited = {field for field, flag in _OVERWRITTEN.items() if getattr(setup, flag)} if company else set()
    return [field for field in fields if field not in inherited]


def _address(contact: Contact) -> list[str]:
    return [getattr(contact, field) for field in _ADDRESS]
