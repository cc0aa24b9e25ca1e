"""What the commands that run campaigns have in common: they parse, read the clock, call, print, and count failures."""

import datetime as dt
import json
import sys
from argparse import ArgumentTypeError
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from tqdm import tqdm

from campaigns.models import Campaign
from orders.activation import (
    CHUNK_SIZE,
    ActivationError,
    NeedsConfirmationError,
    NothingToSwitchError,
    discard_run,
    finish_runs,
    plan_run,
    run_campaign,
)
from orders.checks import warnings
from orders.kept import KeptReason
from orders.models import ActivationRun
from orders.selectors import ledger_of

_SHOWN_LINES = 10


class RunCommand(BaseCommand):
    """A command that makes one kind of run for each campaign that is named."""

    kind: ActivationRun.Kind

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("numbers", nargs="+", metavar="NO", help="campaign number, for example CP0001")
        parser.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")
        parser.add_argument("--yes", action="store_true", help="go ahead where it would ask")
        parser.add_argument("--json", action="store_true", help="print one JSON object for each campaign")
        add_chunk_size(parser)
        parser.add_argument("--user", default="", metavar="NAME", help="in whose name; default: nobody's")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run each campaign; one campaign's failure does not stop the others."""
        now, user = timezone.now(), _user(options["user"])
        failures = 0
        for number in options["numbers"]:
            try:
                self._run(number.upper(), now=now, user=user, options=options)
            except (ActivationError, Campaign.DoesNotExist) as error:
                failures += 1
                self.stderr.write(self.style.ERROR(_sentence(error, number)))
            except (OperationalError, InterfaceError) as error:
                raise CommandError(database_gone(error)) from error
        if failures:
            raise CommandError(f"{failures} of {len(options['numbers'])} campaigns refused.")

    def _run(self, number: str, *, now: dt.datetime, user: User | None, options: dict[str, Any]) -> None:
        campaign = Campaign.objects.get(number=number)
        if options["dry_run"]:
            run = plan_run(campaign, kind=self.kind, at=now, by=user, counts_kept=True)
            self._show_plan(run, as_json=options["json"])
            discard_run(run)
            return
        with ProgressBar(self) as progress:
            for unfinished in finish_runs(at=now, chunk_size=options["chunk_size"], on_progress=progress):
                self.stdout.write(f"Run {unfinished.pk} had been interrupted; it is finished now.")
            campaign.refresh_from_db()
            self._confirm(campaign, now=now, is_confirmed=options["yes"])
            try:
                run = run_campaign(
                    campaign, kind=self.kind, at=now, by=user, chunk_size=options["chunk_size"], on_progress=progress
                )
            except NothingToSwitchError as error:
                self.stdout.write(f"{error} Nothing was changed.")
                return
        self._show_result(run, as_json=options["json"])

    def _confirm(self, campaign: Campaign, *, now: dt.datetime, is_confirmed: bool) -> None:
        for warning in warnings(campaign, self.kind, today=timezone.localdate(now)):
            self.stderr.write(self.style.WARNING(str(warning)))
            if is_confirmed:
                continue
            if not sys.stdin.isatty():
                message = f"{campaign.number}: nothing was changed. Add --yes to go ahead."
                raise NeedsConfirmationError(message)
            if input("Go ahead? [y/N] ").strip().lower() not in {"y", "yes", "j", "ja"}:
                message = f"{campaign.number}: nothing was changed."
                raise NeedsConfirmationError(message)

    def _show_plan(self, run: ActivationRun, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(_facts(run) | {"dry_run": True, "kept": run.kept_counts}))
            return
        self.stdout.write(
            f"{run.campaign.number}: {run.get_kind_display().lower()} would change {run.line_count:,} order lines, "
            f"total {run.local_before:,.2f} → {run.local_after:,.2f} "
            f"({run.local_after - run.local_before:+,.2f}). Nothing was changed."
        )
        for row in ledger_of(run)[:_SHOWN_LINES]:
            line = row.order_line
            self.stdout.write(
                f"  {line.order.number} line {line.line_number}, item {line.item.number}: "
                f"{row.old_unit_price.normalize():f} −{row.old_discount_percent.normalize():f} % → "
                f"{row.new_unit_price.normalize():f} −{row.new_discount_percent.normalize():f} %"
            )
        if run.line_count > _SHOWN_LINES:
            self.stdout.write(f"  … and {run.line_count - _SHOWN_LINES:,} more")
        for reason, count in run.kept_counts.items():
            self.stdout.write(f"  stays as it is: {count:,} × {KeptReason(reason).label}")

    def _show_result(self, run: ActivationRun, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(_facts(run)))
            return
        self.stdout.write(
            self.style.SUCCESS(
                f"{run.campaign.number}: {run.get_kind_display().lower()} done (run {run.pk}). "
                f"{run.applied_count:,} order lines changed, {run.skipped_count:,} skipped, "
                f"total {run.local_before:,.2f} → {run.local_after:,.2f} "
                f"({run.local_after - run.local_before:+,.2f}). "
                f"Planned in {run.plan_duration.total_seconds():.2f} s, "
                f"applied in {run.apply_duration.total_seconds():.2f} s."
            )
        )


class ProgressBar:
    """A progress bar on a terminal, a plain line for each chunk otherwise."""

    def __init__(self, command: BaseCommand) -> None:
        self._command = command
        self._bar: tqdm[Any] | None = None
        self._last_line = ""

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, run: ActivationRun) -> None:
        """Show how far ``run`` is."""
        done = run.applied_count + run.skipped_count
        if not sys.stderr.isatty():
            line = f"run {run.pk}: {done:,} of {run.line_count:,} lines"
            if line != self._last_line:
                self._command.stderr.write(line)
            self._last_line = line
            return
        if self._bar is None or self._bar.total != run.line_count:
            self._bar = bar = tqdm[Any](total=run.line_count, unit=" lines", file=sys.stderr)
        else:
            bar = self._bar
        bar.update(done - bar.n)


def add_chunk_size(parser: CommandParser) -> None:
    """Let a command say how many lines it applies in one transaction."""
    parser.add_argument("--chunk-size", type=_positive_number, default=CHUNK_SIZE, metavar="N", help="lines at a time")


def _positive_number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        message = f"{text} is not a whole number of 1 or more."
        raise ArgumentTypeError(message)
    return int(text)


def database_gone(error: Exception) -> str:
    """Return what to say when the database went away in the middle of a run."""
    return (
        f"The database went away ({str(error).strip().splitlines()[0] if str(error).strip() else 'no reason given'}). "
        "No order line is half changed. Run resume_runs when it is back: it finishes what was begun."
    )


def _user(name: str) -> User | None:
    if not name:
        return None
    try:
        return User.objects.get(username=name)
    except User.DoesNotExist:
        message = f"There is no user {name}."
        raise CommandError(message, returncode=2) from None


def _sentence(error: Exception, number: str) -> str:
    if isinstance(error, Campaign.DoesNotExist):
        return f"There is no campaign {number}. Check the number in the list of campaigns."
    return str(error)


def _facts(run: ActivationRun) -> dict[str, object]:
    return {
        "campaign": run.campaign.number,
        "kind": run.kind,
        "run": run.pk,
        "state": run.state,
        "lines": run.line_count,
        "applied": run.applied_count,
        "skipped": run.skipped_count,
        "total_before": str(run.local_before),
        "total_after": str(run.local_after),
        "plan_seconds": round(run.plan_duration.total_seconds(), 3),
        "apply_seconds": round(run.apply_duration.total_seconds(), 3),
    }
