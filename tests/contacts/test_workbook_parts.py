import io
import zipfile

import pytest
from openpyxl import Workbook

from contacts import workbook_parts
from contacts.workbook_parts import (
    BrokenWorkbookError,
    NoWorkbookError,
    WorkbookError,
    WorkbookSizeError,
    check_workbook,
)

SHEET = "xl/worksheets/sheet1.xml"


def workbook(**parts: bytes) -> bytes:
    """Return a workbook of one cell with parts put into it: ``sheet`` and ``strings`` or others by their names."""
    book = Workbook()
    book.active.append(["number"])
    plain, file = io.BytesIO(), io.BytesIO()
    book.save(plain)
    names = {"sheet": SHEET, "strings": "xl/sharedStrings.xml"}
    given = {names[name]: content for name, content in parts.items()}
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *given}:
            new.writestr(name, given[name] if name in given else old.read(name))
    return file.getvalue()


def sheet(*rows: str) -> bytes:
    return f"<worksheet><sheetData>{''.join(rows)}</sheetData></worksheet>".encode()


def refusal(kind: type[WorkbookError], content: bytes) -> str:
    with pytest.raises(kind) as caught:
        check_workbook(io.BytesIO(content))
    return str(caught.value)


class TestCheckWorkbook:
    def test_takes_what_a_program_wrote_and_goes_back_to_the_beginning(self):
        file = io.BytesIO(workbook())
        check_workbook(file)
        assert file.tell() == 0

    def test_refuses_a_password_and_the_old_format(self):
        assert refusal(NoWorkbookError, bytes.fromhex("d0cf11e0a1b11ae1") + b"EncryptedPackage") == (
            "is protected by a password or is an old Excel file (.xls): "
            "open it in Excel, take the password off and save it as .xlsx."
        )

    @pytest.mark.parametrize("content", [b"", b"number,name\n", b"PK\x03\x04 and no more"])
    def test_refuses_other_content(self, content):
        assert refusal(NoWorkbookError, content) == "is not a workbook: save it as .xlsx or as CSV (UTF-8)."

    def test_refuses_text_that_unpacks_to_more_than_fits(self):
        bomb = workbook(strings=b"<sst>" + b"a" * 41_000_000 + b"</sst>")
        assert len(bomb) < 100_000
        assert refusal(WorkbookSizeError, bomb).startswith("is too large to be read as a workbook")

    def test_refuses_a_row_that_unpacks_to_more_than_fits(self):
        bomb = workbook(sheet=sheet("<row><c><v>1</v></c>" + "<c><v>1</v></c>" * 200_000 + "</row>"))
        assert refusal(WorkbookSizeError, bomb).startswith("has a row with more than a million characters")

    def test_refuses_worksheets_that_say_they_are_too_large(self, monkeypatch):
        monkeypatch.setattr(workbook_parts, "_LARGEST_WORKSHEET", 10)
        assert refusal(WorkbookSizeError, workbook()).startswith("is too large to be read as a workbook")

    @pytest.mark.parametrize("part", ["sheet", "strings"])
    def test_refuses_entities_that_blow_up(self, part):
        laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
        bomb = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><sst><si><t>&l9;</t></si></sst>'.encode()
        assert refusal(BrokenWorkbookError, workbook(**{part: bomb})).startswith("has declarations that no workbook")

    def test_finds_declarations_across_pieces(self):
        late = b"<!--" + b" " * (65_536 - 10) + b"--><!DOCTYPE x><sst/>"
        assert refusal(BrokenWorkbookError, workbook(strings=late)).startswith("has declarations that no workbook")

    @pytest.mark.parametrize(
        "cell",
        [
            '<c r="B1"><f>A1*2</f></c>',
            '<c r="B1"><f>A1*2</f><v/></c>',
            '<c r="B1" s="1"><f>A1*2</f><v></v></c>',
            '<c r="B1"><f t="shared" si="0"/></c>',
        ],
    )
    def test_refuses_formulas_that_were_never_computed(self, cell):
        content = workbook(sheet=sheet('<row r="1"><c r="A1"><v>1</v></c>' + cell + "</row>"))
        assert refusal(BrokenWorkbookError, content) == (
            "has formulas that were never computed: open it in Excel and save it again."
        )

    @pytest.mark.parametrize(
        "cell", ['<c r="B1"><f>A1*2</f><v>2</v></c>', '<c r="B1" t="str"><f>""</f><v></v></c>', '<c r="B1"/>']
    )
    def test_takes_formulas_with_their_values(self, cell):
        check_workbook(io.BytesIO(workbook(sheet=sheet('<row r="1">' + cell + "</row>"))))
