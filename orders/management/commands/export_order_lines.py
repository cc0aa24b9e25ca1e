"""Write order lines to a file, with their prices and where these come from."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from campaigns.models import Campaign
from contacts.management.import_command import CALLED_WRONGLY, REFUSED
from contacts.sheet_writing import SheetWritingError, create_sheet
from orders.line_export import HEADINGS, lines_to_export, rows_of
from orders.models import Order


class Command(BaseCommand):
    help = "Write order lines to a .csv, .csv.gz or .xlsx file, with their prices and where these come from."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the file to write; one that is there is replaced")
        parser.add_argument("--order", nargs="+", default=[], metavar="NO", help="only the lines of these orders")
        parser.add_argument(
            "--campaign", metavar="NO", help="only lines that carry a price or discount of the campaign"
        )
        parser.add_argument("--status", choices=Order.Status.values, default="", help="only of orders of this status")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file beside its place and put it there when it is whole."""
        path: Path = options["file"]
        unfinished = path.with_name(f"unfinished-{path.name}")
        try:
            with unfinished.open("wb") as file, transaction.atomic():
                row_count = self._write(file, options)
            unfinished.replace(path)
        except SheetWritingError as error:
            raise CommandError(str(error), returncode=REFUSED) from error
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.", returncode=CALLED_WRONGLY) from error
        finally:
            unfinished.unlink(missing_ok=True)
        self.stdout.write(f"{row_count} order lines written to {path}.")

    def _write(self, file: BinaryIO, options: Mapping[str, Any]) -> int:
        orders = [number.upper() for number in options["order"]]
        known = set(Order.objects.filter(number__in=orders).values_list("number", flat=True))
        if missing := [number for number in orders if number not in known]:
            raise CommandError(f"There is no order {', '.join(missing)}.", returncode=REFUSED)
        campaign = self._campaign(options["campaign"])
        lines = lines_to_export(order_numbers=orders, campaign=campaign, status=options["status"])
        row_count = lines.count()
        with create_sheet(file, name=options["file"].name, headings=HEADINGS) as write:
            for row in tqdm(rows_of(lines), total=row_count, disable=None):
                write(row)
        return row_count

    def _campaign(self, number: str | None) -> Campaign | None:
        if number is None:
            return None
        campaign = Campaign.objects.filter(number=number.upper()).first()
        if campaign is None:
            raise CommandError(f"There is no campaign {number.upper()}.", returncode=REFUSED)
        return campaign
