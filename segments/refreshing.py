"""Segments that follow their rules: what their criteria find now, and the step that brings the list there.

docs/audience.md says what a refresh may change. Logged and cancelled segments are never refreshed.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from contacts.models import Contact, ContactQuerySet
from segments import refresh_sql
from segments.models import Segment, SegmentStep
from segments.planner import for_many_rows
from segments.price_effect import Effects
from segments.ruled import keys_by_fate, ruled_by, rules_of
from segments.selectors import following_segments
from segments.services import SegmentError, SegmentLinesChangedError, lock_open
from segments.steps import append_step, bring_to_list, insert_found, keys_of

Action = SegmentStep.Action
SAMPLE_SIZE = 10


class RefreshError(SegmentError):
    """A segment does not follow its rules, or has none."""


@dataclass(frozen=True, kw_only=True)
class RefreshPlan:
    """How many contacts a refresh would put on the segment and take off it, and the first of each by name.

    ``kept_count`` is how many stay although no rule finds them any more, ``away_count`` how many do not come although
    one does: they were decided about by hand.
    """

    coming_count: int
    leaving_count: int
    kept_count: int = 0
    away_count: int = 0
    coming: tuple[Contact, ...] = ()
    leaving: tuple[Contact, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether nobody would come or leave."""
        return not self.coming_count and not self.leaving_count


@transaction.atomic
def plan_refresh(segment: Segment) -> RefreshPlan:
    """Return what a refresh would do now; nothing is written.

    :raises RefreshError: the segment does not follow its rules, or no step by criteria stands.
    :raises BrokenRuleError: a step names a code that does not exist any more.
    """
    with _differences(segment) as by_fate:
        return RefreshPlan(
            coming_count=_contacts(refresh_sql.COMING).count(),
            leaving_count=_contacts(refresh_sql.LEAVING).count(),
            kept_count=by_fate["kept"].count(),
            away_count=by_fate["away"].count(),
            coming=tuple(_contacts(refresh_sql.COMING).select_related("company")[:SAMPLE_SIZE]),
            leaving=tuple(_contacts(refresh_sql.LEAVING).select_related("company")[:SAMPLE_SIZE]),
        )


def contacts_by_refresh(segment: Segment, fate: str) -> ContactQuerySet:
    """Return the contacts behind one number of the plan: *coming*, *leaving*, *kept* or *away*.

    :raises KeyError: there is no such number.
    :raises RefreshError: as ``plan_refresh``.
    :raises BrokenRuleError: as ``plan_refresh``.
    """
    contacts: ContactQuerySet = Contact.objects.filter(pk__in=keys_by_fate(segment, ruled_by(_rules(segment)))[fate])
    return contacts


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
    :raises BrokenRuleError: a step names a code that does not exist any more.
    :raises ConfirmationNeededError: it would do something else to prices than was ``confirmed``.
    """
    segment = lock_open(segment)
    with _differences(segment):
        done = RefreshPlan(
            coming_count=_contacts(refresh_sql.COMING).count(), leaving_count=_contacts(refresh_sql.LEAVING).count()
        )
        _refuse_other(done, expected)
        if not done.is_nothing:
            _take(segment, at=at, by=by, confirmed=confirmed)
    Segment.objects.filter(pk=segment.pk).update(
        refreshed_at=at,
        refresh_added_count=done.coming_count,
        refresh_removed_count=done.leaving_count,
        refresh_failed_at=None,
    )
    return done


@transaction.atomic
def follow_rules(segment: Segment, *, follows: bool) -> bool:
    """Let the segment follow its rules from now on, or stay as it is; return whether that is something new.

    Nobody comes or leaves by it.

    :raises SegmentStateError: the segment is not open.
    """
    segment = lock_open(segment)
    if segment.follows_rules == follows:
        return False
    segment.follows_rules, segment.refresh_failed_at = follows, None
    segment.save(update_fields=["follows_rules", "refresh_failed_at", "modified_at"])
    return True


def note_failure(segment: Segment, *, at: dt.datetime) -> None:
    """Write down that nobody was there to read why a refresh was refused, until one is done."""
    Segment.objects.filter(pk=segment.pk, follows_rules=True).update(refresh_failed_at=at)


def segments_to_refresh() -> QuerySet[Segment]:
    """Return the open segments that follow their rules and have any, by number."""
    return following_segments().order_by("number")


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
def _differences(segment: Segment) -> Iterator[dict[str, QuerySet[Any, Any]]]:
    """Keep in ``refresh_difference`` who would come and go, and give the keys of all by what would become of them."""
    ruled = ruled_by(_rules(segment))
    with for_many_rows(), connection.cursor() as cursor:
        for statement in (
            refresh_sql.DROP_RULED,
            refresh_sql.CREATE_RULED,
            refresh_sql.DROP_DIFFERENCES,
            refresh_sql.CREATE_DIFFERENCES,
        ):
            cursor.execute(statement)
        insert_found(refresh_sql.KEEP_RULED, ruled)
        by_fate = keys_by_fate(segment, keys_of(_contacts(refresh_sql.RULED)))
        insert_found(refresh_sql.KEEP_DIFFERENCE, by_fate["coming"], True)  # noqa: FBT003 - a value of the statement
        insert_found(refresh_sql.KEEP_DIFFERENCE, by_fate["leaving"], False)  # noqa: FBT003 - as above
        yield by_fate
        cursor.execute(refresh_sql.DROP_RULED)
        cursor.execute(refresh_sql.DROP_DIFFERENCES)


def _rules(segment: Segment) -> list[SegmentStep]:
    if not segment.follows_rules:
        raise RefreshError(
            _("%(segment)s is fixed: it does not follow its rules. Nothing was changed.") % {"segment": segment.number}
        )
    rules = rules_of(segment)
    if not rules:
        raise RefreshError(
            _("%(segment)s has no step by criteria that it could follow. Nothing was changed.")
            % {"segment": segment.number}
        )
    return rules


def _contacts(query: str) -> QuerySet[Contact]:
    return Contact.objects.filter(pk__in=RawSQL(query, [])).order_by("name", "number")  # noqa: S611 - fixed text


def _refuse_other(done: RefreshPlan, expected: RefreshPlan | None) -> None:
    if expected is None or (done.coming_count, done.leaving_count) == (expected.coming_count, expected.leaving_count):
        return
    raise SegmentLinesChangedError.by_now(coming_count=done.coming_count, leaving_count=done.leaving_count)
