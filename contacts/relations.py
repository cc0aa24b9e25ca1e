"""What contacts are to the firm: free relations, being a customer, and the label that sums both up (C-19 to C-22)."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from contacts.details import ContactError
from contacts.insert_sql import insert_rows
from contacts.locks import lock_contact
from contacts.models import BusinessRelation, Contact, ContactBusinessRelation
from contacts.selectors import marketing_setup

_CUSTOMER = ContactBusinessRelation.Link.CUSTOMER


class RelationError(ContactError):
    """A business relation cannot be written as asked."""


class ReservedRelationError(RelationError):
    """The relation comes with being a customer and is not chosen by hand."""


class NoCustomerRelationError(RelationError):
    """The marketing set-up reserves no relation for customers."""


class AlreadyCustomerError(RelationError):
    """The contact, or its company, is a customer already."""


class CustomerPrivacyError(RelationError):
    """Who is privacy blocked does not become a customer."""


@transaction.atomic
def make_customer(contact: Contact, *, by: User | None) -> Contact:
    """Make the contact a customer and return who became one: the company of a person who has one (C-22).

    Its customer number is the contact's number.

    :raises RelationError: the set-up has no relation for it, somebody is privacy blocked, or it is a customer already.
    """
    buyer = lock_contact(contact.company or contact)
    if marketing_setup().customer_relation_id is None:
        raise NoCustomerRelationError(
            _("The marketing set-up has no business relation for customers. Choose one there, then try again.")
        )
    for blocked in (contact, buyer):
        if blocked.is_privacy_blocked:
            raise CustomerPrivacyError(
                _("%(contact)s is privacy blocked. Clear that first, if it may be cleared.") % {"contact": blocked}
            )
    if buyer.is_customer:
        raise AlreadyCustomerError(_("%(contact)s is a customer already.") % {"contact": buyer})
    buyer.is_customer = True
    _save(buyer, "is_customer", by=by)
    relate_customers(Contact.objects.filter(pk=buyer.pk))
    buyer.refresh_from_db(fields=["business_relation"])
    return buyer


@transaction.atomic
def add_relation(contact: Contact, *, relation: BusinessRelation, by: User | None) -> bool:
    """Give the contact a free business relation; return whether it did not have it yet.

    :raises ReservedRelationError: it is the one of customers.
    """
    contact = lock_contact(contact)
    _refuse_reserved(relation)
    _row, is_new = ContactBusinessRelation.objects.get_or_create(contact=contact, relation=relation)
    if is_new:
        _save(contact, by=by)
        label_relations(Contact.objects.filter(pk=contact.pk))
    return is_new


@transaction.atomic
def remove_relation(contact: Contact, *, relation: BusinessRelation, by: User | None) -> bool:
    """Take a free business relation away; return whether the contact had it.

    :raises ReservedRelationError: it is the one of customers.
    """
    contact = lock_contact(contact)
    rows = ContactBusinessRelation.objects.filter(contact=contact, relation=relation)
    if rows.filter(link=_CUSTOMER).exists():
        _refuse_reserved(relation, is_linked=True)
    deleted, _counts = rows.delete()
    if deleted:
        _save(contact, by=by)
        label_relations(Contact.objects.filter(pk=contact.pk))
    return bool(deleted)


def relate_customers(contacts: QuerySet[Contact]) -> None:
    """Let exactly the customers among ``contacts`` have the relation of customers, and label them and their persons.

    Call it in the transaction that wrote ``is_customer``. Cost: some statements, however many contacts there are.
    """
    relation = marketing_setup().customer_relation
    links = ContactBusinessRelation.objects.filter(link=_CUSTOMER)
    links.filter(contact__in=contacts.filter(is_customer=False).values("pk")).delete()
    if relation is not None:
        missing = contacts.filter(is_customer=True).exclude(pk__in=links.values("contact"))
        ContactBusinessRelation.objects.bulk_create(
            (
                ContactBusinessRelation(contact_id=pk, relation=relation, link=_CUSTOMER, number=number)
                for pk, number in missing.values_list("pk", "number")
            ),
            batch_size=500,
        )
    label_relations(contacts)


def relate_new_customers(contacts: Iterable[Contact], *, relation: BusinessRelation | None) -> None:
    """Give the customers among contacts that were just made the relation of customers, if there is one."""
    if relation is not None:
        insert_rows(
            [
                ContactBusinessRelation(contact=contact, relation=relation, link=_CUSTOMER, number=contact.number)
                for contact in contacts
                if contact.is_customer
            ]
        )


def label_of_new(contact: Contact, *, free_count: int, relation: BusinessRelation | None) -> str:
    """Return what the relations of a new contact come to, as ``label_relations`` would write it.

    It gets ``free_count`` free relations, and ``relation`` if it is a customer.
    """
    is_related = contact.is_customer and relation is not None
    company = contact.company.business_relation if contact.company else Contact.Relation.NONE
    count = free_count + is_related
    if (count and company) or count > 1:
        return Contact.Relation.MULTIPLE.value
    if count:
        return Contact.Relation.CUSTOMER.value if is_related else Contact.Relation.OTHER.value
    return company


def label_relations(contacts: QuerySet[Contact]) -> None:
    """Write what the relations of ``contacts``, and of the persons of these companies, come to (C-21).

    None without a relation, customer or other for exactly one, else multiple; a person's count with the company's.
    """
    keys = contacts.values("pk")
    labelled = Contact.objects.filter(Q(pk__in=keys) | Q(company__in=keys))
    relations = ContactBusinessRelation.objects.filter(Q(contact=OuterRef("pk")) | Q(contact=OuterRef("company")))
    labelled.annotate(
        relation_count=_counted(relations), customer_count=_counted(relations.filter(link=_CUSTOMER))
    ).update(
        business_relation=Case(
            When(relation_count=0, then=Value(Contact.Relation.NONE)),
            When(relation_count=1, customer_count=1, then=Value(Contact.Relation.CUSTOMER)),
            When(relation_count=1, then=Value(Contact.Relation.OTHER)),
            default=Value(Contact.Relation.MULTIPLE),
        )
    )


def _counted(relations: QuerySet[ContactBusinessRelation]) -> Coalesce:
    counts = relations.annotate(one=Value(1)).values("one").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


def _refuse_reserved(relation: BusinessRelation, *, is_linked: bool = False) -> None:
    if is_linked or relation.pk == marketing_setup().customer_relation_id:
        raise ReservedRelationError(
            _("%(relation)s is the relation of customers: it comes with becoming one.") % {"relation": relation}
        )


def _save(contact: Contact, *fields: str, by: User | None) -> None:
    contact.modified_by = by
    contact.save(update_fields=[*fields, "modified_at", "modified_by"])
