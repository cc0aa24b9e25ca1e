"""What all import commands share: their arguments, the files they open, what they print and how they end.

They end with 0 when done, with 1 when refused or when rows were rejected, with 2 when called wrongly.
"""

import argparse
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from contacts.cells import Notation
from contacts.columns import (
    Assignment,
    Column,
    ColumnError,
    Layout,
    MissingColumnError,
    RepeatedHeadingError,
    check_names,
)
from contacts.importing import (
    Importer,
    ImportingError,
    ImportOptions,
    ImportResult,
    ImportStep,
    Progress,
    StepResult,
    run_import,
)
from contacts.rejects import RejectsError, RejectsFile
from contacts.sheet_writing import SheetWritingError
from contacts.sheets import Sheet, SheetError, SheetOptions, open_sheet

REFUSED = 1
CALLED_WRONGLY = 2
_REFUSALS = (
    ImportingError,
    MissingColumnError,
    RejectsError,
    RepeatedHeadingError,
    SheetError,
    SheetWritingError,
)
_ROWS_BETWEEN_LINES = 50_000


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file to import and who understands its rows."""

    path: Path
    importer: Importer


class ImportCommand(BaseCommand):
    """A command that imports one kind of file. Subclasses say its columns and who imports them."""

    columns: ClassVar[Sequence[Column]] = ()

    def files(self, options: Mapping[str, Any], *, at: dt.datetime) -> Sequence[ImportFile]:
        """Return the files to import, in their order."""
        raise NotImplementedError

    def opened(self, sheet: Sheet, _importer: Importer, _assignment: Assignment) -> Sheet:
        """Return the sheet as it is to be imported; a command may add to it."""
        return sheet

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Name the columns at the end of ``--help``."""
        kwargs.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        kwargs.setdefault("epilog", "\n".join(["columns (* required):", *map(_described, self.columns)]))
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        self.add_file_arguments(parser)
        _add_columns_arguments(parser)
        _add_notation_arguments(parser)
        _add_strictness_arguments(parser)

    def add_file_arguments(self, parser: CommandParser) -> None:
        """Ask for the file; a command that takes several asks for those."""
        parser.add_argument("file", type=Path, help="a .csv, .csv.gz or .xlsx file")

    def handle(self, *_args: Any, **options: Any) -> None:
        strictness = _strictness(options)
        try:
            check_names(self.columns, _assignment(options))
            with ExitStack() as stack:
                files = self.files(options, at=timezone.now())
                steps = [self._step(file, options, stack) for file in files]
                progress = stack.enter_context(self._progress())
                result = run_import(steps, options=strictness, progress=progress)
        except _REFUSALS as error:
            raise CommandError(str(error), returncode=REFUSED) from error
        except ColumnError as error:
            raise CommandError(str(error), returncode=CALLED_WRONGLY) from error
        for step, file in zip(result.steps, files, strict=True):
            self._report(step, _rejects_path(file.path, options))
        self._conclude(result, options=strictness)

    def _step(self, file: ImportFile, options: Mapping[str, Any], stack: ExitStack) -> ImportStep:
        assignment = _assignment(options, file.importer.columns)
        try:
            content = stack.enter_context(file.path.open("rb"))
        except OSError as error:
            raise CommandError(f"{file.path} cannot be opened: {error.strerror}.", returncode=CALLED_WRONGLY) from error
        sheet = stack.enter_context(open_sheet(content, name=file.path.name, options=_sheet_options(options)))
        sheet = self.opened(sheet, file.importer, assignment)
        rejects = stack.enter_context(RejectsFile(_rejects_path(file.path, options), sheet))
        layout = Layout.of(file.importer.columns, sheet.headings, assignment)
        return ImportStep(importer=file.importer, sheet=sheet, layout=layout, reject=rejects.write)

    @contextmanager
    def _progress(self) -> Iterator[Progress]:
        """Give what tells the progress: a bar on a terminal, a line now and then otherwise."""
        with tqdm(unit="B", unit_scale=True, disable=None) as bar:

            def tell(sheet: Sheet, row_count: int) -> None:
                if not bar.disable:
                    bar.total, bar.n = sheet.size, sheet.position
                    bar.set_postfix_str(f"{row_count} rows")
                elif row_count % _ROWS_BETWEEN_LINES == 0:
                    self.stdout.write(f"{sheet.name}: {row_count} rows read")

            yield tell

    def _report(self, step: StepResult, rejects: Path) -> None:
        if step.unused_headings:
            self.stdout.write(f"{step.noun.capitalize()}: columns not used: {', '.join(step.unused_headings)}.")
        for rejection in step.first_rejections:
            self.stderr.write(f"Row {rejection.row_number}: {rejection.text}")
        if step.rejected > len(step.first_rejections):
            self.stderr.write(f"and {step.rejected - len(step.first_rejections)} rows more.")
        for note in step.first_notes:
            self.stdout.write(f"Row {note.row_number}: {note.text}")
        if step.noted > len(step.first_notes):
            self.stdout.write(f"and of {step.noted - len(step.first_notes)} rows more such words.")
        for remark in step.remarks:
            self.stdout.write(remark.text)
        if step.rejected:
            self.stderr.write(f"The rejected rows and the reasons are in {rejects}.")
        self.stdout.write(
            f"{step.noun.capitalize()}: read {step.read} = {step.added} added + {step.changed} changed "
            f"+ {step.unchanged} unchanged + {step.rejected} rejected."
        )

    def _conclude(self, result: ImportResult, *, options: ImportOptions) -> None:
        if result.rejected and not options.skips_bad:
            hint = (
                "; nothing was saved: this was a dry run."
                if options.is_dry_run
                else ", so nothing was saved. Mend them, or save the others with --skip-bad."
            )
            raise CommandError(f"Rejected rows: {result.rejected}{hint}", returncode=REFUSED)
        if options.is_dry_run:
            self.stdout.write("Nothing was saved: this was a dry run.")


