"""What a plan depends on besides the order lines, as one digest each, so that a stale plan can say what changed."""

import hashlib
from collections.abc import Collection, Iterable

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Mod
from django.utils.translation import gettext as _

from campaigns.models import Campaign, CampaignTarget
from orders.models import ActivationRun
from pricing.models import SalesLineDiscount, SalesPrice

# Two remainders of a key's square, so that swapping targets shows even where number and sum of keys stay the same.
_REMAINDERS = (1_000_003, 998_244_353)

_PRICE_FIELDS = ("unit_price", "allows_line_discount")
_DISCOUNT_FIELDS = ("item_discount_group_id", "line_discount_percent")
_ROW_FIELDS = ("pk", "campaign_id", "item_id", "variant_id", "unit_id", "currency_code", "minimum_quantity")


def fingerprint(campaign: Campaign) -> dict[str, str]:
    """Return a digest of each thing on which a plan for ``campaign`` depends.

    These are the active campaigns and this one: their dates and flags, prices, discounts and target groups; whether
    ``campaign`` itself is active; and the runs made so far. Cost: a pass over their rows and an aggregate over their
    targets.
    """
    campaigns = Campaign.objects.filter(Q(is_active=True) | Q(pk=campaign.pk)).order_by("pk")
    prices = SalesPrice.objects.in_force().filter(campaign__in=campaigns)
    discounts = SalesLineDiscount.objects.in_force().filter(campaign__in=campaigns)
    return {
        "campaigns": _digest(
            campaigns.values_list("pk", "is_active", "starting_on", "ending_on", "applies_even_if_dearer")
        ),
        "prices": _digest(prices.order_by("pk").values_list(*_ROW_FIELDS, *_PRICE_FIELDS)),
        "discounts": _digest(discounts.order_by("pk").values_list(*_ROW_FIELDS, *_DISCOUNT_FIELDS)),
        "targets": _digest(_target_sums(campaigns)),
        "runs": _digest(_run_counts()),
    }


def changed_parts(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Return the names of the parts in which two fingerprints differ."""
    return [part for part in now if before.get(part) != now[part]]


def what_changed(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Return in words which parts of two fingerprints differ."""
    return parts_in_words(changed_parts(before, now))


def parts_in_words(parts: Collection[str]) -> list[str]:
    """Return in words what the parts of a fingerprint are about."""
    words = {
        "campaigns": _("the dates or flags of campaigns, or which of them are activated"),
        "prices": _("sales prices"),
        "discounts": _("line discounts"),
        "targets": _("the target group"),
        "runs": _("order lines, by another run"),
    }
    return [word for part, word in words.items() if part in parts]


def _target_sums(campaigns: QuerySet[Campaign]) -> Iterable[tuple[object, ...]]:
    sums = {f"remainder_{number}": Sum(Mod(F("buyer_id") * F("buyer_id"), number)) for number in _REMAINDERS}
    return (
        CampaignTarget.objects.filter(campaign__in=campaigns)
        .values("campaign_id")
        .annotate(target_count=Count("pk"), key_sum=Sum("buyer_id"), **sums)
        .order_by("campaign_id")
        .values_list("campaign_id", "target_count", "key_sum", *sums)
    )


def _run_counts() -> Iterable[tuple[int, ...]]:
    """Return how many runs were started and how many are finished: a run that is made meanwhile moves lines."""
    counts = ActivationRun.objects.aggregate(started_count=Count("started_at"), finished_count=Count("finished_at"))
    return [tuple(counts.values())]


def _digest(rows: Iterable[tuple[object, ...]]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(repr(row).encode())
    return digest.hexdigest()
