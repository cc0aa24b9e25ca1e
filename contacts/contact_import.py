"""The import of contacts: companies and persons. docs/imports.md describes the columns."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from contacts.bulk_writing import BulkWriter
from contacts.columns import Record, RowError
from contacts.company_names import CompanyNames
from contacts.contact_columns import COLUMNS, DETAILS
from contacts.details import ContactDetails, ContactError, refuse_company, values_of
from contacts.duplicates import follow_companies, last_pair_key, pairs_since
from contacts.group_cells import GroupCells
from contacts.importing import Difference, Importer, Outcome, Remark
from contacts.key_store import Key
from contacts.models import Contact, OrganizationalLevel, Salesperson, Territory
from contacts.references import References
from contacts.relations import relate_customers

_NAMED_PAIRS = 5
# Comparing more would make a long import much longer.
_MOST_COMPARED = 5_000
_NAME_PARTS = {"first_name", "middle_name", "surname"}


class ContactImporter(Importer):
    """Adds and changes contacts, known by their numbers."""

    noun = "contacts"
    columns = COLUMNS

    def __init__(self, *, at: dt.datetime, by: User | None = None) -> None:
        cards = Contact.objects.select_related("territory", "salesperson", "organizational_level").order_by("pk")
        self._contacts = References(cards.select_for_update(of=("self",), no_key=True), field="number")
        self._territories = References(Territory.objects.all(), field="code")
        self._salespeople = References(Salesperson.objects.all(), field="code")
        self._levels = References(OrganizationalLevel.objects.all(), field="code")
        self._groups = GroupCells()
        self._called = CompanyNames()
        # A person can belong to a company of the same file, so companies are written first.
        self._companies = BulkWriter(Contact, at=at, by=by)
        self._persons = BulkWriter(Contact, at=at, by=by)
        self._differences: Sequence[Difference] = ()
        self._to_relate: list[Contact] = []
        # Companies that were added or changed: those of this chunk, and the keys of all.
        self._to_follow: list[Contact] = []
        self._to_compare: list[int] = []
        self._last_pair = last_pair_key()

    def key(self, record: Record) -> Key:
        """Tell contacts by their numbers."""
        return (record["number"],)

    def load(self, records: Sequence[Record]) -> None:
        """Fetch contacts, companies, territories and salespeople."""
        companies = [record.get("company", "") for record in records]
        self._contacts.load([*(record["number"] for record in records), *(company.upper() for company in companies)])
        self._called.load(company for company in companies if self._contacts.get(company.upper()) is None)
        self._territories.load(record.get("territory", "") for record in records)
        self._salespeople.load(record.get("salesperson", "") for record in records)
        self._levels.load(record.get("organizational_level", "") for record in records)
        found = (self._contacts.get(record["number"]) for record in records)
        self._groups.load(records, [contact.pk for contact in found if contact and contact.pk])

    def take(self, record: Record) -> Outcome:
        """Add the contact or change it.

        :raises RowError: a code is unknown, the details cannot be, or the type or company of a contact would change.
        """
        contact = self._contacts.get(record["number"])
        try:
            if contact is None:
                self._differences = ()
                added = self._added(record)
                self._contacts.put(added)
                self._called.put(added)
                return Outcome.ADDED
            return self._changed(contact, record)
        except ContactError as error:
            raise RowError(str(error)) from error

    def differences(self) -> Sequence[Difference]:
        """Return what the row that was taken last changes."""
        return self._differences

    def save(self) -> None:
        """Write companies, then persons."""
        self._companies.write()
        self._persons.write()
        self._groups.save()
        self._to_compare += [company.pk for company in self._to_follow]
        self._to_follow = []
        if self._to_relate:
            relate_customers(Contact.objects.filter(pk__in=[contact.pk for contact in self._to_relate]))
        self._to_relate = []

    def finish(self) -> None:
        """Compare the companies of the file with all others, unless they are very many."""
        if not self._are_too_many:
            follow_companies(self._to_compare)

    def remarks(self) -> Sequence[Remark]:
        """Say how many companies look like others since this import, and which first."""
        if self._are_too_many:
            text = _(
                "So many companies are not compared with others yet. Compare all companies on Possible duplicates."
            )
            return [Remark(text, "companies not compared")]
        pairs = pairs_since(self._last_pair)
        if not (count := pairs.count()):
            return ()
        named = "; ".join(f"{pair.second} ~ {pair.first}" for pair in pairs[:_NAMED_PAIRS])
        text = _("Companies that look like others: %(count)s, for example %(named)s. They are among the duplicates.")
        return [Remark(text % {"count": count, "named": named}, f"possible duplicates: {count}")]

    @property
    def _are_too_many(self) -> bool:
        return len(self._to_compare) > _MOST_COMPARED

    def _added(self, record: Record) -> Contact:
        details = replace(ContactDetails(), **self._given(record))
        company = self._company(record)
        refuse_company(Contact(type=details.type), company)
        values = values_of(details)
        contact = Contact(number=record["number"], company=company, **values)
        self._groups.take(contact, record)
        if contact.is_customer or company is not None:
            self._to_relate.append(contact)
        if details.type != Contact.Type.COMPANY:
            return self._persons.add(contact)
        self._to_follow.append(contact)
        return self._companies.add(contact)

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
        if details.is_customer != before.is_customer:
            self._to_relate.append(contact)
        grouped = self._groups.take(contact, record)
        outcome = self._persons.change(contact, values)
        self._differences = [*self._persons.differences, *grouped]
        if outcome == Outcome.CHANGED and contact.type == Contact.Type.COMPANY:
            self._to_follow.append(contact)
        return Outcome.CHANGED if grouped else outcome

    def _given(self, record: Record) -> dict[str, Any]:
        """Return the details that the file gives. Where it gives the name alone, its parts follow from it."""
        given = {field: record[column] for column, field in DETAILS.items() if column in record.values}
        if "type" in given and given["type"] is None:
            del given["type"]
        if "name" in given and not given.keys() & _NAME_PARTS:
            given |= dict.fromkeys(_NAME_PARTS, "")
        if "territory" in given:
            given["territory"] = self._territories.named_or_none(given["territory"])
        if "salesperson" in given:
            given["salesperson"] = self._salespeople.named_or_none(given["salesperson"])
        if "organizational_level" in given:
            given["organizational_level"] = self._levels.named_or_none(given["organizational_level"])
        if "correspondence_type" in given:
            given["correspondence_type"] = given["correspondence_type"] or ""
        return given

    def _company(self, record: Record) -> Contact | None:
        name = record.get("company", "")
        return (self._contacts.get(name.upper()) or self._called.named(name)) if name else None

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
