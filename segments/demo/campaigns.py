"""The campaigns of the demo company: their cards, their prices and discounts, and the segments with their targets.

CP0001 is the one to activate; CP0002 is active and has a better price for one of its items; CP0003 starts by itself
next month; CP0004 is over.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import User
from django.db.models import F, Q, QuerySet

from campaigns.models import Campaign, CampaignStatus, CampaignType
from campaigns.services import CampaignDetails, create_campaign
from contacts.models import Contact, Salesperson
from pricing.models import Item, ItemDiscountGroup, SalesLineDiscount, SalesPrice, UnitOfMeasure
from pricing.services import add_row
from segments.demo.goods import share_of
from segments.demo.people import SHOWN_BUYER
from segments.models import Segment
from segments.services import SegmentDetails, add_contacts, create_segment, set_response_flag, set_target_flag

TO_ACTIVATE = "CP0001"
ALREADY_ACTIVE = "CP0002"
NEXT_MONTH = "CP0003"
FINISHED = "CP0004"
FINISHED_SEGMENT = "SM0005"

_TYPES = {"SEASON": "Season", "STOCK": "Clear-out", "PRODUCT": "Product"}


@dataclass(frozen=True, slots=True)
class _Price:
    """A campaign price: a percentage of the card price for a box or a piece."""

    item: str
    percent: int
    minimum: int = 0
    variant: str = ""
    is_per_box: bool = False


@dataclass(frozen=True, slots=True)
class _Discount:
    """A campaign discount on an item, or on an item discount group."""

    percent: str
    item: str = ""
    group: str = ""
    minimum: int = 0


_ROWS: dict[str, tuple[_Price | _Discount, ...]] = {
    TO_ACTIVATE: (
        _Price("1000", 88),
        _Price("1010", 88),
        _Price("1010", 82, minimum=10),
        _Price("1020", 90, minimum=4),
        _Price("1030", 85),
        _Price("1040", 85),
        _Price("1040", 79, variant="WHITE"),
        _Price("1100", 87),
        _Price("1100", 80, minimum=12),
        _Price("1110", 87),
        _Price("1120", 86),
        _Price("1130", 84, minimum=6),
        _Price("1140", 82, minimum=4, is_per_box=True),
        _Discount("10", item="1220", minimum=2),
        _Discount("12", group="LIGHT"),
        _Discount("7.5", item="1090"),
    ),
    ALREADY_ACTIVE: (
        _Price("1130", 76, minimum=8),
        _Price("2000", 86),
        _Price("2000", 80, minimum=5, is_per_box=True),
        _Price("2010", 86),
        _Price("2010", 80, minimum=5, is_per_box=True),
        _Price("2020", 88),
        _Price("2100", 92),
        _Discount("5", group="TABLEWARE"),
        _Discount("10", item="2150"),
        _Discount("15", item="2160", minimum=6),
    ),
    NEXT_MONTH: (
        _Price("1300", 80, minimum=6),
        _Price("1310", 80, minimum=6),
        _Price("1320", 75),
        _Discount("20", item="1330"),
    ),
    FINISHED: (_Price("1200", 70), _Price("1210", 70), _Discount("25", group="STORAGE")),
}


def load_campaigns(*, today: dt.date, at: dt.datetime, by: User | None) -> None:
    """Write the four campaigns with their rows and segments. None is active yet."""
    for code, description in _TYPES.items():
        CampaignType.objects.create(code=code, description=description)
    for number, details in _details(today).items():
        campaign = create_campaign(number=number, details=details, by=by)
        _load_rows(campaign, at=at, by=by)
    _load_segments(today=today, at=at, by=by)


# Cards -------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _SetUp:
    """The set-up data that the cards name, by code."""

    statuses: dict[str, CampaignStatus]
    types: dict[str, CampaignType]
    salespeople: dict[str, Salesperson]


def _details(today: dt.date) -> dict[str, CampaignDetails]:
    set_up = _SetUp(
        statuses={status.code: status for status in CampaignStatus.objects.all()},
        types={campaign_type.code: campaign_type for campaign_type in CampaignType.objects.all()},
        salespeople={salesperson.code: salesperson for salesperson in Salesperson.objects.all()},
    )
    return _of_today(today, set_up) | _of_other_times(today, set_up)


def _of_today(today: dt.date, set_up: _SetUp) -> dict[str, CampaignDetails]:
    return {
        TO_ACTIVATE: CampaignDetails(
            description="Sit better: desks, chairs and light",
            starting_on=today - dt.timedelta(days=21),
            ending_on=today + dt.timedelta(days=45),
            salesperson=set_up.salespeople["MDB"],
            status=set_up.statuses.get("2-SCHEDULED"),
            type=set_up.types["PRODUCT"],
            objective="Sell 400 sit-stand desks to customers who moved or grew this year.",
            budget_amount=Decimal(12_000),
        ),
        ALREADY_ACTIVE: CampaignDetails(
            description="Coffee corner weeks",
            starting_on=today - dt.timedelta(days=28),
            ending_on=today + dt.timedelta(days=28),
            salesperson=set_up.salespeople["FP"],
            status=set_up.statuses.get("3-STARTED"),
            type=set_up.types["SEASON"],
            objective="Win back customers who no longer order coffee with their furniture.",
            budget_amount=Decimal(4_500),
            stops_by_itself=True,
        ),
    }


def _of_other_times(today: dt.date, set_up: _SetUp) -> dict[str, CampaignDetails]:
    next_month = (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return {
        NEXT_MONTH: CampaignDetails(
            description="New light for dark days",
            starting_on=next_month,
            ending_on=next_month + dt.timedelta(days=40),
            salesperson=set_up.salespeople["JV"],
            status=set_up.statuses.get("1-PLANNED"),
            type=set_up.types["SEASON"],
            objective="Make room for the new lamps.",
            budget_amount=Decimal(3_000),
            starts_by_itself=True,
            stops_by_itself=True,
        ),
        FINISHED: CampaignDetails(
            description="Clear-out of cupboards and lockers",
            starting_on=today - dt.timedelta(days=150),
            ending_on=today - dt.timedelta(days=90),
            salesperson=set_up.salespeople["MDB"],
            status=set_up.statuses.get("4-DONE"),
            type=set_up.types["STOCK"],
            objective="Empty the hall in Amersfoort before the move.",
            budget_amount=Decimal(2_000),
        ),
    }


# Prices and discounts ----------------------------------------------------------------------------


def _load_rows(campaign: Campaign, *, at: dt.datetime, by: User | None) -> None:
    for row in _ROWS[campaign.number]:
        if isinstance(row, _Price):
            add_row(row=_price(campaign, row), at=at, by=by)
        else:
            add_row(row=_discount(campaign, row), at=at, by=by)


def _price(campaign: Campaign, row: _Price) -> SalesPrice:
    item = Item.objects.get(number=row.item)
    holds = item.units.get(unit__code="BOX").quantity_per_unit if row.is_per_box else 1
    return SalesPrice(
        campaign=campaign,
        item=item,
        variant=item.variants.get(code=row.variant) if row.variant else None,
        unit=UnitOfMeasure.objects.get(code="BOX") if row.is_per_box else None,
        minimum_quantity=Decimal(row.minimum),
        unit_price=share_of(item.unit_price * holds, row.percent),
    )


def _discount(campaign: Campaign, row: _Discount) -> SalesLineDiscount:
    return SalesLineDiscount(
        campaign=campaign,
        item=Item.objects.get(number=row.item) if row.item else None,
        item_discount_group=ItemDiscountGroup.objects.get(code=row.group) if row.group else None,
        minimum_quantity=Decimal(row.minimum),
        line_discount_percent=Decimal(row.percent),
    )


# Segments ----------------------------------------------------------------------------------------


def _load_segments(*, today: dt.date, at: dt.datetime, by: User | None) -> None:
    """Write six segments: two for the campaign to activate, one for each other, one for no campaign yet."""
    persons = Contact.objects.filter(type=Contact.Type.PERSON)
    shown = Q(company__number=SHOWN_BUYER)
    office = Q(job_responsibilities__code__in=["OFFICE", "FACILITY"])
    in_the_west_or_south = Q(territory__code__in=["RANDSTAD", "ZUID", "BELGIUM"])
    audiences: Iterable[tuple[str, str, QuerySet[Contact], int]] = (
        (
            TO_ACTIVATE,
            "Office managers in the west and south",
            persons.filter(shown | office & in_the_west_or_south),
            30,
        ),
        (TO_ACTIVATE, "Architects and interior designers", persons.filter(_industry("DESIGN")), 21),
        (ALREADY_ACTIVE, "Coffee post", persons.filter(shown | Q(mailing_groups__code="COFFEE")), 28),
        (NEXT_MONTH, "Schools, nurseries and care", persons.filter(_industry("SCHOOLS", "CARE")), 3),
        (FINISHED, "Builders and transport firms", persons.filter(_industry("BUILDING", "LOGISTICS")), 155),
        ("", "Cards for the new year", persons.filter(job_responsibilities__code="DIRECTOR"), 1),
    )
    for ordinal, (campaign_number, description, contacts, days_ago) in enumerate(audiences, start=1):
        campaign = Campaign.objects.filter(number=campaign_number).first()
        details = SegmentDetails(
            description=description,
            dated_on=today - dt.timedelta(days=days_ago),
            campaign=campaign,
            is_campaign_target=campaign is not None,
        )
        segment = create_segment(number=f"SM{ordinal:04d}", details=details, by=by)
        add_contacts(segment, contacts=contacts, at=at, by=by)
        if campaign is not None:
            _tick(segment, at=at)


def _tick(segment: Segment, *, at: dt.datetime) -> None:
    """Take one line in twenty out of the target group, and note that one in twelve answered."""
    lines = segment.lines.exclude(buyer__number=SHOWN_BUYER).annotate(place=F("line_number") % 60)
    set_target_flag(segment, lines=lines.filter(place__in=[19, 39, 59]), is_target=False, at=at)
    if segment.number == FINISHED_SEGMENT:
        set_response_flag(segment, lines=lines.filter(place__in=[7, 18, 31, 44, 55]), is_response=True, at=at)


def _industry(*codes: str) -> Q:
    """Return the condition that a contact's company is in one of the industry groups."""
    return Q(company__industry_groups__code__in=codes)
