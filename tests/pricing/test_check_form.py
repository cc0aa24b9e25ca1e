"""What is refused when somebody asks for a price, and at which field."""

from decimal import Decimal

from django.test import TestCase

from pricing.check_form import PriceCheckForm, first_values
from tests.factories import cast
from tests.factories.campaigns import WORK_DATE


class PriceCheckFormTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.item = cast.company("Alder"), cast.item()
        cls.ann = cast.person("Ann", cls.alder)
        cls.box, cls.blue = cast.unit(cls.item, "BOX", 5), cast.variant(cls.item, "BLUE")

    def form(self, **fields: str) -> PriceCheckForm:
        return PriceCheckForm({"item": "1000", "quantity": "1", "ordered_on": "2030-01-15", **fields})

    def test_person_asks_for_its_company(self) -> None:
        form = self.form(contact="ann", unit="box", variant="blue", currency="usd", currency_factor="1.25")
        self.assertTrue(form.is_valid(), form.errors)
        question = form.question()
        self.assertEqual((question.buyer, question.unit, question.variant), (self.alder, self.box, self.blue))
        self.assertEqual((question.quantity_per_unit, question.currency_code), (Decimal(5), "USD"))
        self.assertEqual(question.currency_factor, Decimal("1.25"))

    def test_empty_fields_are_nobody_base_unit_and_local_currency(self) -> None:
        form = self.form(currency="EUR", currency_factor="7")
        self.assertTrue(form.is_valid(), form.errors)
        question = form.question()
        self.assertEqual((question.buyer_id, question.unit, question.variant), (0, self.item.base_unit, None))
        self.assertEqual((question.currency_code, question.currency_factor), ("", 1))

    def test_what_is_wrong_stands_at_its_field(self) -> None:
        for fields, field, sentence in (
            ({"item": "9"}, "item", "There is no item 9."),
            ({"unit": "CRATE"}, "unit", "Item 1000 is not sold by the CRATE. Choose from: BOX, PCS."),
            ({"variant": "RED"}, "variant", "Item 1000 has no variant RED."),
            ({"currency": "USD"}, "currency_factor", "Type how many USD one of local currency is worth."),
            ({"currency": "USD", "currency_factor": "0"}, "currency_factor", "must be more than 0"),
            ({"quantity": "-1"}, "quantity", "greater than or equal to 0"),
        ):
            form = self.form(**fields)
            self.assertFalse(form.is_valid())
            self.assertIn(sentence, " ".join(form.errors[field]))

    def test_first_values_are_one_piece_today(self) -> None:
        self.assertEqual(first_values(today=WORK_DATE), {"quantity": 1, "ordered_on": WORK_DATE})
