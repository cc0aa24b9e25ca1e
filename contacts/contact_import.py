"""The import of contacts: companies and persons. docs/imports.md describes the columns."""

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from contacts.alike_companies import AlikeCompanies
from contacts.bulk_writing import BulkWriter
from contacts.columns import Record, RowError
from contacts.company_names import CompanyNames
from contacts.consent_cells import ConsentCells
from contacts.contact_columns import COLUMNS, DETAILS
from contacts.details import ContactDetails, ContactError, refuse_company, values_of
from contacts.group_cells import GroupCells
from contacts.importing import Difference, Importer, Outcome, Remark, RepetitionError
from contacts.key_store import Key
from contacts.made_companies import MadeCompanies
from contacts.merged_numbers import ContactReferences
from contacts.models import Contact, OrganizationalLevel, Salesperson, Territory
from contacts.numbering import NumberError, NumberSeriesMissingError, SeriesNumbers
from contacts.references import References
from contacts.relations import label_of_new, relate_customers, relate_new_customers
from contacts.same_contacts import SameContacts, Traits, name_in, plain_name, row_key, traits_of
from contacts.selectors import marketing_setup
from contacts.services import SERIES

_NAME_PARTS = {"first_name", "middle_name", "surname"}
# What only persons have tells one where the file does not say the type.
_OF_PERSONS = ("company", "job_title", *_NAME_PARTS)
_CODED = ("territory", "salesperson", "organizational_level")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactOptions:
    """What an import of contacts does besides, where it is told to.

    ``changes_found``: contacts that rows without numbers are about are changed, not only left as they stand.
    ``makes_companies``: a company that a person names and that does not exist is made.
    ``rejects_alike``: a new company that looks like another one is rejected.
    ``records_consent``: rows may say which messages contacts allow; otherwise those that do are rejected.
    """

    changes_found: bool = False
    makes_companies: bool = False
    rejects_alike: bool = False
    records_consent: bool = True


