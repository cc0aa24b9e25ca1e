"""The locks of segments: one home, one order.

Whoever takes several takes them in this order; campaigns (``campaigns.locks``) come last, when the lines are written
and only counting is left:

1. a segment
2. the *buyers* (``contacts.locks``): writing new lines shares them; a change of company owns them for a moment
3. lines
"""

from collections.abc import Collection

from segments.models import Segment


def lock_segment(segment: Segment) -> Segment:
    """Lock the segment until the end of the transaction and return it, freshly read.

    All who change its lines lock it first: one sees what the other did.
    """
    return Segment.objects.select_for_update(no_key=True).get(pk=segment.pk)


def lock_segments(numbers: Collection[str]) -> list[Segment]:
    """Lock the segments of these numbers that exist, by key, and return them."""
    return list(Segment.objects.select_for_update(no_key=True).filter(number__in=numbers).order_by("pk"))
