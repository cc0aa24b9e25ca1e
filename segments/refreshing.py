"""Segments that follow their rules: what their criteria find now, and the step that brings the list there.

docs/audience.md says what a refresh may change. Logged and cancelled segments are never refreshed.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from contacts.models import Contact
from segments import refresh_sql
from segments.criteria import read_criteria
from segments.matching import matching
from segments.models import Segment, SegmentStep
from segments.planner import for_many_rows
from segments.price_effect import Effects
from segments.services import SegmentError, SegmentLinesChangedError, lock_open
from segments.steps import (
    StepOptions,
    addressable,
    append_step,
    bring_to_list,
    insert_found,
    keys_of,
    matched_companies,
    widened,
)

Action = SegmentStep.Action
SAMPLE_SIZE = 10


class RefreshError(SegmentError):
    """A segment does not follow its rules, or has none."""


@dataclass(frozen=True, kw_only=True)
class RefreshPlan:
    """How many contacts a refresh would put on the segment and take off it, and the first of each by name."""

    coming_count: int
    leaving_count: int
    coming: tuple[Contact, ...] = ()
    leaving: tuple[Contact, ...] = ()


@transaction.atomic
def plan_refresh(segment: Segment) -> RefreshPlan:
    """Return what a refresh would do now; nothing is written.

    :raises RefreshError: the segment does not follow its rules, or no step by criteria stands.
    :raises UnknownCodeError: a step names a code that does not exist any more.
    """
    with _differences(segment):
        return RefreshPlan(
            coming_count=_contacts(refresh_sql.COMING).count(),
            leaving_count=_contacts(refresh_sql.LEAVING).count(),
            coming=tuple(_contacts(refresh_sql.COMING).select_related("company")[:SAMPLE_SIZE]),
            leaving=tuple(_contacts(refresh_sql.LEAVING).select_related("company")[:SAMPLE_SIZE]),
        )


@transaction.atomic
def refresh_segment(
    segment: Segment,
    *,
    at: dt.datetime,
    by: User | None,
    expected: RefreshPlan | None = None,
    confirmed: Effects | None = None,
) -> RefreshPlan:
    """Bring the segment to what its criteria find now, as one step that can be undone; none where nothing differs.

    :raises SegmentError: the segment is not open, does not follow its rules or has none, or not as many contacts would
        come and go as ``expected``, what a person saw.
    :raises UnknownCodeError: a step names a code that does not exist any more.
    :raises ConfirmationNeededError: it would do something else to prices than was ``confirmed``.
    """
    segment = lock_open(segment)
    with _differences(segment):
        done = RefreshPlan(
            coming_count=_contacts(refresh_sql.COMING).count(), leaving_count=_contacts(refresh_sql.LEAVING).count()
        )
        _refuse_other(done, expected)
        if done.coming_count or done.leaving_count:
            _take(segment, at=at, by=by, confirmed=confirmed)
    Segment.objects.filter(pk=segment.pk).update(
        refreshed_at=at, refresh_added_count=done.coming_count, refresh_removed_count=done.leaving_count
    )
    return done


@transaction.atomic
def follow_rules(segment: Segment, *, follows: bool) -> Segment:
    """Let the segment follow its rules from now on, or stay as it is.

    :raises SegmentStateError: the segment is not open.
    """
    segment = lock_open(segment)
    segment.follows_rules = follows
    segment.save(update_fields=["follows_rules", "modified_at"])
    return segment


def segments_to_refresh() -> QuerySet[Segment]:
    """Return the open segments that follow their rules, by number."""
    return Segment.objects.filter(follows_rules=True, state=Segment.State.OPEN).order_by("number")


def _take(segment: Segment, *, at: dt.datetime, by: User | None, confirmed: Effects | None) -> None:
    step = SegmentStep(
        segment=segment, action=Action.REFRESH, source=SegmentStep.Source.CRITERIA, taken_at=at, taken_by=by
    )
    append_step(step)
    with connection.cursor() as cursor:
        cursor.execute(refresh_sql.MENTION, [step.pk])
        step.matched_count = cursor.rowcount
    change = bring_to_list(step, at=at, confirmed=confirmed)
    step.added_count, step.removed_count = change.added.line_count, change.removed.line_count
    step.save()


@contextmanager
def _differences(segment: Segment) -> Iterator[None]:
    """Keep in ``refresh_difference`` who would come and go."""
    steps = _rules(segment)
    with for_many_rows(), connection.cursor() as cursor:
        for statement in (
            refresh_sql.DROP_RULED,
            refresh_sql.CREATE_RULED,
            refresh_sql.DROP_DIFFERENCES,
            refresh_sql.CREATE_DIFFERENCES,
        ):
            cursor.execute(statement)
        for step in steps:
            _apply(step)
        cursor.execute(refresh_sql.FIND_DIFFERENCES, {"segment": segment.pk})
        yield
        cursor.execute(refresh_sql.DROP_RULED)
        cursor.execute(refresh_sql.DROP_DIFFERENCES)


def _rules(segment: Segment) -> list[SegmentStep]:
    if not segment.follows_rules:
        raise RefreshError(
            _("%(segment)s is fixed: it does not follow its rules. Nothing was changed.") % {"segment": segment.number}
        )
    standing = segment.steps.filter(undone_at=None, source=SegmentStep.Source.CRITERIA)
    steps = list(standing.exclude(action=Action.REFRESH).order_by("sequence"))
    if not steps:
        raise RefreshError(
            _("%(segment)s has no step by criteria that it could follow. Nothing was changed.")
            % {"segment": segment.number}
        )
    return steps


def _apply(step: SegmentStep) -> None:
    """Do to the contacts that the rules found so far what ``step`` says, with the data of now."""
    options = StepOptions.from_json(step.options)
    found = matching(read_criteria(step.criteria))
    if step.action == Action.ADD:
        ruled = RawSQL(refresh_sql.RULED, [])  # noqa: S611 - fixed text
        insert_found(refresh_sql.ADD, keys_of(addressable(widened(found, options), options).exclude(pk__in=ruled)))
        return
    statement = refresh_sql.REDUCE if step.action == Action.REDUCE else refresh_sql.REFINE
    insert_found(statement, keys_of(matched_companies(found, options)))


def _contacts(query: str) -> QuerySet[Contact]:
    return Contact.objects.filter(pk__in=RawSQL(query, [])).order_by("name", "number")  # noqa: S611 - fixed text


def _refuse_other(done: RefreshPlan, expected: RefreshPlan | None) -> None:
    if expected is None or (done.coming_count, done.leaving_count) == (expected.coming_count, expected.leaving_count):
        return
    raise SegmentLinesChangedError(
        _("By now %(coming)s would come and %(leaving)s leave. Nothing was changed; look again.")
        % {"coming": done.coming_count, "leaving": done.leaving_count}
    )
