"""The one way to write segment lines: every write brings the target groups it touches to what the lines say (D4)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from contacts.locks import share_buyers
from contacts.models import Contact
from segments.models import BulkChange, BulkChangeLine, Segment, SegmentLine
from segments.remembering import lines_of_change, remember
from segments.targeting import TargetChange, recount_targets

_CHUNK_SIZE = 5000
# More buyers than this and counting the whole campaign is quicker than looking each of them up.
_MOST_LISTED_BUYERS = 1000
# What decides whether, for whom and for which campaign a line counts.
_COUNTED_FIELDS = frozenset({"buyer", "campaign", "campaign_id", "is_campaign_target", "is_cancelled"})

# A number that was given to another line meanwhile is replaced by one behind all others.
_PUT_BACK = """
    INSERT INTO segments_segmentline
      (id, segment_id, line_number, contact_id, buyer_id, campaign_id, is_campaign_target, is_campaign_response,
       is_cancelled)
    SELECT missing.line_id, %(segment)s,
      CASE
        WHEN missing.is_taken
        THEN missing.last_number + ROW_NUMBER() OVER (PARTITION BY missing.is_taken ORDER BY missing.line_number)
        ELSE missing.line_number
      END,
      missing.contact_id, missing.buyer_id, campaign.id,
      missing.is_campaign_target AND campaign.id IS NOT NULL, missing.is_campaign_response AND campaign.id IS NOT NULL,
      FALSE
    FROM (
      SELECT before.*, COALESCE(contact.company_id, contact.id) AS buyer_id,
        EXISTS (
          SELECT 1 FROM segments_segmentline AS other
          WHERE other.segment_id = %(segment)s AND other.line_number = before.line_number
        ) AS is_taken,
        (
          SELECT MAX(numbered.line_number)
          FROM (
            SELECT line_number FROM segments_segmentline WHERE segment_id = %(segment)s
            UNION ALL
            SELECT line_number FROM segments_bulkchangeline WHERE bulk_change_id = %(change)s
          ) AS numbered
        ) AS last_number
      FROM segments_bulkchangeline AS before
      JOIN contacts_contact AS contact ON contact.id = before.contact_id
      WHERE before.bulk_change_id = %(change)s
        AND WANTED
    ) AS missing
    LEFT JOIN campaigns_campaign AS campaign ON campaign.id = missing.campaign_id
"""

# Which lines are put back where no steps say so: those of contacts that have not got a newer one.
_WITHOUT_NEWER = """
    NOT EXISTS (
      SELECT 1 FROM segments_segmentline AS newer
      WHERE newer.segment_id = %(segment)s AND newer.contact_id = before.contact_id AND newer.id > before.line_id
    )
"""


@dataclass(frozen=True, kw_only=True)
class LineChange:
    """How many lines were written, and what that did to target groups."""

    line_count: int
    targets: TargetChange


def together_of(*changes: LineChange) -> LineChange:
    """Return what the changes did together."""
    targets = [change.targets for change in changes]
    return LineChange(
        line_count=sum(change.line_count for change in changes),
        targets=TargetChange(
            added_count=sum(target.added_count for target in targets),
            removed_count=sum(target.removed_count for target in targets),
            recounted_count=sum(target.recounted_count for target in targets),
        ),
    )


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
def insert_lines(statement: str, *, segment: Segment, at: dt.datetime) -> LineChange:
    """Write the new lines of ``segment``, which the caller has locked, that ``statement`` finds in the database.

    It takes ``segment`` and ``last_number``, behind which it numbers them.
    """
    share_buyers()
    last_before = last_line_number(segment)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"segment": segment.pk, "last_number": last_before})
        line_count = cursor.rowcount
    added = segment.lines.filter(line_number__gt=last_before)
    return LineChange(line_count=line_count, targets=_recount(_places_of(added), at=at))


@transaction.atomic
def change_lines(
    lines: QuerySet[SegmentLine], *, at: dt.datetime, remembered_as: BulkChange | None = None, **values: Any
) -> LineChange:
    """Write ``values`` on those of the ``lines`` that do not have them all, in one statement.

    What they were before is written down for ``remembered_as``, if that is given. The caller has locked their
    segments, or owns the buyers.
    """
    differing = lines.exclude(**values)
    if remembered_as is not None:
        differing = remember(remembered_as, differing)
    places = _with_new(_places_of(differing), values)
    line_count = differing.update(**values)
    if not values.keys() & _COUNTED_FIELDS:
        return LineChange(line_count=line_count, targets=TargetChange())
    return LineChange(line_count=line_count, targets=_recount(places, at=at))


@transaction.atomic
def delete_lines(
    lines: QuerySet[SegmentLine], *, at: dt.datetime, remembered_as: BulkChange | None = None
) -> LineChange:
    """Delete the ``lines``, whose segments the caller has locked; written down for ``remembered_as``, if given."""
    if remembered_as is not None:
        lines = remember(remembered_as, lines)
    places = _places_of(lines)
    line_count, _ = lines.delete()
    return LineChange(line_count=line_count, targets=_recount(places, at=at))


@transaction.atomic
def put_back_values(lines: QuerySet[SegmentLine], *, change: BulkChange, at: dt.datetime) -> LineChange:
    """Give the ``lines`` of a segment that the caller has locked what ``change`` remembers of what it wrote."""
    before = BulkChangeLine.objects.filter(bulk_change=change, line=OuterRef("pk"))
    places = _places_of(lines)
    if "campaign_id" in change.values:
        earlier = BulkChangeLine.objects.filter(bulk_change=change, line__in=lines.values("pk")).exclude(campaign=None)
        earlier_ids = frozenset(earlier.values_list("campaign_id", flat=True).distinct())
        places = replace(places, campaign_ids=places.campaign_ids | earlier_ids)
    written: dict[str, Any] = {attribute: Subquery(before.values(attribute)) for attribute in change.values}
    if len(change.values) == 1 and "campaign_id" not in change.values:
        # What a change of one flag altered said the opposite before; that is three times as quick.
        written = {flag: not value for flag, value in change.values.items()}
    return LineChange(line_count=lines.update(**written), targets=_recount(places, at=at))


@transaction.atomic
def put_back_lines(change: BulkChange, *, at: dt.datetime, wanted: str = _WITHOUT_NEWER) -> LineChange:
    """Add the lines again that ``change`` took off a segment, which the caller has locked.

    Each gets its key and flags back, its number where that is still free, and the buyer that its contact has by now;
    where its campaign is gone it has none and no flags. Left out are contacts that are gone, and those for whom the
    condition ``wanted`` does not hold: unless told, that they have not got a newer line meanwhile.
    """
    share_buyers()
    with connection.cursor() as cursor:
        cursor.execute(_PUT_BACK.replace("WANTED", wanted), {"change": change.pk, "segment": change.segment_id})
        line_count = cursor.rowcount
    return LineChange(line_count=line_count, targets=_recount(_places_of(lines_of_change(change)), at=at))


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
    campaign_id = values.get("campaign_id") if campaign is None else campaign.pk
    return _Places(
        campaign_ids=campaign_ids if campaign_id is None else campaign_ids | {campaign_id},
        buyer_ids=buyer_ids if buyer is None or buyer_ids is None else buyer_ids | {buyer.pk},
    )


def _recount(places: _Places, *, at: dt.datetime) -> TargetChange:
    if not places.campaign_ids:
        return TargetChange()
    return recount_targets(campaign_ids=places.campaign_ids, buyer_ids=places.buyer_ids, at=at)
