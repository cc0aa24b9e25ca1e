"""Import contacts from a file."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.management.base import CommandParser

from contacts.contact_columns import COLUMNS
from contacts.contact_import import ContactImporter, ContactOptions
from contacts.management.import_command import ImportCommand, ImportFile


class Command(ImportCommand):
    help = "Add and change contacts, companies before their persons, from a CSV file or a workbook."
    columns = COLUMNS

    def add_file_arguments(self, parser: CommandParser) -> None:
        """Ask for the file, and what to do with rows without a number and with new companies."""
        super().add_file_arguments(parser)
        parser.add_argument(
            "--change-found",
            action="store_true",
            help="change contacts that rows without a number are about: of that name, with the same e-mail address, "
            "post code or company; they stay as they are unless told",
        )
        parser.add_argument(
            "--make-companies", action="store_true", help="make the companies that persons name and that do not exist"
        )
        parser.add_argument("--reject-alike", action="store_true", help="reject new companies that look like others")

    def files(self, options: Mapping[str, Any], *, at: dt.datetime) -> Sequence[ImportFile]:
        """Return the one file of contacts."""
        chosen = ContactOptions(
            changes_found=options["change_found"],
            makes_companies=options["make_companies"],
            rejects_alike=options["reject_alike"],
        )
        return [ImportFile(options["file"], ContactImporter(at=at, options=chosen))]
