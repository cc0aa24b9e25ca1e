import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts import sheet_writing
from contacts.sheet_writing import UnwritableFormatError, WorkbookFullError, create_sheet
from contacts.sheets import open_sheet


def read(content: bytes, name: str):
    """Return the headings and the rows as (number, cells)."""
    with open_sheet(io.BytesIO(content), name=name) as sheet:
        return sheet.headings, [(row.number, list(row.cells)) for row in sheet.rows]


def written(name: str, headings: list[str], *rows: list[object]) -> bytes:
    file = io.BytesIO()
    with create_sheet(file, name=name, headings=headings) as write:
        for row in rows:
            write(row)
    return file.getvalue()


class TestCreateSheet:
    def test_text_that_looks_like_a_formula_is_marked_and_numbers_are_not(self):
        content = written("x.csv", ["a"], ["=1+1"], ["+31 20"], ["-5"], ["@x"], ["-x"], [Decimal("-5.50")], ["5"])
        assert content.decode("utf-8-sig").split("\r\n") == [
            "a", "'=1+1", "'+31 20", "-5", "'@x", "'-x", "-5.50", "5", ""
        ]  # fmt: skip

    def test_formula_in_a_workbook_is_text(self):
        content = written("x.xlsx", ["a"], ["=1+1"], ["Red\x07"])
        assert read(content, "x.xlsx")[1] == [(2, ["=1+1"]), (3, ["Red"])]

    def test_workbook_keeps_numbers_and_days(self):
        content = written("x.xlsx", ["a", "b", "c"], [Decimal("2.55"), None, dt.date(2010, 12, 1)])
        assert read(content, "x.xlsx")[1] == [(2, [2.55, None, dt.datetime(2010, 12, 1)])]

    def test_moment_in_a_workbook_has_no_time_zone(self):
        moment = dt.datetime(2010, 12, 1, 8, 26, tzinfo=dt.UTC)
        [(_, [cell])] = read(written("x.xlsx", ["a"], [moment]), "x.xlsx")[1]
        assert cell == moment.astimezone().replace(tzinfo=None)

    def test_csv_says_days_answers_and_nothing_plainly(self):
        content = written("x.csv", ["a", "b", "c", "d"], [dt.date(2010, 12, 1), True, None, 1])
        assert content == b"\xef\xbb\xbfa,b,c,d\r\n2010-12-01,yes,,1\r\n"

    def test_compressed_is_read_again(self):
        assert read(written("x.csv.gz", ["a"], ["1"]), "x.csv.gz") == (("a",), [(2, ["1"])])

    def test_other_formats_are_refused(self):
        with pytest.raises(UnwritableFormatError, match=r"^x\.pdf is not a file that can be written"):
            written("x.pdf", ["a"])

    def test_workbook_has_at_most_as_many_rows_as_excel_shows(self, monkeypatch):
        monkeypatch.setattr(sheet_writing, "_MOST_WORKBOOK_ROWS", 2)
        with pytest.raises(WorkbookFullError, match=r"^A workbook has at most 2 rows: write CSV instead\.$"):
            written("x.xlsx", ["a"], [1], [2])

    @given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=3, max_size=3)))
    def test_any_text_is_read_again_as_it_was(self, rows):
        kept = [row for row in rows if any(cell.strip() for cell in row)]
        assert [cells for _, cells in read(written("x.csv", ["a", "b", "c"], *rows), "x.csv")[1]] == kept

    @given(st.text(st.characters(exclude_categories=["Cs"])))
    def test_no_text_in_csv_is_a_formula(self, text):
        [_, *rows] = csv.reader(io.StringIO(written("x.csv", ["a", "b"], [text, "x"]).decode("utf-8-sig"), newline=""))
        cell = rows[0][0]
        assert cell[:1] not in ("=", "@", "\t", "\r")
        assert cell[:1] not in ("+", "-") or cell[1:].replace(",", "").replace(".", "").isdigit()
