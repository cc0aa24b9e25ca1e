"""The one way to write segment lines: every write brings the target groups it touches to what the lines say (D4)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from contacts.models import Contact
from segments.locks import share_buyers
from segments.models import Segment, SegmentLine
from segments.targeting import TargetChange, recount_targets

_CHUNK_SIZE = 5000
# More buyers than this and counting the whole campaign is quicker than looking each of them up.
_MOST_LISTED_BUYERS = 1000
# What decides whether, for whom and for which campaign a line counts.
_COUNTED_FIELDS = frozenset({"buyer", "campaign", "is_campaign_target", "is_cancelled"})


@dataclass(frozen=True, kw_only=True)
class LineChange:
    """How many lines were written, and what that did to target groups."""

    line_count: int
    targets: TargetChange


@dataclass(frozen=True, kw_only=True)
class _Places:
    """Places in target groups: of these buyers, or of all of them (None), for these campaigns."""

    campaign_ids: frozenset[int]
    buyer_ids: frozenset[int] | None


@transaction.atomic
def add_lines(lines: Iterable[SegmentLine], *, segment: Segment, at: dt.datetime) -> LineChange:
    """Write new lines of ``segment``, which the caller has locked, in chunks.

    Their numbers follow ``last_line_number``.
    """
    share_buyers()
    last_before = last_line_number(segment)
    remaining = iter(lines)
    while chunk := list(islice(remaining, _CHUNK_SIZE)):
        SegmentLine.objects.bulk_create(chunk)
    added = segment.lines.filter(line_number__gt=last_before)
    _follow_companies(added)
    return LineChange(line_count=added.count(), targets=_recount(_places_of(added), at=at))


@transaction.atomic
def change_lines(lines: QuerySet[SegmentLine], *, at: dt.datetime, **values: Any) -> LineChange:
    """Write ``values`` on those of the ``lines`` that do not have them all, in one statement.

    The caller has locked their segments, or owns the buyers.
    """
    differing = lines.exclude(**values)
    places = _with_new(_places_of(differing), values)
    line_count = differing.update(**values)
    if not values.keys() & _COUNTED_FIELDS:
        return LineChange(line_count=line_count, targets=TargetChange())
    return LineChange(line_count=line_count, targets=_recount(places, at=at))


@transaction.atomic
def delete_lines(lines: QuerySet[SegmentLine], *, at: dt.datetime) -> LineChange:
    """Delete the ``lines``, whose segments the caller has locked."""
    places = _places_of(lines)
    line_count, _ = lines.delete()
    return LineChange(line_count=line_count, targets=_recount(places, at=at))


def last_line_number(segment: Segment) -> int:
    """Return the highest line number of ``segment``, or 0."""
    return segment.lines.order_by("-line_number").values_list("line_number", flat=True).first() or 0


def _follow_companies(added: QuerySet[SegmentLine]) -> None:
    """Give lines just added the buyer of now, for a contact that changed company since the lines were thought out."""
    buyer_now = Contact.objects.filter(pk=OuterRef("contact")).values(buyer_now=Coalesce("company", "pk"))
    added.exclude(buyer=Coalesce("contact__company", "contact")).update(buyer=Subquery(buyer_now))


def _places_of(lines: QuerySet[SegmentLine]) -> _Places:
    lines = lines.order_by()
    campaign_ids = lines.exclude(campaign=None).values_list("campaign_id", flat=True).distinct()
    buyer_ids = set(lines.values_list("buyer_id", flat=True).distinct()[: _MOST_LISTED_BUYERS + 1])
    return _Places(
        campaign_ids=frozenset(campaign_ids),
        buyer_ids=None if len(buyer_ids) > _MOST_LISTED_BUYERS else frozenset(buyer_ids),
    )


def _with_new(places: _Places, values: dict[str, Any]) -> _Places:
    """Return the places that the lines had together with those they get."""
    campaign_ids, buyer_ids = places.campaign_ids, places.buyer_ids
    campaign, buyer = values.get("campaign"), values.get("buyer")
    return _Places(
        campaign_ids=campaign_ids if campaign is None else campaign_ids | {campaign.pk},
        buyer_ids=buyer_ids if buyer is None or buyer_ids is None else buyer_ids | {buyer.pk},
    )


def _recount(places: _Places, *, at: dt.datetime) -> TargetChange:
    if not places.campaign_ids:
        return TargetChange()
    return recount_targets(campaign_ids=places.campaign_ids, buyer_ids=places.buyer_ids, at=at)
