from django.test import SimpleTestCase, TestCase

from segments.step_tables import CandidateTable, StepContactTable
from tests.factories import cast


class StepContactTableTest(SimpleTestCase):
    def test_row_of_the_file_is_shown_when_asked_for(self) -> None:
        table = StepContactTable([])
        self.assertEqual(table.optional_columns, ("row_number",))
        self.assertEqual(table.render_row_number(1204), "1,204")


class CandidateTableTest(TestCase):
    def test_says_who_is_on_it_and_who_would_be_left_out(self) -> None:
        contacts = [cast.company(name) for name in ("Alder", "Birch")]
        contacts.append(cast.company("Cedar", is_privacy_blocked=True))
        contacts.append(cast.company("Elm", is_excluded_from_segments=True))
        for contact in contacts:
            contact.is_on_segment = contact.name == "Alder"
        table = CandidateTable(contacts)
        self.assertEqual(
            [str(row.get_cell("is_on_segment")) for row in table.rows],
            ["Yes", "", "privacy blocked", "excluded from segments"],
        )
