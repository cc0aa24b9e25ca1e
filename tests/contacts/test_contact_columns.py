from django.test import SimpleTestCase

from contacts.contact_columns import COLUMNS, DETAILS, GROUP_EXPLANATIONS
from contacts.details import ContactDetails


class ColumnsTest(SimpleTestCase):
    def test_every_field_of_the_card_has_its_column(self) -> None:
        self.assertEqual(set(DETAILS.values()), set(ContactDetails.__dataclass_fields__))

    def test_every_detail_and_every_kind_of_group_is_a_column(self) -> None:
        names = {column.name for column in COLUMNS}
        self.assertEqual(names, {*DETAILS, *GROUP_EXPLANATIONS, "number", "company"})
        self.assertEqual([column.name for column in COLUMNS if column.is_required], ["number"])
