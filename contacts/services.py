"""Short writes about contacts."""

import datetime as dt
from dataclasses import replace

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.details import ContactChangedError, ContactDetails, ContactTypeError, refuse_company, values_of
from contacts.duplicates import follow_companies
from contacts.inheritance import inherited_on_assigning, push_to_persons, with_defaults
from contacts.locks import lock_contact
from contacts.merged_numbers import refuse_merged_number
from contacts.models import Contact, ContactComment, Salesperson
from contacts.numbering import take_number
from contacts.relations import label_relations, relate_customers
from contacts.selectors import marketing_setup, salesperson_of

SERIES = "CONTACT"


@transaction.atomic
def create_contact(
    *, number: str = "", details: ContactDetails, company: Contact | None = None, by: User | None
) -> Contact:
    """Make a contact with a typed number, or with the next one where ``number`` is blank.

    What is blank is filled in: from the company as far as a person inherits it, then with the salesperson who signs in
    as ``by``, then from the marketing set-up (C-1, C-7).

    :raises NumberError: the number cannot be given, for example because a contact that was merged had it.
    :raises ContactError: the details cannot be, or ``company`` cannot be the company of this contact.
    """
    refuse_merged_number(number)
    # The series before the company, as imports lock them.
    number = take_number(series_code=SERIES, typed=number, taken=Contact.objects)
    company = lock_contact(company) if company else None
    contact = Contact(number=number, type=details.type, company=company, modified_by=by)
    refuse_company(contact, company)
    _fill(contact, values_of(starting_details(details, company=company, by=by)))
    contact.save(force_insert=True)
    _relate(contact)
    if contact.type == Contact.Type.COMPANY:
        follow_companies([contact.pk])
    return contact


def starting_details(details: ContactDetails, *, company: Contact | None, by: User | None) -> ContactDetails:
    """Return the details of a new contact with what is blank filled in, as ``create_contact`` does it."""
    setup = marketing_setup()
    by_default = ContactDetails(
        salesperson=salesperson_of(by) or _unless_blocked(setup.default_salesperson),
        territory=setup.default_territory,
        country_code=setup.default_country_code,
        language_code=setup.default_language_code,
        correspondence_type=setup.default_correspondence_type,
    )
    return with_defaults(details, company=company, setup=setup, by_default=by_default)


@transaction.atomic
def change_contact(
    contact: Contact,
    *,
    details: ContactDetails,
    seen_at: dt.datetime | None = None,
    at: dt.datetime,
    by: User | None,
) -> tuple[Contact, int]:
    """Write ``details`` on the card; return the contact as written, and how many persons of it followed (C-8).

    ``seen_at`` is the moment of change of the contact that the person saw; None writes over whatever stands there.

    :raises ContactError: the details cannot be, or the contact is not as it was seen.
    """
    contact = lock_contact(contact)
    if seen_at is not None and contact.modified_at != seen_at:
        raise ContactChangedError(
            _("%(number)s was changed while you were editing it. Compare and save again.") % {"number": contact.number}
        )
    before = ContactDetails.of(contact)
    if details == before:
        return contact, 0
    if details.type != contact.type:
        _refuse_type(contact, details)
    values = values_of(details, before=before)
    _fill(contact, values)
    contact.modified_by = by
    contact.save()
    if contact.is_customer != before.is_customer:
        _relate(contact)
    if Contact.Type.COMPANY in (contact.type, before.type):
        follow_companies([contact.pk])
    return contact, push_to_persons(contact, before=before, setup=marketing_setup(), at=at, by=by)


@transaction.atomic
def change_type(contact: Contact, *, at: dt.datetime, by: User | None) -> Contact:
    """Make a company a person, or a person a company, and return the contact as written (C-10).

    :raises ContactTypeError: something is there that only its present type has.
    """
    details = ContactDetails.of(contact)
    becomes_person = details.type == Contact.Type.COMPANY
    other = Contact.Type.PERSON if becomes_person else Contact.Type.COMPANY
    return change_contact(contact, details=replace(details, type=other), at=at, by=by)[0]


@transaction.atomic
def set_company(person: Contact, *, company: Contact | None, by: User | None = None) -> Contact:
    """Write the company of a person, or none, with what is inherited of it (C-6); return the person as written.

    Only what keeps the target groups right may call this: they follow the company.

    :raises ContactError: the contact is no person, or the company no company.
    """
    company = lock_contact(company) if company else None
    person = lock_contact(person)
    refuse_company(person, company)
    if company is not None and company.pk != person.company_id:
        inherited = inherited_on_assigning(person, company=company, former=person.company, setup=marketing_setup())
        _fill(person, inherited)
    person.company = company
    person.modified_by = by
    person.save()
    label_relations(Contact.objects.filter(pk=person.pk))
    person.refresh_from_db(fields=["business_relation"])
    return person


@transaction.atomic
def add_comment(contact: Contact, *, text: str, at: dt.datetime, by: User | None) -> ContactComment:
    """Write down a comment on the contact."""
    contact = lock_contact(contact)
    comment = ContactComment.objects.create(contact=contact, text=text.strip(), written_at=at, written_by=by)
    contact.modified_by = by
    contact.save(update_fields=["modified_at", "modified_by"])
    return comment


def _fill(contact: Contact, values: dict[str, object]) -> None:
    for field, value in values.items():
        setattr(contact, field, value)


def _relate(contact: Contact) -> None:
    """Give a customer the relation of customers, and a person the label that the company's relations come to."""
    if contact.is_customer or contact.company_id is not None or contact.business_relation:
        relate_customers(Contact.objects.filter(pk=contact.pk))
        contact.refresh_from_db(fields=["business_relation"])


def _unless_blocked(salesperson: Salesperson | None) -> Salesperson | None:
    return None if salesperson is None or salesperson.is_blocked else salesperson


def _refuse_type(contact: Contact, details: ContactDetails) -> None:
    """Refuse to change the type while something is there that only this type has (C-10)."""
    if details.type == Contact.Type.COMPANY:
        _refuse_company_type(contact)
    else:
        _refuse_person_type(contact)


def _refuse_company_type(person: Contact) -> None:
    if person.company_id is not None:
        raise ContactTypeError(
            _("%(contact)s belongs to a company. Take the company away before making it one.") % {"contact": person}
        )
    if count := person.job_responsibilities.count():
        raise ContactTypeError(
            _("%(contact)s has job responsibilities (%(count)d). A company has none: take them away first.")
            % {"contact": person, "count": count}
        )


def _refuse_person_type(company: Contact) -> None:
    for count, sentence in (
        (company.persons.count(), _("Persons belong to %(contact)s (%(count)d). Give them another company first.")),
        (
            company.industry_groups.count(),
            _("%(contact)s has industry groups (%(count)d). A person has none: take them away first."),
        ),
        (
            company.relations.count(),
            _("%(contact)s has business relations (%(count)d). Only a contact without any becomes a person."),
        ),
    ):
        if count:
            raise ContactTypeError(sentence % {"contact": company, "count": count})
