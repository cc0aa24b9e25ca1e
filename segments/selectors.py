"""Reads about segments, each with what its page needs."""

from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from campaigns.models import Campaign, CampaignTarget
from contacts.models import Contact, ContactQuerySet
from segments.models import BulkChange, SavedCriteria, Segment, SegmentLine, SegmentLineQuerySet, SegmentStep


@dataclass(frozen=True, kw_only=True)
class CampaignAudience:
    """How many segments name a campaign, and what stands on their lines for it; cancelled lines are left out.

    A contact is counted once, however many lines it has; ``line_count`` counts it once for each. ``buyer_count`` is
    how many buyers stand behind them all.
    """

    open_segment_count: int
    logged_segment_count: int
    line_count: int
    buyer_count: int
    contact_count: int
    target_contact_count: int
    response_contact_count: int


def segments_with_counts() -> QuerySet[Segment]:
    """Return segments with what a list shows of them, in no order.

    ``line_count`` is how many lines each has, ``target_line_count`` and ``response_line_count`` how many are flagged.
    ``refresh_sequence`` is the step of the last refresh, None where that changed nothing.
    """
    refreshes = SegmentStep.objects.filter(action=SegmentStep.Action.REFRESH, segment=OuterRef("pk"))
    last = refreshes.filter(taken_at=OuterRef("refreshed_at")).order_by("-sequence").values("sequence")[:1]
    return Segment.objects.select_related("campaign", "salesperson").annotate(
        refresh_sequence=Subquery(last),
        line_count=_line_count(Q()),
        target_line_count=_line_count(Q(is_campaign_target=True)),
        response_line_count=_line_count(Q(is_campaign_response=True)),
    )


def standing_rules() -> QuerySet[SegmentStep]:
    """Return the steps by criteria that stand, of all segments: what a refresh asks anew."""
    rules = SegmentStep.objects.filter(undone_at=None, source=SegmentStep.Source.CRITERIA)
    return rules.exclude(action=SegmentStep.Action.REFRESH)


def following_segments() -> QuerySet[Segment]:
    """Return the open segments that follow their rules and have any, in no order."""
    has_rules = Exists(standing_rules().filter(segment=OuterRef("pk")))
    return Segment.objects.filter(has_rules, follows_rules=True, state=Segment.State.OPEN)


def segments_of(campaign: Campaign) -> QuerySet[Segment]:
    """Return the segments that name ``campaign``, by number, with how many of their lines are customers or not."""
    return (
        segments_with_counts()
        .filter(campaign=campaign)
        .annotate(
            customer_line_count=_line_count(Q(contact__is_customer=True)),
            prospect_line_count=_line_count(Q(contact__is_customer=False)),
        )
        .order_by("number")
    )


def lines_of(segment: Segment) -> SegmentLineQuerySet:
    """Return the lines of ``segment`` in their order, with contact, buyer, campaign and salesperson."""
    lines: SegmentLineQuerySet = SegmentLine.objects.filter(segment=segment)
    return lines.select_related("segment__salesperson", "contact__salesperson", "buyer", "campaign").order_by(
        "line_number"
    )


def lines_behind_targets(campaign: Campaign, *, buyer: Contact | None = None) -> SegmentLineQuerySet:
    """Return the lines that put buyers, or the one buyer, in the target group of ``campaign``: the rows it counts."""
    lines = SegmentLine.objects.counting_as_target().filter(campaign=campaign)
    if buyer is not None:
        lines = lines.filter(buyer=buyer)
    return lines.select_related("segment", "contact", "buyer").order_by(
        "buyer__name", "buyer__number", "contact__name", "segment__number", "line_number"
    )


def flagged_contacts(campaign: Campaign) -> ContactQuerySet:
    """Return the contacts whose flags put their buyers in the target group of ``campaign``, by buyer: each once.

    ``flagging_lines`` of each are the lines that do so, with their segments.
    """
    lines = SegmentLine.objects.counting_as_target().filter(campaign=campaign)
    contacts: ContactQuerySet = Contact.objects.filter(pk__in=lines.values("contact"))
    segments = lines.select_related("segment").order_by("segment__number", "line_number")
    return (
        contacts.select_related("company")
        .prefetch_related(Prefetch("segment_lines", queryset=segments, to_attr="flagging_lines"))
        .order_by(Coalesce("company__name", "name"), Coalesce("company__number", "number"), "name", "number")
    )


def lines_about(contact: Contact) -> SegmentLineQuerySet:
    """Return the lines about ``contact`` or, of a company, about its persons too; the last segment first."""
    lines: SegmentLineQuerySet = SegmentLine.objects.filter(Q(contact=contact) | Q(contact__company=contact))
    return lines.select_related("segment", "contact", "campaign").order_by(
        "-segment__dated_on", "-segment__number", "line_number"
    )


def campaigns_on(segment: Segment) -> QuerySet[Campaign]:
    """Return the campaigns that lines of ``segment`` are for, by number."""
    return Campaign.objects.filter(segment_lines__segment=segment).distinct().order_by("number")


