from django.test import TestCase
from django_tables2 import Table

from contacts.models import Contact
from contacts.tables import ContactTable, TickColumn
from tests.factories import cast
from tests.factories.contacts import SalespersonFactory


class ContactTableTest(TestCase):
    def test_shows_values_as_readers_know_them(self) -> None:
        alder = cast.company("Alder", city="Gent")
        cast.person("Ann", alder, is_customer=True, salesperson=SalespersonFactory(name="Meera"))
        [row] = ContactTable(Contact.objects.filter(number="ANN")).rows
        self.assertEqual(
            [str(value) for _column, value in row.items()],
            [
                '<a href="/contacts/ANN/">ANN</a>',
                "Ann",
                "Person",
                '<a href="/contacts/ALDER/">Alder</a>',
                "",
                "Yes",
                "Meera",
            ],
        )


class TickColumnTest(TestCase):
    def test_boxes_are_sent_with_their_form_and_have_names(self) -> None:
        class Ticked(Table):
            tick = TickColumn(name="contact", form="add", label=lambda contact: contact.name)

        alder = cast.company("<Alder>")
        table = Ticked([alder])
        [row] = table.rows
        self.assertHTMLEqual(
            row.get_cell("tick"),
            f'<label><input type="checkbox" class="form-check-input" form="add" name="contact" value="{alder.pk}"'
            ' data-tick aria-label="&lt;Alder&gt;"></label>',
        )
        self.assertIn("data-tick-all", table.columns["tick"].header)
        self.assertIn('aria-label="All rows on this page"', table.columns["tick"].header)
