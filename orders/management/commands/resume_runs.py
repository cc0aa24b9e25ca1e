"""Finish runs that were interrupted."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from orders.activation import finish_runs
from orders.management.run_command import ProgressBar, add_chunk_size, database_gone


class Command(BaseCommand):
    help = "Finishes runs that were interrupted. The end is the same as if they had not been."

    def add_arguments(self, parser: CommandParser) -> None:
        add_chunk_size(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Finish every run under way and say which they were."""
        try:
            with ProgressBar(self) as progress:
                runs = finish_runs(at=timezone.now(), chunk_size=options["chunk_size"], on_progress=progress)
        except (OperationalError, InterfaceError) as error:
            raise CommandError(database_gone(error)) from error
        for run in runs:
            self.stdout.write(
                f"Run {run.pk} ({run.campaign.number}, {run.get_kind_display().lower()}) is finished: "
                f"{run.applied_count:,} order lines changed, {run.skipped_count:,} skipped."
            )
        if not runs:
            self.stdout.write("No run was interrupted.")
