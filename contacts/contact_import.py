"""The import of contacts: companies and persons. docs/imports.md describes the columns."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.bulk_writing import BulkWriter
from contacts.columns import Column, Record, RowError
from contacts.details import ContactDetails, ContactError, refuse_company, values_of
from contacts.field_kinds import code_of, kind_of
from contacts.importing import Difference, Importer, Outcome
from contacts.key_store import Key
from contacts.models import Contact, Salesperson, Territory
from contacts.references import References
from contacts.relations import relate_customers

_NAME_PARTS = {"first_name", "middle_name", "surname"}
# What the columns give of the details on the card.
_DETAILS = {
    "type": "type",
    "name": "name",
    "first_name": "first_name",
    "middle_name": "middle_name",
    "surname": "surname",
    "customer": "is_customer",
    "address": "address",
    "post_code": "post_code",
    "city": "city",
    "country": "country_code",
    "phone": "phone",
    "mobile_phone": "mobile_phone",
    "email": "email",
    "language": "language_code",
    "territory": "territory",
    "salesperson": "salesperson",
    "exclude_from_segments": "is_excluded_from_segments",
    "privacy_blocked": "is_privacy_blocked",
}

COLUMNS = (
    Column("number", code_of(Contact), gettext_lazy("the number by which the contact is known"), is_required=True),
    Column("type", kind_of(Contact, "type"), gettext_lazy("company or person; company for a new contact unless told")),
    Column(
        "name",
        kind_of(Contact, "name"),
        gettext_lazy("of the company, or of the person; its parts follow from it unless given"),
    ),
    Column("first_name", kind_of(Contact, "first_name"), gettext_lazy("of a person")),
    Column("middle_name", kind_of(Contact, "middle_name"), gettext_lazy("of a person")),
    Column("surname", kind_of(Contact, "surname"), gettext_lazy("of a person")),
    Column(
        "company",
        code_of(Contact),
        gettext_lazy("the number of the company a person belongs to, which stands before it"),
    ),
    Column("customer", kind_of(Contact, "is_customer"), gettext_lazy("yes or no")),
    Column("address", kind_of(Contact, "address"), gettext_lazy("street and house number")),
    Column("post_code", kind_of(Contact, "post_code"), gettext_lazy("the post code")),
    Column("city", kind_of(Contact, "city"), gettext_lazy("the city")),
    Column("country", kind_of(Contact, "country_code"), gettext_lazy("the code or name of the country")),
    Column("phone", kind_of(Contact, "phone"), gettext_lazy("the telephone number")),
    Column("mobile_phone", kind_of(Contact, "mobile_phone"), gettext_lazy("the mobile telephone number")),
    Column("email", kind_of(Contact, "email"), gettext_lazy("the e-mail address")),
    Column("language", kind_of(Contact, "language_code"), gettext_lazy("the code of the language")),
    Column("territory", code_of(Territory, "code"), gettext_lazy("the code of a territory")),
    Column("salesperson", code_of(Salesperson, "code"), gettext_lazy("the code of a salesperson")),
    Column("exclude_from_segments", kind_of(Contact, "is_excluded_from_segments"), gettext_lazy("yes or no")),
    Column("privacy_blocked", kind_of(Contact, "is_privacy_blocked"), gettext_lazy("yes or no")),
)


class ContactImporter(Importer):
    """Adds and changes contacts, known by their numbers."""

    noun = "contacts"
    columns = COLUMNS

    def __init__(self, *, at: dt.datetime, by: User | None = None) -> None:
        cards = Contact.objects.select_related("territory", "salesperson").order_by("pk")
        self._contacts = References(cards.select_for_update(of=("self",), no_key=True), field="number")
        self._territories = References(Territory.objects.all(), field="code")
        self._salespeople = References(Salesperson.objects.all(), field="code")
        # A person can belong to a company of the same file, so companies are written first.
        self._companies = BulkWriter(Contact, at=at, by=by)
        self._persons = BulkWriter(Contact, at=at, by=by)
        self._to_relate: list[Contact] = []

    def key(self, record: Record) -> Key:
        """Tell contacts by their numbers."""
        return (record["number"],)

    def load(self, records: Sequence[Record]) -> None:
        """Fetch contacts, companies, territories and salespeople."""
        self._contacts.load(name for record in records for name in (record["number"], record.get("company", "")))
        self._territories.load(record.get("territory", "") for record in records)
        self._salespeople.load(record.get("salesperson", "") for record in records)

    def take(self, record: Record) -> Outcome:
        """Add the contact or change it.

        :raises RowError: a code is unknown, the details cannot be, or the type or company of a contact would change.
        """
        contact = self._contacts.get(record["number"])
        try:
            if contact is None:
                self._contacts.put(self._added(record))
                return Outcome.ADDED
            return self._changed(contact, record)
        except ContactError as error:
            raise RowError(str(error)) from error

    def differences(self) -> Sequence[Difference]:
        """Return what the row that was taken last changes."""
        return self._persons.differences

    def save(self) -> None:
        """Write companies, then persons."""
        self._companies.write()
        self._persons.write()
        if self._to_relate:
            relate_customers(Contact.objects.filter(pk__in=[contact.pk for contact in self._to_relate]))
        self._to_relate = []

    def _added(self, record: Record) -> Contact:
        details = replace(ContactDetails(), **self._given(record))
        company = self._company(record)
        refuse_company(Contact(type=details.type), company)
        values = values_of(details)
        contact = Contact(number=record["number"], company=company, **values)
        if contact.is_customer or company is not None:
            self._to_relate.append(contact)
        return (self._companies if details.type == Contact.Type.COMPANY else self._persons).add(contact)

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
        return self._persons.change(contact, values)

    def _given(self, record: Record) -> dict[str, Any]:
        """Return the details that the file gives. Where it gives the name alone, its parts follow from it."""
        given = {field: record[column] for column, field in _DETAILS.items() if column in record.values}
        if "type" in given and given["type"] is None:
            del given["type"]
        if "name" in given and not given.keys() & _NAME_PARTS:
            given |= dict.fromkeys(_NAME_PARTS, "")
        if "territory" in given:
            given["territory"] = self._territories.named_or_none(given["territory"])
        if "salesperson" in given:
            given["salesperson"] = self._salespeople.named_or_none(given["salesperson"])
        return given

    def _company(self, record: Record) -> Contact | None:
        name = record.get("company", "")
        if name and self._contacts.get(name) is None:
            raise RowError(_("There is no company %(company)s, here or above in the file.") % {"company": name})
        return self._contacts.get(name)

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
