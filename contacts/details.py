"""What staff fill in on a contact's card, and what of it can be (C-3, C-15, e-mail and phone of 1.1)."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from contacts.models import Contact, OrganizationalLevel, Salesperson, Territory

_LONGEST_NAME = 100
_LONGEST_NAME_PART = 30
_LETTER = re.compile(r"[^\W\d_]")


class ContactError(Exception):
    """A contact cannot be written as asked."""


class ContactNameError(ContactError):
    """The contact would have no name."""


class ContactTypeError(ContactError):
    """Something is given that only the other type has, or the type cannot change."""


class ContactCompanyError(ContactError):
    """What is to be somebody's company is none."""


class ContactPhoneError(ContactError):
    """A phone number has letters."""


class ContactEmailError(ContactError):
    """An e-mail address is none."""


class ContactSalespersonError(ContactError):
    """The salesperson is blocked."""


class ContactPrivacyError(ContactError):
    """A minor without parental consent would not be privacy blocked."""


class ContactChangedError(ContactError):
    """Somebody else wrote the contact since it was read."""


@dataclass(frozen=True, kw_only=True)
class ContactDetails:
    """What staff fill in on the contact card, number and company apart.

    The name of a person follows from first name, middle name and surname; where all three are blank, they follow
    from the name. The search name follows the name until another one is typed. ``email`` may hold several addresses
    with ``;`` between them.
    """

    type: str = Contact.Type.COMPANY
    name: str = ""
    first_name: str = ""
    middle_name: str = ""
    surname: str = ""
    search_name: str = ""
    job_title: str = ""
    organizational_level: OrganizationalLevel | None = None
    is_customer: bool = False
    address: str = ""
    address_2: str = ""
    post_code: str = ""
    city: str = ""
    county: str = ""
    country_code: str = ""
    phone: str = ""
    mobile_phone: str = ""
    email: str = ""
    home_page: str = ""
    correspondence_type: str = ""
    language_code: str = ""
    vat_registration_number: str = ""
    registration_number: str = ""
    territory: Territory | None = None
    salesperson: Salesperson | None = None
    is_excluded_from_segments: bool = False
    is_privacy_blocked: bool = False
    is_minor: bool = False
    has_parental_consent: bool = False

    @classmethod
    def of(cls, contact: Contact) -> "ContactDetails":
        """Return the details as they stand on the card of ``contact``."""
        return cls(**{field: getattr(contact, field) for field in cls.__dataclass_fields__})


_FIELD_LABELS = {field.name: field.verbose_name for field in Contact._meta.concrete_fields}
# What a company does not have, and what a person does not.
PERSON_FIELDS = ("job_title", "organizational_level")
COMPANY_FIELDS = ("vat_registration_number", "registration_number")


def values_of(details: ContactDetails, *, before: ContactDetails | None = None) -> dict[str, object]:
    """Return what ``details`` put on the card, by field.

    ``before`` is what stands there now; None for a new contact. A salesperson who was blocked since, and an e-mail
    address as it was, may stay.

    :raises ContactError: the details cannot be.
    """
    _check(details, before)
    values = {field: getattr(details, field) for field in ContactDetails.__dataclass_fields__}
    values["first_name"], values["middle_name"], values["surname"], values["name"] = _names(details, before)
    if not values["name"]:
        raise ContactNameError(_("Fill in a name."))
    values["search_name"] = _search_name(details.search_name, name=values["name"], before=before)
    values["email"] = _email(details.email, before)
    values["vat_registration_number"] = details.vat_registration_number.upper()
    values["is_privacy_blocked"] = _is_privacy_blocked(details, before or ContactDetails())
    return values


def refuse_company(contact: Contact, company: Contact | None) -> None:
    """Refuse what cannot be the company of the contact; none can.

    :raises ContactError: the contact is no person, or the company no company.
    """
    if company is None:
        return
    if contact.type != Contact.Type.PERSON:
        raise ContactTypeError(_("A company cannot belong to another company. Leave the company empty."))
    if company.type != Contact.Type.COMPANY:
        raise ContactCompanyError(
            _("%(contact)s is a person. Choose a company that %(contact)s may belong to.") % {"contact": company}
        )


