from decimal import Decimal

import pytest

from contacts.cells import Code, Notation, Number, Text, YesNo
from contacts.columns import (
    Assignment,
    Column,
    Layout,
    MissingColumnError,
    Record,
    RepeatedHeadingError,
    RowError,
    UnknownColumnError,
    UnreadableConstantError,
)
from contacts.sheets import SheetRow

COLUMNS = (
    Column("number", Code(20), "the number", is_required=True),
    Column("description", Text(100), "the name"),
    Column("unit_price", Number(15, 5), "the price"),
)
HEADINGS = ("number", "description", "unit_price")


def layout(*headings: str, **assignment: object) -> Layout:
    return Layout.of(COLUMNS, headings or HEADINGS, Assignment(**assignment))


def values(found: Layout, *cells: object) -> dict[str, object]:
    return dict(found.record(SheetRow(2, cells)).values)


def refusal(error: type[Exception], *headings: str, **assignment: object) -> str:
    with pytest.raises(error) as caught:
        layout(*headings, **assignment)
    return str(caught.value)


def rejection(found: Layout, *cells: object) -> str:
    with pytest.raises(RowError) as caught:
        found.record(SheetRow(2, cells))
    return str(caught.value)


class TestLayout:
    def test_gives_values_by_column(self):
        assert values(layout(), "a1", "Red", "2.55") == {
            "number": "A1",
            "description": "Red",
            "unit_price": Decimal("2.55"),
        }

    def test_finds_headings_in_any_order_and_writing(self):
        assert values(layout("Unit Price", "NUMBER "), "1", "a1") == {"number": "A1", "unit_price": 1}

    def test_takes_other_headings(self):
        found = layout("StockCode", "Price", headings={"number": "StockCode", "unit_price": "price"})
        assert values(found, "a1", "1") == {"number": "A1", "unit_price": 1}

    def test_one_heading_may_serve_two_columns(self):
        found = layout("code", headings={"number": "code", "description": "code"})
        assert values(found, "a1") == {"number": "A1", "description": "a1"}

    def test_names_headings_that_nobody_needs(self):
        assert layout("number", "colour", "", "size").unused == ["colour", "size"]

    def test_leaves_out_columns_that_the_file_does_not_have(self):
        assert values(layout("number"), "a1") == {"number": "A1"}

    def test_gives_what_a_blank_cell_means(self):
        assert values(layout(), "a1", " ", None) == {"number": "A1", "description": "", "unit_price": None}

    def test_shorter_row_is_blank_at_its_end(self):
        assert values(layout(), "a1") == {"number": "A1", "description": "", "unit_price": None}

    def test_longer_row_is_rejected_unless_its_end_is_blank(self):
        assert rejection(layout(), "a1", "Red", "1", "2") == "The row has 4 cells under 3 headings."
        assert values(layout(), "a1", "Red", "1", "", None)["number"] == "A1"

    def test_constant_fills_blank_cells_and_missing_columns(self):
        found = layout("number", "unit_price", constants={"unit_price": "5", "description": "?"})
        assert values(found, "a1", "") == {"number": "A1", "unit_price": 5, "description": "?"}
        assert values(found, "a1", "1")["unit_price"] == 1

    def test_constant_may_stand_for_a_required_column(self):
        assert values(layout("description", constants={"number": "x"}), "Red")["number"] == "X"

    def test_row_is_rejected_with_every_reason(self):
        assert rejection(layout("NUMBER", "description", "Unit Price"), "", "Red", "1,5") == (
            "NUMBER: is blank. Unit Price: “1,5” could mean 1.5 or 15: "
            "write a decimal point, or say that the file has decimal commas."
        )

    def test_numbers_are_read_as_the_file_writes_them(self):
        assert values(layout(notation=Notation(decimal_comma=True)), "a1", "", "1,5")["unit_price"] == Decimal("1.5")

    def test_missing_required_column_is_refused_with_the_headings_found(self):
        assert refusal(MissingColumnError, "StockCode", "description") == (
            "The file has no column for number. The headings are StockCode, description; "
            "say if they stand in another row."
        )

    def test_missing_mapped_heading_is_refused_with_the_headings_found(self):
        assert refusal(MissingColumnError, "number", headings={"description": "Name"}) == (
            "No column has the heading “Name”. The headings are number."
        )

    def test_heading_that_stands_there_twice_is_refused_where_it_is_needed(self):
        assert refusal(RepeatedHeadingError, "number", "Number") == (
            "The heading “number” stands over 2 columns; keep one."
        )
        assert layout("number", "colour", "colour").unused == ["colour", "colour"]

    @pytest.mark.parametrize("kind", ["headings", "constants"])
    def test_unknown_column_is_refused_with_the_known_ones(self, kind):
        assert refusal(UnknownColumnError, **{kind: {"price": "x"}}) == (
            "There is no column “price” in this import; there are number, description, unit_price."
        )

    def test_constant_that_cannot_be_is_refused(self):
        assert refusal(UnreadableConstantError, constants={"unit_price": "much"}) == (
            "unit_price: “much” is not a number."
        )


