"""Steps: what was done to say who is on a segment, kept for ever. Who is on it follows from the steps that stand.

Undoing the k-th step gives the list that the other steps give; taking the stamp away again gives the list as it was.
docs/audience.md says why, and ``segments.list_sql`` how the list is read off the steps.

The caller of each function has locked the segment.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Self

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.expressions import RawSQL

from contacts.models import Contact, ContactQuerySet
from segments import list_sql
from segments.kept_keys import kept_keys, learn, query_of
from segments.lines import LineChange, delete_lines, insert_lines, together_of
from segments.models import Segment, SegmentLine, SegmentStep, StepContact
from segments.planner import for_many_rows
from segments.price_effect import Effects, effects_of_settling, refuse_unconfirmed
from segments.remembering import remember

Action = SegmentStep.Action
# With more contacts to bring along than this, PostgreSQL is not to look each of them up.
_MANY = 1000
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
    """What came onto the segment and what left it, with what that did to target groups."""

    added: LineChange
    removed: LineChange


@transaction.atomic
def take_step(step: SegmentStep, *, matched: ContactQuerySet, confirmed: Effects | None = None) -> ListChange:
    """Take ``step``, new and without sequence, about the contacts that ``matched`` finds, and bring the lines along.

    Privacy blocked contacts never come onto a segment by it, excluded ones only if the options say so (D15).

    :raises ConfirmationNeededError: a person agreed to something else than it would do to prices (``confirmed``).
    Cost: set-based; as many rows as contacts are mentioned, and as many lines as change.
    """
    options = StepOptions.from_json(step.options)
    append_step(step)
    with for_many_rows(), _found_once(matched) as found:
        meant = meant_by(step.action, found, options)
        if step.action == Action.ADD:
            _bring(step, meant, options)
        else:
            _take_off(step, meant)
    change = bring_to_list(step, at=step.taken_at, confirmed=confirmed)
    step.added_count, step.removed_count = change.added.line_count, change.removed.line_count
    step.save()
    return change


@transaction.atomic
def record_lines(step: SegmentStep, *, lines: QuerySet[SegmentLine]) -> None:
    """Take ``step``, an addition, for ``lines`` that were written already and are all that their contacts have.

    For contacts with a second line it is taken once more, allowing existing ones, and so on.
    """
    lines = lines.order_by()
    most = lines.values("contact").annotate(count=Count("pk")).aggregate(most=Max("count"))["most"] or 0
    for place in range(1, most + 1):
        again = step if place == 1 else _like(step, allows_existing=True, options=["allows_existing"])
        append_step(again)
        found = lines.values("contact").annotate(count=Count("pk")).filter(count__gte=place)
        again.matched_count = _mention(again, found.values(contact_pk=F("contact_id")), is_addition=True)
        again.added_count = again.matched_count
        again.save()


@transaction.atomic
def take_lines_off(step: SegmentStep, *, lines: QuerySet[SegmentLine]) -> LineChange:
    """Take ``step``, which reduces, for these ``lines`` of its segment, and delete them.

    A contact that has other lines keeps those: an addition says so. What the lines were is written down for the bulk
    change of the step, if it has one.
    """
    append_step(step)
    if step.bulk_change is not None:
        lines = remember(step.bulk_change, lines)
    contacts = lines.order_by().values(contact_pk=F("contact_id")).distinct()
    step.matched_count = _mention(step, contacts, is_addition=False)
    change = delete_lines(lines, at=step.taken_at)
    step.removed_count = change.line_count
    step.save()
    mentioned = StepContact.objects.filter(step=step).values("contact_id")
    kept = SegmentLine.objects.filter(segment=step.segment_id, contact__in=mentioned)
    record_lines(_like(step, action=Action.ADD), lines=kept)
    return change


def mention_rows(step: SegmentStep, *, row_numbers: Mapping[int, int], added_count: int) -> None:
    """Say that ``step``, an addition that is saved or new, puts contacts on the list: row numbers of a file by key.

    The caller writes the lines. A file is one step, however many times this is called for it.
    """
    if step.pk is None:
        append_step(step)
    StepContact.objects.bulk_create(
        StepContact(step=step, contact_id=contact_id, is_addition=True, row_number=row_number)
        for contact_id, row_number in row_numbers.items()
    )
    step.matched_count += len(row_numbers)
    step.added_count += added_count
    step.save()


@transaction.atomic
def undo_steps(
    steps: Sequence[SegmentStep], *, at: dt.datetime, by: User | None, confirmed: Effects | None = None
) -> ListChange:
    """Let the list be what the other steps give. The steps are of one segment and stand.

    :raises ConfirmationNeededError: a person agreed to something else than it would do to prices (``confirmed``).
    """
    stamp(steps, undone_at=at, undone_by=by)
    return _bring_all(steps, at=at, confirmed=confirmed)


@transaction.atomic
def redo_steps(steps: Sequence[SegmentStep], *, at: dt.datetime, confirmed: Effects | None = None) -> ListChange:
    """Let undone steps of one segment count again.

    :raises ConfirmationNeededError: as ``undo_steps``.
    """
    stamp(steps, undone_at=None, undone_by=None)
    return _bring_all(steps, at=at, confirmed=confirmed)


def stamp(steps: Sequence[SegmentStep], *, undone_at: dt.datetime | None, undone_by: User | None) -> None:
    """Write on the steps that they are undone, or stand; bringing the list along is the caller's."""
    for step in steps:
        step.undone_at, step.undone_by = undone_at, undone_by
        step.save(update_fields=["undone_at", "undone_by"])


