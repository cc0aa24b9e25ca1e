"""Merging two contacts that are one (C-33): their cards, and what this room keeps of the one that goes.

The whole flow, with what the rooms above keep, is ``segments.merging``. Each function here is one part of it, inside
its transaction.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import ForeignObjectRel, Model, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from contacts.consents import last_statements_of
from contacts.details import ContactDetails
from contacts.duplicates import follow_companies
from contacts.field_kinds import label_of
from contacts.inheritance import push_to_persons
from contacts.models import (
    Consent,
    Contact,
    ContactBusinessRelation,
    ContactComment,
    ContactProfileAnswer,
    DuplicatePair,
    MergedNumber,
    PersonalDataEvent,
    SearchString,
)
from contacts.relations import relate_customers
from contacts.selectors import marketing_setup

# What is chosen as one: parts of a name belong together.
_NAME = ("name", "first_name", "middle_name", "surname", "search_name")
_SINGLE = (
    "job_title",
    "organizational_level",
    "address",
    "address_2",
    "post_code",
    "city",
    "county",
    "country_code",
    "phone",
    "mobile_phone",
    "email",
    "home_page",
    "correspondence_type",
    "language_code",
    "vat_registration_number",
    "registration_number",
    "territory",
    "salesperson",
)
_GROUPS: tuple[type[Model], ...] = (
    Contact.industry_groups.through,
    Contact.job_responsibilities.through,
    Contact.mailing_groups.through,
)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A value in which two contacts differ: what the one that is kept says, and the one that goes; blank for nothing.

    ``takes_gone`` is what is proposed: the filled one, and where both are filled, that of the kept contact.
    """

    name: str
    label: str
    kept: str
    gone: str

    @property
    def takes_gone(self) -> bool:
        return not self.kept


def field_choices(kept: Contact, gone: Contact) -> list[Choice]:
    """Return the values on the card in which the contacts differ, in the order of the card."""
    return [
        Choice(
            name=fields[0],
            label=capfirst(label_of(Contact, fields[0])),
            kept=_text(kept, fields[0]),
            gone=_text(gone, fields[0]),
        )
        for fields in (_NAME, *((field,) for field in _SINGLE))
        if any(getattr(kept, field) != getattr(gone, field) for field in fields)
    ]


def question_choices(kept: Contact, gone: Contact) -> list[Choice]:
    """Return the profile questions that take one answer and that the contacts answered differently. One query."""
    given = ContactProfileAnswer.objects.filter(
        contact__in=(kept, gone), answer__question__allows_several_answers=False
    ).select_related("answer__question")
    texts: dict[int, dict[int, str]] = {}
    labels: dict[int, str] = {}
    for row in given.order_by("answer__question__questionnaire__code", "answer__question__position", "pk"):
        question = row.answer.question
        labels[question.pk] = question.text
        texts.setdefault(question.pk, {})[row.contact_id] = row.answer.text
    return [
        Choice(name=f"question-{pk}", label=labels[pk], kept=by_contact[kept.pk], gone=by_contact[gone.pk])
        for pk, by_contact in texts.items()
        if len(by_contact) > 1 and by_contact[kept.pk] != by_contact[gone.pk]
    ]


def write_card(kept: Contact, gone: Contact, *, taken: Collection[str], at: dt.datetime, by: User | None) -> None:
    """Put on the card of ``kept`` what is ``taken`` of the other, by the names of choices; its persons follow (C-8).

    Of blocks the stricter holds: who was blocked, excluded or a minor twice over or once stays so. Parental consent
    counts only where it is there for each that is a minor. Who was a customer once is one.
    """
    before = ContactDetails.of(kept)
    for choice in field_choices(kept, gone):
        if choice.name in taken:
            for field in _NAME if choice.name in _NAME else (choice.name,):
                setattr(kept, field, getattr(gone, field))
    minors = [contact for contact in (kept, gone) if contact.is_minor]
    has_consent = all(minor.has_parental_consent for minor in minors) if minors else kept.has_parental_consent
    kept.is_minor, kept.has_parental_consent = bool(minors), has_consent
    is_blocked = kept.is_privacy_blocked or gone.is_privacy_blocked
    kept.is_privacy_blocked = is_blocked or (kept.is_minor and not has_consent)
    kept.is_excluded_from_segments = kept.is_excluded_from_segments or gone.is_excluded_from_segments
    kept.is_customer = kept.is_customer or gone.is_customer
    kept.modified_by = by
    kept.save()
    push_to_persons(kept, before=before, setup=marketing_setup(), at=at, by=by)


