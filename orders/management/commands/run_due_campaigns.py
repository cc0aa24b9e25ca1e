"""Activate and deactivate the campaigns that are set to start or stop by themselves. For cron or a timer."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from orders.activation import ActivationError, Kind, discard_old_plans, finish_runs, run_campaign
from orders.management.run_command import database_gone
from orders.selectors import due_campaigns

# A check that was never started takes room for every line that it looked at.
PLANS_ARE_KEPT = dt.timedelta(days=30)


class Command(BaseCommand):
    help = (
        "Activates campaigns set to start by themselves and deactivates those set to stop, by their dates: what was "
        "missed is caught up. Finishes runs that were interrupted first, and discards checks that nobody used."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say which are due and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run what is due; one campaign's failure does not stop the others."""
        now = timezone.now()
        due = due_campaigns(on=timezone.localdate(now))
        if options["dry_run"]:
            for campaign, kind in due:
                self.stdout.write(f"{campaign.number}: {kind.label} is due.")
            return
        failures = 0
        try:
            finish_runs(at=now)
            discard_old_plans(before=now - PLANS_ARE_KEPT)
            for campaign, kind in due:
                try:
                    run = run_campaign(campaign, kind=Kind(kind), at=now, by=None)
                    self.stdout.write(f"{campaign.number}: {kind.label}, {run.applied_count:,} order lines changed.")
                except ActivationError as error:
                    failures += 1
                    self.stderr.write(self.style.ERROR(str(error)))
        except (OperationalError, InterfaceError) as error:
            raise CommandError(database_gone(error)) from error
        if failures:
            raise CommandError(f"{failures} of {len(due)} campaigns refused.")
