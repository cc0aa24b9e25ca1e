"""What is done with many lines of a segment at once. It is remembered, so that it can be undone (``segments.undo``)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from segments.lines import LineChange
from segments.locks import lock_segment
from segments.models import BulkChange, Segment, SegmentLine
from segments.price_effect import Effects, effects_of_removing, effects_of_writing, refuse_unconfirmed
from segments.remembering import forget_old_changes
from segments.services import (
    chosen_lines,
    lock_not_cancelled,
    lock_open,
    remove_lines,
    set_response_flag,
    set_target_flag,
)

Verb = BulkChange.Verb
# What each verb writes on lines; taking them off writes nothing.
VALUES: dict[str, dict[str, bool]] = {
    Verb.MARK_TARGETS: {"is_campaign_target": True},
    Verb.CLEAR_TARGETS: {"is_campaign_target": False},
    Verb.MARK_RESPONSES: {"is_campaign_response": True},
    Verb.CLEAR_RESPONSES: {"is_campaign_response": False},
    Verb.REMOVE_LINES: {},
}


@dataclass(frozen=True, kw_only=True)
class BulkOutcome:
    """What was done: ``change`` is saved, and can be undone, if it changed any line."""

    change: BulkChange
    lines: LineChange


@transaction.atomic
def change_many(
    change: BulkChange,
    *,
    lines: QuerySet[SegmentLine],
    expected_count: int | None = None,
    confirmed: Effects | None = None,
) -> BulkOutcome:
    """Do with the ``lines`` of its segment what ``change``, not saved yet, says, and remember what they were.

    ``confirmed`` is what a person agreed to who was told what it does to the prices of active campaigns; None where
    nobody is asked.

    :raises SegmentError: as ``set_target_flag``, ``set_response_flag`` and ``remove_lines``.
    :raises ConfirmationNeededError: it would do something else to prices.
    """
    # Nobody is asked about prices first where it is refused anyway.
    segment = (lock_open if change.verb == Verb.REMOVE_LINES else lock_not_cancelled)(change.segment)
    chosen = chosen_lines(segment, lines, expected_count)
    refuse_unconfirmed(_effects(change, chosen) if confirmed is not None else (), confirmed)
    change.values = VALUES[change.verb]
    written, change.already_count = _DEEDS[change.verb](change, segment, chosen)
    if change.pk is not None:
        if change.line_count:
            change.save(update_fields=["already_count"])
        else:
            change.delete()
    forget_old_changes(at=change.made_at)
    return BulkOutcome(change=change, lines=written)


@transaction.atomic
def mark_whole_segment(change: BulkChange, *, confirmed: Effects | None = None) -> BulkOutcome:
    """Tick or clear *campaign target* on every line that a segment has for its campaign, and for new lines too.

    :raises SegmentError: the segment was cancelled.
    :raises ConfirmationNeededError: as ``change_many``.
    """
    segment = lock_segment(change.segment)
    lines = SegmentLine.objects.filter(segment=segment, campaign=segment.campaign_id)
    is_target = VALUES[change.verb]["is_campaign_target"]
    if segment.state == Segment.State.OPEN and segment.campaign_id and segment.is_campaign_target != is_target:
        change.header_before = {"is_campaign_target": segment.is_campaign_target}
        segment.is_campaign_target = is_target
    outcome = change_many(change, lines=lines, confirmed=confirmed)
    if change.header_before:
        # Saved also when no line changed: then this is what there is to undo.
        change.save()
        segment.save()
    return outcome


def _effects(change: BulkChange, chosen: QuerySet[SegmentLine]) -> Effects:
    if change.verb == Verb.REMOVE_LINES:
        return effects_of_removing(chosen)
    return effects_of_writing(chosen, VALUES[change.verb])


def _flag_targets(change: BulkChange, segment: Segment, chosen: QuerySet[SegmentLine]) -> tuple[LineChange, int]:
    is_target = change.values["is_campaign_target"]
    done = set_target_flag(segment, lines=chosen, is_target=is_target, at=change.made_at, remembered_as=change)
    return done.changed, done.already_count


def _flag_responses(change: BulkChange, segment: Segment, chosen: QuerySet[SegmentLine]) -> tuple[LineChange, int]:
    is_response = change.values["is_campaign_response"]
    done = set_response_flag(segment, lines=chosen, is_response=is_response, at=change.made_at, remembered_as=change)
    return done.changed, done.already_count


def _remove(change: BulkChange, segment: Segment, chosen: QuerySet[SegmentLine]) -> tuple[LineChange, int]:
    return remove_lines(segment, lines=chosen, at=change.made_at, remembered_as=change), 0


_DEEDS: dict[str, Callable[[BulkChange, Segment, QuerySet[SegmentLine]], tuple[LineChange, int]]] = {
    Verb.MARK_TARGETS: _flag_targets,
    Verb.CLEAR_TARGETS: _flag_targets,
    Verb.MARK_RESPONSES: _flag_responses,
    Verb.CLEAR_RESPONSES: _flag_responses,
    Verb.REMOVE_LINES: _remove,
}
