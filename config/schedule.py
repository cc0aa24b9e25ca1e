"""The campaigns of the coming weeks as bars in a calendar."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F

from campaigns.models import Campaign
from campaigns.situations import AHEAD, holds

_WEEK = dt.timedelta(weeks=1)
# More bars than these are no picture any more.
_MOST_BARS = 12


@dataclass(frozen=True)
class Week:
    """A week of the calendar; ``x`` is where it begins, in per cent of the width."""

    monday: dt.date
    x: str


@dataclass(frozen=True)
class Bar:
    """A campaign; ``x`` and ``width`` are those of its days, in per cent. What lies outside the calendar is cut off."""

    campaign: Campaign
    x: str
    width: str


@dataclass(frozen=True)
class Schedule:
    """``today_x`` is where today begins. ``campaign_count`` counts those that found no place, too."""

    weeks: Sequence[Week]
    bars: Sequence[Bar]
    today_x: str
    campaign_count: int


def schedule_from(today: dt.date) -> Schedule:
    """Return the campaigns with a day in the weeks from this Monday, the first to start first; archived ones left out.

    Two queries.
    """
    start = today - dt.timedelta(days=today.weekday())
    end = start + AHEAD + _WEEK
    found = Campaign.objects.filter(holds("ahead", today), is_archived=False)
    shown = found.order_by(F("starting_on").asc(nulls_first=True), F("ending_on").asc(nulls_last=True), "number")
    return Schedule(
        weeks=[Week(start + n * _WEEK, _share(start + n * _WEEK, start, end)) for n in range((end - start) // _WEEK)],
        bars=[_bar(campaign, start, end) for campaign in shown[:_MOST_BARS]],
        today_x=_share(today, start, end),
        campaign_count=found.count(),
    )


def _bar(campaign: Campaign, start: dt.date, end: dt.date) -> Bar:
    first = max(campaign.starting_on or start, start)
    after_last = min(campaign.ending_on + dt.timedelta(days=1), end) if campaign.ending_on else end
    width = (after_last - first) / (end - start)
    return Bar(campaign, _share(first, start, end), f"{width:.2%}")


def _share(day: dt.date, start: dt.date, end: dt.date) -> str:
    return f"{(day - start) / (end - start):.2%}"
