"""Short writes about contacts."""

import re
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import Contact, Salesperson, Territory
from contacts.numbering import take_number
from contacts.selectors import salesperson_of

SERIES = "CONTACT"

_LONGEST_NAME_PART = 30
_LETTER = re.compile(r"[^\W\d_]")


class ContactError(Exception):
    """A contact cannot be written as asked."""


class ContactNameError(ContactError):
    """The contact would have no name."""


class ContactTypeError(ContactError):
    """A company is to belong to a company, or to become a person while persons belong to it."""


class ContactCompanyError(ContactError):
    """What is to be somebody's company is none."""


class ContactPhoneError(ContactError):
    """A phone number has letters."""


class ContactSalespersonError(ContactError):
    """The salesperson is blocked."""


@dataclass(frozen=True, kw_only=True)
class ContactDetails:
    """What staff fill in on the contact card, number and company apart.

    The name of a person follows from first name, middle name and surname; where all three are blank, they follow
    from the name.
    """

    type: str = Contact.Type.COMPANY
    name: str = ""
    first_name: str = ""
    middle_name: str = ""
    surname: str = ""
    is_customer: bool = False
    address: str = ""
    post_code: str = ""
    city: str = ""
    country_code: str = ""
    phone: str = ""
    mobile_phone: str = ""
    email: str = ""
    language_code: str = ""
    territory: Territory | None = None
    salesperson: Salesperson | None = None
    is_excluded_from_segments: bool = False
    is_privacy_blocked: bool = False

    @classmethod
    def of(cls, contact: Contact) -> "ContactDetails":
        """Return the details as they stand on the card of ``contact``."""
        return cls(**{field: getattr(contact, field) for field in cls.__dataclass_fields__})


@transaction.atomic
def create_contact(
    *, number: str = "", details: ContactDetails, company: Contact | None = None, by: User | None
) -> Contact:
    """Make a contact with a typed number, or with the next one where ``number`` is blank.

    Without a salesperson it gets the one who signs in as ``by``.

    :raises NumberError: the number cannot be given.
    :raises ContactError: the details cannot be, or ``company`` cannot be the company of this contact.
    """
    contact = Contact(type=details.type)
    refuse_company(contact, company)
    _fill(contact, details)
    contact.company = company
    contact.salesperson = details.salesperson or salesperson_of(by)
    contact.number = take_number(series_code=SERIES, typed=number, taken=Contact.objects)
    contact.save(force_insert=True)
    return contact


@transaction.atomic
def change_contact(contact: Contact, *, details: ContactDetails) -> Contact:
    """Write ``details`` on the card and return the contact as written.

    :raises ContactError: the details cannot be.
    """
    contact = _locked(contact)
    if details.type != contact.type:
        _refuse_type(contact)
    _fill(contact, details)
    contact.save()
    return contact


@transaction.atomic
def set_company(person: Contact, *, company: Contact | None) -> Contact:
    """Write the company of a person, or none, and return the person as written.

    Only what keeps the target groups right may call this: they follow the company.

    :raises ContactError: the contact is no person, or the company no company.
    """
    person = _locked(person)
    refuse_company(person, company)
    person.company = company
    person.save(update_fields=["company", "modified_at"])
    return person


def values_of(details: ContactDetails, *, blocked_before: Salesperson | None = None) -> dict[str, object]:
    """Return what ``details`` put on the card, by field.

    ``blocked_before`` is the salesperson of the contact so far, who may stay although blocked since.

    :raises ContactError: the details cannot be.
    """
    _check(details, blocked_before=blocked_before)
    values = {field: getattr(details, field) for field in ContactDetails.__dataclass_fields__}
    values["first_name"], values["middle_name"], values["surname"], values["name"] = _names(details)
    if not values["name"]:
        raise ContactNameError(_("Fill in a name."))
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


def _locked(contact: Contact) -> Contact:
    return Contact.objects.select_for_update().get(pk=contact.pk)


def _refuse_type(contact: Contact) -> None:
    """Refuse to make a person with a company a company, and a company with persons a person."""
    if contact.company_id is not None:
        raise ContactTypeError(
            _("%(contact)s belongs to a company. Take the company away before making it one.") % {"contact": contact}
        )
    if count := contact.persons.count():
        raise ContactTypeError(
            _("Persons belong to %(contact)s (%(count)d). Give them another company first.")
            % {"contact": contact, "count": count}
        )


def _fill(contact: Contact, details: ContactDetails) -> None:
    for field, value in values_of(details, blocked_before=contact.salesperson).items():
        setattr(contact, field, value)


def _check(details: ContactDetails, *, blocked_before: Salesperson | None) -> None:
    """Refuse details that cannot be; a salesperson who was blocked since may stay."""
    for phone in (details.phone, details.mobile_phone):
        if _LETTER.search(phone):
            raise ContactPhoneError(_("%(phone)s is not a phone number: it has letters.") % {"phone": phone})
    if details.salesperson and details.salesperson.is_blocked and details.salesperson != blocked_before:
        raise ContactSalespersonError(
            _("Salesperson %(salesperson)s is blocked. Choose another one.") % {"salesperson": details.salesperson}
        )


def _names(details: ContactDetails) -> tuple[str, str, str, str]:
    """Return first name, middle name, surname and name.

    Of a name alone the last word is the surname, the one before it the middle name and the rest the first name, if
    they fit.
    """
    if details.type != Contact.Type.PERSON:
        return "", "", "", details.name.strip()
    parts = details.first_name.strip(), details.middle_name.strip(), details.surname.strip()
    if any(parts):
        return *parts, " ".join(part for part in parts if part)
    words = details.name.split()
    surname = words.pop() if len(words) > 1 else ""
    middle_name = words.pop() if len(words) > 1 else ""
    first_name = " ".join(words)
    if max(len(first_name), len(middle_name), len(surname)) > _LONGEST_NAME_PART:
        first_name = middle_name = surname = ""
    return first_name, middle_name, surname, details.name.strip()
