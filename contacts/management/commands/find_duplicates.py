"""Find companies that may be the same one twice."""

from typing import Any

from django.core.management.base import BaseCommand

from contacts.duplicates import find_duplicates
from contacts.search_strings import build_search_strings


class Command(BaseCommand):
    help = "Make the search strings of all companies anew, compare them, and say how many pairs are alike."

    def handle(self, *_args: Any, **_options: Any) -> None:
        count = build_search_strings()
        found = find_duplicates()
        self.stdout.write(
            f"Companies: {count}. Pairs to look at: {found.pair_count}, of which {found.new_count} new; "
            f"said to be two: {found.separate_count}."
        )
