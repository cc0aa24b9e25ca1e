"""The locks of segments: one home, one order.

Whoever takes several takes them in this order; campaigns (``campaigns.locks``) come last, when the lines are written
and only counting is left:

1. a segment
2. the *buyers* (``contacts.locks``): who locks a segment shares them from then on; a change of company and a merge of
   two contacts, which are about any number of segments, own them instead
3. lines
"""

from collections.abc import Collection

from contacts.locks import share_buyers
from segments.models import Segment


def lock_segment(segment: Segment) -> Segment:
    """Lock the segment until the end of the transaction and return it, freshly read.

    All who change its lines lock it first: one sees what the other did. It comes with a share of the buyers, so that
    no contact on it changes company, or becomes another one, between what is read of it and what is written.
    """
    locked = Segment.objects.select_for_update(no_key=True).get(pk=segment.pk)
    share_buyers()
    return locked


def lock_segments(numbers: Collection[str]) -> list[Segment]:
    """Lock the segments of these numbers that exist, by key, and return them; with a share of the buyers as above."""
    locked = list(Segment.objects.select_for_update(no_key=True).filter(number__in=numbers).order_by("pk"))
    share_buyers()
    return locked
