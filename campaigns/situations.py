"""What campaigns have in common on a day: about to start, ready to activate, in need of attention.

The home page counts them and the list of campaigns shows them. Both ask here, so a number equals the rows it opens.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.module_loading import import_string
from django.utils.translation import pgettext_lazy

from campaigns.models import CampaignTarget

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# What starts or ends within a week is near enough to do something about it.
SOON = dt.timedelta(days=7)
# So far ahead people plan.
AHEAD = dt.timedelta(weeks=8)


@dataclass(frozen=True)
class Situation:
    """The campaigns of which ``holds_on`` is true on a day. ``key`` stands in addresses."""

    key: str
    label: "StrPromise"
    holds_on: Callable[[dt.date], Q]


def choices() -> list[tuple[str, "StrPromise"]]:
    """Return key and label of every situation, as a field offers them."""
    return [(situation.key, situation.label) for situation in _situations().values()]


def holds(key: str, day: dt.date) -> Q:
    """Return the condition for campaigns to be in the situation ``key``, one of ``choices``, on ``day``."""
    return _situations()[key].holds_on(day)


def has_targets() -> Q:
    """Return the condition for campaigns to have somebody in their target group."""
    return Q(Exists(CampaignTarget.objects.filter(campaign=OuterRef("pk"))))


def has_not_ended(day: dt.date) -> Q:
    """Return the condition for campaigns to go on, on ``day`` or later."""
    return Q(ending_on=None) | Q(ending_on__gte=day)


def _starts_soon(day: dt.date) -> Q:
    return Q(starting_on__gte=day, starting_on__lte=day + SOON)


def _ends_soon(day: dt.date) -> Q:
    return Q(ending_on__gte=day, ending_on__lte=day + SOON)


def _runs_ahead(day: dt.date) -> Q:
    """Return the condition for campaigns with a day in the coming weeks; one without any date has no place there."""
    has_begun = Q(starting_on=None) | Q(starting_on__lte=day + AHEAD)
    return has_begun & has_not_ended(day) & ~Q(starting_on=None, ending_on=None)


def _needs_resync(_day: dt.date) -> Q:
    """Return the condition for active campaigns that changed since their last run."""
    return Q(is_active=True, terms_changed_at__isnull=False)


_OWN = (
    Situation("starts-soon", pgettext_lazy("campaigns", "Start within 7 days"), _starts_soon),
    Situation("ends-soon", pgettext_lazy("campaigns", "End within 7 days"), _ends_soon),
    Situation("resync", pgettext_lazy("campaigns", "Needs re-sync"), _needs_resync),
    Situation("ahead", pgettext_lazy("campaigns", "In the next 8 weeks"), _runs_ahead),
)


@cache
def _situations() -> dict[str, Situation]:
    """Return all situations by key: those of campaigns alone, and those of which only higher rooms know."""
    return {situation.key: situation for situation in (*import_string(settings.FURTHER_CAMPAIGN_SITUATIONS), *_OWN)}
