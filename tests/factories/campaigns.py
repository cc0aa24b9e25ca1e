"""What we do: campaigns, their target group and entries."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from campaigns.models import Campaign, CampaignEntry, CampaignStatus, CampaignTarget, CampaignType
from tests.factories.contacts import CompanyFactory

# The day on which the tests of prices take place (a Tuesday), and a moment of it.
WORK_DATE = dt.date(2030, 1, 15)
NOW = dt.datetime(2030, 1, 15, 9, 30, tzinfo=dt.UTC)


class CampaignStatusFactory(DjangoModelFactory[CampaignStatus]):
    class Meta:
        model = CampaignStatus
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"STATUS{n}")
    description = factory.LazyAttribute(lambda status: f"Status {status.code}")


class CampaignTypeFactory(DjangoModelFactory[CampaignType]):
    class Meta:
        model = CampaignType
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"TYPE{n}")


class CampaignFactory(DjangoModelFactory[Campaign]):
    """A campaign that is not active and has no dates. ``CampaignFactory(active=True)`` is active since ``NOW``."""

    class Meta:
        model = Campaign

    class Params:
        active = factory.Trait(is_active=True, activated_at=NOW)

    # Not CP0001: the number series gives such numbers.
    number = factory.Sequence(lambda n: f"CAMPAIGN{n:04}")
    description = factory.LazyAttribute(lambda campaign: f"Campaign {campaign.number}")


class CampaignTargetFactory(DjangoModelFactory[CampaignTarget]):
    """A buyer in a target group, written directly: without a segment behind it."""

    class Meta:
        model = CampaignTarget

    campaign = factory.SubFactory(CampaignFactory)
    buyer = factory.SubFactory(CompanyFactory)
    contact_count = 1


class CampaignEntryFactory(DjangoModelFactory[CampaignEntry]):
    class Meta:
        model = CampaignEntry

    campaign = factory.SubFactory(CampaignFactory)
    kind = CampaignEntry.Kind.ACTIVATION
    description = "Activated"
    entered_on = WORK_DATE
