"""The lines that a run leaves as they are, each with its reason: what a preview says besides what would change."""

from django.db import connection
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from orders import kept_sql
from orders.models import ActivationRun, OrderLine
from orders.selectors import is_on_after, with_rows


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


def kept_counts(run: ActivationRun) -> dict[str, int]:
    """Return how many lines in scope the plan leaves as they are, by ``KeptReason``, in the order of the reasons.

    Every line in scope is either in the ledger or counted here, once. Cost: one pass over the lines of the buyers.
    """
    with connection.cursor() as cursor:
        cursor.execute(kept_sql.COUNTS, _values(run))
        counts = {reason: int(count) for reason, count in cursor.fetchall()}
    return {reason.value: counts[reason] for reason in KeptReason if reason in counts}


def kept_lines_of(run: ActivationRun, reason: KeptReason, *, limit: int, offset: int = 0) -> list[OrderLine]:
    """Return a page of the lines that the plan leaves as they are for one reason, by key."""
    with connection.cursor() as cursor:
        cursor.execute(kept_sql.KEYS, {**_values(run), "reason": reason.value, "limit": limit, "offset": offset})
        keys = [key for (key,) in cursor.fetchall()]
    return list(with_rows(OrderLine.objects.filter(pk__in=keys)).select_related("order__buyer").order_by("pk"))


def _values(run: ActivationRun) -> dict[str, int | bool]:
    return {"run": run.pk, "campaign": run.campaign_id, "is_switched_on": is_on_after(run)}
