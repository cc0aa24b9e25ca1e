from django.test import SimpleTestCase

from segments.step_tables import StepContactTable


class StepContactTableTest(SimpleTestCase):
    def test_row_of_the_file_is_shown_when_asked_for(self) -> None:
        table = StepContactTable([])
        self.assertEqual(table.optional_columns, ("row_number",))
        self.assertEqual(table.render_row_number(1204), "1,204")
