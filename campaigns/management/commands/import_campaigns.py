"""Import campaigns from a file."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from campaigns.campaign_import import COLUMNS, CampaignImporter
from contacts.management.import_command import ImportCommand, ImportFile


class Command(ImportCommand):
    help = "Add and change campaigns from a CSV file or a workbook; none is activated or deactivated."
    columns = COLUMNS

    def files(self, options: Mapping[str, Any], *, at: dt.datetime) -> Sequence[ImportFile]:
        """Return the one file of campaigns."""
        return [ImportFile(options["file"], CampaignImporter(at=at))]
