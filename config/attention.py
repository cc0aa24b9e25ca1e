"""What about a campaign wants somebody's attention, the sentence that says so, and the page where it is mended."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models import Campaign, CampaignQuerySet
from campaigns.situations import Situation, has_not_ended, has_targets
from contacts.templatetags.formats import long_day
from orders.models import ActivationRun
from pricing.overlaps import campaigns_with_overlaps
from pricing.selectors import has_rows
from segments.selectors import following_segments

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# Whoever starts a run watches it to its end. One that is older than this was left alone, or is very large: then it is
# still true that it has not ended.
_LONGEST_RUN = dt.timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Concern:
    """One thing that may be wrong with a campaign.

    ``sentence`` may name ``%(starting)s`` and ``%(ending)s``. ``url_name`` is the page of the campaign where it is
    mended, unless ``url_of`` knows a better one, and ``verb`` what one does there, if one has ``permission``.
    """

    key: str
    holds_on: Callable[[dt.date], Q]
    sentence: "StrPromise"
    verb: "StrPromise"
    url_name: str
    permission: str
    url_of: Callable[[Campaign], str] | None = None


@dataclass(frozen=True)
class Remark:
    """What is wrong, in a sentence. ``url`` leads to where it is mended, blank for who may not do that."""

    sentence: str
    verb: "StrPromise"
    url: str


@dataclass(frozen=True)
class Attention:
    """A campaign and all that is wrong with it."""

    campaign: Campaign
    remarks: tuple[Remark, ...]


def _is_on_its_own(day: dt.date) -> Q:
    """Return the condition for campaigns that are going to activate themselves."""
    return Q(starts_by_itself=True, is_active=False) & has_not_ended(day)


def _has_stopped() -> Q:
    """Return the condition for campaigns with a run that does not look as if somebody were still applying it."""
    long_ago = Now() - _LONGEST_RUN
    runs = ActivationRun.objects.filter(campaign=OuterRef("pk"), state=ActivationRun.State.APPLYING)
    return Q(Exists(runs.filter(started_at__lt=long_ago)))


def _run_under_way(campaign: Campaign) -> str:
    run = campaign.runs.filter(state=ActivationRun.State.APPLYING).first()
    return reverse("orders:run", args=[run.pk]) if run else reverse("orders:campaign-runs", args=[campaign.number])


def _has_failed_refresh() -> Q:
    """Return the condition for campaigns with a segment that could not be brought to what its rules find."""
    return Q(Exists(following_segments().filter(campaign=OuterRef("pk"), refresh_failed_at__isnull=False)))


def _failed_refreshes(campaign: Campaign) -> str:
    return reverse("segments:list", query={"campaign": campaign.number, "refresh": "failed", "state": "open"})


CONCERNS = (
    Concern(
        key="interrupted",
        holds_on=lambda _day: _has_stopped(),
        sentence=_("A run has started and is not finished."),
        verb=pgettext_lazy("attention", "Look at the run"),
        url_name="orders:campaign-runs",
        permission="orders.view_activationrun",
        url_of=_run_under_way,
    ),
    Concern(
        key="active-without-targets",
        holds_on=lambda _day: Q(is_active=True) & ~has_targets(),
        sentence=_("Activated, but nobody is in its target group: nobody gets its prices."),
        verb=pgettext_lazy("attention", "Mark contacts"),
        url_name="segments:campaign-segments",
        permission="segments.view_segment",
    ),
    Concern(
        key="active-without-rows",
        holds_on=lambda _day: Q(is_active=True) & ~has_rows(),
        sentence=_("Activated, but it has no prices or discounts."),
        verb=pgettext_lazy("attention", "Add prices"),
        url_name="pricing:campaign-prices",
        permission="pricing.view_salesprice",
    ),
    Concern(
        key="active-after-its-end",
        holds_on=lambda day: Q(is_active=True, ending_on__lt=day),
        sentence=_("Ended on %(ending)s, but still activated."),
        verb=pgettext_lazy("attention", "Deactivate"),
        url_name="orders:deactivation-preview",
        permission="orders.view_activationrun",
    ),
    Concern(
        key="changed-since-its-run",
        holds_on=lambda _day: Q(is_active=True, terms_changed_at__isnull=False),
        sentence=_("Changed after its last run: open order lines may carry other prices than it gives now."),
        verb=pgettext_lazy("attention", "Look at the effect"),
        url_name="orders:resync-preview",
        permission="orders.view_activationrun",
    ),
    Concern(
        key="overlapping",
        holds_on=lambda day: Q(is_active=True, pk__in=campaigns_with_overlaps(on=day).values("pk")),
        sentence=_("Some of its prices or discounts overlap those of another campaign: a buyer of both gets only one."),
        verb=pgettext_lazy("attention", "Look at the prices"),
        url_name="pricing:campaign-prices",
        permission="pricing.view_salesprice",
    ),
    Concern(
        key="refresh-failed",
        holds_on=lambda _day: _has_failed_refresh(),
        sentence=_("One of its segments follows its rules and could not be refreshed: a rule names what is gone."),
        verb=pgettext_lazy("attention", "Look at the segment"),
        url_name="segments:list",
        permission="segments.view_segment",
        url_of=_failed_refreshes,
    ),
    Concern(
        key="starts-without-targets",
        holds_on=lambda day: _is_on_its_own(day) & ~has_targets(),
        sentence=_("Is to activate itself on %(starting)s, but nobody is in its target group."),
        verb=pgettext_lazy("attention", "Mark contacts"),
        url_name="segments:campaign-segments",
        permission="segments.view_segment",
    ),
    Concern(
        key="starts-without-rows",
        holds_on=lambda day: _is_on_its_own(day) & ~has_rows(),
        sentence=_("Is to activate itself on %(starting)s, but has no prices or discounts."),
        verb=pgettext_lazy("attention", "Add prices"),
        url_name="pricing:campaign-prices",
        permission="pricing.view_salesprice",
    ),
    Concern(
        key="has-not-started",
        holds_on=lambda day: _is_on_its_own(day) & Q(starting_on__lt=day) & has_targets() & has_rows(),
        sentence=_("Was to activate itself on %(starting)s and has not."),
        verb=pgettext_lazy("attention", "Look at the effect"),
        url_name="orders:activation-preview",
        permission="orders.view_activationrun",
    ),
)


def in_need(day: dt.date) -> Q:
    """Return the condition for campaigns with anything wrong on ``day``."""
    return reduce(or_, (concern.holds_on(day) for concern in CONCERNS))


def is_ready(day: dt.date) -> Q:
    """Return the condition for campaigns that only wait to be activated: targets, prices, and not ended."""
    return Q(is_active=False) & has_targets() & has_rows() & has_not_ended(day)


SITUATIONS = (
    Situation("ready", pgettext_lazy("campaigns", "Ready to activate"), is_ready),
    Situation("attention", pgettext_lazy("campaigns", "Need attention"), in_need),
)


def attention_for(user: User | AnonymousUser, campaigns: CampaignQuerySet, *, day: dt.date) -> list[Attention]:
    """Return what is wrong with those of ``campaigns`` that need attention, the first to start first.

    One query, and another one if a run was interrupted, of which there is never more than one.
    """
    flags = {concern: f"is_{concern.key.replace('-', '_')}" for concern in CONCERNS}
    flagged = campaigns.annotate(
        **{
            flag: ExpressionWrapper(concern.holds_on(day), output_field=BooleanField())
            for concern, flag in flags.items()
        }
    ).filter(reduce(or_, (Q(**{flag: True}) for flag in flags.values())))
    return [
        Attention(
            campaign,
            tuple(_remark(concern, campaign, user) for concern, flag in flags.items() if getattr(campaign, flag)),
        )
        for campaign in flagged
    ]


def _remark(concern: Concern, campaign: Campaign, user: User | AnonymousUser) -> Remark:
    dates = {"starting": long_day(campaign.starting_on), "ending": long_day(campaign.ending_on)}
    may_mend = user.has_perm(concern.permission)
    url = ""
    if may_mend:
        url = concern.url_of(campaign) if concern.url_of else reverse(concern.url_name, args=[campaign.number])
    return Remark(str(concern.sentence) % dates, concern.verb, url)
