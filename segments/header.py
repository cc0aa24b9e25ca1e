"""The header of a segment, whose campaign and flags are pushed to its lines when they change."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from segments.lines import LineChange, change_lines
from segments.models import BulkChange, Segment, SegmentLine
from segments.price_effect import Effects, effects_of_writing, refuse_unconfirmed
from segments.remembering import forget_old_changes
from segments.services import (
    SegmentChangedError,
    SegmentDetails,
    fill,
    lock_open,
    refuse_flags_without_campaign,
)
from segments.targeting import TargetChange

_NO_LINES = LineChange(line_count=0, targets=TargetChange())


@dataclass(frozen=True, kw_only=True)
class SegmentChange:
    """A segment as written, what that did to its lines, and what can be undone, if campaign or flags changed."""

    segment: Segment
    lines: LineChange
    bulk_change: BulkChange | None


@transaction.atomic
def change_segment(
    segment: Segment,
    *,
    details: SegmentDetails,
    seen_at: dt.datetime | None = None,
    by: User | None = None,
    at: dt.datetime,
    confirmed: Effects | None = None,
) -> SegmentChange:
    """Write ``details`` on the segment, and on its lines the campaign and flags that this changes (SH-1).

    A changed flag is written on every line that has a campaign, both ways: ticks of single lines are lost, but can be
    got back by undoing (SH-2). Taking the campaign away clears both flags. Description, date and salesperson are never
    written on lines: a line has its segment's. ``seen_at`` is the moment of change of the segment that the person saw,
    ``confirmed`` what the person agreed to that this does to prices.

    :raises SegmentError: the segment is not open or was changed since ``seen_at``, or a flag is ticked without a
        campaign.
    :raises ConfirmationNeededError: it would do something else to prices than was ``confirmed``.
    """
    segment, before, details = _write(segment, details=details, seen_at=seen_at)
    bulk_change = _header_change(segment, before, details, by=by, at=at)
    if bulk_change is None:
        return SegmentChange(segment=segment, lines=_NO_LINES, bulk_change=None)
    lines = _lines_to_push_to(segment, bulk_change)
    refuse_unconfirmed(effects_of_writing(lines, bulk_change.values) if confirmed is not None else (), confirmed)
    pushed = change_lines(lines, at=at, remembered_as=bulk_change, **bulk_change.values)
    forget_old_changes(at=at)
    return SegmentChange(segment=segment, lines=pushed, bulk_change=bulk_change)


@transaction.atomic
def change_only_segment(
    segment: Segment, *, details: SegmentDetails, seen_at: dt.datetime | None = None
) -> SegmentChange:
    """Write ``details`` on the segment and leave its lines as they are: the *no* of SH-1. New lines get them.

    Nobody comes into a target group or leaves one by it.

    :raises SegmentError: as ``change_segment``.
    """
    segment, _before, _details = _write(segment, details=details, seen_at=seen_at)
    return SegmentChange(segment=segment, lines=_NO_LINES, bulk_change=None)


@transaction.atomic
def put_back_header(segment: Segment, *, change: BulkChange) -> bool:
    """Give the open ``segment``, which the caller has locked, what it said before ``change``; return whether it got it.

    It does not where it says something else by now, or where what it said no longer can be.
    """
    before = change.header_before
    if not before or segment.state != Segment.State.OPEN:
        return False
    says_what_was_written = all(getattr(segment, attribute) == change.values[attribute] for attribute in before)
    for attribute, value in before.items():
        setattr(segment, attribute, value)
    campaign_can_be = segment.campaign_id is None or Campaign.objects.filter(pk=segment.campaign_id).exists()
    flags_can_be = segment.campaign_id is not None or not (segment.is_campaign_target or segment.is_campaign_response)
    if says_what_was_written and campaign_can_be and flags_can_be:
        segment.save()
        return True
    return False


def _write(
    segment: Segment, *, details: SegmentDetails, seen_at: dt.datetime | None
) -> tuple[Segment, SegmentDetails, SegmentDetails]:
    """Lock the segment, write ``details`` on it, and return it with what it said before and what it says now."""
    segment = lock_open(segment)
    if seen_at is not None and segment.modified_at != seen_at:
        raise SegmentChangedError(
            _("%(number)s was changed while you were editing it. Compare and save again.") % {"number": segment.number}
        )
    before = SegmentDetails.of(segment)
    details = _without_lost_flags(before, details)
    refuse_flags_without_campaign(details)
    if details != before:
        fill(segment, details)
        segment.save()
    return segment, before, details


def _pushed_values(details: SegmentDetails) -> dict[str, Any]:
    """Return what lines have from the segment, by attribute."""
    return {
        "campaign_id": None if details.campaign is None else details.campaign.pk,
        "is_campaign_target": details.is_campaign_target,
        "is_campaign_response": details.is_campaign_response,
    }


def _without_lost_flags(before: SegmentDetails, details: SegmentDetails) -> SegmentDetails:
    """Return ``details``, with the flags cleared where the campaign is taken away."""
    if details.campaign is None and before.campaign is not None:
        return replace(details, is_campaign_target=False, is_campaign_response=False)
    return details


def _header_change(
    segment: Segment, before: SegmentDetails, details: SegmentDetails, *, by: User | None, at: dt.datetime
) -> BulkChange | None:
    """Return, saved, what changed of campaign and flags; None when that is nothing."""
    old, new = _pushed_values(before), _pushed_values(details)
    changed = {attribute for attribute in new if old[attribute] != new[attribute]}
    if not changed:
        return None
    # Taking the campaign away clears the flags of every line, whatever the segment said.
    written = new if details.campaign is None else {attribute: new[attribute] for attribute in changed}
    return BulkChange.objects.create(
        segment=segment,
        verb=BulkChange.Verb.CHANGE_SEGMENT,
        values=written,
        header_before={attribute: old[attribute] for attribute in changed},
        made_at=at,
        made_by=by,
    )


def _lines_to_push_to(segment: Segment, change: BulkChange) -> QuerySet[SegmentLine]:
    """Return all lines, but where only flags are written those that have a campaign."""
    lines = SegmentLine.objects.filter(segment=segment)
    return lines if "campaign_id" in change.values else lines.exclude(campaign=None)
