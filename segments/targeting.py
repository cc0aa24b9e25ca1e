"""The target group of a campaign, counted from the segment lines. Nothing else writes it (D4).

docs/target-group.md says when it is counted and why that is right when two people write at once.
"""

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from campaigns.locks import lock_campaigns
from campaigns.services import note_terms_changed
from segments.planner import for_many_rows

# Each statement is fixed text and the same for both databases, but for AMONG: everyone, or how a list is passed.
# The lines that count are those of SegmentLineQuerySet.counting_as_target, which the tests hold them to.
_AMONG_EVERYONE = "IS NOT NULL"
_AMONG_LISTED = {"postgresql": "= ANY(%(buyers)s)", "sqlite": "IN (SELECT value FROM json_each(%(buyers)s))"}

_ADD = """
    INSERT INTO campaigns_campaigntarget (campaign_id, buyer_id, contact_count)
    SELECT line.campaign_id, line.buyer_id, COUNT(DISTINCT line.contact_id)
    FROM segments_segmentline AS line
    WHERE line.campaign_id = %(campaign)s AND line.is_campaign_target AND NOT line.is_cancelled
      AND line.buyer_id AMONG
      AND NOT EXISTS (
        SELECT 1 FROM campaigns_campaigntarget AS target
        WHERE target.campaign_id = %(campaign)s AND target.buyer_id AMONG AND target.buyer_id = line.buyer_id
      )
    GROUP BY line.campaign_id, line.buyer_id
"""
_REMOVE = """
    DELETE FROM campaigns_campaigntarget
    WHERE campaign_id = %(campaign)s AND buyer_id AMONG
      AND NOT EXISTS (
        SELECT 1 FROM segments_segmentline AS line
        WHERE line.campaign_id = %(campaign)s AND line.is_campaign_target AND NOT line.is_cancelled
          AND line.buyer_id AMONG AND line.buyer_id = campaigns_campaigntarget.buyer_id
      )
"""
_RECOUNT = """
    UPDATE campaigns_campaigntarget SET contact_count = counted.contact_count
    FROM (
      SELECT line.buyer_id, COUNT(DISTINCT line.contact_id) AS contact_count
      FROM segments_segmentline AS line
      WHERE line.campaign_id = %(campaign)s AND line.is_campaign_target AND NOT line.is_cancelled
        AND line.buyer_id AMONG
      GROUP BY line.buyer_id
    ) AS counted
    WHERE campaigns_campaigntarget.campaign_id = %(campaign)s
      AND campaigns_campaigntarget.buyer_id = counted.buyer_id
      AND campaigns_campaigntarget.contact_count <> counted.contact_count
"""


@dataclass(frozen=True, kw_only=True)
class TargetChange:
    """How many buyers came into a target group, left it, or stay with another number of contacts behind them."""

    added_count: int = 0
    removed_count: int = 0
    recounted_count: int = 0


@transaction.atomic
def recount_targets(
    *, campaign_ids: Collection[int], buyer_ids: Collection[int] | None = None, at: dt.datetime
) -> TargetChange:
    """Bring the target groups of the campaigns, or only the places of some buyers in them, to what the lines say.

    Call it after writing the lines, in the same transaction. It counts under the lock of the campaign: whoever comes
    second counts after the first has committed, and so counts the lines of both. Only rows that differ are written.
    Where a buyer comes into or leaves the target group of an active campaign, that is noted on the campaign.
    """
    campaigns = lock_campaigns(campaign_ids)
    with connection.cursor() as cursor:
        changes = [_recount(cursor, campaign.pk, buyer_ids) for campaign in campaigns]
    moved = [
        campaign.pk
        for campaign, change in zip(campaigns, changes, strict=True)
        if change.added_count or change.removed_count
    ]
    note_terms_changed(campaign_ids=moved, at=at)
    return TargetChange(
        added_count=sum(change.added_count for change in changes),
        removed_count=sum(change.removed_count for change in changes),
        recounted_count=sum(change.recounted_count for change in changes),
    )


def _recount(cursor: CursorWrapper, campaign_id: int, buyer_ids: Collection[int] | None) -> TargetChange:
    """Run the three statements for one locked campaign. Recounting comes first, while the added ones are not there."""
    if buyer_ids is None:
        with for_many_rows():
            return _run(cursor, _AMONG_EVERYONE, {"campaign": campaign_id})
    parameters = {"campaign": campaign_id, "buyers": _listed(buyer_ids)}
    return _run(cursor, _AMONG_LISTED[connection.vendor], parameters)


def _run(cursor: CursorWrapper, among: str, parameters: dict[str, Any]) -> TargetChange:
    written_counts = []
    for statement in (_RECOUNT, _REMOVE, _ADD):
        cursor.execute(statement.replace("AMONG", among), parameters)
        written_counts.append(cursor.rowcount)
    recounted_count, removed_count, added_count = written_counts
    return TargetChange(added_count=added_count, removed_count=removed_count, recounted_count=recounted_count)


def _listed(keys: Collection[int]) -> list[int] | str:
    """Return the keys in the form in which the database takes a list as one parameter."""
    return json.dumps([*keys]) if connection.vendor == "sqlite" else [*keys]
