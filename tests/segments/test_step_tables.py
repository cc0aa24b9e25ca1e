from django.test import TestCase

from contacts.models import Contact
from segments.step_tables import FoundFilter, StepContactTable
from tests.factories import cast


class FoundFilterTest(TestCase):
    def test_search_finds_number_name_and_company(self) -> None:
        alder = cast.company("Alder")
        ann = cast.person("Ann", alder)
        cast.company("Birch")
        found = FoundFilter({"search": "alde"}, Contact.objects.order_by("name")).qs
        self.assertEqual(list(found), [alder, ann])


class StepContactTableTest(TestCase):
    def test_row_of_the_file_is_shown_when_asked_for(self) -> None:
        table = StepContactTable([])
        self.assertEqual(table.optional_columns, ("row_number",))
        self.assertEqual(table.render_row_number(1204), "1,204")
