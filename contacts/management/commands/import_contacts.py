"""Import contacts from a file."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from contacts.contact_columns import COLUMNS
from contacts.contact_import import ContactImporter
from contacts.management.import_command import ImportCommand, ImportFile


class Command(ImportCommand):
    help = "Add and change contacts, companies before their persons, from a CSV file or a workbook."
    columns = COLUMNS

    def files(self, options: Mapping[str, Any], *, at: dt.datetime) -> Sequence[ImportFile]:
        """Return the one file of contacts."""
        return [ImportFile(options["file"], ContactImporter(at=at))]
