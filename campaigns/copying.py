"""Copying a campaign, for example last year's: its card with dates moved, and what else is chosen. All or nothing."""

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from campaigns.parts import CopiedPart, Copying
from campaigns.selectors import first_planned_status
from campaigns.services import CampaignDetails, create_campaign

WEEKS_IN_A_YEAR = dt.timedelta(weeks=52)


@dataclass(frozen=True)
class Period:
    """First and last day of a campaign, both inclusive; None is unbounded (D12)."""

    starting_on: dt.date | None
    ending_on: dt.date | None

    @classmethod
    def of(cls, campaign: Campaign) -> "Period":
        """Return the dates of ``campaign``."""
        return cls(campaign.starting_on, campaign.ending_on)

    def a_year_later(self) -> "Period":
        """Return the same dates a year later; 29 February becomes 28 February."""
        return Period(_a_year_after(self.starting_on), _a_year_after(self.ending_on))

    def later(self, distance: dt.timedelta) -> "Period":
        """Return the period so much later, as long as before."""
        return Period(
            self.starting_on and self.starting_on + distance,
            self.ending_on and self.ending_on + distance,
        )

    def from_day(self, starting_on: dt.date) -> "Period":
        """Return the period from another day on, as long as before; open-ended where it had no first or last day."""
        if self.starting_on is None:
            return Period(starting_on, None)
        return self.later(starting_on - self.starting_on)

    def distance_to(self, other: "Period") -> dt.timedelta:
        """Return how much later ``other`` is; nothing where that cannot be said."""
        for mine, its in ((self.starting_on, other.starting_on), (self.ending_on, other.ending_on)):
            if mine is not None and its is not None:
                return its - mine
        return dt.timedelta()


def period_words(period: Period) -> str:
    """Return the period in the reader's language."""
    days = {
        "start": date_format(period.starting_on) if period.starting_on else "",
        "end": date_format(period.ending_on) if period.ending_on else "",
    }
    if period.starting_on and period.ending_on:
        return _("%(start)s – %(end)s") % days
    if period.starting_on:
        return _("from %(start)s, open-ended") % days
    return _("until %(end)s") % days if period.ending_on else _("no dates")


@dataclass(frozen=True, kw_only=True)
class WantedCopy:
    """What a copy is to be: a blank number is the next one."""

    number: str = ""
    description: str
    period: Period
    parts: Sequence[CopiedPart]


@dataclass(frozen=True, kw_only=True)
class CopiedCampaign:
    """A new campaign, and how many rows of each part went along, by the key of the part."""

    campaign: Campaign
    counts: Mapping[str, int]


@transaction.atomic(durable=True)
def copy_campaign(
    source: Campaign,
    *,
    wanted: WantedCopy,
    at: dt.datetime,
    by: User | None,
) -> CopiedCampaign:
    """Make a campaign like ``source`` in another period, with copies of the rows of the wanted parts.

    It starts anew: in the first planned status, not activated, not archived, and nothing happens by itself. A
    salesperson who was blocked since is not taken over.

    :raises NumberError: the number cannot be given.
    :raises CampaignError: the campaign cannot be so, for example because of its dates.
    """
    details = _details(source, description=wanted.description, period=wanted.period)
    target = create_campaign(number=wanted.number, details=details, by=by)
    distance = Period.of(source).distance_to(wanted.period)
    copying = Copying(source=source, target=target, distance=distance, at=at, by=by)
    return CopiedCampaign(campaign=target, counts={part.key: part.copy(copying) for part in wanted.parts})


def _details(source: Campaign, *, description: str, period: Period) -> CampaignDetails:
    salesperson = source.salesperson
    return replace(
        CampaignDetails.of(source),
        description=description,
        starting_on=period.starting_on,
        ending_on=period.ending_on,
        status=first_planned_status(),
        salesperson=None if salesperson is None or salesperson.is_blocked else salesperson,
        starts_by_itself=False,
        stops_by_itself=False,
    )


def _a_year_after(day: dt.date | None) -> dt.date | None:
    if day is None:
        return None
    last_of_month = calendar.monthrange(day.year + 1, day.month)[1]
    return day.replace(year=day.year + 1, day=min(day.day, last_of_month))
