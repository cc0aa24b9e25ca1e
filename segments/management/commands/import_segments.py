"""Import segments with their contacts from a file."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from contacts.management.import_command import ImportCommand, ImportFile
from segments.segment_import import COLUMNS, SegmentImporter


class Command(ImportCommand):
    help = "Add segments and contacts to them, with their flags for the campaign, from a CSV file or a workbook."
    columns = COLUMNS

    def files(self, options: Mapping[str, Any], *, at: dt.datetime) -> Sequence[ImportFile]:
        """Return the one file of segment lines."""
        return [ImportFile(options["file"], SegmentImporter(at=at, file_name=options["file"].name))]