def _bring_all(steps: Sequence[SegmentStep], *, at: dt.datetime, confirmed: Effects | None) -> ListChange:
    with differences(*steps) as cursor:
        return _settle(steps[0].segment, cursor, at=at, confirmed=confirmed)


def bring_to_list(step: SegmentStep, *, at: dt.datetime, confirmed: Effects | None = None) -> ListChange:
    """Give each contact that ``step`` mentions as many lines as the steps say: no other contact can be concerned.

    A line that stays keeps its number and flags; one that comes gets those of the segment.

    :raises ConfirmationNeededError: a person agreed to something else than it would do to prices (``confirmed``).
    """
    return _bring_all([step], at=at, confirmed=confirmed)


def _settle(segment: Segment, cursor: CursorWrapper, *, at: dt.datetime, confirmed: Effects | None) -> ListChange:
    for statement in (list_sql.DROP_SURPLUS, list_sql.CREATE_SURPLUS):
        cursor.execute(statement)
    cursor.execute(list_sql.KEEP_SURPLUS, [segment.pk])
    learn(cursor, "list_surplus")
    surplus = SegmentLine.objects.filter(pk__in=RawSQL(list_sql.SURPLUS, []))  # noqa: S611 - fixed text
    if confirmed is not None:
        coming = Contact.objects.filter(pk__in=RawSQL(list_sql.TOO_FEW, []))  # noqa: S611 - fixed text
        refuse_unconfirmed(effects_of_settling(segment, coming=coming, going=surplus), confirmed)
    removed = delete_lines(surplus, at=at)
    cursor.execute(list_sql.MOST_TOO_FEW)
    (most,) = cursor.fetchone()
    add = list_sql.ADD_LINES
    writes = [insert_lines(add.replace("PLACE", str(place)), segment=segment, at=at) for place in range(most)]
    return ListChange(added=together_of(*writes), removed=removed)


def meant_by(action: str, matched: ContactQuerySet, options: StepOptions) -> ContactQuerySet:
    """Return whom a step is about that finds ``matched``, with those whom its options bring along."""
    return _widened(matched, options) if action == Action.ADD else _matched_companies(matched, options)


def _widened(matched: ContactQuerySet, options: StepOptions) -> ContactQuerySet:
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


def _matched_companies(matched: ContactQuerySet, options: StepOptions) -> ContactQuerySet:
    """Return the contacts that match, or everybody of a company of which somebody matches."""
    if not options.entire_companies:
        return matched
    return matched.everybody_of_their_buyers()


