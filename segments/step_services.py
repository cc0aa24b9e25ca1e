"""What staff do with steps: take one by criteria, undo any of them, let it count again, go back, start over."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.templatetags.formats import number as shown
from segments.criteria import Criteria, criteria_json
from segments.lines import LineChange
from segments.matching import matching
from segments.models import SavedCriteria, Segment, SegmentStep
from segments.price_effect import Effects
from segments.services import SegmentError, SegmentLinesChangedError, lock_open
from segments.steps import ListChange, StepOptions, redo_steps, take_step, undo_steps
from segments.targeting import TargetChange
from segments.undo import undo_change

_NO_LINES = LineChange(line_count=0, targets=TargetChange())
_NO_CHANGE = ListChange(added=_NO_LINES, removed=_NO_LINES)


class StepError(SegmentError):
    """A step cannot be undone, or not count again, because it is so already, or because there is none."""


@dataclass(frozen=True, kw_only=True)
class AskedStep:
    """What a step is to do: add, reduce or refine by criteria. ``origin`` is the code of ``saved_criteria``, if any."""

    action: str
    criteria: Criteria
    options: StepOptions = field(default_factory=StepOptions)
    origin: str = ""
    saved_criteria: SavedCriteria | None = None


@dataclass(frozen=True, kw_only=True)
class TakenStep:
    """A step as taken, and what came onto the segment or left it."""

    step: SegmentStep
    change: ListChange


@transaction.atomic
def take_criteria_step(
    segment: Segment,
    asked: AskedStep,
    *,
    at: dt.datetime,
    by: User | None,
    expected_count: int | None = None,
    confirmed: Effects | None = None,
) -> TakenStep:
    """Take a step by criteria against the contacts of now. One without hits is a step too.

    ``expected_count`` is how many contacts a person saw come or go, ``confirmed`` what the person agreed to that this
    does to prices.

    :raises SegmentError: the segment is not open, or another number of contacts would come or go.
    :raises UnknownCodeError: the criteria name a code that does not exist any more.
    :raises ConfirmationNeededError: it would do something else to prices than was ``confirmed``.
    """
    segment = lock_open(segment)
    step = SegmentStep(
        segment=segment,
        action=asked.action,
        source=SegmentStep.Source.CRITERIA,
        criteria=criteria_json(asked.criteria),
        options=asked.options.as_json(),
        allows_existing=asked.options.allows_existing,
        origin=asked.origin,
        saved_criteria=asked.saved_criteria,
        taken_at=at,
        taken_by=by,
    )
    change = take_step(step, matched=matching(asked.criteria), confirmed=confirmed)
    _refuse_other_count(change, expected_count)
    return TakenStep(step=step, change=change)


@transaction.atomic
def undo_taken_step(
    step: SegmentStep, *, at: dt.datetime, by: User | None, confirmed: Effects | None = None
) -> ListChange:
    """Let the list be what the other steps give. Steps of one bulk change go together.

    Lines that a bulk change took off get back their flags too, as long as it can be undone.

    :raises SegmentError: the segment is not open, or the step was undone before.
    :raises ConfirmationNeededError: it would do something else to prices than was ``confirmed``.
    """
    lock_open(step.segment)
    step = _read(step)
    if step.undone_at is not None:
        raise StepError(_("Step %(step)s was undone before. Nothing was changed.") % {"step": shown(step.sequence)})
    change = step.bulk_change
    if change is not None and change.is_undoable(at=at):
        undone = undo_change(change, by=by, at=at, confirmed=confirmed)
        return ListChange(added=undone.lines, removed=_NO_LINES)
    return undo_steps(_with_companions(step), at=at, by=by, confirmed=confirmed)


@transaction.atomic
def redo_undone_step(step: SegmentStep, *, at: dt.datetime, confirmed: Effects | None = None) -> ListChange:
    """Let an undone step count again, with those of its bulk change.

    :raises SegmentError: the segment is not open, or the step stands.
    :raises ConfirmationNeededError: it would do something else to prices than was ``confirmed``.
    """
    lock_open(step.segment)
    step = _read(step)
    if step.undone_at is None:
        raise StepError(_("Step %(step)s counts already. Nothing was changed.") % {"step": shown(step.sequence)})
    return redo_steps(_with_companions(step), at=at, confirmed=confirmed)


@transaction.atomic
def go_back(segment: Segment, *, at: dt.datetime, by: User | None, confirmed: Effects | None = None) -> ListChange:
    """Undo the last step that stands (reference 4.5).

    :raises SegmentError: the segment is not open, or no step stands.
    :raises ConfirmationNeededError: it would do something else to prices than was ``confirmed``.
    """
    segment = lock_open(segment)
    last = standing_steps(segment)[-1:]
    if not last:
        raise StepError(_("%(segment)s has no step to go back from.") % {"segment": segment.number})
    return undo_taken_step(last[0], at=at, by=by, confirmed=confirmed)


@transaction.atomic
def start_over(segment: Segment, *, at: dt.datetime, by: User | None, confirmed: Effects | None = None) -> ListChange:
    """Undo all steps: the segment is empty and counts none (SL-7). Each of them can be made to count again.

    :raises SegmentStateError: the segment is not open.
    :raises ConfirmationNeededError: it would do something else to prices than was ``confirmed``.
    """
    segment = lock_open(segment)
    steps = standing_steps(segment)
    return undo_steps(steps, at=at, by=by, confirmed=confirmed) if steps else _NO_CHANGE


def standing_steps(segment: Segment) -> list[SegmentStep]:
    """Return the steps that say who is on the segment, in their order: as many as the segment counts."""
    return list(segment.steps.filter(undone_at=None).order_by("sequence"))


def _read(step: SegmentStep) -> SegmentStep:
    return SegmentStep.objects.select_related("segment__campaign", "bulk_change").get(pk=step.pk)


def _with_companions(step: SegmentStep) -> Sequence[SegmentStep]:
    if step.bulk_change_id is None:
        return [step]
    return list(SegmentStep.objects.filter(bulk_change=step.bulk_change_id).select_related("segment__campaign"))


def _refuse_other_count(change: ListChange, expected_count: int | None) -> None:
    count = change.added.line_count + change.removed.line_count
    if expected_count is None or count == expected_count:
        return
    raise SegmentLinesChangedError(
        ngettext(
            "%(count)s contact would come or go now, and not %(expected)s. Nothing was changed; look again.",
            "%(count)s contacts would come or go now, and not %(expected)s. Nothing was changed; look again.",
            count,
        )
        % {"count": shown(count), "expected": shown(expected_count)}
    )
