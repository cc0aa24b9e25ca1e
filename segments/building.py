"""Building a segment by several things in a row, all of them or none; or trying them without keeping anything."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.templatetags.formats import number as shown
from segments.models import Segment, SegmentStep
from segments.price_effect import Effects
from segments.step_preview import StepPreview, preview_step
from segments.step_services import AskedStep, StepError, redo_undone_step, take_criteria_step, undo_taken_step
from segments.steps import ListChange


@dataclass(frozen=True, kw_only=True)
class TurnedStep:
    """A step that is to be undone, or to count again, by its number on the segment."""

    sequence: int
    is_to_count: bool


@dataclass(frozen=True, kw_only=True)
class BuiltStep:
    """What was done: the step that was taken or turned, and who came and left. A taken one was looked at before."""

    step: SegmentStep
    change: ListChange
    preview: StepPreview | None = None


@transaction.atomic
def build_segment(
    segment: Segment,
    orders: Sequence[AskedStep | TurnedStep],
    *,
    at: dt.datetime,
    by: User | None,
    confirmed: Effects | None = None,
    is_kept: bool = True,
) -> list[BuiltStep]:
    """Do these things one after the other, each on the list that the ones before it leave. One refused, none is done.

    Unless ``is_kept`` all is taken back at the end, so that it can be looked at. ``confirmed`` is what a person agreed
    to that each does to prices.

    :raises SegmentError: the segment is not open, or has no such step to turn.
    :raises UnknownCodeError: criteria name a code that does not exist any more.
    :raises ConfirmationNeededError: one would do something else to prices than was ``confirmed``.
    """
    built = [_build(segment, each, at=at, by=by, confirmed=confirmed) for each in orders]
    if not is_kept:
        transaction.set_rollback(True)
    return built


def _build(
    segment: Segment, order: AskedStep | TurnedStep, *, at: dt.datetime, by: User | None, confirmed: Effects | None
) -> BuiltStep:
    if isinstance(order, AskedStep):
        preview = preview_step(segment, action=order.action, criteria=order.criteria, options=order.options)
        taken = take_criteria_step(segment, order, at=at, by=by, confirmed=confirmed)
        return BuiltStep(step=taken.step, change=taken.change, preview=preview)
    step = segment.steps.filter(sequence=order.sequence).first()
    if step is None:
        numbers = {"segment": segment.number, "step": shown(order.sequence)}
        raise StepError(_("%(segment)s has no step %(step)s. Nothing was changed.") % numbers)
    if order.is_to_count:
        change = redo_undone_step(step, at=at, confirmed=confirmed)
    else:
        change = undo_taken_step(step, at=at, by=by, confirmed=confirmed)
    step.refresh_from_db(fields=["undone_at", "undone_by"])
    return BuiltStep(step=step, change=change)
