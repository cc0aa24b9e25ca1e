"""The lines that a run leaves as they are, each with its reason: what a preview says besides what would change."""

from collections.abc import Collection, Iterator

from django.db import connection
from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from orders import kept_sql
from orders.models import ActivationRun, KeptBlock, OrderLine
from orders.selectors import is_on_after, with_rows
from pricing.rule_sql import Vendor

BLOCK_SIZE = 1000

_BLOCKS_AT_A_TIME = 20


class KeptReason(TextChoices):
    """Why a line in scope stays as it is. The first that holds is given, in this order."""

    NOT_OPEN = "not_open", _("order not open")
    SHIPPED = "shipped", _("already shipped")
    BY_HAND = "by_hand", _("priced by hand")
    OTHER_CAMPAIGN_NAMED = "other_campaign_named", _("order names another campaign")
    OUTSIDE_DATES = "outside_dates", _("outside the dates")
    NOTHING_FOR_ITEM = "nothing_for_item", _("nothing for this item")
    BELOW_MINIMUM = "below_minimum", _("below minimum quantity")
    ALREADY_RIGHT = "already_right", _("already has the right price")
    OTHER_CAMPAIGN_BETTER = "other_campaign_better", _("another campaign is better")
    NORMAL_BETTER = "normal_better", _("normal price already better")


def write_kept(run: ActivationRun) -> dict[str, int]:
    """Write down the lines in scope that the plan leaves as they are, and return how many by ``KeptReason``.

    The reasons come in their order. Every line in scope is either in the ledger or here, once. Inside the transaction
    that wrote the ledger. Cost: one pass over the lines of the buyers, and one look-up per distinct question.
    """
    vendor: Vendor = "postgresql" if connection.vendor == "postgresql" else "sqlite"
    values = {
        "run": run.pk,
        "campaign": run.campaign_id,
        "is_switched_on": is_on_after(run),
        "block_size": BLOCK_SIZE,
    }
    with connection.cursor() as cursor:
        cursor.execute(kept_sql.blocks(vendor), values)
        cursor.execute(kept_sql.COUNTS, values)
        counts = {reason: int(count) for reason, count in cursor.fetchall()}
    return {reason.value: counts[reason] for reason in KeptReason if reason in counts}


def kept_lines_of(run: ActivationRun, reason: KeptReason, *, limit: int, offset: int = 0) -> list[OrderLine]:
    """Return a page of the lines that the plan left as they were for one reason, by key.

    Cost: two queries, however far the page is from the first.
    """
    first, last = offset // BLOCK_SIZE, (offset + limit - 1) // BLOCK_SIZE
    keys = list(_keys(run, reason, first=first, last=last))
    return lines_by_key(keys[offset - first * BLOCK_SIZE :][:limit])


def kept_among(run: ActivationRun, reason: KeptReason, lines: QuerySet[OrderLine]) -> list[int]:
    """Return the keys of those ``lines`` that the plan left as they were for one reason, in order.

    Cost: the keys of ``lines``, and a pass over those that were left.
    """
    wanted = set(lines.values_list("pk", flat=True))
    return [key for key in _keys(run, reason) if key in wanted] if wanted else []


def lines_by_key(keys: Collection[int]) -> list[OrderLine]:
    """Return the order lines of these keys that are still there, with what a list shows of them, in order."""
    return list(with_rows(OrderLine.objects.filter(pk__in=keys)).select_related("order__buyer").order_by("pk"))


def _keys(run: ActivationRun, reason: KeptReason, *, first: int = 0, last: int | None = None) -> Iterator[int]:
    blocks = KeptBlock.objects.filter(run=run, reason=reason.value, number__gte=first).order_by("number")
    if last is not None:
        blocks = blocks.filter(number__lte=last)
    for keys in blocks.values_list("keys", flat=True).iterator(chunk_size=_BLOCKS_AT_A_TIME):
        yield from sorted(int(key) for key in keys.split(","))
