import io

import pytest

from contacts.columns import Assignment
from contacts.sheets import open_sheet
from orders.line_numbering import with_line_numbers


def numbered(text: str, **assignment: dict[str, str]) -> tuple[list[str], list[list[object]]]:
    with open_sheet(io.BytesIO(text.encode()), name="lines.csv") as sheet:
        sheet = with_line_numbers(sheet, Assignment(**assignment))
        return list(sheet.headings), [list(row.cells) for row in sheet.rows]


class TestWithLineNumbers:
    def test_counts_the_rows_of_each_order(self):
        headings, rows = numbered("order_number,item\nA,1\nB,2\na ,3\nA,4\n")
        assert headings == ["order_number", "item", "line_number"]
        assert [row[2] for row in rows] == [1, 1, 2, 3]

    def test_finds_the_order_under_its_heading(self):
        _, rows = numbered("item,Invoice\n1,A\n2,A\n", headings={"order_number": "invoice"})
        assert [row[2] for row in rows] == [1, 2]

    @pytest.mark.parametrize("assignment", [{}, {"headings": {"line_number": "no"}}], ids=repr)
    def test_leaves_files_that_have_line_numbers(self, assignment):
        headings, _ = numbered("order_number,line_number,no\nA,7,8\n", **assignment)
        assert headings == ["order_number", "line_number", "no"]

    @pytest.mark.parametrize(
        "assignment", [{"constants": {"line_number": "1"}}, {"headings": {"line_number": "missing"}}], ids=repr
    )
    def test_leaves_files_where_the_user_says_the_number(self, assignment):
        assert numbered("order_number\nA\n", **assignment)[0] == ["order_number"]

    def test_leaves_files_without_orders(self):
        assert numbered("item\n1\n") == (["item"], [["1"]])

    def test_stands_under_its_heading_whatever_the_row_is_like(self):
        _, rows = numbered("order_number,item\nA\nA,1,,\nA,1,x\n")
        assert rows == [["A", None, 1], ["A", "1", 2], ["A", "1", "x", 3]]