def last_sequence(segment: Segment) -> int:
    """Return the number of the last step, 0 where there is none."""
    return segment.steps.aggregate(last=Max("sequence"))["last"] or 0


def append_step(step: SegmentStep) -> None:
    """Save ``step`` as the last one of its segment."""
    step.sequence = last_sequence(step.segment) + 1
    step.save(force_insert=True)


def _like(step: SegmentStep, **values: Any) -> SegmentStep:
    """Return a new step that belongs to ``step``, with some values of its own."""
    fields = ("segment", "action", "source", "origin", "taken_at", "taken_by", "bulk_change")
    return SegmentStep(**{field: getattr(step, field) for field in fields} | values)


def _bring(step: SegmentStep, contacts: ContactQuerySet, options: StepOptions) -> None:
    step.privacy_blocked_count = contacts.filter(is_privacy_blocked=True).count()
    if not options.ignores_exclusion:
        excluded = contacts.filter(is_privacy_blocked=False, is_excluded_from_segments=True)
        step.excluded_count = excluded.count()
    step.matched_count = _mention(step, keys_of(addressable(contacts, options)), is_addition=True)


def _take_off(step: SegmentStep, matched: ContactQuerySet) -> None:
    """Take whom the action means off the list, from among those whom earlier steps mention, undone ones too.

    Nobody else can be on the list before this step, whichever steps are undone later.
    """
    earlier = StepContact.objects.filter(step__segment=step.segment_id, step__sequence__lt=step.sequence)
    matches = Q(pk__in=matched.values("pk"))
    meant = matches if step.action == Action.REDUCE else ~matches
    on_list = SegmentLine.objects.filter(segment=step.segment_id)
    step.matched_count = matched.filter(pk__in=on_list.values("contact_id")).count()
    _mention(step, keys_of(Contact.objects.filter(meant, pk__in=earlier.values("contact_id"))), is_addition=False)


@contextmanager
def _found_once(contacts: ContactQuerySet) -> Iterator[ContactQuerySet]:
    """Find the contacts and keep their keys."""
    with kept_keys("step_found", keys_of(contacts)) as found:
        yield Contact.objects.with_buyer().filter(pk__in=found)


def _mention(step: SegmentStep, found: QuerySet[Any, Any], *, is_addition: bool) -> int:
    """Write down that ``step`` puts these contacts on the list, or takes them off it, and return how many they are."""
    return insert_found(list_sql.MENTION, found, step.pk, is_addition)


def keys_of(contacts: QuerySet[Contact]) -> QuerySet[Any, Any]:
    """Return the keys of the contacts as ``contact_pk``."""
    return contacts.order_by().values(contact_pk=F("pk"))


def insert_found(statement: str, found: QuerySet[Any, Any], *values: int | bool) -> int:
    """Execute a statement that has FOUND where the query of each ``contact_pk`` belongs; return how many it wrote."""
    query, parameters = query_of(found)
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("FOUND", query), (*values, *parameters))
        row_count: int = cursor.rowcount
    return row_count


@contextmanager
def differences(*steps: SegmentStep) -> Iterator[CursorWrapper]:
    """Keep in ``list_difference`` how many lines too few or many the contacts of these steps of one segment have."""
    segment_id = steps[0].segment_id
    standing = SegmentStep.objects.filter(segment=segment_id, undone_at=None).values_list("pk", flat=True)
    find = list_sql.FIND_DIFFERENCES
    for name, keys in (("STEPS", [step.pk for step in steps]), ("STANDING", standing)):
        find = find.replace(name, ", ".join(map(str, keys)) or "NULL")
    with connection.cursor() as cursor:
        cursor.execute(list_sql.DROP_DIFFERENCES)
        cursor.execute(list_sql.CREATE_DIFFERENCES)
        with for_many_rows():
            cursor.execute(find, {"segment": segment_id})
        are_many = cursor.rowcount > _MANY
        learn(cursor, "list_difference")
        with for_many_rows() if are_many else nullcontext():
            yield cursor
        cursor.execute(list_sql.DROP_DIFFERENCES)
