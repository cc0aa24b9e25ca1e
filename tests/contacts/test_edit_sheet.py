import io

from openpyxl import load_workbook

from contacts.edit_sheet import EditColumn, EditSheet, write_edit_sheet
from contacts.workbook_parts import check_workbook

SHEET = EditSheet(
    title="CP1",
    columns=[
        EditColumn(heading="Row id", is_locked=True),
        EditColumn(heading="Unit", choices=["BOX", "=PCS"]),
        EditColumn(heading="Price", is_number=True),
    ],
    instructions_title="How to",
    instructions=["Change what you like."],
    choices_title="Choices",
)


def written():
    file = io.BytesIO()
    write_edit_sheet(SHEET, [[7, "=1+1", 12.5]], file)
    check_workbook(file := io.BytesIO(file.getvalue()))
    return load_workbook(file)


class TestWriteEditSheet:
    def test_has_real_numbers_and_no_formulas(self):
        row = written()["CP1"][2]
        assert [(cell.value, cell.data_type) for cell in row] == [(7, "n"), ("=1+1", "s"), (12.5, "n")]

    def test_locks_the_keys_and_nothing_else_in_old_and_new_rows(self):
        page = written()["CP1"]
        assert page.protection.sheet is True
        for number in (2, 3, 100):
            assert [cell.protection.locked for cell in page[number]] == [True, False, False]

    def test_offers_choices_from_a_sheet_of_their_own(self):
        book = written()
        [validation] = book["CP1"].data_validations.dataValidation
        assert (str(validation.sqref), validation.formula1) == ("B2:B502", "'Choices'!$A$2:$A$3")
        assert [cell.value for cell in book["Choices"]["A"]] == ["Unit", "BOX", "=PCS"]
        assert book["Choices"]["A3"].data_type == "s"

    def test_says_how_to_fill_it_in(self):
        assert written()["How to"]["A1"].value == "Change what you like."
