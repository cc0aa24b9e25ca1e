"""A workbook of rows that people change and bring back: locked keys, real numbers, choices, and how to fill it in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from contacts.cells import CellValue
from contacts.sheet_writing import without_illegal_characters

# So many blank rows below the last one can be filled in.
_SPARE_ROWS = 500
_GREY = PatternFill("solid", fgColor="E9EDEF")
_NUMBER = "#,##0.#####"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditColumn:
    """A column of the sheet. What ``is_locked`` cannot be typed over; ``choices`` are offered in each cell."""

    heading: str
    width: int = 14
    is_locked: bool = False
    is_number: bool = False
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditSheet:
    """What the workbook shows: the sheet of rows, and beside it one of instructions and one of choices."""

    title: str
    columns: Sequence[EditColumn]
    instructions_title: str
    instructions: Sequence[str]
    choices_title: str


def write_edit_sheet(sheet: EditSheet, rows: Iterable[Sequence[CellValue]], file: BinaryIO) -> None:
    """Write the workbook. Its first sheet has the headings in row 1 and a row for each of ``rows``."""
    workbook = Workbook()
    page = workbook.active
    if not isinstance(page, Worksheet):
        raise TypeError("A new workbook has a worksheet.")
    page.title, page.freeze_panes = sheet.title[:31], "A2"
    for place, column in enumerate(sheet.columns, start=1):
        heading = page.cell(1, place, column.heading)
        heading.font, heading.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        page.column_dimensions[get_column_letter(place)].width = column.width
    last = 1
    for last, values in enumerate(rows, start=2):
        for place, (column, value) in enumerate(zip(sheet.columns, values, strict=True), start=1):
            _fill(page.cell(last, place), column, value)
    for number in range(last + 1, last + 1 + _SPARE_ROWS):
        for place, column in enumerate(sheet.columns, start=1):
            _fill(page.cell(number, place), column, None)
    _protect(page)
    _add_instructions(workbook, sheet)
    _add_choices(workbook, page, sheet, last_row=last + _SPARE_ROWS)
    workbook.save(file)


def _fill(cell: Cell | MergedCell, column: EditColumn, value: CellValue) -> None:
    if isinstance(value, str):
        cell.value = without_illegal_characters(value)
        cell.data_type = "s"  # Never a formula, whatever it begins with.
    else:
        cell.value = value
    cell.protection = Protection(locked=column.is_locked)
    cell.number_format = _NUMBER if column.is_number else "@"
    if column.is_locked:
        cell.fill = _GREY


def _protect(page: Worksheet) -> None:
    """Lock what is locked, without a password; sorting, filtering and column widths stay free."""
    page.protection.sheet = True
    for allowed in ("sort", "autoFilter", "formatColumns", "formatRows", "insertRows", "deleteRows"):
        setattr(page.protection, allowed, False)


def _add_instructions(workbook: Workbook, sheet: EditSheet) -> None:
    page = workbook.create_sheet(sheet.instructions_title[:31])
    page.column_dimensions["A"].width = 100
    for number, line in enumerate(sheet.instructions, start=1):
        cell = page.cell(number, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _add_choices(workbook: Workbook, page: Worksheet, sheet: EditSheet, *, last_row: int) -> None:
    """Offer the choices of a column in its cells; they stand on a sheet of their own, where any number fits."""
    listed = [(place, column) for place, column in enumerate(sheet.columns, start=1) if column.choices]
    if not listed:
        return
    choices = workbook.create_sheet(sheet.choices_title[:31])
    for of_list, (place, column) in enumerate(listed, start=1):
        choices.cell(1, of_list, column.heading).font = Font(bold=True)
        for number, choice in enumerate(column.choices, start=2):
            _fill(choices.cell(number, of_list), EditColumn(heading=""), choice)
        there, here = get_column_letter(of_list), get_column_letter(place)
        reach = f"'{choices.title}'!${there}$2:${there}${len(column.choices) + 1}"
        validation = DataValidation("list", formula1=reach, allow_blank=True, showErrorMessage=False)
        validation.add(f"{here}2:{here}{last_row}")
        page.add_data_validation(validation)
