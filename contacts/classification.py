"""The groups that a contact is in: industry groups, job responsibilities, mailing groups, business relations (1.8)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.details import ContactError
from contacts.locks import lock_contact
from contacts.models import (
    BusinessRelation,
    CodeTable,
    Contact,
    ContactBusinessRelation,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
)
from contacts.relations import add_relation, remove_relation
from contacts.selectors import marketing_setup

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class ClassificationError(ContactError):
    """A contact of this type is not in such groups."""


@dataclass(frozen=True)
class Kind:
    """One kind of classification. ``of_type`` is the only type of contact that has it; blank for both.

    ``field`` is that of the contact; blank for business relations, which may link to more than a code.
    """

    key: str
    label: "StrPromise"
    model: type[CodeTable]
    field: str = ""
    of_type: str = ""

    def codes_of(self, contact: Contact) -> list[CodeTable]:
        """Return the codes that the contact has."""
        if self.field:
            return list(getattr(contact, self.field).order_by("code"))
        links = ContactBusinessRelation.objects.filter(contact=contact).select_related("relation")
        return [link.relation for link in links.order_by("relation__code")]

    def addable(self, contact: Contact) -> list[CodeTable]:
        """Return the codes that the contact may still get."""
        had = {code.pk for code in self.codes_of(contact)}
        if not self.field:
            had |= {marketing_setup().customer_relation_id or 0}
        return [code for code in self.model._default_manager.order_by("code") if code.pk not in had]


KINDS = {
    kind.key: kind
    for kind in (
        Kind("industry", gettext_lazy("Industry groups"), IndustryGroup, "industry_groups", Contact.Type.COMPANY),
        Kind(
            "job", gettext_lazy("Job responsibilities"), JobResponsibility, "job_responsibilities", Contact.Type.PERSON
        ),
        Kind("mailing", gettext_lazy("Mailing groups"), MailingGroup, "mailing_groups"),
        Kind("relation", gettext_lazy("Business relations"), BusinessRelation),
    )
}


def kinds_of(contact: Contact) -> list[Kind]:
    """Return the kinds of classification that a contact of its type has."""
    return [kind for kind in KINDS.values() if kind.of_type in {"", contact.type}]


@transaction.atomic
def classify(contact: Contact, *, kind: Kind, code: Any, by: User | None) -> bool:  # noqa: ANN401 (a row of kind.model)
    """Put the contact in a group; return whether it was not in it yet.

    :raises ContactError: the type of contact has no such groups, or the relation is that of customers.
    """
    contact = lock_contact(contact)
    _refuse_type(contact, kind)
    if not kind.field:
        return add_relation(contact, relation=code, by=by)
    codes = getattr(contact, kind.field)
    if codes.filter(pk=code.pk).exists():
        return False
    codes.add(code)
    _stamp(contact, by)
    return True


@transaction.atomic
def declassify(contact: Contact, *, kind: Kind, code: Any, by: User | None) -> bool:  # noqa: ANN401
    """Take the contact out of a group; return whether it was in it.

    :raises ContactError: the relation is that of customers.
    """
    contact = lock_contact(contact)
    if not kind.field:
        return remove_relation(contact, relation=code, by=by)
    codes = getattr(contact, kind.field)
    if not codes.filter(pk=code.pk).exists():
        return False
    codes.remove(code)
    _stamp(contact, by)
    return True


def _refuse_type(contact: Contact, kind: Kind) -> None:
    if kind.of_type in {"", contact.type}:
        return
    sentences = {
        Contact.Type.COMPANY: _("Industry groups are for companies; %(contact)s is a person."),
        Contact.Type.PERSON: _("Job responsibilities are for persons; %(contact)s is a company."),
    }
    raise ClassificationError(sentences[Contact.Type(kind.of_type)] % {"contact": contact})


def _stamp(contact: Contact, by: User | None) -> None:
    """Say that the contact was modified: what it is classified by counts too."""
    contact.modified_by = by
    contact.save(update_fields=["modified_by", "modified_at"])
