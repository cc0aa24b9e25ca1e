from django.test import SimpleTestCase

from config.uploads.forms import ReadingForm
from config.uploads.kinds import KINDS
from contacts.upload_reading import HeadingRow, Reading, Table

TABLE = Table((), [HeadingRow("Klant", ["A"], "", is_sure=False), HeadingRow("Naam", ["b"], "name", is_sure=True)])
SHEETS = Table(("One", "Two"), TABLE.rows)


def form(data: dict[str, str] | None = None, *, kind: str = "contacts", table: Table | None = TABLE, **options):
    reading = options.pop("reading", Reading())
    return ReadingForm(data, kind=KINDS[kind], reading=reading, table=table, is_workbook=options.get("workbook", False))


class TestReadingForm(SimpleTestCase):
    def test_says_how_the_file_is_read(self) -> None:
        filled = form(
            {
                "encoding": "cp1252",
                "delimiter": "tab",
                "decimals": "comma",
                "repeated": "first",
                "extra-add_codes": "on",
                "column-0": "number",
                "column-1": "",
                "value-description": "New",
            },
            kind="items",
        )
        self.assertTrue(filled.is_valid(), filled.errors)
        self.assertEqual(
            filled.read_as(),
            Reading(
                encoding="cp1252",
                delimiter="tab",
                decimal_comma=True,
                keeps_first=True,
                headings={"number": "Klant"},
                constants={"description": "New"},
                extras=["add_codes"],
            ),
        )
        self.assertEqual(filled.columns_by_heading(), {"Klant": "number", "Naam": ""})

    def test_asks_for_numbers_and_percentages_only_where_there_are_any(self) -> None:
        asked = {
            kind: [name for name in ("decimals", "percent_as") if name in form(kind=kind).fields] for kind in KINDS
        }
        self.assertEqual(asked["contacts"], [])
        self.assertEqual(asked["items"], ["decimals"])
        self.assertEqual(asked["orders"], ["decimals", "percent_as"])
        filled = form({"percent_as": "fraction"}, kind="orders", table=None)
        self.assertTrue(filled.is_valid(), filled.errors)
        self.assertEqual(filled.read_as().percent_as, "fraction")

    def test_what_is_not_asked_stays(self) -> None:
        filled = form({}, table=None, reading=Reading(decimal_comma=True, percent_as="percent"))
        self.assertTrue(filled.is_valid(), filled.errors)
        self.assertEqual((filled.read_as().decimal_comma, filled.read_as().percent_as), (True, "percent"))

    def test_asks_a_text_for_its_encoding_and_a_workbook_for_its_worksheet(self) -> None:
        self.assertEqual([name for name in ("encoding", "worksheet") if name in form().fields], ["encoding"])
        fields = form(table=SHEETS, workbook=True).fields
        self.assertEqual([name for name in ("encoding", "worksheet") if name in fields], ["worksheet"])
        self.assertNotIn("worksheet", form(workbook=True).fields)

    def test_without_a_table_asks_for_no_columns(self) -> None:
        unread = form({"encoding": "cp1252"}, table=None)
        self.assertTrue(unread.is_valid())
        self.assertEqual((unread.heading_fields(), unread.value_fields()), ([], []))

    def test_with_other_reading_does_not_complain_of_columns(self) -> None:
        self.assertTrue(form({"encoding": "cp1252"}).is_valid())
        self.assertFalse(form({"encoding": "utf-8"}).is_valid())

    def test_orders_need_no_line_number(self) -> None:
        rows = [HeadingRow(name, [], name, is_sure=True) for name in ("order_number", "item", "quantity")]
        data = {f"column-{place}": row.column for place, row in enumerate(rows)}
        self.assertTrue(form(data, kind="orders", table=Table((), rows)).is_valid())
