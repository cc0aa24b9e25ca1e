"""Reusing saved criteria on a segment: what would come of it, and taking all their steps at once (SC-2).

The steps are asked against the contacts of now, one after the other, and appended to those that the segment has.
"Entire companies" is passed on, which Business Central forgets (SC-3).
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from contacts.models import Contact, ContactQuerySet
from segments.kept_keys import kept_keys
from segments.matching import UnknownCodeError, matching
from segments.models import SavedCriteria, SavedCriteriaStep, Segment, SegmentLine, SegmentStep
from segments.planner import for_many_rows
from segments.price_effect import Effects, refuse_unconfirmed, watching_targets
from segments.saved_criteria import NoStepError, SavedCriteriaError, asked_steps, read_saved_step
from segments.services import SegmentLinesChangedError, lock_open
from segments.step_services import AskedStep, TakenStep, take_criteria_step
from segments.steps import addressable, keys_of, meant_by

Action = SegmentStep.Action
SAMPLE_SIZE = 10


@dataclass(frozen=True, kw_only=True)
class PlannedStep:
    """A saved step, with how many match now and who of an addition would be left out for which reason.

    ``asked`` is None where another version wrote it; ``fault`` says why the step cannot be taken.
    """

    sequence: int
    asked: AskedStep | None
    matched_count: int = 0
    privacy_blocked_count: int = 0
    excluded_count: int = 0
    fault: str = ""


@dataclass(frozen=True, kw_only=True)
class ReusePlan:
    """What all steps together would do: how many contacts come onto the segment and leave it, and the first by name.

    ``again_count`` is how many of those who stay get another line, because a step allows existing contacts. The counts
    are 0 while a step has a fault: then nothing can be taken.
    """

    steps: tuple[PlannedStep, ...]
    coming_count: int = 0
    leaving_count: int = 0
    again_count: int = 0
    coming: tuple[Contact, ...] = ()
    leaving: tuple[Contact, ...] = ()

    @property
    def is_possible(self) -> bool:
        """Whether every step can be taken."""
        return bool(self.steps) and not any(step.fault for step in self.steps)

    @property
    def counts(self) -> tuple[int, int, int]:
        """What a person saw, and what is held to it."""
        return self.coming_count, self.leaving_count, self.again_count


@transaction.atomic
def plan_reuse(segment: Segment, saved: SavedCriteria, *, sample_size: int = SAMPLE_SIZE) -> ReusePlan:
    """Return what reusing ``saved`` on ``segment`` would do now; nothing is written."""
    read = [_read(step, saved) for step in saved.steps.order_by("sequence")]
    if not read or any(step.fault for step in read):
        return ReusePlan(steps=tuple(_counted(step) for step in read))
    asked = [step.asked for step in read if step.asked is not None]
    with _found_once(asked) as found:
        groups = _groups(segment, asked, found)
        return ReusePlan(
            steps=tuple(_counted(step, matched) for step, matched in zip(read, found, strict=True)),
            **_counts(groups),
            coming=_samples(groups["coming"], sample_size),
            leaving=_samples(groups["leaving"], sample_size),
        )


@transaction.atomic
def reuse_criteria(
    segment: Segment,
    saved: SavedCriteria,
    *,
    at: dt.datetime,
    by: User | None,
    expected: tuple[int, int, int] | None = None,
    confirmed: Effects | None = None,
) -> list[TakenStep]:
    """Take all steps of ``saved`` on ``segment`` in their order, or none. Each can be undone like any other.

    ``expected`` are the counts of the plan that a person saw, ``confirmed`` what that person agreed to that all of it
    does to prices.

    :raises SegmentError: the segment is not open, or another number of contacts would come or go.
    :raises UnknownCodeError: a step names a code that does not exist any more; the message says which step.
    :raises SavedCriteriaError: there is no step, or another version of the program wrote one.
    :raises ConfirmationNeededError: it would do something else to prices than was ``confirmed``.
    """
    segment = lock_open(segment)
    steps = asked_steps(saved)
    if not steps:
        raise NoStepError(_("%(code)s has no step. Nothing was changed.") % {"code": saved.code})
    _refuse_unknown(steps, saved)
    if expected is not None:
        _refuse_other_counts(segment, steps, expected)
    if confirmed is None:
        return [take_criteria_step(segment, asked, at=at, by=by) for asked in steps]
    with watching_targets(segment) as effects_since:
        taken = [take_criteria_step(segment, asked, at=at, by=by) for asked in steps]
        refuse_unconfirmed(effects_since(), confirmed)
    return taken


def contacts_by_fate(segment: Segment, steps: Sequence[AskedStep]) -> dict[str, ContactQuerySet]:
    """Return who would come onto the segment, leave it, and get another line, by ``coming``, ``leaving``, ``again``.

    :raises UnknownCodeError: a step names a code that does not exist any more.
    """
    return _groups(segment, steps, [_matched(asked) for asked in steps])


@contextmanager
def _found_once(steps: Sequence[AskedStep]) -> Iterator[list[ContactQuerySet]]:
    """Find the contacts that each of the steps is about, and keep their keys."""
    with transaction.atomic(), for_many_rows(), ExitStack() as stack:
        kept = [
            stack.enter_context(kept_keys(f"reuse_step{place}", keys_of(_matched(asked))))
            for place, asked in enumerate(steps)
        ]
        yield [Contact.objects.with_buyer().filter(pk__in=keys) for keys in kept]


def _groups(
    segment: Segment, steps: Sequence[AskedStep], found: Sequence[ContactQuerySet]
) -> dict[str, ContactQuerySet]:
    """Return what becomes of whom when each of the ``steps`` is about the contacts ``found`` for it."""
    on_list = SegmentLine.objects.filter(segment=segment.pk).order_by().values(contact_pk=F("contact_id"))
    is_on, again = on_list, keys_of(Contact.objects.none())
    for asked, matched in zip(steps, found, strict=True):
        meant = keys_of(matched)
        if asked.action == Action.ADD:
            meant = keys_of(addressable(matched, asked.options))
            if asked.options.allows_existing:
                again = again.union(is_on.intersection(meant))
            is_on = is_on.union(meant)
        elif asked.action == Action.REDUCE:
            is_on, again = is_on.difference(meant), again.difference(meant)
        else:
            is_on, again = is_on.intersection(meant), again.intersection(meant)
    # As sets: of several conditions on one contact PostgreSQL would try each with each.
    keys = {
        "coming": is_on.difference(on_list),
        "leaving": on_list.difference(is_on),
        "again": again.intersection(on_list),
    }
    return {fate: Contact.objects.filter(pk__in=of) for fate, of in keys.items()}


def _matched(asked: AskedStep) -> ContactQuerySet:
    return meant_by(asked.action, matching(asked.criteria), asked.options)


def _read(step: SavedCriteriaStep, saved: SavedCriteria) -> PlannedStep:
    """Return the step, not counted yet, with what is wrong with it."""
    try:
        asked = read_saved_step(step, saved=saved)
    except SavedCriteriaError as error:
        return PlannedStep(sequence=step.sequence, asked=None, fault=str(error))
    try:
        matching(asked.criteria)
    except UnknownCodeError as error:
        return PlannedStep(sequence=step.sequence, asked=asked, fault=str(error))
    return PlannedStep(sequence=step.sequence, asked=asked)


def _counted(step: PlannedStep, found: ContactQuerySet | None = None) -> PlannedStep:
    """Return the step with its counts; ``found`` are its contacts where they were kept."""
    if step.asked is None or step.fault:
        return step
    matched = (_matched(step.asked) if found is None else found).order_by()
    if step.asked.action != Action.ADD:
        return replace(step, matched_count=matched.count())
    counts = matched.aggregate(
        matched_count=Count("pk"),
        privacy_blocked_count=Count("pk", filter=Q(is_privacy_blocked=True)),
        excluded_count=Count("pk", filter=Q(is_privacy_blocked=False, is_excluded_from_segments=True)),
    )
    if step.asked.options.ignores_exclusion:
        counts["excluded_count"] = 0
    return replace(step, **counts)


def _counts(groups: dict[str, ContactQuerySet]) -> dict[str, int]:
    return {f"{fate}_count": contacts.order_by().count() for fate, contacts in groups.items()}


def _samples(contacts: ContactQuerySet, size: int) -> tuple[Contact, ...]:
    return tuple(contacts.select_related("company").order_by("name", "number")[:size])


def _refuse_unknown(steps: Iterable[AskedStep], saved: SavedCriteria) -> None:
    """Let only pass steps whose codes exist: one that is gone is named with its step before anything is written."""
    for number, asked in enumerate(steps, start=1):
        try:
            matching(asked.criteria)
        except UnknownCodeError as error:
            words = _("Step %(step)s of %(code)s cannot be taken. %(reason)s Nothing was changed.")
            raise UnknownCodeError(words % {"step": number, "code": saved.code, "reason": error}) from error


def _refuse_other_counts(segment: Segment, steps: Sequence[AskedStep], expected: tuple[int, int, int]) -> None:
    with _found_once(steps) as found:
        counts = tuple(_counts(_groups(segment, steps, found)).values())
    if counts == expected:
        return
    raise SegmentLinesChangedError.by_now(coming_count=counts[0], leaving_count=counts[1])
