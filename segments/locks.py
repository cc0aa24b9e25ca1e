"""The one home of locks on segments.

Whoever locks more than one kind of row locks in this order: segment, contact, lines, campaign. So nobody who counts a
target group, which is the last thing done, ever waits for somebody who waits for the campaign.
"""

from segments.models import Segment


def lock_segment(segment: Segment) -> Segment:
    """Lock the segment until the end of the transaction and return it, freshly read.

    All who change its lines lock it first: one sees what the other did.
    """
    return Segment.objects.select_for_update(no_key=True).get(pk=segment.pk)
