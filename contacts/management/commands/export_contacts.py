"""Write contacts to a file that can be imported again."""

from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from contacts.contact_export import EXPORTED, rows_of
from contacts.management.import_command import CALLED_WRONGLY, REFUSED
from contacts.models import Contact
from contacts.sheet_writing import SheetWritingError, create_sheet


class Command(BaseCommand):
    help = "Write all contacts to a .csv, .csv.gz or .xlsx file, as import_contacts reads them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the file to write; one that is there is replaced")
        parser.add_argument("--type", choices=Contact.Type.values, default="", help="only contacts of this type")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file beside its place and put it there when it is whole."""
        path: Path = options["file"]
        unfinished = path.with_name(f"unfinished-{path.name}")
        try:
            with unfinished.open("wb") as file, transaction.atomic():
                row_count = self._write(file, path.name, options["type"])
            unfinished.replace(path)
        except SheetWritingError as error:
            raise CommandError(str(error), returncode=REFUSED) from error
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.", returncode=CALLED_WRONGLY) from error
        finally:
            unfinished.unlink(missing_ok=True)
        self.stdout.write(f"{row_count} contacts written to {path}.")

    def _write(self, file: BinaryIO, name: str, kind: str) -> int:
        contacts = Contact.objects.filter(type=kind) if kind else Contact.objects.all()
        row_count = contacts.count()
        with create_sheet(file, name=name, headings=[column.name for column in EXPORTED]) as write:
            for row in tqdm(rows_of(contacts), total=row_count, disable=None):
                write(row)
        return row_count
