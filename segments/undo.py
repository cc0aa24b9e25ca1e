"""Undoing a bulk change: lines get back what they were, unless somebody changed them since."""

import datetime as dt
from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from contacts.templatetags.formats import moment
from segments import list_sql
from segments.header import put_back_header
from segments.lines import LineChange, put_back_lines, put_back_values, together_of
from segments.locks import lock_segment
from segments.models import BulkChange, BulkChangeLine, SegmentLine, SegmentStep
from segments.price_effect import Effects, effects_of_putting_back, effects_of_undoing, refuse_unconfirmed
from segments.remembering import lines_left_as_set, lines_of_change
from segments.services import lock_not_cancelled, lock_open
from segments.steps import bring_to_list, differences, record_lines, stamp


class UndoError(Exception):
    """A bulk change cannot be undone."""


class TooLateError(UndoError):
    """It was made too long ago."""


class AlreadyUndoneError(UndoError):
    """It was undone before."""


@dataclass(frozen=True, kw_only=True)
class UndoneChange:
    """What was put back; lines that somebody changed since, or that can no longer be so, were left alone."""

    change: BulkChange
    lines: LineChange
    left_alone_count: int
    is_header_put_back: bool


@transaction.atomic
def undo_change(
    change: BulkChange, *, by: User | None, at: dt.datetime, confirmed: Effects | None = None
) -> UndoneChange:
    """Give the lines of ``change`` back what they were, as far as they still are what it made of them.

    :raises UndoError: it was undone before, or is too old.
    :raises SegmentStateError: the segment was cancelled; or it was logged, and lines or its own values would come back.
    :raises ConfirmationNeededError: a person agreed to something else than it would do to prices (``confirmed``).
    """
    lock_segment(change.segment)
    change = BulkChange.objects.select_related("segment", "undone_by").get(pk=change.pk)
    _refuse(change, at=at)
    segment = (lock_not_cancelled if is_flag_change(change) else lock_open)(change.segment)
    if change.verb == BulkChange.Verb.REMOVE_LINES:
        lines = put_back_removed(change, by=by, at=at, confirmed=confirmed)
    else:
        refuse_unconfirmed(effects_of_undoing(change) if confirmed is not None else (), confirmed)
        lines = put_back_values(lines_left_as_set(change), change=change, at=at)
    is_header_put_back = put_back_header(segment, change=change)
    left_alone_count = max(0, change.line_count - lines.line_count)
    change.undone_at, change.undone_by = at, by
    change.restored_count, change.left_alone_count = lines.line_count, left_alone_count
    change.save()
    return UndoneChange(
        change=change, lines=lines, left_alone_count=left_alone_count, is_header_put_back=is_header_put_back
    )


def put_back_removed(change: BulkChange, *, by: User | None, at: dt.datetime, confirmed: Effects | None) -> LineChange:
    """Undo the steps of ``change``, and put those of its lines back, as they were, that the other steps want.

    Steps that were taken since may keep a contact off the list, or have brought it back already.

    :raises ConfirmationNeededError: a person agreed to something else than it would do to prices (``confirmed``).
    """
    steps = list(change.steps.order_by("sequence"))
    before = BulkChangeLine.objects.filter(bulk_change=change)
    if not steps:
        # It was made before there were steps.
        newer = SegmentLine.objects.filter(segment=change.segment, contact=OuterRef("contact"), pk__gt=OuterRef("line"))
        coming = before.filter(~Exists(newer))
        refuse_unconfirmed(effects_of_putting_back(coming) if confirmed is not None else (), confirmed)
        lines = put_back_lines(change, at=at)
        _record(change, by=by, at=at)
        return lines
    stamp(steps, undone_at=at, undone_by=by)
    with differences(steps[0]):
        coming = before.filter(contact__in=RawSQL(list_sql.TOO_FEW, []))  # noqa: S611 - fixed text
        refuse_unconfirmed(effects_of_putting_back(coming) if confirmed is not None else (), confirmed)
        lines = put_back_lines(change, at=at, wanted=list_sql.HAS_TOO_FEW)
    change_after = bring_to_list(steps[0], at=at)
    together = together_of(lines, change_after.added)
    return replace(together, line_count=together.line_count - change_after.removed.line_count)


def _record(change: BulkChange, *, by: User | None, at: dt.datetime) -> None:
    step = SegmentStep(
        segment=change.segment,
        action=SegmentStep.Action.ADD,
        source=SegmentStep.Source.THERE_BEFORE,
        taken_at=at,
        taken_by=by,
    )
    contacts = lines_of_change(change).values("contact")
    record_lines(step, lines=SegmentLine.objects.filter(segment=change.segment, contact__in=contacts))


def is_flag_change(change: BulkChange) -> bool:
    """Return whether ``change`` was about flags of lines only, which may also be changed on a logged segment."""
    return change.verb not in {BulkChange.Verb.REMOVE_LINES, BulkChange.Verb.CHANGE_SEGMENT}


def _refuse(change: BulkChange, *, at: dt.datetime) -> None:
    if change.undone_at is not None:
        person = change.undone_by.get_full_name() or change.undone_by.get_username() if change.undone_by else "–"
        raise AlreadyUndoneError(
            _("%(person)s undid this at %(time)s. Nothing was changed.")
            % {"person": person, "time": moment(change.undone_at)}
        )
    if at > change.undo_until:
        raise TooLateError(
            _("This was done at %(time)s and could be undone for 24 hours. Nothing was changed; mark the lines anew.")
            % {"time": moment(change.made_at)}
        )
