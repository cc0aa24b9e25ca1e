"""Loading the demo company into an empty database, once."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model

from campaigns.models import Campaign, CampaignType
from contacts.models import (
    Contact,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    ProfileQuestionnaire,
    Salesperson,
    Team,
    Territory,
)
from orders.activation import Kind, run_campaign
from orders.models import ActivationRun, Order, OrderLine
from pricing.models import (
    CustomerDiscountGroup,
    CustomerPriceGroup,
    Item,
    ItemDiscountGroup,
    SalesLineDiscount,
    SalesPrice,
    UnitOfMeasure,
)
from segments.demo.accounts import Account, make_accounts, manager
from segments.demo.audience import load_audience
from segments.demo.campaigns import ALREADY_ACTIVE, FINISHED_SEGMENT, load_campaigns
from segments.demo.goods import load_goods, load_standing_rows
from segments.demo.orders import load_orders
from segments.demo.people import FIRM_NAME, FIRM_NUMBER, load_people
from segments.logging import log_segment
from segments.models import Segment

FEWEST_CONTACTS = 100
_MOST_ORDERS = 5000

_COUNTED: tuple[type[Model], ...] = (Contact, Item, SalesPrice, SalesLineDiscount, Campaign, Segment, Order, OrderLine)
# Whose codes would be those of the company.
_SET_UP: tuple[type[Model], ...] = (
    Salesperson,
    Team,
    Territory,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
    ProfileQuestionnaire,
    UnitOfMeasure,
    ItemDiscountGroup,
    CustomerPriceGroup,
    CustomerDiscountGroup,
    CampaignType,
)


class DemoError(Exception):
    """The demo company cannot be loaded."""


class OtherRecordsError(DemoError):
    """The database holds records of somebody else."""


class TooFewContactsError(DemoError):
    """The company would be too small to show anything."""


@dataclass(frozen=True, slots=True)
class Loading:
    """What loading did: everything, or only what a killed load had left undone; and the accounts that it made."""

    is_new: bool
    is_completed: bool
    accounts: Sequence[Account]


@dataclass(frozen=True, slots=True)
class Holding:
    """How many records of one kind there are."""

    model: type[Model]
    count: int

    def __str__(self) -> str:
        meta = self.model._meta
        return f"{self.count:,} {meta.verbose_name if self.count == 1 else meta.verbose_name_plural}"


def load_company(*, contact_count: int, password: str | None, today: dt.date, at: dt.datetime) -> Loading:
    """Load the company unless it is there. What a killed load left undone is done; twice changes nothing.

    Dates are counted from ``today``. With a password there are accounts too.

    :raises DemoError: the database holds other records, or ``contact_count`` is too small. Nothing was changed.
    """
    is_new = not has_company()
    accounts: Sequence[Account] = ()
    if is_new:
        accounts = _load(contact_count=contact_count, password=password, today=today, at=at)
    is_completed = _complete(at=at, by=manager())
    return Loading(is_new, is_completed, accounts)


def has_company() -> bool:
    """Tell whether the database holds the demo company."""
    return Contact.objects.filter(number=FIRM_NUMBER, name=FIRM_NAME).exists()


def holdings() -> list[Holding]:
    """Return how many records of each kind the database holds."""
    return _holdings(_COUNTED)


def _holdings(models: Iterable[type[Model]]) -> list[Holding]:
    return [Holding(model, model._default_manager.count()) for model in models]


@transaction.atomic(durable=True)
def _load(*, contact_count: int, password: str | None, today: dt.date, at: dt.datetime) -> Sequence[Account]:
    """Write all of it or nothing."""
    if contact_count < FEWEST_CONTACTS:
        message = f"{contact_count} contacts are too few to show anything. Take {FEWEST_CONTACTS} or more."
        raise TooFewContactsError(message)
    others = [str(holding) for holding in _holdings((*_COUNTED, *_SET_UP)) if holding.count]
    if others:
        message = (
            f"This database holds other records ({', '.join(others)}), so the demo company is not put into it. "
            "Name an empty one, for example DATABASE_URL=sqlite:///demo.sqlite3."
        )
        raise OtherRecordsError(message)
    accounts = make_accounts(password) if password else ()
    by = manager()
    load_people(contact_count=contact_count, seller=by)
    load_goods()
    load_standing_rows(at=at)
    load_campaigns(today=today, at=at, by=by)
    load_orders(order_count=min(contact_count // 5, _MOST_ORDERS), today=today, at=at, by=by)
    load_audience(today=today, at=at, by=by)
    return accounts


def _complete(*, at: dt.datetime, by: User | None) -> bool:
    """Do what has transactions of its own, if it was not done yet: log the old segment, run the active campaign."""
    segment = Segment.objects.filter(number=FINISHED_SEGMENT, state=Segment.State.OPEN).first()
    if segment is not None:
        log_segment(segment, by=by)
    campaign = Campaign.objects.filter(number=ALREADY_ACTIVE, is_active=False).first()
    is_to_run = campaign is not None and not ActivationRun.objects.filter(campaign=campaign).exists()
    if campaign is not None and is_to_run:
        run_campaign(campaign, kind=Kind.ACTIVATE, at=at, by=by)
    return segment is not None or is_to_run
