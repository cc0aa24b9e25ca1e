from django.test import SimpleTestCase

from contacts.consent_cells import CHANNEL_COLUMNS
from contacts.contact_columns import COLUMNS, DETAILS, GROUP_EXPLANATIONS
from contacts.details import ContactDetails


class ColumnsTest(SimpleTestCase):
    def test_every_field_of_the_card_has_its_column(self) -> None:
        self.assertEqual(set(DETAILS.values()), set(ContactDetails.__dataclass_fields__))

    def test_every_detail_and_every_kind_of_group_is_a_column(self) -> None:
        others = ("number", "company", "consent_source", "consent_date")
        names = {column.name for column in COLUMNS}
        self.assertEqual(names, {*DETAILS, *GROUP_EXPLANATIONS, *CHANNEL_COLUMNS, *others})
        self.assertEqual([column.name for column in COLUMNS if column.is_required], ["number"])
