"""Steps: what was done to say who is on a segment, kept for ever. Who is on it follows from the steps that stand.

Undoing the k-th step gives the list that the other steps give; taking the stamp away again gives the list as it was.
docs/audience.md says why, and ``segments.list_sql`` how the list is read off the steps.

The caller of each function has locked the segment.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from django.contrib.auth.models import User
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.expressions import RawSQL

from contacts.models import Contact, ContactQuerySet
from segments import list_sql
from segments.lines import LineChange, delete_lines, insert_lines
from segments.models import Segment, SegmentLine, SegmentStep, StepContact
from segments.planner import for_many_rows

Action = SegmentStep.Action
_FLAGS = ("expands_companies", "adds_related_companies", "entire_companies", "ignores_exclusion", "allows_existing")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOptions:
    """How a step widens what matches (reference 4.3, 4.4); all are off unless told.

    *Expands companies*: everybody of the company of each contact that matches. *Adds related companies*: the company
    itself. *Ignores exclusion*: also contacts that are excluded from segments. *Allows existing*: a second line for
    a contact that is on the segment. *Entire companies*: reducing and refining look at companies as a whole.
    """

    expands_companies: bool = False
    adds_related_companies: bool = False
    entire_companies: bool = False
    ignores_exclusion: bool = False
    allows_existing: bool = False

    def as_json(self) -> list[str]:
        """Return the names of those that are on."""
        return [name for name in _FLAGS if getattr(self, name)]

    @classmethod
    def from_json(cls, names: list[str]) -> Self:
        """Return the options that ``as_json`` wrote."""
        return cls(**{name: name in names for name in _FLAGS})


@dataclass(frozen=True, kw_only=True)
class ListChange:
    """How many lines came onto the segment and left it; ``writes`` says what each write did to target groups."""

    added_count: int
    removed_count: int
    writes: tuple[LineChange, ...]


@transaction.atomic
def take_step(step: SegmentStep, *, matched: ContactQuerySet) -> ListChange:
    """Take ``step``, new and without sequence, about the contacts that ``matched`` finds, and bring the lines along.

    Privacy blocked contacts never come onto a segment by it, excluded ones only if the options say so (D15).
    Cost: set-based; as many rows as contacts are mentioned, and as many lines as change.
    """
    options = StepOptions.from_json(step.options)
    step.sequence = last_sequence(step.segment) + 1
    step.save(force_insert=True)
    with for_many_rows(), _found_once(matched) as found:
        if step.action == Action.ADD:
            _bring(step, widened(found, options), options)
        else:
            _take_off(step, matched_companies(found, options))
    change = bring_to_list(step, at=step.taken_at)
    step.added_count, step.removed_count = change.added_count, change.removed_count
    step.save()
    return change


@transaction.atomic
def record_lines(step: SegmentStep, *, after: int) -> SegmentStep:
    """Take ``step`` for lines that were written already: those of its segment with a number higher than ``after``."""
    step.sequence = last_sequence(step.segment) + 1
    step.save(force_insert=True)
    with connection.cursor() as cursor:
        values = {"step": step.pk, "segment": step.segment_id, "after": after}
        cursor.execute(list_sql.MENTION_LINES, values)
        step.matched_count = step.added_count = cursor.rowcount
    step.save()
    return step


@transaction.atomic
def undo_step(step: SegmentStep, *, at: dt.datetime, by: User | None) -> ListChange:
    """Let the list be what the other steps give. A step that was undone before stays so."""
    step.undone_at, step.undone_by = at, by
    step.save(update_fields=["undone_at", "undone_by"])
    return bring_to_list(step, at=at)


@transaction.atomic
def redo_step(step: SegmentStep, *, at: dt.datetime) -> ListChange:
    """Let an undone step count again."""
    step.undone_at, step.undone_by = None, None
    step.save(update_fields=["undone_at", "undone_by"])
    return bring_to_list(step, at=at)


def bring_to_list(step: SegmentStep, *, at: dt.datetime) -> ListChange:
    """Give each contact that ``step`` mentions as many lines as the steps say: no other contact can be concerned.

    A line that stays keeps its number and flags; one that comes gets those of the segment.
    """
    segment = step.segment
    writes = []
    with for_many_rows(), _differences(step) as cursor:
        surplus = RawSQL(list_sql.SURPLUS_LINES, [segment.pk])  # noqa: S611 - fixed text
        removed = delete_lines(SegmentLine.objects.filter(pk__in=surplus), at=at)
        while (added := insert_lines(list_sql.ADD_LINES, segment=segment, at=at)).line_count:
            writes.append(added)
            cursor.execute(list_sql.LESS_DIFFERENT)
    return ListChange(
        added_count=sum(added.line_count for added in writes),
        removed_count=removed.line_count,
        writes=(removed, *writes),
    )


def widened(matched: ContactQuerySet, options: StepOptions) -> ContactQuerySet:
    """Return the contacts that match, and those that the options bring along."""
    if options.expands_companies:
        return matched.everybody_of_their_buyers()
    if options.adds_related_companies:
        companies = matched.filter(company__isnull=False).values("company_id")
        return Contact.objects.with_buyer().filter(Q(pk__in=matched.values("pk")) | Q(pk__in=companies))
    return matched


def addressable(found: ContactQuerySet, options: StepOptions) -> ContactQuerySet:
    """Leave out who may not come onto a segment (D15)."""
    allowed = found.filter(is_privacy_blocked=False)
    return allowed if options.ignores_exclusion else allowed.filter(is_excluded_from_segments=False)


def matched_companies(matched: ContactQuerySet, options: StepOptions) -> ContactQuerySet:
    """Return the contacts that match, or everybody of a company of which somebody matches."""
    if not options.entire_companies:
        return matched
    return matched.everybody_of_their_buyers()


def last_sequence(segment: Segment) -> int:
    """Return the number of the last step, 0 where there is none."""
    return segment.steps.aggregate(last=Max("sequence"))["last"] or 0


def _bring(step: SegmentStep, contacts: ContactQuerySet, options: StepOptions) -> None:
    step.privacy_blocked_count = contacts.filter(is_privacy_blocked=True).count()
    if not options.ignores_exclusion:
        excluded = contacts.filter(is_privacy_blocked=False, is_excluded_from_segments=True)
        step.excluded_count = excluded.count()
    step.matched_count = _mention(step, addressable(contacts, options), is_addition=True)


def _take_off(step: SegmentStep, matched: ContactQuerySet) -> None:
    """Take whom the action means off the list, from among those whom earlier steps mention, undone ones too.

    Nobody else can be on the list before this step, whichever steps are undone later.
    """
    earlier = StepContact.objects.filter(step__segment=step.segment_id, step__sequence__lt=step.sequence)
    matches = Q(pk__in=matched.values("pk"))
    meant = matches if step.action == Action.REDUCE else ~matches
    on_list = SegmentLine.objects.filter(segment=step.segment_id)
    step.matched_count = matched.filter(pk__in=on_list.values("contact_id")).count()
    _mention(step, Contact.objects.filter(meant, pk__in=earlier.values("contact_id")), is_addition=False)


@contextmanager
def _found_once(contacts: ContactQuerySet) -> Iterator[ContactQuerySet]:
    """Find the contacts and keep their keys: what asks a million order lines is to ask them once."""
    with connection.cursor() as cursor:
        cursor.execute(list_sql.DROP_FOUND)
        cursor.execute(list_sql.CREATE_FOUND)
        _insert(list_sql.KEEP_FOUND, contacts)
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE step_found")
        yield Contact.objects.with_buyer().filter(pk__in=RawSQL(list_sql.FOUND, []))  # noqa: S611 - fixed text
        cursor.execute(list_sql.DROP_FOUND)


def _mention(step: SegmentStep, contacts: QuerySet[Contact], *, is_addition: bool) -> int:
    """Write down that ``step`` puts these contacts on the list, or takes them off it, and return how many they are."""
    return _insert(list_sql.MENTION, contacts, step.pk, is_addition)


def _insert(statement: str, contacts: QuerySet[Contact], *values: int | bool) -> int:
    """Insert a row for each of the contacts by a statement that has FOUND where the query belongs."""
    try:
        query, parameters = contacts.order_by().values("id").query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("FOUND", query), (*values, *parameters))
        row_count: int = cursor.rowcount
    return row_count


@contextmanager
def _differences(step: SegmentStep) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute(list_sql.DROP_DIFFERENCES)
        cursor.execute(list_sql.CREATE_DIFFERENCES)
        cursor.execute(list_sql.FIND_DIFFERENCES, {"step": step.pk, "segment": step.segment_id})
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE list_difference")
        yield cursor
        cursor.execute(list_sql.DROP_DIFFERENCES)
