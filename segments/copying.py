"""Copying segments: a segment has one campaign, so a copied campaign gets segments of its own."""

import datetime as dt
from collections.abc import Iterator

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from campaigns.models import Campaign
from campaigns.parts import Copying
from contacts.templatetags.formats import number as shown
from segments.lines import add_lines
from segments.models import Segment, SegmentLine, SegmentStep
from segments.services import SegmentDetails, create_segment
from segments.steps import record_lines

# Who may not be put on a segment any more (D15).
_LEFT_OUT = Q(contact__is_privacy_blocked=True) | Q(contact__is_excluded_from_segments=True)


def segments_to_copy(campaign: Campaign) -> QuerySet[Segment]:
    """Return the segments that go along when ``campaign`` is copied: all of its own but the cancelled ones."""
    return campaign.segments.exclude(state=Segment.State.CANCELLED).select_related("salesperson").order_by("number")


def count_segments(campaign: Campaign) -> int:
    """Return how many segments go along when ``campaign`` is copied."""
    return segments_to_copy(campaign).count()


def lines_sentence(campaign: Campaign) -> str:
    """Return how many lines go along with the segments, and how many are left out because of their contacts."""
    lines = SegmentLine.objects.filter(segment__in=segments_to_copy(campaign))
    left_out = lines.filter(_LEFT_OUT).count()
    going = lines.count() - left_out
    sentence = ngettext("%(shown)s line with its flags", "%(shown)s lines with their flags", going) % {
        "shown": shown(going)
    }
    if not left_out:
        return sentence
    return ngettext(
        "%(sentence)s; %(shown)s is left out, because its contact is privacy blocked or excluded from segments",
        "%(sentence)s; %(shown)s are left out, because their contacts are privacy blocked or excluded from segments",
        left_out,
    ) % {"sentence": sentence, "shown": shown(left_out)}


def copy_segments(copying: Copying) -> int:
    """Give the new campaign copies of the segments of the one it is copied from, and return how many they are.

    Their dates move as far as the campaign's.
    """
    segments = list(segments_to_copy(copying.source))
    for segment in segments:
        copy_segment(
            segment,
            campaign=copying.target,
            dated_on=segment.dated_on + copying.distance,
            at=copying.at,
            by=copying.by,
        )
    return len(segments)


@transaction.atomic
def copy_segment(
    segment: Segment, *, campaign: Campaign | None, dated_on: dt.date, at: dt.datetime, by: User | None
) -> Segment:
    """Make an open segment with the next number and the lines of ``segment``, for another campaign or none.

    A line that was a campaign target of the segment's campaign is one of the other campaign. Responses stay behind:
    nobody has answered yet. So do contacts that are privacy blocked or excluded from segments since (D15).

    :raises NumberError: the number cannot be given.
    """
    salesperson = segment.salesperson
    details = SegmentDetails(
        description=segment.description,
        dated_on=dated_on,
        salesperson=None if salesperson is None or salesperson.is_blocked else salesperson,
        campaign=campaign,
        is_campaign_target=segment.is_campaign_target and campaign is not None,
    )
    copy = create_segment(details=details, by=by)
    add_lines(_lines_for(copy, segment), segment=copy, at=at)
    step = SegmentStep(
        segment=copy,
        action=SegmentStep.Action.ADD,
        source=SegmentStep.Source.COPY,
        origin=segment.number,
        taken_at=at,
        taken_by=by,
    )
    record_lines(step, lines=copy.lines.all())
    return copy


def _lines_for(copy: Segment, segment: Segment) -> Iterator[SegmentLine]:
    lines = (
        segment.lines.exclude(_LEFT_OUT)
        .annotate(buyer_pk=Coalesce("contact__company_id", F("contact_id")))
        .order_by("line_number")
        .values_list("contact_id", "buyer_pk", "campaign_id", "is_campaign_target")
    )
    # A list, because the lines are written to the table that the query reads.
    for line_number, (contact_id, buyer_id, campaign_id, is_target) in enumerate(list(lines), start=1):
        yield SegmentLine(
            segment=copy,
            line_number=line_number,
            contact_id=contact_id,
            buyer_id=buyer_id,
            campaign_id=copy.campaign_id,
            is_campaign_target=is_target and campaign_id == segment.campaign_id and copy.campaign_id is not None,
        )
