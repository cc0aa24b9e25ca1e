"""What a page shows before a run is started, and which run would take a finished one back."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from campaigns.models import Campaign
from orders.checks import Finding, notices, plan_warnings, refusals, warnings
from orders.fingerprint import fingerprint, parts_in_words, what_changed
from orders.models import ActivationRun
from orders.schedule import Schedule, schedule_of
from orders.selectors import planned_run_of, runs_for_list
from pricing.models import SalesLineDiscount, SalesPrice

Kind = ActivationRun.Kind
State = ActivationRun.State

_OPPOSITES = {Kind.ACTIVATE: Kind.DEACTIVATE, Kind.DEACTIVATE: Kind.ACTIVATE}


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The checks of a run, and its plan if one waits.

    ``refusals`` stand in the way, ``warnings`` have to be confirmed, ``notices`` are worth a look. ``changes`` is what
    changed since the plan was made; as long as there is something, it cannot be started. ``replaced`` is what the plan
    before this one said. ``under_way`` is another run of the campaign that is not finished. ``schedule`` says when the
    campaign does it by itself.
    """

    refusals: Sequence[Finding]
    warnings: Sequence[Finding]
    notices: Sequence[Finding]
    target_count: int
    price_count: int
    discount_count: int
    run: ActivationRun | None
    changes: Sequence[str]
    replaced: "ReplacedPlan | None"
    under_way: ActivationRun | None
    schedule: Schedule | None


@dataclass(frozen=True, kw_only=True)
class ReplacedPlan:
    """What an earlier plan said that a newer one replaced. Amounts are in local currency.

    ``changes`` says what changed between the two; blank where only order lines did.
    """

    planned_at: dt.datetime
    line_count: int
    before: Decimal
    after: Decimal
    changes: Sequence[str]


def preview_of(campaign: Campaign, *, kind: Kind, today: dt.date) -> Preview:
    """Return what is to be known before the campaign is activated, deactivated or re-synced.

    Cost: that of a fingerprint and a handful of counts. ``selectors.ledger_of`` reads the lines that would change.
    """
    run = planned_run_of(campaign, kind)
    return Preview(
        refusals=refusals(campaign, kind),
        warnings=warnings(campaign, kind, today=today) + plan_warnings(run),
        notices=notices(campaign, kind),
        target_count=campaign.targets.count(),
        price_count=SalesPrice.objects.of_campaign(campaign).count(),
        discount_count=SalesLineDiscount.objects.of_campaign(campaign).count(),
        run=run,
        changes=what_changed(run.fingerprint, fingerprint(campaign)) if run else [],
        replaced=replaced_by(run) if run else None,
        schedule=schedule_of(campaign, kind, today=today),
        under_way=runs_for_list(campaign).filter(state=State.APPLYING).first(),
    )


def replaced_by(run: ActivationRun) -> ReplacedPlan | None:
    """Return what the plan said that ``run`` replaced, if it said something else."""
    said = run.replaced
    if not said:
        return None
    plan = ReplacedPlan(
        planned_at=dt.datetime.fromisoformat(said["at"]),
        line_count=said["line_count"],
        before=Decimal(said["before"]),
        after=Decimal(said["after"]),
        changes=parts_in_words(said["changed"]),
    )
    is_same = (plan.line_count, plan.before, plan.after) == (run.line_count, run.local_before, run.local_after)
    return None if is_same and not plan.changes else plan


def undo_of(run: ActivationRun) -> Kind | None:
    """Return the kind of run that takes ``run`` back; None where a later run came, or where none is the opposite.

    It is planned by the price rule like every run: lines that were priced by hand since stay.
    """
    if run.state != State.FINISHED or run.kind not in _OPPOSITES:
        return None
    latest = runs_for_list(run.campaign).exclude(state=State.PLANNED).first()
    is_as_left = run.campaign.is_active == (run.kind == Kind.ACTIVATE)
    return _OPPOSITES[Kind(run.kind)] if latest == run and is_as_left else None
