"""The locks of segments and of who buys for whom: one home, one order.

Whoever takes several takes them in the order in which they stand here; campaigns (``campaigns.locks``) come last,
when the lines are written and only counting is left:

1. a segment
2. the *buyers*: writing new lines shares them; a change of company owns them for a moment
3. lines
"""

from collections.abc import Collection

from django.db import connection

from segments.models import Segment

_BUYERS = 7_201_418


def lock_segment(segment: Segment) -> Segment:
    """Lock the segment until the end of the transaction and return it, freshly read.

    All who change its lines lock it first: one sees what the other did.
    """
    return Segment.objects.select_for_update(no_key=True).get(pk=segment.pk)


def lock_segments(numbers: Collection[str]) -> list[Segment]:
    """Lock the segments of these numbers that exist, by key, and return them."""
    return list(Segment.objects.select_for_update(no_key=True).filter(number__in=numbers).order_by("pk"))


def share_buyers() -> None:
    """Keep every contact in its company until the end of the transaction, together with others who do so.

    A new line carries the buyer of its contact, and nobody who changes a company sees the line before it is committed.
    """
    _lock("SELECT pg_advisory_xact_lock_shared(%s)")


def own_buyers() -> None:
    """Wait for everybody who writes new lines, and hold off others until the end of the transaction."""
    _lock("SELECT pg_advisory_xact_lock(%s)")


def _lock(statement: str) -> None:
    if connection.vendor == "postgresql":  # SQLite has one writer at a time.
        with connection.cursor() as cursor:
            cursor.execute(statement, [_BUYERS])
