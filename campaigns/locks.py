"""The one home of locks on campaigns. Whoever locks several locks them here, in one order."""

from collections.abc import Iterable

from campaigns.models import Campaign


def lock_campaigns(pks: Iterable[int]) -> list[Campaign]:
    """Lock the campaigns until the end of the transaction and return them, freshly read, in the order of their keys.

    The order keeps two that lock several from waiting for each other. The lock is the one of an update that leaves
    the key alone: rows that name the campaign can still be written meanwhile.
    """
    return list(Campaign.objects.filter(pk__in=set(pks)).order_by("pk").select_for_update(no_key=True))
