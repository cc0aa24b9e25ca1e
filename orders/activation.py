"""Activation: plan → ledger → apply → undo (docs/activation.md).

A run is planned (``plan_run``), started (``start_run``: the campaign is switched, nothing else) and applied chunk by
chunk (``apply_chunk``) by whoever drives it: a command, a page, or the next one who comes by after a kill. Only one
run is applied at a time; whoever wants to start another first finishes the one under way.
"""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.locks import lock_campaigns
from campaigns.models import Campaign, CampaignEntry
from campaigns.services import record_entry, switch_off, switch_on
from orders import apply_sql
from orders.checks import Subject, refusals
from orders.fingerprint import changed_parts, fingerprint, what_changed
from orders.kept import write_kept
from orders.locks import LaneBusyError, lock_run, own_lane
from orders.models import ActivationRun, KeptBlock, RunLine
from orders.planning import Totals, ledger_totals, write_ledger
from orders.reach import reach_counts
from orders.selectors import is_on_after

CHUNK_SIZE = 20_000

Progress = Callable[[ActivationRun], None]
Kind = ActivationRun.Kind
State = ActivationRun.State


class ActivationError(Exception):
    """A campaign cannot be activated, deactivated or re-synced as asked."""


class NoTargetsError(ActivationError):
    """Nobody would get the prices."""


class ArchivedError(ActivationError):
    """The campaign is archived."""


class NeedsConfirmationError(ActivationError):
    """It can be done, but somebody has to say that it is meant."""


class NothingToSwitchError(ActivationError):
    """The campaign already is what it was to become."""


class StalePlanError(ActivationError):
    """What the plan depends on has changed since: ``changes`` says what, in words."""

    def __init__(self, changes: Sequence[str]) -> None:
        super().__init__(
            _("Changed since the preview: %(changes)s. Nothing was changed. Check the effect again.")
            % {"changes": ", ".join(changes)}
        )
        self.changes = changes


class BusyError(ActivationError):
    """Order lines are being priced without a break."""


class NotPlannedError(ActivationError):
    """The run is not waiting to be started: it was started, or replaced by a newer one."""


# Plan --------------------------------------------------------------------------------------------


def plan_run(
    campaign: Campaign, *, kind: Kind, at: dt.datetime, by: User | None, counts_kept: bool = False
) -> ActivationRun:
    """Write the ledger of a planned run and change nothing else. Earlier plans of the campaign are discarded.

    Cost: set-based; about as long as writing the changed lines once.

    :param counts_kept: also write down the lines that stay as they are, by reason, and count what the others stand
        for: for a preview.
    :raises ActivationError: the run cannot be, see ``checks.refusals``; or order lines are priced without a break.
    """
    campaign = Campaign.objects.get(pk=campaign.pk)
    _refuse(campaign, kind)
    generation = _turn_clock()
    started = time.perf_counter()
    with transaction.atomic():
        campaign.refresh_from_db()
        run = ActivationRun.objects.create(
            campaign=campaign,
            kind=kind,
            generation=generation,
            fingerprint=fingerprint(campaign),
            planned_at=at,
            planned_by=by,
        )
        run.replaced = _replace_plans(run)
        write_ledger(run)
        _count(run)
        if counts_kept:
            run.kept_counts, run.reach_counts = write_kept(run), reach_counts(run)
        run.plan_duration = dt.timedelta(seconds=time.perf_counter() - started)
        run.save()
    return run


@transaction.atomic
def discard_old_plans(*, before: dt.datetime) -> int:
    """Throw away the plans that were made before a moment and never started, and return how many."""
    plans = ActivationRun.objects.select_for_update().filter(state=State.PLANNED, planned_at__lt=before)
    old = list(plans.order_by("pk"))
    for plan in old:
        _delete(plan)
    return len(old)


@transaction.atomic
def discard_run(run: ActivationRun) -> None:
    """Throw a plan away that was not started.

    :raises NotPlannedError: it was started.
    """
    _delete(_lock_plan(run))


# Apply -------------------------------------------------------------------------------------------


