"""Delete campaign entries that were cancelled."""

import datetime as dt
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from campaigns.entries import EntryChoice, EntryError, delete_cancelled_entries


class Command(BaseCommand):
    help = "Deletes campaign entries that were cancelled; those that were not always stay. Says how many it deleted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--campaign", nargs="+", default=[], metavar="NO", help="only of these campaigns")
        parser.add_argument("--before", type=_day, metavar="DATE", help="only dated before this day, as 2030-01-31")
        parser.add_argument("--salesperson", default="", metavar="CODE", help="only of this salesperson")
        parser.add_argument("--dry-run", action="store_true", help="say how many there are and delete none")

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete the entries and say how many they were."""
        choice = EntryChoice(
            campaign_numbers=tuple(number.upper() for number in options["campaign"]),
            before=options["before"],
            salesperson_code=options["salesperson"].upper(),
        )
        try:
            count = delete_cancelled_entries(choice, is_dry_run=options["dry_run"])
        except EntryError as error:
            raise CommandError(str(error)) from error
        entries = f"{count} cancelled {'entry' if count == 1 else 'entries'}"
        self.stdout.write(f"{entries} would be deleted." if options["dry_run"] else f"{entries} deleted.")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a day: write it as 2030-01-31.") from None
