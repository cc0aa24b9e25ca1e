import datetime as dt
import gzip
import io
import tracemalloc
import zipfile

import pytest
from openpyxl import Workbook

from contacts import sheets, workbook_parts
from contacts.sheets import (
    BrokenSheetError,
    SheetError,
    SheetOptions,
    UnknownFormatError,
    WorkbookTooLargeError,
    WrongEncodingError,
    open_sheet,
)


def read(content: bytes, name: str = "items.csv", **options: str):
    """Return the headings and the rows as (number, cells)."""
    with open_sheet(io.BytesIO(content), name=name, options=SheetOptions(**options)) as sheet:
        return sheet.headings, [(row.number, list(row.cells)) for row in sheet.rows]


def refusal(error: type[SheetError], content: bytes, name: str = "items.csv", **options: str) -> str:
    with pytest.raises(error) as caught:
        read(content, name, **options)
    return str(caught.value)


def workbook(*rows: list[object], title: str = "Items") -> bytes:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


class TestCsv:
    def test_gives_headings_and_numbered_rows(self):
        assert read(b"number,name\r\nA1,Red\r\nA2,Blue\r\n") == (
            ("number", "name"),
            [(2, ["A1", "Red"]), (3, ["A2", "Blue"])],
        )

    def test_mark_of_utf_8_is_no_part_of_the_first_heading(self):
        assert read("\ufeffnumber\nA1\n".encode())[0] == ("number",)

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_headings_tell_the_delimiter(self, delimiter):
        text = delimiter.join(["number", '"name, long"']) + "\n" + delimiter.join(["A1", "x"])
        assert read(text.encode()) == (("number", "name, long"), [(2, ["A1", "x"])])

    def test_delimiter_may_be_told(self):
        assert read(b"a|b,c\n1|2\n", delimiter="|") == (("a", "b,c"), [(2, ["1", "2"])])

    def test_of_one_column_is_read(self):
        assert read(b"number\nA1\n") == (("number",), [(2, ["A1"])])

    def test_blank_lines_are_left_out_but_counted_in_row_numbers(self):
        assert read(b"\n  \nnumber,name\n\nA1,Red\n , \nA2,\n") == (
            ("number", "name"),
            [(5, ["A1", "Red"]), (7, ["A2", ""])],
        )

    def test_quoted_line_breaks_are_one_row(self):
        assert read(b'number,name\nA1,"Red\nBlue"\nA2,x\n')[1] == [(2, ["A1", "Red\nBlue"]), (3, ["A2", "x"])]

    def test_compressed_is_the_same(self):
        content = b"number\nA1\n"
        assert read(gzip.compress(content), "items.csv.gz") == read(content)

    def test_apostrophe_before_a_formula_is_taken_off(self):
        assert read(b"phone\n'+31 20\n'quoted'\n")[1] == [(2, ["+31 20"]), (3, ["'quoted'"])]

    def test_tells_how_far_it_is(self):
        content = b"number\n" + b"A1\n" * 10
        with open_sheet(io.BytesIO(content), name="items.csv") as sheet:
            assert sheet.size == len(content)
            list(sheet.rows)
            assert sheet.position == len(content)

    def test_without_a_row_is_refused(self):
        assert refusal(BrokenSheetError, b"") == "items.csv is empty: its first row must hold the headings."
        assert refusal(BrokenSheetError, b"\n \n") == "items.csv is empty: its first row must hold the headings."

    def test_other_encoding_is_refused_with_line_and_byte(self):
        assert refusal(WrongEncodingError, b"number,name\nA1,Caf\xe9\n") == (
            "items.csv, line 2: byte 7 of the line (0xE9) is not UTF-8. "
            "Save the file as CSV (UTF-8), or say which encoding it is in, for example cp1252."
        )

    def test_other_encoding_is_read_when_told(self):
        assert read("name\nCafé €\n".encode("cp1252"), encoding="cp1252")[1] == [(2, ["Café €"])]

    def test_utf_16_is_refused(self):
        message = "items.csv is UTF-16 (“Unicode text”): save it as CSV (UTF-8)."
        assert refusal(WrongEncodingError, "number\n".encode("utf-16")) == message
        assert refusal(WrongEncodingError, b"n\n", encoding="utf-16") == (
            "Files in utf-16 are not read: save the file as CSV (UTF-8)."
        )

    def test_unknown_encoding_is_refused(self):
        assert refusal(WrongEncodingError, b"n\n", encoding="klingon") == (
            "There is no encoding “klingon”; use for example utf-8 or cp1252."
        )

    @pytest.mark.parametrize("content", [b'a,b\n1,"open\n', b'a,b\n1,"x"y\n', b'a,b\n1,"' + b"x" * 140_000])
    def test_quotation_marks_that_do_not_match_are_refused_with_the_line(self, content):
        message = refusal(BrokenSheetError, content)
        assert message.startswith("items.csv, line 2: the row cannot be told apart (")
        assert message.endswith("Is a quotation mark missing, or not doubled inside a cell?")

    def test_without_line_ends_is_refused_before_it_fills_the_memory(self):
        assert refusal(BrokenSheetError, b"a\n" + b"x" * 1_000_001) == (
            "items.csv, line 2: no end of line within 1000000 bytes. "
            "Save the file as CSV (UTF-8), with every row on a line of its own."
        )

    @pytest.mark.parametrize(
        "content", [gzip.compress(b"a\n" + b"1\n" * 9999)[:-10], b"number\nA1\n"], ids=["cut", "plain"]
    )
    def test_damaged_compression_is_refused(self, content):
        assert "the file is damaged or cut off" in refusal(BrokenSheetError, content, "items.csv.gz")

    def test_that_is_a_workbook_is_refused(self):
        assert refusal(UnknownFormatError, workbook(["number"])) == (
            "items.csv is a workbook: name it .xlsx, or save its sheet as CSV (UTF-8)."
        )

    @pytest.mark.parametrize("name", ["items", "items.ods", "items.gz"])
    def test_other_formats_are_refused(self, name):
        assert refusal(UnknownFormatError, b"number\n", name) == (
            f"{name} is not a file that can be imported: save it as CSV (UTF-8) or as .xlsx."
        )

    @pytest.mark.parametrize("name", ["items.xls", "items.xlsb"])
    def test_older_workbooks_are_refused(self, name):
        assert refusal(UnknownFormatError, b"number\n", name) == (
            f"{name} is an older kind of Excel file: open it in Excel and save it as .xlsx or CSV (UTF-8)."
        )

    def test_of_any_length_is_read_in_the_same_memory(self):
        class Endless(io.RawIOBase):
            left = 8_000_000

            def readable(self):
                return True

            def seekable(self):
                return True

            def seek(self, offset, whence=0):
                return self.left if whence == 2 else 0

            def readinto(self, buffer):
                size = min(len(buffer), self.left) // 20 * 20
                self.left -= size
                buffer[:size] = b"A1,some description\n" * (size // 20)
                return size

        tracemalloc.start()
        with open_sheet(io.BufferedReader(Endless()), name="items.csv") as sheet:
            count = sum(1 for _ in sheet.rows)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert count > 350_000
        assert peak < 1_000_000


class TestWorkbook:
    def test_gives_values_as_excel_keeps_them(self):
        day = dt.datetime(2010, 12, 1, 8, 26)
        assert read(workbook(["number", "price", "from"], ["A1", 2.55, day]), "items.xlsx") == (
            ("number", "price", "from"),
            [(2, ["A1", 2.55, day])],
        )

    def test_blank_rows_are_left_out_but_counted_in_row_numbers(self):
        content = workbook([None, None], ["number", "name"], [], [" ", None], ["A1", "Red"])
        assert read(content, "items.xlsx") == (("number", "name"), [(5, ["A1", "Red"])])

    def test_formula_gives_the_value_that_excel_computed(self):
        book = Workbook()
        book.active.append(["number", "price"])
        book.active.append(["A1", "=1+1"])
        computed = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(saved(book))) as source, zipfile.ZipFile(computed, "w") as target:
            for part in source.infolist():
                text = source.read(part).replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
                target.writestr(part, text.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>"))
        assert read(computed.getvalue(), "items.xlsx")[1] == [(2, ["A1", 2])]

    def test_wrong_size_in_the_file_loses_no_rows(self):
        book = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(workbook(["a", "b"], [1, 2]))) as source, zipfile.ZipFile(book, "w") as target:
            for part in source.infolist():
                target.writestr(part, source.read(part).replace(b'ref="A1:B2"', b'ref="A1"'))
        assert read(book.getvalue(), "items.xlsx") == (("a", "b"), [(2, [1, 2])])

    def test_first_worksheet_is_read_unless_told(self):
        book = Workbook()
        book.active.title = "One"
        book.active.append(["first"])
        book.create_sheet("Two").append(["second"])
        assert read(saved(book), "items.xlsx")[0] == ("first",)
        assert read(saved(book), "items.xlsx", worksheet="Two")[0] == ("second",)
        assert refusal(BrokenSheetError, saved(book), "items.xlsx", worksheet="Three") == (
            "items.xlsx has no worksheet “Three”; it has One, Two."
        )

    def test_empty_is_refused(self):
        assert refusal(BrokenSheetError, saved(Workbook()), "items.xlsx") == (
            "items.xlsx is empty: its first row must hold the headings."
        )

    def test_other_content_is_refused(self):
        assert refusal(UnknownFormatError, b"number\nA1\n", "items.xlsx") == (
            "items.xlsx is not a workbook: save it as .xlsx or as CSV (UTF-8)."
        )
        other = io.BytesIO()
        with zipfile.ZipFile(other, "w") as archive:
            archive.writestr("letter.txt", "Dear customer")
        assert refusal(BrokenSheetError, other.getvalue(), "items.xlsx") == (
            "items.xlsx is not a readable workbook: open it in Excel and save it again."
        )

    def test_damaged_worksheet_is_refused_with_the_row(self):
        book = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(workbook(["a"], [1], [2]))) as source, zipfile.ZipFile(book, "w") as target:
            for part in source.infolist():
                target.writestr(part, source.read(part).replace(b'<row r="3"', b"<row <<"))
        assert "the workbook is damaged" in refusal(BrokenSheetError, book.getvalue(), "items.xlsx")

    def test_with_more_text_than_fits_in_memory_is_refused(self, monkeypatch):
        monkeypatch.setattr(workbook_parts, "_LARGEST_PART", 10)
        assert refusal(WorkbookTooLargeError, workbook(["a"]), "items.xlsx") == (
            "items.xlsx is too large to be read as a workbook: save its sheet as CSV (UTF-8)."
        )

    def test_tells_the_names_of_its_worksheets(self):
        book = Workbook()
        book.active.title = "Items"
        book.create_sheet("How to")
        file = io.BytesIO(saved(book))
        assert sheets.worksheet_titles(file, name="items.xlsx") == ("Items", "How to")
        assert file.tell() == 0

    def test_row_below_the_last_one_of_a_worksheet_is_refused(self):
        content = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(workbook(["number"], ["A1"]))) as old, zipfile.ZipFile(content, "w") as new:
            for part in old.infolist():
                text = old.read(part).replace(b'<row r="2"', b'<row r="999999999999"').replace(b'r="A2"', b"")
                new.writestr(part, text)
        assert refusal(BrokenSheetError, content.getvalue(), "items.xlsx") == (
            "items.xlsx has a row below row 1048576, the last one of a worksheet: save it again in Excel."
        )