def _check(details: ContactDetails, before: ContactDetails | None) -> None:
    for phone in (details.phone, details.mobile_phone):
        if _LETTER.search(phone):
            raise ContactPhoneError(_("%(phone)s is not a phone number: it has letters.") % {"phone": phone})
    blocked_before = before.salesperson if before else None
    if details.salesperson and details.salesperson.is_blocked and details.salesperson != blocked_before:
        raise ContactSalespersonError(
            _("Salesperson %(salesperson)s is blocked. Choose another one.") % {"salesperson": details.salesperson}
        )
    is_person = details.type == Contact.Type.PERSON
    for field in COMPANY_FIELDS if is_person else PERSON_FIELDS:
        if getattr(details, field):
            sentence = _("A person has no %(field)s.") if is_person else _("A company has no %(field)s.")
            raise ContactTypeError(sentence % {"field": _FIELD_LABELS[field]})


def _email(email: str, before: ContactDetails | None) -> str:
    """Return the addresses with ``;`` between them and nothing else.

    :raises ContactEmailError: one of them is none.
    """
    if before is not None and email == before.email:
        return email
    addresses = [address.strip() for address in email.split(";")] if email.strip() else []
    for address in addresses:
        try:
            validate_email(address)
        except ValidationError as error:
            raise ContactEmailError(
                _("“%(address)s” is not an e-mail address. Put “;” between several addresses.") % {"address": address}
            ) from error
    return ";".join(addresses)


def _search_name(typed: str, *, name: object, before: ContactDetails | None) -> str:
    """Return the search name: what was typed, or the name in capitals as long as nothing else was."""
    typed = typed.strip().upper()
    followed = before is not None and typed == _in_capitals(before.name)
    return _in_capitals(str(name)) if not typed or followed else typed


def _in_capitals(name: str) -> str:
    return name.upper()[:_LONGEST_NAME]


def _is_privacy_blocked(details: ContactDetails, before: ContactDetails) -> bool:
    """Tell whether the contact is privacy blocked.

    Who becomes a minor is, and so is whoever's consent changes, in either direction: somebody then has to clear it by
    hand, with a look at why (C-15).

    :raises ContactPrivacyError: it would be cleared for a minor without consent.
    """
    became_minor = details.is_minor and not before.is_minor
    if became_minor or details.has_parental_consent != before.has_parental_consent:
        return True
    if details.is_minor and not details.has_parental_consent and not details.is_privacy_blocked:
        raise ContactPrivacyError(
            _("%(name)s is a minor. Without parental consent the contact stays privacy blocked.")
            % {"name": before.name or details.name}
        )
    return details.is_privacy_blocked


def _names(details: ContactDetails, before: ContactDetails | None) -> tuple[str, str, str, str]:
    """Return first name, middle name, surname and name.

    Of a name alone the last word is the surname, the one before it the middle name and the rest the first name, if
    they fit.
    """
    if details.type != Contact.Type.PERSON:
        return "", "", "", details.name.strip()
    parts = details.first_name.strip(), details.middle_name.strip(), details.surname.strip()
    if any(parts) and not _is_name_retyped(details, before):
        return *parts, " ".join(part for part in parts if part)
    words = details.name.split()
    surname = words.pop() if len(words) > 1 else ""
    middle_name = words.pop() if len(words) > 1 else ""
    first_name = " ".join(words)
    if max(len(first_name), len(middle_name), len(surname)) > _LONGEST_NAME_PART:
        first_name = middle_name = surname = ""
    return first_name, middle_name, surname, details.name.strip()


def _is_name_retyped(details: ContactDetails, before: ContactDetails | None) -> bool:
    """Tell whether the name was changed and its parts were not."""
    if before is None or not details.name or details.name == before.name:
        return False
    return all(getattr(details, part) == getattr(before, part) for part in ("first_name", "middle_name", "surname"))