def start_run(run: ActivationRun, *, at: dt.datetime, by: User | None, takes_latecomers: bool = False) -> ActivationRun:
    """Switch the campaign and let the run be applied. A run under way is finished first.

    :param takes_latecomers: plan lines anew that were entered or changed since the plan, instead of skipping them:
        for a run that nobody previewed.
    :raises StalePlanError: prices, targets or flags changed since the plan. Nothing was changed.
    :raises NotPlannedError: the run was started already, or replaced by a newer plan.
    """
    while True:
        finish_runs(at=at)
        with transaction.atomic():
            generation = _own_lane()
            if ActivationRun.objects.filter(state=State.APPLYING).exists():
                continue
            run = _lock_plan(run)
            [run.campaign] = lock_campaigns([run.campaign_id])
            _refuse_stale(run)
            if takes_latecomers:
                _plan_latecomers(run, generation)
            _switch(run, at=at, by=by)
            run.state, run.started_at, run.started_by = State.APPLYING, at, by
            run.save()
            return run


@transaction.atomic
def apply_chunk(run_pk: int, *, at: dt.datetime, chunk_size: int = CHUNK_SIZE) -> ActivationRun:
    """Bring the next ``chunk_size`` ledger rows to their order lines, and finish the run after the last one.

    A line is changed only if it still has the old values of the ledger, is still eligible, and nobody touched it since
    the plan; otherwise it is skipped and marked so. Anybody may call this at any time: drivers take turns, and on a
    run that is not under way it does nothing.
    """
    run = lock_run(run_pk)
    if run.state != State.APPLYING:
        return run
    started = time.perf_counter()
    with connection.cursor() as cursor:
        apply_sql.read_by_keys(cursor)
        chunk = apply_sql.next_chunk(cursor, run, chunk_size)
        if chunk is not None:
            applied, skipped = apply_sql.apply_rows(cursor, run, chunk)
            run.last_order_line = chunk.last
            run.applied_count += applied
            run.skipped_count += skipped
    run.apply_duration += dt.timedelta(seconds=time.perf_counter() - started)
    if chunk is None:
        _finish(run, at=at)
    run.save()
    return run


def finish_runs(
    *, at: dt.datetime, chunk_size: int = CHUNK_SIZE, on_progress: Progress | None = None
) -> list[ActivationRun]:
    """Apply what is left of every run under way, killed ones included, and return them."""
    keys = ActivationRun.objects.filter(state=State.APPLYING).order_by("pk").values_list("pk", flat=True)
    return [drive_run(key, at=at, chunk_size=chunk_size, on_progress=on_progress) for key in keys]


def drive_run(
    run_pk: int, *, at: dt.datetime, chunk_size: int = CHUNK_SIZE, on_progress: Progress | None = None
) -> ActivationRun:
    """Apply chunk after chunk until the run is finished."""
    while True:
        run = apply_chunk(run_pk, at=at, chunk_size=chunk_size)
        if on_progress is not None:
            on_progress(run)
        if run.state != State.APPLYING:
            return run


# In one go ---------------------------------------------------------------------------------------


def run_campaign(
    campaign: Campaign,
    *,
    kind: Kind,
    at: dt.datetime,
    by: User | None,
    chunk_size: int = CHUNK_SIZE,
    on_progress: Progress | None = None,
) -> ActivationRun:
    """Plan, start and apply. Lines that are entered meanwhile are in the run, or are priced by the rule themselves.

    :raises ActivationError: the run cannot be. Nothing was changed.
    """
    while True:
        finish_runs(at=at, chunk_size=chunk_size, on_progress=on_progress)
        campaign = Campaign.objects.get(pk=campaign.pk)
        run = plan_run(campaign, kind=kind, at=at, by=by)
        try:
            start_run(run, at=at, by=by, takes_latecomers=True)
        except (StalePlanError, NotPlannedError):
            # Somebody else was faster; what they did is in the next plan.
            continue
        return drive_run(run.pk, at=at, chunk_size=chunk_size, on_progress=on_progress)


# Steps -------------------------------------------------------------------------------------------


@transaction.atomic
def _turn_clock() -> int:
    return _own_lane()


def _own_lane() -> int:
    try:
        return own_lane()
    except LaneBusyError as error:
        raise BusyError(str(error)) from error


