import dataclasses
import datetime as dt

import pytest

from config.uploads.kinds import KINDS
from contacts.models import HeadingChoice, Upload
from contacts.sheets import BrokenSheetError, WrongEncodingError
from contacts.upload_files import keep_upload
from contacts.upload_reading import Reading, look_at, plain, remember_headings, with_columns, with_heading_row
from tests.config.uploads.pages import workbook_file
from tests.factories.users import UserFactory

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
CONTACTS = KINDS["contacts"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return UserFactory(username="anna")


def upload(anna, text: str, *, encoding: str = "utf-8") -> Upload:
    return keep_upload([text.encode(encoding)], name="a.csv", kind="contacts", at=NOW, by=anna)


def columns(anna, text: str, **reading) -> dict[str, tuple[str, bool]]:
    table = look_at(upload(anna, text), kind=CONTACTS, reading=Reading(**reading), by=anna)
    return {row.heading: (row.column, row.is_sure) for row in table.rows}


class TestHeadings:
    @pytest.mark.parametrize("heading", ["post_code", "Post Code", "POST-CODE", "Postcode", " post  code "])
    def test_are_known_by_name_and_title_in_every_language(self, anna, heading):
        assert columns(anna, f"number,{heading}\nA,1\n")[heading.strip()] == ("post_code", True)

    @pytest.mark.parametrize(
        ("heading", "column"), [("Zip Code", "post_code"), ("Klantnr.", "number"), ("Phone No.", "phone")]
    )
    def test_are_known_as_other_programs_and_people_call_them(self, anna, heading, column):
        assert columns(anna, f"{heading}\n1\n") == {heading: (column, True)}

    def test_that_look_alike_are_a_guess(self, anna):
        assert columns(anna, "number,Post cod,Colour\nA,1,red\n") == {
            "number": ("number", True),
            "Post cod": ("post_code", False),
            "Colour": ("", False),
        }

    def test_are_remembered_for_the_person_and_the_kind(self, anna):
        remember_headings(kind=CONTACTS, by=anna, headings={"Kenmerk": "number", "Colour": ""})
        remember_headings(kind=CONTACTS, by=anna, headings={"KENMERK": "name"})
        assert columns(anna, "Kenmerk,Colour\nA,red\n") == {"Kenmerk": ("name", True), "Colour": ("", True)}
        assert columns(UserFactory(), "Kenmerk\nA\n") == {"Kenmerk": ("", False)}

    def test_that_were_chosen_for_a_column_that_is_gone_are_asked_again(self, anna):
        HeadingChoice.objects.create(user=anna, kind="contacts", heading="kenmerk", column="gone")
        assert columns(anna, "Kenmerk\nA\n") == {"Kenmerk": ("", False)}

    def test_of_a_file_of_wrong_rows_are_left_out(self, anna):
        found = columns(anna, "number,rejected row,reason\nA,2,x\n")
        assert (found["rejected row"], found["reason"]) == (("", True), ("", True))

    def test_too_many_are_refused(self, anna):
        many = ",".join(f"h{number}" for number in range(301))
        with pytest.raises(BrokenSheetError, match=r"^a\.csv has 301 columns; at most 300 are read\."):
            columns(anna, f"{many}\nA\n")


class TestTable:
    def test_shows_the_first_values_below_each_heading(self, anna):
        table = look_at(
            upload(anna, f"number,name\nA,{'x' * 50}\nB,y\nC,z\nD,w\n"), kind=CONTACTS, reading=Reading(), by=anna
        )
        assert [list(row.samples) for row in table.rows] == [["A", "B", "C"], [f"{'x' * 40}…", "y", "z"]]

    @pytest.mark.parametrize(
        ("headings", "is_certain"),
        [("number,name", True), ("name", True), ("city", False), ("number,colour", False), ("number,No.", False)],
    )
    def test_is_certain_when_nothing_has_to_be_asked(self, anna, headings, is_certain):
        table = look_at(upload(anna, f"{headings}\nA,b\n"), kind=CONTACTS, reading=Reading(), by=anna)
        assert table.is_certain(CONTACTS) is is_certain

    def test_wrong_encoding_is_told_and_another_can_be_said(self, anna):
        file = upload(anna, "number,naam\nA,Café\n", encoding="cp1252")
        with pytest.raises(WrongEncodingError, match=r"^a\.csv, line 2: byte 6 of the line \(0xE9\) is not UTF-8\."):
            look_at(file, kind=CONTACTS, reading=Reading(), by=anna)
        table = look_at(file, kind=CONTACTS, reading=Reading(encoding="cp1252"), by=anna)
        assert list(table.rows[1].samples) == ["Café"]


class TestHeadingRow:
    @pytest.mark.parametrize(
        ("content", "row"),
        [
            ("number,name\nA,b\n", None),
            ("Customers of 2026\n\nnumber,name,city\nA,b,c\n", 3),
            ("Customers;;\nas of March;;\nNr.;Naam;Plaats\nA;b;c\n", 3),
            ("Customers of 2026\nname\nA\n", None),
            ("Colour,Size\nred,1\n", None),
        ],
    )
    def test_is_the_one_with_headings_that_are_known(self, anna, content, row):
        found = with_heading_row(upload(anna, content), kind=CONTACTS, reading=Reading(), by=anna)
        assert found.heading_row == row

    def test_of_a_workbook(self, anna):
        file = workbook_file(["Customers"], ["No.", "Name"], ["A", "Alder"])
        kept = keep_upload([file.read()], name="a.xlsx", kind="contacts", at=NOW, by=anna)
        reading = with_heading_row(kept, kind=CONTACTS, reading=Reading(), by=anna)
        assert look_at(kept, kind=CONTACTS, reading=reading, by=anna).headings() == {"number": "No.", "name": "Name"}


class TestReading:
    def test_is_kept_with_the_upload(self, anna):
        reading = Reading(delimiter=";", decimal_comma=True, headings={"number": "Nr."}, extras=["x"])
        assert Reading.of(Upload(reading=reading.stored())) == reading

    def test_heading_that_was_left_out_is_not_found_by_its_name(self, anna):
        table = look_at(upload(anna, "number,name,city\nA,b,c\n"), kind=CONTACTS, reading=Reading(), by=anna)
        reading = with_columns(Reading(), table)
        without = dataclasses.replace(reading, headings={"number": "number", "name": "name"})
        assert [column.name for column in without.columns_of(CONTACTS)] == ["number", "name"]

    def test_options_that_change_what_is_seen_make_another_table(self):
        assert Reading(encoding="cp1252").is_same_table(Reading()) is False
        assert Reading(decimal_comma=True).is_same_table(Reading()) is True


def test_plain_headings_differ_in_letters_only():
    assert plain(" E-Mail_Address ") == "e mail address"
