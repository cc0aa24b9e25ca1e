"""What lines were before a bulk change: written down in the transaction that changes them, so that it can be undone."""

import datetime as dt

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from campaigns.models import Campaign
from segments.models import BulkChange, BulkChangeLine, SegmentLine, SegmentLineQuerySet

# An hour longer than they can be undone: an undo that began in time must not find half of them.
_KEPT_FOR = BulkChange.UNDO_PERIOD + dt.timedelta(hours=1)

# As BulkChangeLine names its columns, and a line its fields.
_REMEMBER = """
    INSERT INTO segments_bulkchangeline
      (bulk_change_id, line_id, line_number, contact_id, campaign_id, is_campaign_target, is_campaign_response)
    SELECT %s, line.id, line.line_number, line.contact_id, line.campaign_id, line.is_campaign_target,
      line.is_campaign_response
    FROM segments_segmentline AS line
    WHERE line.id IN (CHOSEN)
"""


def remember(change: BulkChange, lines: QuerySet[SegmentLine]) -> SegmentLineQuerySet:
    """Write down the ``lines`` as they are, each once, and return them: from now on these are the lines of ``change``.

    A change that is not saved yet is saved. The caller has locked the segment.
    """
    if change.pk is None:
        change.save(force_insert=True)
    change.line_count += _insert(change, lines)
    change.save(update_fields=["line_count"])
    return lines_of_change(change)


def lines_of_change(change: BulkChange) -> SegmentLineQuerySet:
    """Return the lines that ``change`` remembers and that are there."""
    remembered = BulkChangeLine.objects.filter(bulk_change=change)
    lines: SegmentLineQuerySet = SegmentLine.objects.filter(pk__in=remembered.values("line"))
    return lines


def lines_left_as_set(change: BulkChange) -> SegmentLineQuerySet:
    """Return the lines on which still stands what ``change`` wrote, and that may get back what stood there before.

    Beside the written values the campaign must be the one that it was then: a flag is for one campaign, and put back
    on a line that has another one by now it would give prices to somebody nobody chose. Where the campaign was written
    the flags must be as they were left too, for the same reason, and the campaign from before must still exist.
    """
    before = BulkChangeLine.objects.filter(bulk_change=change, line=OuterRef("pk"))
    for attribute in ("campaign_id", "is_campaign_target", "is_campaign_response"):
        concerns_flags_too = "campaign_id" in change.values or attribute == "campaign_id"
        if concerns_flags_too and attribute not in change.values:
            before = before.filter(**{attribute: OuterRef(attribute)})
    if "campaign_id" in change.values:
        before = before.filter(Q(campaign_id=None) | Exists(Campaign.objects.filter(pk=OuterRef("campaign_id"))))
    lines: SegmentLineQuerySet = SegmentLine.objects.filter(Exists(before), segment=change.segment_id, **change.values)
    return lines


def forget_old_changes(*, at: dt.datetime) -> None:
    """Delete the remembered lines of changes that can no longer be undone; what was done, when and by whom stays.

    Of two who do this at once each skips what the other has in hand.
    """
    old = BulkChange.objects.filter(made_at__lt=at - _KEPT_FOR).filter(
        Exists(BulkChangeLine.objects.filter(bulk_change=OuterRef("pk")))
    )
    keys = list(old.select_for_update(no_key=True, skip_locked=True).order_by("pk").values_list("pk", flat=True))
    BulkChangeLine.objects.filter(bulk_change__in=keys).delete()


def _insert(change: BulkChange, lines: QuerySet[SegmentLine]) -> int:
    try:
        chosen, parameters = lines.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER.replace("CHOSEN", chosen), [change.pk, *parameters])
        inserted_count: int = cursor.rowcount
    return inserted_count
