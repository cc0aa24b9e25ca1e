"""Reads about campaigns, each with what its page needs."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Aggregate, Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.models import Campaign, CampaignEntry, CampaignQuerySet, CampaignStatus, CampaignTarget


@dataclass(frozen=True, kw_only=True)
class StatusStep:
    """One campaign status in the reader's language. ``next_step`` says what to do while a campaign is there."""

    status: CampaignStatus
    description: str
    next_step: str
    is_passed: bool
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class StatusPath:
    """All statuses in order, where a campaign stands and which status comes next (D1)."""

    steps: Sequence[StatusStep]
    current: StatusStep | None
    following: StatusStep | None


def campaigns_with_targets() -> CampaignQuerySet:
    """Return campaigns with what a list shows of them; ``target_count`` is how many buyers are in the target group.

    The order is the list's own matter.
    """
    campaigns = Campaign.objects.select_related("salesperson", "status", "type", "activated_by")
    return campaigns.annotate(target_count=_of_targets(Count("pk")))


def campaigns_with_counts() -> CampaignQuerySet:
    """Return campaigns as a list shows them, with the flagged contacts too that stand behind the targets.

    ``contact_count`` is how many these are, each counted once. It reads every target where the other count only counts.
    """
    return campaigns_with_targets().annotate(contact_count=_of_targets(Sum("contact_count")))


def targets_of(campaign: Campaign) -> QuerySet[CampaignTarget]:
    """Return the target group of ``campaign`` with its buyers, by their names."""
    return campaign.targets.select_related("buyer__salesperson").order_by("buyer__name", "buyer__number")


def entries_of(campaign: Campaign) -> QuerySet[CampaignEntry]:
    """Return the entries of ``campaign``, cancelled ones too, the last one first."""
    return campaign.entries.select_related("user", "salesperson").order_by("-entered_on", "-pk")


def count_targets(campaign_number: str) -> int:
    """Return how many buyers are in the target group of the campaign of this number."""
    return CampaignTarget.objects.filter(campaign__number=campaign_number).count()


def count_flagged_contacts(campaign_number: str) -> int:
    """Return how many flagged contacts stand behind the target group of the campaign of this number."""
    targets = CampaignTarget.objects.filter(campaign__number=campaign_number)
    contact_count: int = targets.aggregate(total=Coalesce(Sum("contact_count"), 0))["total"]
    return contact_count


def odd_dates(campaign_number: str, *, today: dt.date) -> str:
    """Return what is to be looked at about the dates of the campaign of this number; blank when nothing is.

    That the campaign ends before it starts cannot be: services and the database refuse it.
    """
    campaign = Campaign.objects.filter(number=campaign_number).first()
    if campaign is None:
        return ""
    if campaign.starting_on is None and campaign.ending_on is None:
        return _("It has no dates: while it is activated, orders of any day get its prices. Fill in when it starts.")
    if campaign.ending_on is not None and campaign.ending_on < today and not campaign.is_archived:
        sentence = _("It ended on %(day)s: only orders dated until then get its prices. Change the dates to reuse it.")
        return sentence % {"day": date_format(campaign.ending_on)}
    return ""


def status_path(campaign: Campaign, *, language: str) -> StatusPath:
    """Return where ``campaign`` stands among all statuses, in ``language`` (``nl``, or else English).

    A campaign without a status stands before the first one.
    """
    statuses = list(CampaignStatus.objects.order_by("sort_order", "code"))
    position = next((place for place, status in enumerate(statuses) if status.pk == campaign.status_id), -1)
    steps = [
        StatusStep(
            status=status,
            description=status_text(status, language=language),
            next_step=_in_language(language, status.next_step, status.next_step_nl),
            is_passed=place < position,
            is_current=place == position,
        )
        for place, status in enumerate(statuses)
    ]
    return StatusPath(
        steps=steps,
        current=steps[position] if position >= 0 else None,
        following=steps[position + 1] if position + 1 < len(steps) else None,
    )


def first_planned_status() -> CampaignStatus | None:
    """Return the status in which a campaign starts, if there is one."""
    planned = CampaignStatus.objects.filter(phase=CampaignStatus.Phase.PLANNED)
    return planned.order_by("sort_order", "code").first()


def status_text(status: CampaignStatus, *, language: str) -> str:
    """Return what ``status`` is called in ``language`` (``nl``, or else English)."""
    return _in_language(language, status.description, status.description_nl)


def _of_targets(aggregate: Aggregate) -> Coalesce:
    targets = CampaignTarget.objects.filter(campaign=OuterRef("pk")).order_by().values("campaign")
    return Coalesce(Subquery(targets.annotate(number=aggregate).values("number"), output_field=IntegerField()), 0)


def _in_language(language: str, english: str, dutch: str) -> str:
    return dutch or english if language.partition("-")[0] == "nl" else english
