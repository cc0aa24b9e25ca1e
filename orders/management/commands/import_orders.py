"""Import orders and their lines from one file or two."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from contacts.columns import Assignment
from contacts.importing import Importer
from contacts.management.import_command import CALLED_WRONGLY, ImportCommand, ImportFile
from contacts.sheets import Sheet
from orders.line_import import COLUMNS, OrderLineImporter
from orders.line_numbering import with_line_numbers
from orders.order_import import OrderImporter


class Command(ImportCommand):
    help = "Add and change orders and order lines from a CSV file or a workbook, or from one file of each."
    columns = COLUMNS

    def add_file_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="a file whose rows are order lines with their orders")
        parser.add_argument("--orders", type=Path, metavar="FILE", help="a file of orders, without lines")
        parser.add_argument("--lines", type=Path, metavar="FILE", help="a file of lines, without what is the order's")

    def files(self, options: Mapping[str, Any], *, at: dt.datetime) -> Sequence[ImportFile]:
        """Return the file of orders before that of lines."""
        file, orders, lines = options["file"], options["orders"], options["lines"]
        if bool(file) == bool(orders or lines):
            raise CommandError("Name one file, or --orders, --lines or both.", returncode=CALLED_WRONGLY)
        if orders and lines and options["rejects"]:
            raise CommandError("Two files have two files of rejects: leave --rejects out.", returncode=CALLED_WRONGLY)
        if file:
            return [ImportFile(file, OrderLineImporter(at=at))]
        files = [ImportFile(orders, OrderImporter(at=at))] if orders else []
        return [*files, ImportFile(lines, OrderLineImporter(at=at, has_heads=False))] if lines else files

    def opened(self, sheet: Sheet, importer: Importer, assignment: Assignment) -> Sheet:
        """Give lines a number where the file does not."""
        return with_line_numbers(sheet, assignment) if isinstance(importer, OrderLineImporter) else sheet
