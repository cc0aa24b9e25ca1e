from django.test import SimpleTestCase

from contacts.label_sheets import FORMATS, MOST_SHEETS, count_parts, sheets_of, slice_of_part

THREE_COLUMNS, TWO_COLUMNS = FORMATS[0], FORMATS[2]


class SheetsTest(SimpleTestCase):
    def test_formats_are_those_that_are_sold(self) -> None:
        self.assertEqual([sheet.key for sheet in FORMATS], ["3x8-70x37", "3x8-70x36", "2x8-105x37", "2x8-105x36"])
        self.assertEqual([sheet.label_count for sheet in FORMATS], [24, 24, 16, 16])

    def test_used_places_stay_empty_and_the_last_sheet_is_filled_up(self) -> None:
        first, second = sheets_of(["a", "b", "c"], TWO_COLUMNS, start=15)
        self.assertEqual(first, [None] * 14 + ["a", "b"])
        self.assertEqual(second, ["c"] + [None] * 15)

    def test_full_sheet_is_followed_by_none(self) -> None:
        self.assertEqual(list(sheets_of(["a"] * 16, TWO_COLUMNS)), [["a"] * 16])

    def test_no_label_no_sheet(self) -> None:
        self.assertEqual(list(sheets_of([], TWO_COLUMNS, start=5)), [])

    def test_parts_hold_every_label_once(self) -> None:
        for sheet in FORMATS:
            size = sheet.label_count * MOST_SHEETS
            labels = range(2 * size + 5)
            for start in (1, 2, sheet.label_count):
                with self.subTest(sheet=sheet.key, start=start):
                    count = count_parts(sheet, start=start, label_count=len(labels))
                    parts = [labels[slice_of_part(sheet, start=start, part=part)] for part in range(1, count + 1)]
                    self.assertEqual([label for part in parts for label in part], list(labels))
                    self.assertEqual(len(parts[0]), size - start + 1)
                    self.assertTrue(parts[-1])

    def test_one_part_even_of_nothing(self) -> None:
        self.assertEqual(count_parts(THREE_COLUMNS, start=1, label_count=0), 1)
        self.assertEqual(count_parts(THREE_COLUMNS, start=1, label_count=24 * MOST_SHEETS), 1)
        self.assertEqual(count_parts(THREE_COLUMNS, start=2, label_count=24 * MOST_SHEETS), 2)