_REFUSED_AS: dict[Subject, type[ActivationError]] = {
    Subject.ARCHIVED: ArchivedError,
    Subject.ACTIVE: NothingToSwitchError,
    Subject.NOT_ACTIVE: NothingToSwitchError,
    Subject.TARGETS: NoTargetsError,
}


def _refuse(campaign: Campaign, kind: Kind) -> None:
    for finding in refusals(campaign, kind):
        raise _REFUSED_AS[finding.subject](finding.sentence)


def _lock_plan(run: ActivationRun) -> ActivationRun:
    try:
        run = lock_run(run.pk)
    except ActivationRun.DoesNotExist:
        raise NotPlannedError(_("This preview was replaced by a newer one. Check the effect again.")) from None
    if run.state != State.PLANNED:
        raise NotPlannedError(
            _("Run %(run)s is %(state)s already.") % {"run": run.pk, "state": run.get_state_display().lower()}
        )
    return run


def _refuse_stale(run: ActivationRun) -> None:
    _refuse(run.campaign, Kind(run.kind))
    changes = what_changed(run.fingerprint, fingerprint(run.campaign))
    if changes:
        raise StalePlanError(changes)


def _replace_plans(run: ActivationRun) -> dict[str, object]:
    """Discard the earlier plans of the campaign, and return what the last one of this kind said."""
    said: dict[str, object] = {}
    plans = ActivationRun.objects.select_for_update().filter(campaign=run.campaign, state=State.PLANNED)
    for plan in plans.exclude(pk=run.pk).order_by("pk"):
        if plan.kind == run.kind:
            said = {
                "at": plan.planned_at.isoformat(),
                "line_count": plan.line_count,
                "before": str(plan.local_before),
                "after": str(plan.local_after),
                "changed": changed_parts(plan.fingerprint, run.fingerprint),
            }
        _delete(plan)
    return said


def _delete(run: ActivationRun) -> None:
    for rows in (RunLine.objects.filter(run=run), KeptBlock.objects.filter(run=run)):
        rows._raw_delete(using=run._state.db or "default")
    run.delete()


def _plan_latecomers(run: ActivationRun, generation: int) -> None:
    """Plan the lines anew that were touched since the plan. The lane is ours: no more of them come."""
    with connection.cursor() as cursor:
        apply_sql.forget_touched(cursor, run)
    write_ledger(run, touched_since=run.generation)
    run.generation = generation
    _count(run)


def _switch(run: ActivationRun, *, at: dt.datetime, by: User | None) -> None:
    was_active = run.campaign.is_active
    if is_on_after(run) != was_active:
        switch = switch_off if was_active else switch_on
        run.campaign = switch(run.campaign, at=at, by=by)
    elif run.campaign.terms_changed_at is not None:
        run.campaign.terms_changed_at = None
        run.campaign.save(update_fields=["terms_changed_at"])


def _count(run: ActivationRun) -> None:
    totals = ledger_totals(run)
    run.line_count = totals.line_count
    _write_totals(run, totals)


def _write_totals(run: ActivationRun, totals: Totals) -> None:
    run.total_before, run.total_after = totals.before, totals.after
    run.local_before, run.local_after = totals.local_before, totals.local_after


def _finish(run: ActivationRun, *, at: dt.datetime) -> None:
    if run.skipped_count:
        _write_totals(run, ledger_totals(run))
    run.state, run.finished_at = State.FINISHED, at
    run.entry = record_entry(
        run.campaign,
        kind=_ENTRY_KINDS[Kind(run.kind)],
        description=_summary(run),
        entered_on=at.date(),
        by=run.started_by,
        document_number=str(run.pk),
    )


_ENTRY_KINDS = {
    Kind.ACTIVATE: CampaignEntry.Kind.ACTIVATION,
    Kind.DEACTIVATE: CampaignEntry.Kind.DEACTIVATION,
    Kind.RESYNC: CampaignEntry.Kind.RESYNC,
}


def _summary(run: ActivationRun) -> str:
    difference: Decimal = run.local_after - run.local_before
    return ngettext(
        "%(count)s order line changed, total %(difference)s",
        "%(count)s order lines changed, total %(difference)s",
        run.applied_count,
    ) % {"count": run.applied_count, "difference": f"{difference:+.2f}"}