class ContactImporter(Importer):
    """Adds and changes contacts, known by their numbers; a row without one gets one, unless it is about a contact."""

    noun = "contacts"
    columns = COLUMNS

    def __init__(self, *, at: dt.datetime, by: User | None = None, options: ContactOptions | None = None) -> None:
        self._options = options or ContactOptions()
        cards = Contact.objects.select_related(*_CODED).order_by("pk")
        self._contacts = ContactReferences(cards.select_for_update(of=("self",), no_key=True))
        self._last_key: int | None = None
        self._codes: dict[str, References[Any]] = {
            "territory": References(Territory.objects.all(), field="code"),
            "salesperson": References(Salesperson.objects.all(), field="code"),
            "organizational_level": References(OrganizationalLevel.objects.all(), field="code"),
        }
        self._groups = GroupCells()
        self._consents = ConsentCells(at=at, by=by, may_record=self._options.records_consent)
        self._called = CompanyNames()
        self._same = SameContacts()
        self._numbers = SeriesNumbers(series_code=SERIES, taken=Contact.objects)
        self._made = MadeCompanies(self._numbers)
        self._alike = AlikeCompanies(rejects=self._options.rejects_alike)
        # A person can belong to a company of the same file, so companies are written first.
        self._companies = BulkWriter(Contact, at=at, by=by, number="number")
        self._persons = BulkWriter(Contact, at=at, by=by, number="number")
        self._differences: Sequence[Difference] = ()
        self._notes: list[str] = []
        self._typed: set[str] = set()
        self._customer_relation = marketing_setup().customer_relation
        self._new: list[Contact] = []
        self._to_relate: list[Contact] = []

    def key(self, record: Record) -> Key:
        """Tell contacts by their numbers, and without one by what makes two rows be about the same.

        Where rows change contacts without naming them, the contact tells: two rows about one would undo each other.
        """
        number = record.get("number", "") or self._number_to_change(record)
        return (number,) if number else row_key(record)

    def load(self, records: Sequence[Record]) -> None:
        """Fetch contacts, companies, codes, and whom rows without a number may be about."""
        companies = [record.get("company", "") for record in records]
        self._typed = {number for record in records if (number := record.get("number", ""))}
        unnumbered = [record for record in records if not record.get("number", "")]
        if unnumbered or self._options.makes_companies:
            # Before any contact, as locks come; where there is no series the rows that need it are told.
            with suppress(NumberSeriesMissingError):
                self._numbers.lock()
        if self._last_key is None:
            # Not before the lock: what another import makes meanwhile is there, and not of this file.
            self._last_key = Contact.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        same = self._same.load(unnumbered)
        self._contacts.load([*self._typed, *(company.upper() for company in companies), *same])
        self._called.load(company for company in companies if self._contacts.get(company.upper()) is None)
        for column, codes in self._codes.items():
            codes.load(record.get(column, "") for record in records)
        known = [contact.pk for number in self._typed | {*same} if (contact := self._contacts.get(number))]
        self._groups.load(records, [pk for pk in known if pk])
        self._consents.load(records, [pk for pk in known if pk])
        self._alike.load(record for record in records if self._is_new_company(record))

    def take(self, record: Record) -> Outcome:
        """Add the contact or change it, or say which one the row is about.

        :raises RowError: a code is unknown, the details cannot be, or the type or company of a contact would change.
        """
        self._differences, self._notes = (), []
        try:
            contact = self._contact_of(record)
            if contact is None:
                return self._added(record)
            if record.get("number", "") or self._options.changes_found:
                return self._changed(contact, record)
        except (ContactError, NumberError) as error:
            raise RowError(str(error)) from error
        self._notes.append(_("Looks the same as %(contact)s, which stays as it is.") % {"contact": contact})
        return Outcome.UNCHANGED

    def differences(self) -> Sequence[Difference]:
        """Return what the row that was taken last changes."""
        return self._differences

    def note(self) -> str:
        """Return whom the row looks like, which company it makes, and which consent does not count."""
        return " ".join(self._notes)

    def save(self) -> None:
        """Write companies, then persons, then what belongs to both."""
        self._companies.write()
        self._persons.write()
        relate_new_customers(self._new, relation=self._customer_relation)
        new = {contact.pk for contact in self._new}
        self._relate([*self._to_relate, *(contact for contact in self._groups.save() if contact.pk not in new)])
        self._consents.save()
        self._numbers.keep()
        self._alike.save()
        self._new, self._to_relate = [], []

    def _relate(self, changed: Sequence[Contact]) -> None:
        """Bring relations and labels up to date of contacts that were there, and of the persons of these companies."""
        if changed:
            cards = Contact.objects.filter(pk__in=[contact.pk for contact in changed])
            relate_customers(cards)
            # Rows below may give it a person, who gets the label of the company.
            labels = dict(cards.values_list("pk", "business_relation"))
            for contact in changed:
                contact.business_relation = labels[contact.pk]

    def finish(self) -> None:
        """Compare the companies of the file with all others, unless they are very many."""
        self._alike.finish()

    def remarks(self) -> Sequence[Remark]:
        """Say how many companies were made, how many look like others since this import, and which first."""
        return [remark for remark in (self._made.remark(), self._alike.remark()) if remark]

    def _contact_of(self, record: Record) -> Contact | None:
        """Return the contact that the row is about, None for a new one.

        :raises RowError: it may be about several, is about one that a row above made, or one that was merged.
        """
        number = record.get("number", "")
        self._contacts.refuse_merged(number)
        contact = self._contacts.get(number or self._same.find(self._traits(record)))
        if contact is None or not self._is_of_file(contact):
            return contact
        if number and not self._numbers.may_have_given(number):
            return contact
        if number:
            raise RowError(
                _("%(contact)s got its number from a row above that has none.") % {"contact": contact},
                column="number",
            )
        raise RepetitionError(_("A row above is about the same: %(contact)s.") % {"contact": contact})

    def _number_to_change(self, record: Record) -> str:
        """Return the number of the contact from before this file that a row without one changes; blank for none."""
        if self._options.changes_found:
            with suppress(RowError):
                contact = self._contacts.get(self._same.find(self._traits(record)))
                if contact is not None and not self._is_of_file(contact):
                    return contact.number
        return ""

    def _is_of_file(self, contact: Contact) -> bool:
        return not contact.pk or contact.pk > (self._last_key or 0)

    def _is_new_company(self, record: Record) -> bool:
        if _type_of(record) != Contact.Type.COMPANY:
            return False
        number = record.get("number", "")
        with suppress(RowError):
            return self._contacts.get(number or self._same.find(traits_of(record, type=_type_of(record)))) is None
        return False

    def _traits(self, record: Record) -> Traits:
        company = self._company(record)
        return traits_of(record, type=_type_of(record), company=company)

    def _added(self, record: Record) -> Outcome:
        details = replace(ContactDetails(), **self._given(record) | {"type": _type_of(record)})
        company = self._company(record)
        contact = Contact(company=company, **values_of(details))
        refuse_company(contact, company)
        self._notes += self._alike.notes(record)
        groups, statements = self._groups.read(contact, record), self._consents.read(record)
        # From here on nothing is refused, so that no number is given in vain.
        contact.number = record.get("number", "") or self._next_number()
        if company is not None and not company.number:
            self._make(company)
        self._groups.note(contact, groups)
        self._consents.note(contact, statements)
        free_count = len(groups.get("business_relations", ()))
        contact.business_relation = label_of_new(contact, free_count=free_count, relation=self._customer_relation)
        if not record.get("number", "") and (others := self._same.sharing_email(traits_of(record), number="")):
            self._notes.append(_("The e-mail address is also that of %(contacts)s.") % {"contacts": others})
        self._keep(contact)
        self._alike.keep(record)
        return Outcome.ADDED

    def _make(self, company: Contact) -> None:
        """Make a company that a row names."""
        self._made.keep(company, self._next_number())
        self._notes.append(_("Makes the company %(company)s.") % {"company": company})
        self._keep(company)

    def _keep(self, contact: Contact) -> None:
        """Let a new contact be written, and rows below find it."""
        self._new.append(contact)
        if contact.type == Contact.Type.COMPANY:
            self._alike.follow(contact)
            self._called.put(contact)
        (self._companies if contact.type == Contact.Type.COMPANY else self._persons).add(contact)
        self._contacts.put(contact)
        self._same.put(contact)

    def _next_number(self) -> str:
        number = self._numbers.next()
        while number in self._typed or self._contacts.get(number) is not None:
            number = self._numbers.next()
        return number

    def _changed(self, contact: Contact, record: Record) -> Outcome:
        before = ContactDetails.of(contact)
        details = replace(before, **self._given(record))
        if details.type != contact.type:
            raise RowError(
                _("%(contact)s is a %(type)s; an import does not change that.")
                % {"contact": contact.number, "type": contact.get_type_display().lower()}
            )
        self._refuse_other_company(contact, record)
        values = values_of(details, before=before)
        groups, statements = self._groups.read(contact, record), self._consents.read(record)
        if details.is_customer != before.is_customer:
            self._to_relate.append(contact)
        outcome = self._persons.change(contact, values)
        if outcome == Outcome.CHANGED and contact.type == Contact.Type.COMPANY:
            self._alike.follow(contact)
        noted = [*self._groups.note(contact, groups), *self._consents.note(contact, statements)]
        self._notes += [self._consents.left_aside] if self._consents.left_aside else []
        if not record.get("number", ""):
            self._notes.append(_("Taken for %(contact)s.") % {"contact": contact})
        self._differences = [*self._persons.differences, *noted]
        return Outcome.CHANGED if noted else outcome

    def _given(self, record: Record) -> dict[str, Any]:
        """Return the details that the file gives. Where it gives the name alone, its parts follow from it."""
        given = {field: record[column] for column, field in DETAILS.items() if column in record.values}
        if given.get("type", "") is None:
            del given["type"]
        if "name" in given and not given.keys() & _NAME_PARTS:
            given |= dict.fromkeys(_NAME_PARTS, "")
        for column, codes in self._codes.items():
            if column in given:
                given[column] = codes.named_or_none(given[column])
        if "correspondence_type" in given:
            given["correspondence_type"] = given["correspondence_type"] or ""
        return given

    def _company(self, record: Record) -> Contact | None:
        """Return the company that the row names; one that is only to be made has no number yet.

        Other programs name a company as its own company.

        :raises RowError: there is none, or more than one.
        """
        name = record.get("company", "")
        is_company = record.get("type") == Contact.Type.COMPANY
        if not name or (is_company and plain_name(name) in {record.get("number", "").casefold(), _name_of(record)}):
            return None
        self._contacts.refuse_merged(name.upper())
        found = self._contacts.get(name.upper())
        if found is None and self._options.makes_companies and not self._called.is_known(name):
            return self._made.draft(name)
        return found or self._called.named(name)

    def _refuse_other_company(self, contact: Contact, record: Record) -> None:
        if "company" not in record.values:
            return
        company = self._company(record)
        stays = company is None if contact.company_id is None else company and company.pk == contact.company_id
        if not stays:
            raise RowError(
                _(
                    "The company of %(contact)s would change. Change it on the contact card, "
                    "because campaign prices follow the company."
                )
                % {"contact": contact.number}
            )


def _name_of(record: Record) -> str:
    return plain_name(name_in(record))


def _type_of(record: Record) -> str:
    """Return the type of a new contact, as the row says or as what it gives tells."""
    told: str | None = record.get("type")
    if told is None:
        is_person = any(record.get(column, "") for column in _OF_PERSONS)
        return Contact.Type.PERSON.value if is_person else Contact.Type.COMPANY.value
    return told
