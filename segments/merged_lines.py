"""What segments keep of a contact that is merged with another one: lines, and what steps and bulk changes say of it.

Nobody comes onto a segment or leaves it by a merge. Of two lines that two contacts had on an open segment for the same
campaign one stays, and with it both flags; lines of another campaign, and those of segments that were logged or
cancelled, all stay. Where the steps of both contacts, read as those of one, would give another list, a step says so.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, QuerySet

from contacts.models import Contact
from segments.lines import change_lines, delete_lines
from segments.models import BulkChangeLine, Segment, SegmentLine, SegmentStep, StepContact
from segments.steps import append_step

Action = SegmentStep.Action


@dataclass(frozen=True, kw_only=True)
class SharedLine:
    """A line of the contact that goes, and that of the kept contact on the same segment, which stands for both then."""

    going: SegmentLine
    staying: SegmentLine


def shared_lines(kept: Contact, gone: Contact) -> list[SharedLine]:
    """Return the lines of ``gone`` that go, because ``kept`` has one on the open segment for the same campaign.

    By segment and line. Cost: one query.
    """
    lines = SegmentLine.objects.filter(contact__in=(kept, gone), segment__state=Segment.State.OPEN)
    by_place: defaultdict[tuple[int, int | None], list[SegmentLine]] = defaultdict(list)
    for line in lines.select_related("segment", "campaign").order_by("segment__number", "line_number"):
        by_place[line.segment_id, line.campaign_id].append(line)
    return [
        SharedLine(going=line, staying=staying[0])
        for together in by_place.values()
        if (staying := [line for line in together if line.contact_id == kept.pk])
        for line in together
        if line.contact_id == gone.pk
    ]


def move_lines(kept: Contact, gone: Contact, *, at: dt.datetime, by: User | None) -> None:
    """Make the lines of ``gone`` those of ``kept``, and of its persons too; the target groups follow.

    The caller owns the buyers.
    """
    segment_ids = _segments_about(gone)
    shared = shared_lines(kept, gone)
    for flag in ("is_campaign_target", "is_campaign_response"):
        ticked = [pair.staying.pk for pair in shared if getattr(pair.going, flag)]
        values: dict[str, Any] = {flag: True}
        change_lines(SegmentLine.objects.filter(pk__in=ticked), at=at, **values)
    delete_lines(SegmentLine.objects.filter(pk__in=[pair.going.pk for pair in shared]), at=at)
    change_lines(SegmentLine.objects.filter(contact=gone), at=at, contact=kept, buyer=kept.company or kept)
    change_lines(SegmentLine.objects.filter(buyer=gone), at=at, buyer=kept)
    _move_mentions(kept, gone)
    BulkChangeLine.objects.filter(contact=gone).update(contact=kept)
    _explain(kept, gone, segment_ids, at=at, by=by)


def _segments_about(contact: Contact) -> set[int]:
    lines = SegmentLine.objects.filter(contact=contact).values_list("segment_id", flat=True)
    return {*lines, *_mentions_of(contact).values_list("step__segment_id", flat=True)}


def _mentions_of(contact: Contact) -> QuerySet[StepContact]:
    """Return what steps say of ``contact``, looked up step by step: only their key with the step is indexed."""
    return StepContact.objects.filter(step__in=SegmentStep.objects.values("pk"), contact=contact)


def _move_mentions(kept: Contact, gone: Contact) -> None:
    """Let what steps say of ``gone`` be said of ``kept``. One that both puts on and takes off puts on."""
    going = dict(_mentions_of(gone).values_list("step_id", "is_addition"))
    there = dict(_mentions_of(kept).filter(step__in=going).values_list("step_id", "is_addition"))
    added = [step for step, is_addition in there.items() if going[step] and not is_addition]
    StepContact.objects.filter(step__in=added, contact=kept).update(is_addition=True)
    StepContact.objects.filter(step__in=there, contact=gone).delete()
    StepContact.objects.filter(step__in=going.keys() - there.keys(), contact=gone).update(contact=kept)


def _explain(kept: Contact, gone: Contact, segment_ids: Collection[int], *, at: dt.datetime, by: User | None) -> None:
    """Take steps where those of ``kept`` give another number of lines than it has."""
    counted = SegmentLine.objects.filter(contact=kept, segment__in=segment_ids).order_by().values_list("segment")
    has = dict(counted.annotate(line_count=Count("pk")))
    mentions: defaultdict[int, list[StepContact]] = defaultdict(list)
    standing = _mentions_of(kept).filter(step__segment__in=segment_ids, step__undone_at=None)
    for mention in standing.select_related("step").order_by("step__segment", "step__sequence"):
        mentions[mention.step.segment_id].append(mention)
    for segment in Segment.objects.filter(pk__in=segment_ids).order_by("pk"):
        for action, allows_existing in _missing(_given(mentions[segment.pk]), has.get(segment.pk, 0)):
            step = SegmentStep(
                segment=segment,
                action=action,
                source=SegmentStep.Source.MERGE,
                origin=gone.number,
                allows_existing=allows_existing,
                options=["allows_existing"] if allows_existing else [],
                taken_at=at,
                taken_by=by,
                matched_count=1,
            )
            append_step(step)
            StepContact.objects.create(step=step, contact=kept, is_addition=action == Action.ADD)


def _given(mentions: Iterable[StepContact]) -> int:
    """Return how many lines these mentions give, in the order of their steps (``segments.list_sql``)."""
    count = 0
    for mention in mentions:
        if not mention.is_addition:
            count = 0
        elif mention.step.allows_existing or not count:
            count += 1
    return count


def _missing(given: int, has: int) -> Sequence[tuple[Action, bool]]:
    """Return the steps, each with whether it allows existing contacts, after which ``has`` lines are given."""
    steps: list[tuple[Action, bool]] = []
    if given > has:
        steps, given = [(Action.REDUCE, False)], 0
    steps += [(Action.ADD, place > 0) for place in range(given, has)]
    return steps