def _add_columns_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        type=_pair,
        dest="headings",
        metavar="COLUMN=HEADING",
        help="the heading of a column where the file has another one; may be given again",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        type=_pair,
        dest="constants",
        metavar="COLUMN=VALUE",
        help="the value where the file has no such column or a blank cell; may be given again",
    )
    parser.add_argument("--sheet", metavar="NAME", help="the worksheet of a workbook; the first one unless told")
    parser.add_argument(
        "--heading-row",
        type=int,
        metavar="ROW",
        help="the row with the headings; the first one unless told",
    )


def _add_notation_arguments(parser: CommandParser) -> None:
    parser.add_argument("--encoding", default="utf-8", help="of a CSV file, for example cp1252; utf-8 unless told")
    parser.add_argument("--delimiter", type=_delimiter, help="of a CSV file; the headings tell , ; and tab")
    parser.add_argument("--decimal-comma", action="store_true", help="1,5 is one and a half")
    parser.add_argument(
        "--percent-as",
        choices=["fraction", "percent"],
        help="whether 0.15 in a column of percentages is 15%% (fraction) or 0.15%% (percent)",
    )


def _add_strictness_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "--repeated",
        choices=["reject", "first"],
        default="reject",
        help="of rows about the same: reject the later ones, or take the first and leave the others",
    )
    parser.add_argument("--skip-bad", action="store_true", help="save the good rows although others are rejected")
    parser.add_argument(
        "--rejects", type=Path, metavar="FILE", help="where to write rejected rows; NAME.rejected.csv unless told"
    )
    parser.add_argument("--dry-run", action="store_true", help="do the same, but save nothing")


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not name or not sign:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form COLUMN=...")
    return name, value


def _delimiter(text: str) -> str:
    delimiter = "\t" if text in {"tab", "\\t"} else text
    if len(delimiter) != 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not one sign; write tab for a tab")
    return delimiter


def _described(column: Column) -> str:
    return f"  {column.name}{'*' if column.is_never_blank else ''}: {column.explanation}"


def _assignment(options: Mapping[str, Any], columns: Sequence[Column] | None = None) -> Assignment:
    """Return what the user said about columns, or about those of ``columns``."""
    names = None if columns is None else {column.name for column in columns}

    def chosen(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
        return {name: value for name, value in pairs if names is None or name in names}

    return Assignment(
        headings=chosen(options["headings"]),
        constants=chosen(options["constants"]),
        notation=Notation(decimal_comma=options["decimal_comma"], percent_as=options["percent_as"]),
    )


def _sheet_options(options: Mapping[str, Any]) -> SheetOptions:
    return SheetOptions(
        encoding=options["encoding"],
        delimiter=options["delimiter"],
        worksheet=options["sheet"],
        heading_row=options["heading_row"],
    )


def _strictness(options: Mapping[str, Any]) -> ImportOptions:
    return ImportOptions(
        skips_bad=options["skip_bad"],
        keeps_first=options["repeated"] == "first",
        is_dry_run=options["dry_run"],
    )


def _rejects_path(path: Path, options: Mapping[str, Any]) -> Path:
    """Return where the rejected rows of the file at ``path`` go: as told, or beside the user, not beside the file."""
    rejects = options["rejects"] or Path(f"{Path(path.name.removesuffix('.gz')).stem}.rejected.csv")
    if rejects.resolve() == path.resolve():
        raise CommandError(f"The rejected rows would overwrite {path}: name another file by --rejects.", returncode=2)
    return rejects