def move_records(kept: Contact, gone: Contact, *, taken: Collection[str], at: dt.datetime, by: User | None) -> None:
    """Let ``kept`` have what this room keeps of ``gone``, each thing once; persons get the other company.

    Consents come together: of each channel the later record decides, of one day what was withdrawn. Where both answered
    a question that takes one answer, the answer is the chosen one; of a minor no profile comes along.
    """
    for through in _GROUPS:
        _move(through, kept, gone, once=_code_of(through))
    ContactBusinessRelation.objects.filter(contact=gone).exclude(link="").delete()
    _move(ContactBusinessRelation, kept, gone, once="relation_id")
    _move_answers(kept, gone, taken)
    withdrawn = _withdrawn_that_day(kept, gone)
    for model in (ContactComment, Consent, PersonalDataEvent, MergedNumber):
        model._default_manager.filter(contact=gone).update(contact=kept)
    for consent in withdrawn:
        # Said once more, so that it is the last of its day.
        consent.pk, consent.contact, consent.recorded_at, consent.recorded_by = None, kept, at, by
        consent.save(force_insert=True)
    Contact.objects.filter(company=gone).update(company=kept, modified_at=at, modified_by=by)
    _move_decided_pairs(kept, gone)


def remove_contact(kept: Contact, gone: Contact, *, at: dt.datetime, by: User | None) -> None:
    """Delete ``gone``, to which nothing refers any more, remember its number, and bring up to date what is derived.

    :raises RuntimeError: something refers to it: a table that merging does not know. Nothing is lost then.
    """
    SearchString.objects.filter(contact=gone).delete()
    DuplicatePair.objects.filter(Q(first=gone) | Q(second=gone)).delete()
    if left := [f"{model._meta.label}.{name}" for model, name in references() if _refer(model, name, gone).exists()]:
        message = f"Merging forgot {', '.join(left)}."
        raise RuntimeError(message)
    MergedNumber.objects.create(number=gone.number, contact=kept, merged_at=at, merged_by=by)
    Contact.objects.filter(pk=gone.pk).delete()
    relate_customers(Contact.objects.filter(pk=kept.pk))
    if kept.type == Contact.Type.COMPANY:
        follow_companies([kept.pk])


def references() -> Iterator[tuple[type[Model], str]]:
    """Return every table, of whatever room, that refers to a contact, each with the field that does."""
    for relation in Contact._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.field.concrete and not relation.field.many_to_many:
            yield relation.related_model, relation.field.name


def _refer(model: type[Model], name: str, contact: Contact) -> QuerySet[Any]:
    return model._default_manager.filter(**{name: contact.pk})


def _move(model: type[Model], kept: Contact, gone: Contact, *, once: str) -> None:
    """Give ``kept`` the rows of ``gone``, but for those that it has already, told by the column ``once``."""
    rows = model._default_manager.filter(contact=gone)
    rows.filter(**{f"{once}__in": list(_refer(model, "contact", kept).values_list(once, flat=True))}).delete()
    rows.update(contact=kept)


def _move_answers(kept: Contact, gone: Contact, taken: Collection[str]) -> None:
    rows = ContactProfileAnswer.objects.filter(contact=gone)
    if kept.is_minor:
        rows.delete()
        return
    for choice in question_choices(kept, gone):
        loser = kept if choice.name in taken else gone
        question = int(choice.name.removeprefix("question-"))
        ContactProfileAnswer.objects.filter(contact=loser, answer__question=question).delete()
    _move(ContactProfileAnswer, kept, gone, once="answer_id")


def _move_decided_pairs(kept: Contact, gone: Contact) -> None:
    """Let companies that were said to be another than ``gone`` be another than ``kept`` too."""
    decided = DuplicatePair.objects.filter(Q(first=gone) | Q(second=gone), is_separate=True)
    for pair in decided.exclude(Q(first=kept) | Q(second=kept)):
        other = pair.second_id if pair.first_id == gone.pk else pair.first_id
        first, second = sorted((kept.pk, other))
        decision = {"is_separate": True, "decided_at": pair.decided_at, "decided_by": pair.decided_by}
        found, is_new = DuplicatePair.objects.get_or_create(
            first_id=first, second_id=second, defaults={"equal_count": pair.equal_count, **decision}
        )
        if not is_new and not found.is_separate:
            DuplicatePair.objects.filter(pk=found.pk).update(**decision)


def _withdrawn_that_day(kept: Contact, gone: Contact) -> list[Consent]:
    """Return what one of both withdrew on the very day on which the other allowed it, which was recorded later."""
    last = last_statements_of((kept.pk, gone.pk))
    states = Consent.State
    return [
        own
        for (contact, channel), own in last.items()
        for other in [last.get((gone.pk if contact == kept.pk else kept.pk, channel))]
        if other and own.stated_on == other.stated_on and own.pk < other.pk
        if (own.state, other.state) == (states.WITHDRAWN, states.GIVEN)
    ]


def _code_of(through: type[Model]) -> str:
    """Return the column of the group in a table that joins contacts and groups."""
    return next(
        field.attname for field in through._meta.concrete_fields if field.is_relation and field.name != "contact"
    )


def _text(contact: Contact, field: str) -> str:
    """Return a value as people read it; of a name also the search name, where that is another."""
    value = getattr(contact, field)
    if field == "name" and contact.search_name != contact.name.upper():
        return _("%(name)s (search name %(search_name)s)") % {"name": value, "search_name": contact.search_name}
    display = getattr(contact, f"get_{field}_display", None)
    return "" if value in {None, ""} else str(display() if display else value)
