"""Import sales prices and sales line discounts from a file."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from contacts.management.import_command import ImportCommand, ImportFile
from pricing.price_import import COLUMNS, PriceImporter


class Command(ImportCommand):
    help = "Add and change sales prices and line discounts, standing and of campaigns, from a CSV file or a workbook."
    columns = COLUMNS

    def files(self, options: Mapping[str, Any], *, at: dt.datetime) -> Sequence[ImportFile]:
        """Return the one file of prices and discounts."""
        return [ImportFile(options["file"], PriceImporter(at=at))]
