"""The target groups as plain Python counts them from the lines: what the tests hold the statements to."""

from collections import Counter, defaultdict
from collections.abc import Collection

from campaigns.models import Campaign, CampaignTarget
from contacts.models import Contact
from segments.models import Segment, SegmentLine, StepContact

TargetGroups = dict[tuple[int, int], int]


def stored_targets() -> TargetGroups:
    """Return how many contacts each row says, by campaign and buyer."""
    return {(target.campaign_id, target.buyer_id): target.contact_count for target in CampaignTarget.objects.all()}


def counted_targets() -> TargetGroups:
    """Return the same, counted one line at a time, by the buyer that the line's contact has now."""
    contacts: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for line in SegmentLine.objects.select_related("contact"):
        if line.is_campaign_target and not line.is_cancelled and line.campaign_id is not None:
            buyer_id = line.contact.company_id or line.contact.pk
            contacts[line.campaign_id, buyer_id].add(line.contact_id)
    return {place: len(behind) for place, behind in contacts.items()}


def counted_lines(segment: Segment, *, without: Collection[int] = ()) -> Counter[int]:
    """Return how many lines each contact has on a segment by its steps, each done in turn, but for some of them."""
    counts: Counter[int] = Counter()
    mentions = StepContact.objects.filter(step__segment=segment.pk, step__undone_at=None).exclude(step__in=without)
    for contact_id, is_addition, allows_existing in mentions.order_by("step__sequence").values_list(
        "contact_id", "is_addition", "step__allows_existing"
    ):
        if not is_addition:
            counts[contact_id] = 0
        elif allows_existing or not counts[contact_id]:
            counts[contact_id] += 1
    return +counts


def targets_of(campaign: Campaign) -> dict[str, int]:
    """Return the target group of one campaign: how many contacts stand behind each buyer, by its number."""
    return dict(campaign.targets.values_list("buyer__number", "contact_count"))


def line_for(segment: object, contact: Contact) -> SegmentLine:
    """Return the first line of a contact on a segment."""
    line = SegmentLine.objects.filter(segment=segment, contact=contact).order_by("line_number").first()
    assert line is not None
    return line
