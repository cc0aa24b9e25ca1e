"""What a page shows before a run is started, and which run would take a finished one back."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.models import Campaign
from orders.activation import refusals, warnings
from orders.fingerprint import fingerprint, what_changed
from orders.models import ActivationRun
from orders.selectors import planned_run_of, runs_for_list
from pricing.models import SalesLineDiscount, SalesPrice

Kind = ActivationRun.Kind
State = ActivationRun.State

_OPPOSITES = {Kind.ACTIVATE: Kind.DEACTIVATE, Kind.DEACTIVATE: Kind.ACTIVATE}


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The checks of a run, and its plan if one waits.

    ``refusals`` stand in the way, ``warnings`` have to be confirmed. ``changes`` says what changed since the plan was
    made; as long as there is something, it cannot be started. ``under_way`` is another run of the campaign that is not
    finished.
    """

    refusals: Sequence[str]
    warnings: Sequence[str]
    target_count: int
    price_count: int
    discount_count: int
    run: ActivationRun | None
    changes: Sequence[str]
    under_way: ActivationRun | None


def preview_of(campaign: Campaign, *, kind: Kind, today: dt.date) -> Preview:
    """Return what is to be known before the campaign is activated, deactivated or re-synced.

    Cost: that of a fingerprint and five counts. The lines that would change are read by ``selectors.ledger_of``.
    """
    run = planned_run_of(campaign)
    if run is not None and run.kind != kind:
        run = None
    return Preview(
        refusals=[str(error) for error in refusals(campaign, kind)],
        warnings=warnings(campaign, kind, today=today),
        target_count=campaign.targets.count(),
        price_count=SalesPrice.objects.of_campaign(campaign).count(),
        discount_count=SalesLineDiscount.objects.of_campaign(campaign).count(),
        run=run,
        changes=what_changed(run.fingerprint, fingerprint(campaign)) if run else [],
        under_way=runs_for_list(campaign).filter(state=State.APPLYING).first(),
    )


def undo_of(run: ActivationRun) -> Kind | None:
    """Return the kind of run that takes ``run`` back; None where a later run came, or where none is the opposite.

    It is planned by the price rule like every run: lines that were priced by hand since stay.
    """
    if run.state != State.FINISHED or run.kind not in _OPPOSITES:
        return None
    latest = runs_for_list(run.campaign).exclude(state=State.PLANNED).first()
    is_as_left = run.campaign.is_active == (run.kind == Kind.ACTIVATE)
    return _OPPOSITES[Kind(run.kind)] if latest == run and is_as_left else None
