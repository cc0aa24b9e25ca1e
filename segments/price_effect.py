"""Who gets or loses the prices of an active campaign at once, before that is done: what a person is to agree to."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from campaigns.models import Campaign, CampaignTarget
from contacts.models import Contact
from segments.models import BulkChange, BulkChangeLine, Segment, SegmentLine
from segments.remembering import lines_left_as_set

_DROP_BEFORE = "DROP TABLE IF EXISTS targets_before"
_CREATE_BEFORE = """
    CREATE TEMPORARY TABLE targets_before (
      campaign_id bigint NOT NULL, buyer_id bigint NOT NULL, PRIMARY KEY (campaign_id, buyer_id)
    )
"""
_KEEP_BEFORE = """
    INSERT INTO targets_before (campaign_id, buyer_id)
    SELECT campaign_id, buyer_id FROM campaigns_campaigntarget WHERE campaign_id = %s
"""
_BEFORE = "SELECT buyer_id FROM targets_before WHERE campaign_id = %s"


@dataclass(frozen=True, kw_only=True)
class PriceEffect:
    """How many buyers come into the target group of an active campaign, and how many leave it."""

    campaign_number: str
    gained_count: int
    lost_count: int


Effects = tuple[PriceEffect, ...]


class ConfirmationNeededError(Exception):
    """A person has not agreed to what would happen to prices at once, or agreed to something else."""

    def __init__(self, effects: Effects) -> None:
        super().__init__(_("This changes who gets the prices of an active campaign. Nothing was changed yet."))
        self.effects = effects


def refuse_unconfirmed(effects: Effects, confirmed: Effects | None) -> None:
    """Let only pass what a person agreed to; ``confirmed`` is None where nobody is to be asked.

    :raises ConfirmationNeededError: the effects are others.
    """
    if confirmed is not None and effects != confirmed:
        raise ConfirmationNeededError(effects)


def effects_of_writing(lines: QuerySet[SegmentLine], values: Mapping[str, Any]) -> Effects:
    """Return what writing ``values`` on the ``lines`` would do, by attribute as ``BulkChange.values`` has them."""
    if not values.keys() & {"campaign_id", "is_campaign_target"}:
        return ()
    lines = lines.order_by().filter(is_cancelled=False)
    effects = []
    for campaign in _active(_campaign_ids(lines) | {values.get("campaign_id")}):
        counting = Q(campaign=campaign, is_campaign_target=True)
        comes_to_it = values.get("campaign_id", campaign.pk) == campaign.pk
        if comes_to_it and values.get("is_campaign_target", True):
            ending_there = lines if "campaign_id" in values else lines.filter(campaign=campaign)
            marked = ending_there if "is_campaign_target" in values else ending_there.filter(is_campaign_target=True)
            effects.append(_effect(campaign, gaining=marked.exclude(counting).values("buyer")))
        else:
            effects.append(_effect(campaign, losing=lines.filter(counting)))
    return _that_matter(effects)


def effects_of_removing(lines: QuerySet[SegmentLine]) -> Effects:
    """Return what taking the ``lines`` off their segment would do."""
    counting = lines.order_by().filter(is_cancelled=False, is_campaign_target=True)
    return _that_matter(
        [_effect(campaign, losing=counting.filter(campaign=campaign)) for campaign in _active(_campaign_ids(counting))]
    )


def effects_of_adding(segment: Segment, contacts: QuerySet[Contact]) -> Effects:
    """Return what adding those of the ``contacts`` that may be added and are not on the ``segment`` would do."""
    campaign = segment.campaign
    if campaign is None or not campaign.is_active or not segment.is_campaign_target:
        return ()
    new = Contact.objects.filter(
        ~Exists(SegmentLine.objects.filter(segment=segment, contact=OuterRef("pk"))),
        pk__in=contacts.order_by().values("pk"),
        is_privacy_blocked=False,
        is_excluded_from_segments=False,
    )
    return _that_matter([_effect(campaign, gaining=new.values(buyer=Coalesce("company", "pk")))])


def effects_of_settling(segment: Segment, *, coming: QuerySet[Contact], going: QuerySet[SegmentLine]) -> Effects:
    """Return what new lines for the contacts ``coming``, and the loss of the lines ``going``, would do."""
    effects = {effect.campaign_number: effect for effect in effects_of_removing(going)}
    campaign = segment.campaign
    if campaign is not None and campaign.is_active and segment.is_campaign_target:
        gained = _effect(campaign, gaining=coming.values(buyer=Coalesce("company", "pk")))
        lost_count = effects[campaign.number].lost_count if campaign.number in effects else 0
        effects[campaign.number] = replace(gained, lost_count=lost_count)
    return _that_matter(effects[number] for number in sorted(effects))


def effects_of_putting_back(lines: QuerySet[BulkChangeLine]) -> Effects:
    """Return what putting ``lines`` back would do that a bulk change took off their segment."""
    return _that_matter(_effect_of_putting_back(campaign, lines) for campaign in _active(_campaign_ids(lines)))


def effects_of_undoing(change: BulkChange) -> Effects:
    """Return what undoing ``change``, which wrote values on lines, would do."""
    before = BulkChangeLine.objects.filter(bulk_change=change)
    if not change.values.keys() & {"campaign_id", "is_campaign_target"}:
        return ()
    lines = lines_left_as_set(change)
    effects = []
    for campaign in _active(_campaign_ids(lines) | _campaign_ids(before)):
        counting = Q(campaign=campaign, is_campaign_target=True)
        counted = Exists(before.filter(counting, line=OuterRef("pk")))
        gaining = lines.filter(counted).exclude(counting).values("buyer")
        effects.append(_effect(campaign, gaining=gaining, losing=lines.filter(counting).exclude(counted)))
    return _that_matter(effects)


@contextmanager
def watching_targets(segment: Segment) -> Iterator[Callable[[], Effects]]:
    """Keep who is in the target groups of active campaigns that ``segment`` or its lines are for.

    What this yields returns the effects of all that was written since: for several writes that are agreed to as one.
    The transaction is the caller's.
    """
    lines = SegmentLine.objects.filter(segment=segment)
    campaigns = list(_active(_campaign_ids(lines) | {segment.campaign_id}))
    with connection.cursor() as cursor:
        cursor.execute(_DROP_BEFORE)
        cursor.execute(_CREATE_BEFORE)
        for campaign in campaigns:
            cursor.execute(_KEEP_BEFORE, [campaign.pk])
        yield lambda: _that_matter(_since_before(campaign) for campaign in campaigns)
        cursor.execute(_DROP_BEFORE)


def _since_before(campaign: Campaign) -> PriceEffect:
    before = RawSQL(_BEFORE, [campaign.pk])  # noqa: S611 - fixed text
    now = CampaignTarget.objects.filter(campaign=campaign)
    return PriceEffect(
        campaign_number=campaign.number,
        gained_count=now.exclude(buyer__in=before).count(),
        lost_count=Contact.objects.filter(~Exists(now.filter(buyer=OuterRef("pk"))), pk__in=before).count(),
    )


def _effect_of_putting_back(campaign: Campaign, before: QuerySet[BulkChangeLine]) -> PriceEffect:
    counting = before.filter(campaign=campaign, is_campaign_target=True)
    return _effect(campaign, gaining=counting.values(buyer=Coalesce("contact__company", "contact")))


def _effect(
    campaign: Campaign,
    *,
    gaining: QuerySet[Any, Any] | None = None,
    losing: QuerySet[SegmentLine] | None = None,
) -> PriceEffect:
    """Return the effect; ``gaining`` are keys of buyers, ``losing`` lines that stop counting for the campaign."""
    gained_count = lost_count = 0
    if gaining is not None:
        there = CampaignTarget.objects.filter(campaign=campaign, buyer=OuterRef("pk"))
        gained_count = Contact.objects.filter(~Exists(there), pk__in=gaining).count()
    if losing is not None:
        # A buyer goes when all of its lines go. Counted in one pass: nested NOT EXISTS took PostgreSQL minutes.
        counting = SegmentLine.objects.counting_as_target().filter(campaign=campaign).order_by()
        is_lost = Exists(losing.filter(pk=OuterRef("pk")))
        buyers = counting.values("buyer").annotate(count=Count("pk"), lost=Count("pk", filter=Q(is_lost)))
        lost_count = buyers.filter(count=F("lost")).count()
    return PriceEffect(campaign_number=campaign.number, gained_count=gained_count, lost_count=lost_count)


def _that_matter(effects: Iterable[PriceEffect]) -> Effects:
    return tuple(effect for effect in effects if effect.gained_count or effect.lost_count)


def _campaign_ids(rows: QuerySet[Any]) -> set[int | None]:
    return set(rows.order_by().values_list("campaign_id", flat=True).distinct())


def _active(campaign_ids: Collection[int | None]) -> QuerySet[Campaign]:
    return Campaign.objects.filter(pk__in=[pk for pk in campaign_ids if pk], is_active=True).order_by("number")
