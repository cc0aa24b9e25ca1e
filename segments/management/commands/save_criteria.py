"""Save the steps of a segment under a code."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from segments.criteria_words import rule_sentence
from segments.models import Segment
from segments.saved_criteria import SavedCriteriaError, asked_steps, save_criteria


class Command(BaseCommand):
    help = (
        "Saves the steps of a segment that stand, or those that are named, under a code. reuse_criteria takes them on "
        "another segment. Steps that name more than 500 contacts are refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("segment", metavar="NO", help="the segment, for example SM0001")
        parser.add_argument("code", metavar="CODE", help="under which they are saved; at most 20 characters")
        parser.add_argument("--description", default="", metavar="TEXT", help="what they are for")
        parser.add_argument(
            "--steps", type=int, nargs="+", metavar="N", help="only these steps; all that stand unless told"
        )
        parser.add_argument("--user", default="", metavar="NAME", help="in whose name; default: nobody's")

    def handle(self, *args: Any, **options: Any) -> None:
        """Save them and say which they are."""
        segment = Segment.objects.filter(number=options["segment"]).first()
        if segment is None:
            raise CommandError(f"There is no segment {options['segment']}. Nothing was saved.")
        try:
            saved = save_criteria(
                segment,
                code=options["code"],
                description=options["description"],
                sequences=options["steps"],
                at=timezone.now(),
                by=user_named(options["user"]),
            )
        except SavedCriteriaError as error:
            raise CommandError(str(error)) from error
        steps = asked_steps(saved)
        self.stdout.write(self.style.SUCCESS(f"{saved.code}: {len(steps):,} steps of {segment.number}."))
        for number, asked in enumerate(steps, start=1):
            rule = rule_sentence(action=asked.action, criteria=asked.criteria, options=asked.options)
            self.stdout.write(f"  {number}. {rule}")


def user_named(name: str) -> User | None:
    """Return the user of that name, or None where there is no name.

    :raises CommandError: there is no such user.
    """
    if not name:
        return None
    try:
        return User.objects.get(username=name)
    except User.DoesNotExist:
        message = f"There is no user {name}."
        raise CommandError(message, returncode=2) from None
