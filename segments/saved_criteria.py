"""Saved criteria: the steps of a segment under a code, to be taken again on another one (reference 4.6).

Steps that name contacts, by hand or by a file, are saved as criteria by contact numbers where they are few.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.templatetags.formats import number as shown
from segments.criteria import Criteria, CriteriaFormError, criteria_json, read_criteria
from segments.models import SavedCriteria, SavedCriteriaStep, Segment, SegmentStep, StepContact
from segments.services import SegmentError
from segments.step_services import AskedStep, standing_steps
from segments.steps import StepOptions

# More contacts than this are a list and not a rule: it would be as old as the day it was saved.
MOST_NAMED_CONTACTS = 500
CODE_LENGTH = 20


class SavedCriteriaError(SegmentError):
    """Criteria cannot be saved, changed or read as asked. Nothing was written."""


class CodeError(SavedCriteriaError):
    """The code is blank, too long or taken."""


class NoStepError(SavedCriteriaError):
    """There is no step to save."""


class StepNotSaveableError(SavedCriteriaError):
    """A step is none that criteria could say."""


@dataclass(frozen=True, kw_only=True)
class SaveableStep:
    """A standing step of a segment, and what of it would be saved; None where ``reason`` says why it cannot be."""

    step: SegmentStep
    asked: AskedStep | None
    reason: str = ""


def saveable_steps(segment: Segment) -> list[SaveableStep]:
    """Return the steps of ``segment`` that stand, in their order. Cost: three queries."""
    steps = standing_steps(segment)
    naming = [step for step in steps if step.source != SegmentStep.Source.CRITERIA]
    numbers = _numbers_of(naming)
    return [_saveable(step, numbers) for step in steps]


@transaction.atomic
def save_criteria(
    segment: Segment,
    *,
    code: str,
    description: str = "",
    sequences: Collection[int] | None = None,
    at: dt.datetime,
    by: User | None,
) -> SavedCriteria:
    """Save the steps of ``segment`` with these numbers, or all that stand but refreshes, which asked these anew.

    :raises CodeError: the code is blank, too long or taken.
    :raises NoStepError: no step is chosen, or none stands.
    :raises StepNotSaveableError: a chosen step cannot be said by criteria.
    """
    code = _settled(code)
    asked = list(_chosen(segment, sequences))
    saved = SavedCriteria(
        code=code, description=description.strip(), saved_from=segment.number, saved_at=at, saved_by=by
    )
    _write(saved)
    SavedCriteriaStep.objects.bulk_create(
        SavedCriteriaStep(
            saved_criteria=saved,
            sequence=sequence,
            action=step.action,
            criteria=criteria_json(step.criteria),
            options=step.options.as_json(),
        )
        for sequence, step in enumerate(asked, start=1)
    )
    return saved


@transaction.atomic
def change_saved_criteria(saved: SavedCriteria, *, code: str, description: str) -> SavedCriteria:
    """Give saved criteria another code and description. Steps that were taken by them keep the code of then.

    :raises CodeError: the code is blank, too long or taken.
    """
    saved = SavedCriteria.objects.select_for_update().get(pk=saved.pk)
    saved.code, saved.description = _settled(code), description.strip()
    _write(saved)
    return saved


@transaction.atomic
def delete_saved_criteria(saved: SavedCriteria) -> None:
    """Delete saved criteria. What segments took from them stays on those segments."""
    saved.delete()


def asked_steps(saved: SavedCriteria) -> list[AskedStep]:
    """Return the steps that ``saved`` takes, in their order, each with the code as its origin.

    :raises SavedCriteriaError: they were written by another version of the program.
    """
    return [read_saved_step(step, saved=saved) for step in saved.steps.order_by("sequence")]


def read_saved_step(step: SavedCriteriaStep, *, saved: SavedCriteria) -> AskedStep:
    """Return what ``step`` takes.

    :raises SavedCriteriaError: it was written by another version of the program.
    """
    try:
        criteria = read_criteria(step.criteria)
    except CriteriaFormError as error:
        raise SavedCriteriaError(
            _("Step %(step)s of %(code)s was saved by another version of this program. Save it anew.")
            % {"step": step.sequence, "code": saved.code}
        ) from error
    return AskedStep(
        action=step.action,
        criteria=criteria,
        options=StepOptions.from_json(step.options),
        origin=saved.code,
        saved_criteria=saved,
    )


def _chosen(segment: Segment, sequences: Collection[int] | None) -> Iterator[AskedStep]:
    steps = saveable_steps(segment)
    if sequences is None:
        steps = [each for each in steps if each.step.action != SegmentStep.Action.REFRESH]
    else:
        steps = [each for each in steps if each.step.sequence in sequences]
        if missing := sorted(set(sequences) - {each.step.sequence for each in steps}):
            raise StepNotSaveableError(
                _("%(segment)s has no standing step %(steps)s.")
                % {"segment": segment.number, "steps": ", ".join(map(shown, missing))}
            )
    if not steps:
        raise NoStepError(_("Choose at least one step: without a step there is nothing to save."))
    for each in steps:
        if each.asked is None:
            raise StepNotSaveableError(
                _("Step %(step)s cannot be saved: %(reason)s")
                % {"step": shown(each.step.sequence), "reason": each.reason}
            )
        yield each.asked


def _saveable(step: SegmentStep, numbers: dict[int, Sequence[str] | int]) -> SaveableStep:
    if step.action == SegmentStep.Action.REFRESH:
        reason = _("it is a refresh, and saved criteria are always asked anew.")
        return SaveableStep(step=step, asked=None, reason=reason)
    options = StepOptions.from_json(step.options)
    if step.source == SegmentStep.Source.CRITERIA:
        try:
            criteria = read_criteria(step.criteria)
        except CriteriaFormError:
            return SaveableStep(step=step, asked=None, reason=_("it is of another version of this program."))
        return SaveableStep(step=step, asked=AskedStep(action=step.action, criteria=criteria, options=options))
    named = numbers.get(step.pk, ())
    if isinstance(named, int):
        return SaveableStep(step=step, asked=None, reason=_too_many(named))
    if not named:
        # Criteria without a number would ask for everybody.
        return SaveableStep(step=step, asked=None, reason=_("the contacts that it names are gone."))
    criteria = Criteria.of_numbers(*named)
    return SaveableStep(step=step, asked=AskedStep(action=step.action, criteria=criteria, options=options))


def _numbers_of(steps: Sequence[SegmentStep]) -> dict[int, Sequence[str] | int]:
    """Return the numbers of the contacts that each of the steps names, by its key; only how many, where too many."""
    mentions = StepContact.objects.filter(step__in=steps)
    counted = mentions.values("step_id").annotate(count=Count("contact_id")).values_list("step_id", "count")
    counts: dict[int, int] = dict(counted.order_by())
    found: dict[int, Sequence[str] | int] = {key: count for key, count in counts.items() if count > MOST_NAMED_CONTACTS}
    few: dict[int, list[str]] = {key: [] for key in counts if key not in found}
    # The join leaves out contacts that are gone.
    for key, number in mentions.filter(step__in=few).values_list("step_id", "contact__number").order_by():
        few[key].append(number)
    return {**found, **few}


def _too_many(count: int) -> str:
    return ngettext(
        "it names %(count)s contact by number, and saved criteria name at most %(most)s.",
        "it names %(count)s contacts by number, and saved criteria name at most %(most)s.",
        count,
    ) % {"count": shown(count), "most": shown(MOST_NAMED_CONTACTS)}


def _settled(code: str) -> str:
    code = code.strip().upper()
    if not code:
        raise CodeError(_("Give the saved criteria a code."))
    if len(code) > CODE_LENGTH:
        raise CodeError(_("A code has at most %(most)s characters.") % {"most": CODE_LENGTH})
    return code


def _write(saved: SavedCriteria) -> None:
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        raise CodeError(
            _("There are saved criteria %(code)s already. Choose another code.") % {"code": saved.code}
        ) from error
