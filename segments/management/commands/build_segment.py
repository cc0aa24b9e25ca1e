"""Build a segment by criteria, as its page does, and undo any of its steps."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError
from django.http import QueryDict
from django.utils import timezone

from segments.building import BuiltStep, TurnedStep, build_segment
from segments.criteria_form import CriteriaForm
from segments.criteria_words import step_sentence
from segments.matching import UnknownCodeError
from segments.models import Segment
from segments.price_effect import ConfirmationNeededError
from segments.services import SegmentError
from segments.step_services import AskedStep

_ORDERS = (
    ("add", "CRITERIA", "whom the criteria find comes onto the segment"),
    ("reduce", "CRITERIA", "whom they find leaves it"),
    ("refine", "CRITERIA", "only whom they find stays"),
    ("undo", "STEP", "the list is then what the other steps give"),
    ("redo", "STEP", "an undone step counts again"),
)


class Command(BaseCommand):
    help = (
        "Takes steps in the order in which they are given, all of them or none. CRITERIA is what stands behind the ? "
        "in the address of the page that builds a segment, for example 'bought=yes&items=1000' or 'territories=WEST'."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", metavar="NO", help="segment number, for example SM0001")
        for verb, metavar, words in _ORDERS:
            parser.add_argument(
                f"--{verb}", dest="orders", action="append", type=partial(_pair, verb), metavar=metavar, help=words
            )
        parser.add_argument("--dry-run", action="store_true", help="say what would become of whom and change nothing")
        parser.add_argument("--yes", action="store_true", help="go ahead where it changes who gets campaign prices")
        parser.add_argument("--user", default="", metavar="NAME", help="in whose name; default: nobody's")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read what is asked before anything is done, do it, and say what became of whom."""
        orders = [_read(verb, text) for verb, text in options["orders"] or []]
        if not orders:
            raise CommandError("Say what to do: --add, --reduce, --refine, --undo or --redo.", returncode=2)
        segment, user = _segment(options["number"]), _user(options["user"])
        is_tried = options["dry_run"]
        confirmed = None if options["yes"] or is_tried else ()
        try:
            built = build_segment(
                segment, orders, at=timezone.now(), by=user, confirmed=confirmed, is_kept=not is_tried
            )
        except ConfirmationNeededError as needed:
            raise CommandError(f"{_effects(needed)} Nothing was changed; --yes agrees.") from needed
        except (SegmentError, UnknownCodeError) as error:
            raise CommandError(str(error)) from error
        except (OperationalError, InterfaceError) as error:
            raise CommandError(f"The database could not be reached or is locked: {error}") from error
        for each in built:
            self._say(each)
        if is_tried:
            self.stdout.write("Nothing was changed.")

    def _say(self, built: BuiltStep) -> None:
        change = f"+{built.change.added.line_count:,} -{built.change.removed.line_count:,}"
        if built.preview is None:
            words = "undone" if built.step.undone_at else "counts again"
            self.stdout.write(f"Step {built.step.sequence} {words}: {change}")
            return
        self.stdout.write(f"Step {built.step.sequence}. {step_sentence(built.step)}")
        self.stdout.write(f"  {built.preview.matched_count:,} match: {change}{_left_out(built)}")
        for contact in built.preview.samples:
            self.stdout.write(f"  {contact.number} {contact.name}")


def _pair(verb: str, text: str) -> tuple[str, str]:
    return verb, text


def _read(verb: str, text: str) -> AskedStep | TurnedStep:
    if verb in {"undo", "redo"}:
        if not text.isdecimal():
            raise CommandError(f"--{verb} takes the number of a step, not {text!r}.", returncode=2)
        return TurnedStep(sequence=int(text), is_to_count=verb == "redo")
    asked = QueryDict(text.rpartition("?")[2], mutable=True)
    asked["action"] = verb
    form = CriteriaForm(asked)
    if not form.is_valid():
        raise CommandError(f"--{verb} {text!r} cannot be asked. {' '.join(_faults(form))} Nothing was changed.")
    return AskedStep(action=verb, criteria=form.criteria, options=form.options)


def _faults(form: CriteriaForm) -> Sequence[str]:
    return [
        f"{name}: {fault}" if name in form.fields else str(fault)
        for name, faults in form.errors.items()
        for fault in faults
    ]


def _segment(number: str) -> Segment:
    segment = Segment.objects.filter(number__iexact=number).first()
    if segment is None:
        raise CommandError(f"There is no segment {number}. Nothing was changed.")
    return segment


def _user(name: str) -> User | None:
    if not name:
        return None
    user = User.objects.filter(username=name).first()
    if user is None:
        raise CommandError(f"There is no user {name}. Nothing was changed.")
    return user


def _effects(needed: ConfirmationNeededError) -> str:
    return " ".join(
        f"{effect.campaign_number} is active: {effect.gained_count:,} buyers would get its prices at once, "
        f"{effect.lost_count:,} would lose them."
        for effect in needed.effects
    )


def _left_out(built: BuiltStep) -> str:
    blocked, excluded = built.step.privacy_blocked_count, built.step.excluded_count
    return f", left out: {blocked:,} privacy blocked, {excluded:,} excluded" if blocked or excluded else ""
