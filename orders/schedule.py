"""Campaigns that activate or deactivate by themselves, and those that should have and have not.

``run_due_campaigns`` works from the dates and not from events: it catches up what was missed. A campaign whose day has
come and that is not yet what it was to be, was refused or has not been looked at: nothing else needs to be kept.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.locks import lock_campaigns
from campaigns.models import Campaign
from contacts.templatetags.formats import long_day
from orders.checks import Finding, refusals
from orders.models import ActivationRun

Kind = ActivationRun.Kind


class ScheduleError(Exception):
    """The campaign cannot be activated or deactivated by itself on the day it has."""


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When a campaign does something by itself.

    ``is_set`` tells whether it is to. ``is_overdue``: its day has come and it has not been; ``refusals`` say why, or
    nothing where it has not been tried.
    """

    kind: Kind
    day: dt.date
    is_set: bool
    is_overdue: bool
    refusals: tuple[Finding, ...]


def schedule_of(campaign: Campaign, kind: Kind, *, today: dt.date) -> Schedule | None:
    """Return when the campaign may run or is to run by itself; None where it cannot."""
    day = _day(campaign, kind)
    if day is None or campaign.is_archived:
        return None
    is_set = campaign.starts_by_itself if kind == Kind.ACTIVATE else campaign.stops_by_itself
    is_overdue = is_set and day <= today
    if not is_set and day <= today:
        return None
    found = refusals(campaign, kind) if is_overdue else []
    return Schedule(kind=kind, day=day, is_set=is_set, is_overdue=is_overdue, refusals=tuple(found))


@transaction.atomic
def set_schedule(campaign: Campaign, kind: Kind, *, today: dt.date) -> Schedule:
    """Let the campaign be activated on its starting date, or deactivated after its ending date, by itself.

    :raises ScheduleError: it already is, it has no such date, or the day has come.
    """
    [campaign] = lock_campaigns([campaign.pk])
    if schedule_of(campaign, kind, today=today) is None:
        raise ScheduleError(_refusal(campaign, kind))
    _write(campaign, kind, is_set=True)
    return Schedule(kind=kind, day=_day(campaign, kind) or today, is_set=True, is_overdue=False, refusals=())


@transaction.atomic
def cancel_schedule(campaign: Campaign, kind: Kind) -> None:
    """Let the campaign no longer do it by itself."""
    [campaign] = lock_campaigns([campaign.pk])
    _write(campaign, kind, is_set=False)


def _day(campaign: Campaign, kind: Kind) -> dt.date | None:
    """Return the day on which a campaign that is not yet what it is to become, becomes it."""
    if kind == Kind.ACTIVATE and not campaign.is_active:
        return campaign.starting_on
    if kind == Kind.DEACTIVATE and campaign.is_active and campaign.ending_on is not None:
        return campaign.ending_on + dt.timedelta(days=1)
    return None


def _write(campaign: Campaign, kind: Kind, *, is_set: bool) -> None:
    field = "starts_by_itself" if kind == Kind.ACTIVATE else "stops_by_itself"
    if getattr(campaign, field) != is_set:
        setattr(campaign, field, is_set)
        campaign.save(update_fields=[field, "modified_at"])


def _refusal(campaign: Campaign, kind: Kind) -> str:
    values = {
        "number": campaign.number,
        "start": long_day(campaign.starting_on) if campaign.starting_on else "",
        "end": long_day(campaign.ending_on) if campaign.ending_on else "",
    }
    if campaign.is_archived:
        return _("%(number)s is archived. Restore it first.") % values
    if kind == Kind.ACTIVATE and campaign.is_active:
        return _("%(number)s is already activated.") % values
    if kind == Kind.DEACTIVATE and not campaign.is_active:
        return _("%(number)s is not activated.") % values
    if kind == Kind.ACTIVATE and campaign.starting_on is not None:
        return _("%(number)s starts on %(start)s, and that day has come. Activate it now.") % values
    if kind == Kind.ACTIVATE:
        return _("%(number)s has no starting date. Give it one first.") % values
    if campaign.ending_on is not None:
        return _("%(number)s ended on %(end)s. Deactivate it now.") % values
    return _("%(number)s has no ending date. Give it one first.") % values
