"""What happened last: runs, changes of campaigns and of many segment lines; who did it, when, and where to read it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from orders.models import ActivationRun
from orders.selectors import runs_for_list
from segments.models import BulkChange

_MOST_SHOWN = 10
_CREATED, _DELETED = "+", "-"


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One thing that happened. ``person`` is blank where nobody was signed in, ``url`` where nothing is left."""

    at: dt.datetime
    person: str
    verb: str
    about: str
    url: str
    icon: str


def last_activities(user: User | AnonymousUser) -> list[Activity]:
    """Return what happened last among what ``user`` may see, the newest first. One query for each kind of thing."""
    found: list[Activity] = []
    if user.has_perm("orders.view_activationrun"):
        found += _runs()
    if user.has_perm("campaigns.view_campaign"):
        found += _campaign_changes()
    if user.has_perm("segments.view_segment"):
        found += _bulk_changes()
    return sorted(found, key=lambda activity: activity.at, reverse=True)[:_MOST_SHOWN]


def _runs() -> Iterator[Activity]:
    verbs = {
        ActivationRun.Kind.ACTIVATE: _("activated"),
        ActivationRun.Kind.DEACTIVATE: _("deactivated"),
        ActivationRun.Kind.RESYNC: _("re-synced"),
    }
    started = runs_for_list().exclude(started_at=None).order_by("-started_at", "-pk")
    for run in started[:_MOST_SHOWN]:
        yield Activity(
            at=run.started_at or run.planned_at,
            person=_name(run.started_by),
            verb=verbs[ActivationRun.Kind(run.kind)],
            about=str(run.campaign),
            url=reverse("orders:run", args=[run.pk]),
            icon="clock-history",
        )


def _campaign_changes() -> Iterator[Activity]:
    """Return what people wrote on cards of campaigns; that a run switches a campaign is told by the run."""
    states = Campaign.history.select_related("history_user")
    before = Campaign.history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    written = states.annotate(was_active=Subquery(before.values("is_active")[:1])).exclude(
        ~Q(history_type__in=[_CREATED, _DELETED]) & ~Q(is_active=F("was_active"))
    )
    verbs = {_CREATED: (_("made"), "plus-lg"), _DELETED: (_("deleted"), "trash")}
    for state in written.order_by("-history_date", "-history_id")[:_MOST_SHOWN]:
        verb, icon = verbs.get(state.history_type, (_("changed"), "pencil"))
        is_gone = state.history_type == _DELETED
        yield Activity(
            at=state.history_date,
            person=_name(state.history_user),
            verb=verb,
            about=f"{state.number} {state.description}",
            url="" if is_gone else reverse("campaigns:history", kwargs={"number": state.number}),
            icon=icon,
        )


def _bulk_changes() -> Iterator[Activity]:
    for change in BulkChange.objects.select_related("segment", "made_by").order_by("-made_at", "-pk")[:_MOST_SHOWN]:
        yield Activity(
            at=change.made_at,
            person=_name(change.made_by),
            verb=f"· {change.get_verb_display()}",
            about=str(change.segment),
            url=reverse("segments:history", kwargs={"number": change.segment.number}),
            icon="people",
        )


def _name(user: User | None) -> str:
    return "" if user is None else user.get_full_name() or user.get_username()
