"""What is known of contacts: which questionnaires are offered to one, and its answers (reference C-16, C-27, C-28)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.models import (
    Contact,
    ContactBusinessRelation,
    ContactProfileAnswer,
    Priority,
    ProfileAnswer,
    ProfileQuestion,
    ProfileQuestionnaire,
)


class ProfileError(Exception):
    """An answer cannot be given, or not be deleted."""


class MinorError(ProfileError):
    """The contact is a minor."""


class SecondAnswerError(ProfileError):
    """The question allows one answer and has it already."""


class NotOfferedError(ProfileError):
    """The questionnaire is not for this contact."""


class AnswersChangedError(ProfileError):
    """Somebody else changed the answers meanwhile."""


class AnswersInUseError(ProfileError):
    """Contacts gave the answers that are to be deleted."""


@dataclass(frozen=True, kw_only=True)
class AnswerChange:
    """The keys of the answers that a contact got and lost."""

    added: frozenset[int]
    removed: frozenset[int]

    @property
    def is_nothing(self) -> bool:
        return not self.added and not self.removed


def offered_questionnaires(contact: Contact) -> QuerySet[ProfileQuestionnaire]:
    """Return the questionnaires for ``contact``, those that matter most first.

    They are for its type, and for everybody or for a business relation that its company has; and any it has answers of.
    """
    relations = ContactBusinessRelation.objects.filter(contact=contact.buyer_id).values("relation")
    matching = Q(contact_type__in=("", contact.type)) & (Q(business_relation=None) | Q(business_relation__in=relations))
    answered = ProfileAnswer.objects.filter(given_answers__contact=contact).values("question__questionnaire")
    return ProfileQuestionnaire.objects.filter(matching | Q(pk__in=answered)).order_by("-priority", "code")


def answers_of(contact: Contact) -> QuerySet[ContactProfileAnswer]:
    """Return what is known of ``contact`` and worth showing: answers of more than very low priority, highest first."""
    return (
        ContactProfileAnswer.objects.filter(contact=contact, answer__priority__gt=Priority.VERY_LOW)
        .select_related("answer__question", "answered_by")
        .order_by("-answer__priority", "answer__question__position", "answer__position", "pk")
    )


def answer_keys_of(contact: Contact) -> frozenset[int]:
    """Return the keys of all answers of ``contact``."""
    return frozenset(ContactProfileAnswer.objects.filter(contact=contact).values_list("answer", flat=True))


def counts_by_answer() -> dict[int, int]:
    """Return how many contacts gave each answer, by its key; answers that nobody gave are left out."""
    counted = ContactProfileAnswer.objects.order_by().values_list("answer").annotate(contact_count=Count("pk"))
    return dict(counted)


def why_not_asked(contact: Contact) -> str:
    """Return why no profile of ``contact`` is kept; blank where one may be (reference C-16)."""
    if contact.is_minor:
        return _("%(contact)s is a minor. Of minors no profile is kept.") % {"contact": contact.name}
    return ""


@transaction.atomic
def give_answer(contact: Contact, *, answer: ProfileAnswer, by: User | None, at: dt.datetime) -> None:
    """Note ``answer`` of ``contact``; one that is noted already stays as it is.

    :raises MinorError: the contact is a minor.
    :raises NotOfferedError: the questionnaire is not for this contact.
    :raises SecondAnswerError: the question allows one answer, and the contact has another one of it.
    """
    contact = _locked(contact)
    known = answer_keys_of(contact)
    if answer.pk not in known:
        _refuse(contact, wanted=known | {answer.pk})
        _write(contact, AnswerChange(added=frozenset({answer.pk}), removed=frozenset()), by=by, at=at)


@transaction.atomic
def set_answers(
    contact: Contact, *, answers: Collection[int], seen: Collection[int], by: User | None, at: dt.datetime
) -> AnswerChange:
    """Make ``answers`` (keys) all that ``contact`` answered, and return what changed.

    ``seen`` are the keys of the answers that the person was shown.

    :raises AnswersChangedError: the answers are not those any more.
    :raises MinorError: the contact is a minor.
    :raises NotOfferedError: one of the answers is of a questionnaire that is not for this contact, or is gone.
    :raises SecondAnswerError: two of the answers are of a question that allows one.
    """
    contact = _locked(contact)
    wanted, known = frozenset(answers), answer_keys_of(contact)
    change = AnswerChange(added=wanted - known, removed=known - wanted)
    if known != frozenset(seen):
        raise AnswersChangedError(
            _("Somebody else changed the profile of %(contact)s meanwhile. Look at it again.")
            % {"contact": contact.name}
        )
    _refuse(contact, wanted=wanted)
    _write(contact, change, by=by, at=at)
    return change


@transaction.atomic
def undo_answers(contact: Contact, change: AnswerChange, *, by: User | None, at: dt.datetime) -> None:
    """Take ``change`` back. Answers that come back are noted as given now.

    :raises AnswersChangedError: what it did does not stand any more.
    :raises ProfileError: an answer cannot come back.
    """
    contact = _locked(contact)
    known = answer_keys_of(contact)
    if not change.added <= known or change.removed & known:
        raise AnswersChangedError(
            _("The profile of %(contact)s was changed since, so nothing was undone.") % {"contact": contact.name}
        )
    if change.removed:
        _refuse(contact, wanted=(known - change.added) | change.removed)
    _write(contact, AnswerChange(added=change.removed, removed=change.added), by=by, at=at)


def refuse_used_answers(answers: QuerySet[ProfileAnswer], *, name: str) -> None:
    """Refuse to delete ``answers``, which belong to what is called ``name``, when contacts gave one of them.

    :raises AnswersInUseError: so it is; the sentence says how many contacts did.
    """
    count = ContactProfileAnswer.objects.filter(answer__in=answers).values("contact").distinct().count()
    if count:
        raise AnswersInUseError(
            ngettext(
                "“%(name)s” cannot be deleted: %(count)d contact answered so. Take the answer away there first.",
                "“%(name)s” cannot be deleted: %(count)d contacts answered so. Take the answers away there first.",
                count,
            )
            % {"name": name, "count": count}
        )


@transaction.atomic
def take_answer_code(questionnaire: ProfileQuestionnaire) -> str:
    """Return the code for one more answer of ``questionnaire``: its own code with a running number.

    No number is taken twice, so that criteria which name an answer never find another one after it was deleted.
    """
    locked = ProfileQuestionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    locked.last_answer_number += 1
    locked.save(update_fields=["last_answer_number"])
    return f"{locked.code}-{locked.last_answer_number}"


def _locked(contact: Contact) -> Contact:
    """Return ``contact`` as it is now; nobody else changes its answers until the transaction ends."""
    return Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)


def _refuse(contact: Contact, *, wanted: frozenset[int]) -> None:
    if reason := why_not_asked(contact):
        raise MinorError(reason)
    answers = ProfileAnswer.objects.filter(pk__in=wanted).select_related("question")
    offered = list(answers.filter(question__questionnaire__in=offered_questionnaires(contact)))
    if len(offered) < len(wanted):
        raise NotOfferedError(
            _("One of these answers is not among those for %(contact)s, or is there no more. Look at them again.")
            % {"contact": contact.name}
        )
    for question, given in _by_question(offered).items():
        if len(given) > 1 and not question.allows_several_answers:
            raise SecondAnswerError(
                _("“%(question)s” takes one answer, and would have %(answers)s. Untick one first.")
                % {"question": question.text, "answers": ", ".join(f"“{answer.text}”" for answer in given)}
            )


def _by_question(answers: Iterable[ProfileAnswer]) -> dict[ProfileQuestion, list[ProfileAnswer]]:
    found: dict[ProfileQuestion, list[ProfileAnswer]] = defaultdict(list)
    for answer in answers:
        found[answer.question].append(answer)
    return found


def _write(contact: Contact, change: AnswerChange, *, by: User | None, at: dt.datetime) -> None:
    ContactProfileAnswer.objects.filter(contact=contact, answer__in=change.removed).delete()
    ContactProfileAnswer.objects.bulk_create(
        ContactProfileAnswer(contact=contact, answer_id=key, answered_at=at, answered_by=by)
        for key in sorted(change.added)
    )
