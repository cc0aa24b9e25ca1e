"""Bring segments that follow their rules to what their criteria find now. For cron or a timer."""

from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from segments.models import Segment
from segments.refreshing import RefreshPlan, note_failure, plan_refresh, refresh_segment, segments_to_refresh
from segments.ruled import BrokenRuleError
from segments.services import SegmentError


class Command(BaseCommand):
    help = (
        "Refreshes the open segments that follow their rules, or those that are named: who is found now comes, who is "
        "not leaves. What was decided by hand or by a file stands. Each segment is one transaction."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "numbers", nargs="*", metavar="NO", help="segments; all that follow their rules unless told"
        )
        parser.add_argument("--dry-run", action="store_true", help="say who would come and go and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refresh them; one segment's failure does not stop the others."""
        segments = self._segments(options["numbers"])
        failures = 0
        try:
            for segment in segments:
                try:
                    plan = self._refresh(segment, is_dry_run=options["dry_run"])
                    self.stdout.write(f"{segment.number}: +{plan.coming_count:,} -{plan.leaving_count:,}")
                except SegmentError as error:
                    failures += 1
                    if isinstance(error, BrokenRuleError) and not options["dry_run"]:
                        note_failure(segment, at=timezone.now())
                    self.stderr.write(self.style.ERROR(f"{segment.number}: {error}"))
        except (OperationalError, InterfaceError) as error:
            raise CommandError(f"The database could not be reached or is locked: {error}") from error
        if failures:
            raise CommandError(f"{failures} of {len(segments)} segments refused.")

    def _segments(self, numbers: Sequence[str]) -> list[Segment]:
        if not numbers:
            return list(segments_to_refresh())
        segments = list(Segment.objects.filter(number__in=numbers).order_by("number"))
        if missing := sorted(set(numbers) - {segment.number for segment in segments}):
            raise CommandError(f"There is no segment {', '.join(missing)}. Nothing was changed.")
        return segments

    def _refresh(self, segment: Segment, *, is_dry_run: bool) -> RefreshPlan:
        return plan_refresh(segment) if is_dry_run else refresh_segment(segment, at=timezone.now(), by=None)
