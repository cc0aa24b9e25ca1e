"""Whom we address. Rows are written directly: the target group of a campaign does not follow these factories."""

import factory
from factory.django import DjangoModelFactory

from contacts.models import Contact
from segments.models import Segment, SegmentLine, SegmentStep, StepContact
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.contacts import CompanyFactory


class SegmentFactory(DjangoModelFactory[Segment]):
    class Meta:
        model = Segment

    # Not SM0001: the number series gives such numbers.
    number = factory.Sequence(lambda n: f"SEGMENT{n:04}")
    description = factory.LazyAttribute(lambda segment: f"Segment {segment.number}")
    dated_on = WORK_DATE


class SegmentLineFactory(DjangoModelFactory[SegmentLine]):
    """A line with the campaign and flags of its segment, and a step that says that it was there before."""

    class Meta:
        model = SegmentLine
        skip_postgeneration_save = True

    segment = factory.SubFactory(SegmentFactory)
    line_number = factory.LazyAttribute(lambda line: 10000 * (line.segment.lines.count() + 1))
    contact = factory.SubFactory(CompanyFactory)
    buyer = factory.LazyAttribute(lambda line: Contact.objects.get(pk=line.contact.buyer_id))
    campaign = factory.SelfAttribute("segment.campaign")
    is_campaign_target = factory.SelfAttribute("segment.is_campaign_target")
    is_campaign_response = factory.SelfAttribute("segment.is_campaign_response")

    @factory.post_generation
    def step(self: SegmentLine, create: bool, extracted: object, **fields: object) -> None:
        if not create:
            return
        step = SegmentStep.objects.create(
            segment=self.segment,
            sequence=self.segment.steps.count() + 1,
            action=SegmentStep.Action.ADD,
            source=SegmentStep.Source.THERE_BEFORE,
            allows_existing=True,
            options=["allows_existing"],
            taken_at=NOW,
            matched_count=1,
            added_count=1,
        )
        StepContact.objects.create(step=step, contact=self.contact, is_addition=True)


def following_segment(**fields: object) -> Segment:
    """Return a segment that follows one rule, which finds everybody."""
    segment: Segment = SegmentFactory(follows_rules=True, **fields)
    SegmentStep.objects.create(
        segment=segment,
        sequence=1,
        action=SegmentStep.Action.ADD,
        source=SegmentStep.Source.CRITERIA,
        criteria={"version": 1},
        taken_at=NOW,
    )
    return segment