def bulk_changes() -> QuerySet[BulkChange]:
    """Return the bulk changes of all segments with who did and undid them, the last one first."""
    return BulkChange.objects.select_related("segment", "made_by", "undone_by").order_by("-made_at", "-pk")


def saved_criteria_by_code() -> QuerySet[SavedCriteria]:
    """Return all saved criteria by their code, with who saved them.

    ``step_count`` is how many steps each takes, ``segment_count`` on how many segments it was used.
    """
    return (
        SavedCriteria.objects.select_related("saved_by")
        .annotate(
            step_count=Count("steps", distinct=True),
            segment_count=Count("segment_steps__segment", distinct=True),
        )
        .order_by("code")
    )


def segments_that_used(saved: SavedCriteria) -> QuerySet[Segment]:
    """Return the segments that have a step from ``saved``, undone ones too; the last one first."""
    steps = SegmentStep.objects.filter(saved_criteria=saved)
    return Segment.objects.filter(pk__in=steps.values("segment")).order_by("-dated_on", "-number")


def campaigns_of_buyer(contact: Contact) -> list[CampaignTarget]:
    """Return the campaigns, but archived ones, that have the buyer of ``contact`` in their target group.

    Active ones come first, then by number. ``flagging_segments`` of each are the segments that put it there. Cost: two
    queries.
    """
    targets = list(
        CampaignTarget.objects.filter(buyer=contact.buyer_id, campaign__is_archived=False)
        .select_related("campaign", "buyer")
        .order_by("-campaign__is_active", "campaign__number")
    )
    segments: dict[int, dict[int, Segment]] = {target.campaign_id: {} for target in targets}
    lines = SegmentLine.objects.counting_as_target().filter(buyer=contact.buyer_id, campaign__in=segments)
    for line in lines.select_related("segment").order_by("segment__number", "line_number"):
        segments[line.campaign_id or 0][line.segment_id] = line.segment
    for target in targets:
        target.flagging_segments = list(segments[target.campaign_id].values())  # type: ignore[attr-defined]
    return targets


@dataclass(frozen=True, kw_only=True)
class CampaignCounts:
    """How many campaigns have a buyer in their target group, and how many of them are activated."""

    count: int
    active_count: int


def campaigns_about(contact: Contact) -> CampaignCounts:
    """Return how many campaigns ``campaigns_of_buyer`` shows. Cost: one query."""
    targets = CampaignTarget.objects.filter(buyer=contact.buyer_id, campaign__is_archived=False)
    active = Count("pk", filter=Q(campaign__is_active=True))
    return CampaignCounts(**targets.aggregate(count=Count("pk"), active_count=active))


def count_campaigns_of_buyer(contact_number: str) -> int:
    """Return how many campaigns, but archived ones, have the buyer of the contact of this number as a target."""
    contact = Contact.objects.filter(number=contact_number).first()
    buyer_id = contact.buyer_id if contact else None
    return CampaignTarget.objects.filter(buyer=buyer_id, campaign__is_archived=False).count()


def count_lines_about(contact_number: str) -> int:
    """Return how many segment lines there are about the contact of this number, and its persons."""
    return SegmentLine.objects.filter(
        Q(contact__number=contact_number) | Q(contact__company__number=contact_number)
    ).count()


def campaign_audience(campaign: Campaign) -> CampaignAudience:
    """Return the figures of ``campaign`` that segments know, in two queries."""
    segments = Segment.objects.filter(campaign=campaign).aggregate(
        open_segment_count=Count("pk", filter=Q(state=Segment.State.OPEN)),
        logged_segment_count=Count("pk", filter=Q(state=Segment.State.LOGGED)),
    )
    lines = SegmentLine.objects.filter(campaign=campaign, is_cancelled=False).aggregate(
        line_count=Count("pk"),
        buyer_count=Count("buyer", distinct=True),
        contact_count=Count("contact", distinct=True),
        target_contact_count=Count("contact", distinct=True, filter=Q(is_campaign_target=True)),
        response_contact_count=Count("contact", distinct=True, filter=Q(is_campaign_response=True)),
    )
    return CampaignAudience(**segments, **lines)


def missing_targets(campaign_number: str) -> str:
    """Return what is to be done so that the campaign has a target group; blank when it has one."""
    if CampaignTarget.objects.filter(campaign__number=campaign_number).exists():
        return ""
    if Segment.objects.filter(campaign__number=campaign_number).exists():
        return _(
            "No contact is marked as campaign target. Open a segment and mark the contacts that should get the prices."
        )
    return _("Nobody is targeted yet. Link a segment to say who gets the prices.")


def _line_count(condition: Q) -> Coalesce:
    lines = SegmentLine.objects.filter(condition, segment=OuterRef("pk")).order_by().values("segment")
    return Coalesce(Subquery(lines.annotate(number=Count("pk")).values("number"), output_field=IntegerField()), 0)


def campaigns_of_person(person: Contact) -> list[Campaign]:
    """Return the campaigns of which the person itself is a target, by number: its places move with the company."""
    lines = SegmentLine.objects.filter(contact=person, is_campaign_target=True, is_cancelled=False)
    return list(Campaign.objects.filter(pk__in=lines.values("campaign")).order_by("number"))
