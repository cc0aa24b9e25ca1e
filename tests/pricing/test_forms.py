from decimal import Decimal

from django.test import TestCase
from django.utils import translation

from pricing.forms import DiscountForm, PriceForm
from pricing.services import PriceRowError, RowValueError
from tests.factories import cast
from tests.factories.pricing import ItemDiscountGroupFactory


class PriceFormTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.spring = cast.campaign("SPRING")
        cls.item = cast.item("1000A")
        cls.blue = cast.variant(cls.item, "BLUE")

    def test_turns_into_a_row_of_the_campaign(self) -> None:
        box = cast.unit(self.item, "BOX")
        form = PriceForm(
            {
                "item": "1000a",
                "variant": "blue",
                "unit": str(box.pk),
                "minimum_quantity": "2.5",
                "currency_code": "usd",
                "unit_price": "1,234.50",
                "allows_line_discount": "on",
            }
        )
        self.assertTrue(form.is_valid(), form.errors)
        row = form.new_row(self.spring)
        self.assertEqual((row.item, row.variant, row.unit, row.campaign), (self.item, self.blue, box, self.spring))
        self.assertEqual((row.minimum_quantity, row.unit_price), (Decimal("2.5"), Decimal("1234.50")))
        self.assertEqual((row.currency_code, row.allows_line_discount, row.is_free_of_charge), ("usd", True, False))
        self.assertIsNone(row.pk)

    def test_reads_numbers_as_the_reader_types_them(self) -> None:
        with translation.override("nl"):
            form = PriceForm({"item": "1000A", "unit_price": "1.234,50", "minimum_quantity": ""})
            self.assertTrue(form.is_valid(), form.errors)
        self.assertEqual(form.cleaned_data["unit_price"], Decimal("1234.50"))
        self.assertEqual(form.cleaned_data["minimum_quantity"], 0)
        with translation.override("nl"):
            doubtful = PriceForm({"item": "1000A", "unit_price": "1.234"})
            self.assertEqual(doubtful.errors["unit_price"], ['"1.234" kan 1234 of 1,234 betekenen. Typ 1234 of 1,234.'])
        self.assertEqual(doubtful["unit_price"].value(), "1.234")

    def test_says_what_does_not_exist(self) -> None:
        form = PriceForm({"item": "9", "unit_price": "1"})
        self.assertEqual(
            form.errors["item"], ["There is no item 9. Type its number, or a part of its name to choose from."]
        )
        form = PriceForm({"item": "1000A", "variant": "RED", "unit_price": "1"})
        self.assertEqual(form.errors["variant"], ["Item 1000A has no variant RED. Choose from: BLUE."])
        cast.item("2000")
        form = PriceForm({"item": "2000", "variant": "RED", "unit_price": "1"})
        self.assertEqual(form.errors["variant"], ["Item 2000 has no variants. Leave this empty."])

    def test_stored_row_is_shown_and_keeps_its_item(self) -> None:
        row = cast.price(self.item, "44.5", self.spring, variant=self.blue, minimum_quantity=10)
        form = PriceForm(row=row)
        self.assertEqual([form[name].value() for name in ("item", "variant")], ["1000A", "BLUE"])
        self.assertIn('value="44.50"', str(form["unit_price"]))
        cast.item("2000")
        typed = PriceForm({"item": "2000", "variant": "BLUE", "unit_price": "40"}, row=row)
        self.assertTrue(typed.is_valid(), typed.errors)
        self.assertEqual(typed.fill(row).item, self.item)

    def test_refusal_stands_at_its_field(self) -> None:
        form = PriceForm({"item": "1000A", "unit_price": "1"})
        form.is_valid()
        form.refuse(RowValueError("No.", field="unit_price"))
        form.refuse(PriceRowError("Never.", field="line_discount_percent"))
        self.assertEqual(form.errors, {"unit_price": ["No."], "__all__": ["Never."]})


class DiscountFormTest(TestCase):
    def test_is_on_an_item_a_group_or_everything(self) -> None:
        spring, item, group = cast.campaign("SPRING"), cast.item("1000"), ItemDiscountGroupFactory()
        for typed, expected in [
            ({"item": "1000"}, (item, None)),
            ({"item_discount_group": str(group.pk)}, (None, group)),
            ({}, (None, None)),
        ]:
            with self.subTest(typed=typed):
                form = DiscountForm({**typed, "line_discount_percent": "12.5"})
                self.assertTrue(form.is_valid(), form.errors)
                row = form.new_row(spring)
                self.assertEqual((row.item, row.item_discount_group), expected)
                self.assertEqual(row.line_discount_percent, Decimal("12.5"))

    def test_variant_needs_its_item(self) -> None:
        form = DiscountForm({"variant": "BLUE", "line_discount_percent": "5"})
        self.assertEqual(form.errors["variant"], ["A variant needs its item."])
