"""Take all steps of saved criteria on a segment, or none of them."""

import sys
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from segments.criteria_words import rule_sentence
from segments.management.commands.save_criteria import user_named
from segments.matching import UnknownCodeError
from segments.models import SavedCriteria, Segment
from segments.price_effect import ConfirmationNeededError, Effects
from segments.reusing import PlannedStep, ReusePlan, plan_reuse, reuse_criteria
from segments.sentences import effect_sentence
from segments.services import SegmentError


class Command(BaseCommand):
    help = (
        "Takes the steps of saved criteria on a segment, in their order and against the contacts of now: all or none. "
        "Asks where the segment has steps already, and where prices of an active campaign change at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="CODE", help="the saved criteria")
        parser.add_argument("--segment", required=True, metavar="NO", help="the segment, for example SM0001")
        parser.add_argument("--dry-run", action="store_true", help="say what would come of it, and change nothing")
        parser.add_argument("--yes", action="store_true", help="go ahead where it would ask")
        parser.add_argument("--user", default="", metavar="NAME", help="in whose name; default: nobody's")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what would come of it, ask where something is doubtful, and do it."""
        saved = SavedCriteria.objects.filter(code=options["code"].upper()).first()
        if saved is None:
            raise CommandError(f"There are no saved criteria {options['code']}. Nothing was changed.")
        segment = Segment.objects.filter(number=options["segment"]).first()
        if segment is None:
            raise CommandError(f"There is no segment {options['segment']}. Nothing was changed.")
        try:
            self._reuse(saved, segment, options)
        except (SegmentError, UnknownCodeError) as error:
            raise CommandError(str(error)) from error
        except (OperationalError, InterfaceError) as error:
            raise CommandError(f"The database could not be reached or is locked: {error}") from error

    def _reuse(self, saved: SavedCriteria, segment: Segment, options: dict[str, Any]) -> None:
        by = user_named(options["user"])
        plan = plan_reuse(segment, saved)
        if options["dry_run"]:
            self._show(plan, saved, segment)
            return
        standing_count = segment.steps.filter(undone_at=None).count()
        if standing_count and plan.is_possible:
            self._ask(f"{segment.number} has steps already: {standing_count:,}.", is_agreed=options["yes"])
        try:
            self._take(plan, saved, segment, by=by, confirmed=None if options["yes"] else ())
        except ConfirmationNeededError as needed:
            for effect in needed.effects:
                self.stderr.write(self.style.WARNING(effect_sentence(effect)))
            self._ask("That goes for new order lines at once.", is_agreed=False)
            self._take(plan, saved, segment, by=by, confirmed=needed.effects)

    def _take(
        self, plan: ReusePlan, saved: SavedCriteria, segment: Segment, *, by: User | None, confirmed: Effects | None
    ) -> None:
        expected = plan.counts if plan.is_possible else None
        taken = reuse_criteria(segment, saved, at=timezone.now(), by=by, expected=expected, confirmed=confirmed)
        self.stdout.write(
            self.style.SUCCESS(
                f"{saved.code} on {segment.number}: {len(taken):,} steps taken, "
                f"+{plan.coming_count:,} -{plan.leaving_count:,}."
            )
        )

    def _show(self, plan: ReusePlan, saved: SavedCriteria, segment: Segment) -> None:
        for step in plan.steps:
            self.stdout.write(f"  {step.sequence}. {_words(step)}")
        if not plan.is_possible:
            raise CommandError(f"{saved.code} cannot be taken as it is. Nothing was changed.")
        self.stdout.write(
            f"{saved.code} on {segment.number}: +{plan.coming_count:,} -{plan.leaving_count:,}. Nothing was changed."
        )

    def _ask(self, sentence: str, *, is_agreed: bool) -> None:
        self.stderr.write(self.style.WARNING(sentence))
        if is_agreed:
            return
        if not sys.stdin.isatty():
            message = "Nothing was changed. Add --yes to go ahead."
            raise CommandError(message)
        if input("Go ahead? [y/N] ").strip().lower() not in {"y", "yes", "j", "ja"}:
            message = "Nothing was changed."
            raise CommandError(message)


def _words(step: PlannedStep) -> str:
    asked = step.asked
    if step.fault or asked is None:
        return step.fault
    rule = rule_sentence(action=asked.action, criteria=asked.criteria, options=asked.options)
    left_out = step.privacy_blocked_count + step.excluded_count
    return f"{rule} {step.matched_count:,} match" + (f", {left_out:,} of them are left out." if left_out else ".")