class TestRecord:
    RECORD = Record(SheetRow(2, ()), {"number": "A1", "unit_price": None, "is_blocked": False})

    def test_gives_values_by_name(self):
        assert self.RECORD["number"] == "A1"
        assert self.RECORD["unit_price"] is None

    def test_gives_a_default_for_blank_and_missing(self):
        assert self.RECORD.get("unit_price", 5) == 5
        assert self.RECORD.get("description", "none") == "none"
        assert self.RECORD.get("is_blocked", True) is False


class TestAliases:
    COLUMNS = (
        Column("number", Code(20), "", is_required=True, unless=("name",), aliases=("no", "nr")),
        Column("name", Text(100), "", aliases=("naam", "full name")),
        Column("company", Text(100), "", aliases=("company name", "bedrijf")),
    )

    def found(self, *headings: str, **assignment: object) -> dict[str, str]:
        found = Layout.of(self.COLUMNS, headings, Assignment(**assignment))
        return {source.column.name: source.heading for source in found.sources}

    def test_are_found_whatever_their_marks_where_the_name_is_not_there(self):
        assert self.found("Nr.", "FULL_NAME") == {"number": "Nr.", "name": "FULL_NAME"}
        assert self.found("Naam", "name") == {"name": "name"}

    def test_of_several_the_first_counts_and_the_others_are_not_used(self):
        layout = Layout.of(self.COLUMNS, ("Full name", "Naam"))
        assert ([source.heading for source in layout.sources], layout.unused) == (["Naam"], ["Full name"])

    def test_heading_that_was_assigned_is_no_alias(self):
        assert self.found("company_name", headings={"name": "company_name"}) == {"name": "company_name"}

    def test_others_are_not_looked_for_when_told(self):
        assert self.found("Nr.", "Naam", headings={"name": "Naam"}, finds_others=False) == {"name": "Naam"}

    def test_column_may_stand_in_for_a_required_one(self):
        layout = Layout.of(self.COLUMNS, ("name", "number"))
        assert values(layout, "Alder", "") == {"name": "Alder", "number": ""}
        with pytest.raises(
            MissingColumnError, match=r"^The file has no column for number \(or name\)\. The headings are x;"
        ):
            self.found("x")


def test_headings_again_among_the_rows_are_rejected():
    with pytest.raises(RowError, match=r"^The row holds the headings again: delete it\.$"):
        layout().record(SheetRow(9, HEADINGS))
    assert values(layout(), "number", "x", "") == {"number": "NUMBER", "description": "x", "unit_price": None}


def test_blank_answer_is_no():
    columns = (Column("is_blocked", YesNo(), "whether it is blocked"),)
    assert values(Layout.of(columns, ["is_blocked"]), "")["is_blocked"] is False
