"""The big numbers of the home page. Each counts the rows of the list it opens, with that list's own filters."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import pgettext_lazy
from django_filters import FilterSet

from campaigns.filters import CampaignFilter
from campaigns.models import Campaign
from config.jobs.listing import JobKind, JobList, JobState, JobWishes
from config.jobs.sources import SOURCES as JOBS
from orders.filters import RunFilter
from orders.models import ActivationRun

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, kw_only=True)
class CueSource:
    """A list, narrowed by ``query``, whose rows are worth counting for those who have ``permission``, if it takes one.

    ``count`` counts the rows that a person sees there. ``is_alarm`` says that any row is one too many; ``is_rare``
    leaves the number out when there is none.
    """

    label: "StrPromise"
    icon: str
    url_name: str
    query: dict[str, str]
    permission: str
    count: Callable[[User | AnonymousUser], int]
    is_alarm: bool = False
    is_rare: bool = False


@dataclass(frozen=True)
class Cue:
    """A number as the page shows it, and the list it opens."""

    label: "StrPromise"
    icon: str
    count: int
    url: str
    is_alarm: bool


def _count_filtered(
    filterset: type[FilterSet],
    rows: Callable[[], QuerySet[Any]],
    query: dict[str, str],
    _user: User | AnonymousUser,
) -> int:
    return int(filterset(QueryDict(urlencode(query)), rows()).qs.count())


def _of_campaigns(label: "StrPromise", icon: str, *, is_alarm: bool = False, **query: str) -> CueSource:
    return CueSource(
        label=label,
        icon=icon,
        url_name="campaigns:list",
        query=query,
        permission="campaigns.view_campaign",
        count=partial(_count_filtered, CampaignFilter, Campaign.objects.all, query),
        is_alarm=is_alarm,
    )


def _of_runs(label: "StrPromise", icon: str, *, state: ActivationRun.State, is_rare: bool = False) -> CueSource:
    query = {"state": state.value}
    return CueSource(
        label=label,
        icon=icon,
        url_name="orders:run-list",
        query=query,
        permission="orders.view_activationrun",
        count=partial(_count_filtered, RunFilter, ActivationRun.objects.all, query),
        is_rare=is_rare,
    )


def _of_jobs(label: "StrPromise", icon: str, *, kind: JobKind, state: JobState) -> CueSource:
    """Return the cue for jobs, of which each person sees those that they may decide about."""
    wishes = JobWishes(kind=kind.value, state=state.value)
    return CueSource(
        label=label,
        icon=icon,
        url_name="jobs:list",
        query={"kind": kind.value, "state": state.value},
        permission="",
        count=lambda user: len(JobList(JOBS, user=user, wishes=wishes)),
        is_rare=True,
    )


SOURCES = (
    _of_campaigns(pgettext_lazy("cue", "Active now"), "lightning-charge", activated="yes"),
    _of_campaigns(pgettext_lazy("cue", "Ready to activate"), "check2-square", situation="ready"),
    _of_campaigns(pgettext_lazy("cue", "Start within 7 days"), "calendar-check", situation="starts-soon"),
    _of_campaigns(pgettext_lazy("cue", "End within 7 days"), "calendar-x", situation="ends-soon"),
    _of_campaigns(
        pgettext_lazy("cue", "Need attention"), "exclamation-triangle-fill", is_alarm=True, situation="attention"
    ),
    _of_runs(pgettext_lazy("cue", "Previews waiting"), "eye", state=ActivationRun.State.PLANNED),
    _of_runs(pgettext_lazy("cue", "Runs under way"), "activity", state=ActivationRun.State.APPLYING, is_rare=True),
    _of_jobs(pgettext_lazy("cue", "Imports waiting"), "upload", kind=JobKind.IMPORT, state=JobState.WAITING),
)


def cues_for(user: User | AnonymousUser) -> list[Cue]:
    """Return the numbers that ``user`` may see, one query each."""
    cues = [_cue(source, user) for source in SOURCES if not source.permission or user.has_perm(source.permission)]
    return [cue for cue, source in cues if cue.count or not source.is_rare]


def _cue(source: CueSource, user: User | AnonymousUser) -> tuple[Cue, CueSource]:
    count = source.count(user)
    url = f"{reverse(source.url_name)}?{urlencode(source.query)}"
    return Cue(source.label, source.icon, count, url, is_alarm=source.is_alarm and count > 0), source
