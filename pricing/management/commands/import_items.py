"""Import items from a file."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.management.base import CommandParser

from contacts.management.import_command import ImportCommand, ImportFile
from pricing.item_import import COLUMNS, ItemImporter


class Command(ImportCommand):
    help = "Add and change items from a CSV file or a workbook."
    columns = COLUMNS

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--add-codes", action="store_true", help="also add unknown units of measure and item discount groups"
        )

    def files(self, options: Mapping[str, Any], *, at: dt.datetime) -> Sequence[ImportFile]:
        """Return the one file of items."""
        return [ImportFile(options["file"], ItemImporter(at=at, adds_codes=options["add_codes"]))]
