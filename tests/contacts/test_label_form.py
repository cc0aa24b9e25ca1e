from django.test import SimpleTestCase

from contacts.label_form import AddressListForm, LabelForm


class LabelFormTest(SimpleTestCase):
    def test_place_that_the_sheet_has(self) -> None:
        form = LabelForm({"sheet": "2x8-105x36", "start": "16"})
        self.assertTrue(form.is_valid())
        self.assertEqual((form.chosen.columns, form.chosen.height), (2, 36))

    def test_place_that_it_does_not_have(self) -> None:
        form = LabelForm({"sheet": "2x8-105x36", "start": "17"})
        self.assertEqual(form.errors, {"start": ["The sheet has 16 labels, so there is no label 17."]})

    def test_place_before_the_first(self) -> None:
        self.assertIn("start", LabelForm({"sheet": "2x8-105x36", "start": "0"}).errors)

    def test_sheet_that_nobody_sells(self) -> None:
        self.assertIn("sheet", LabelForm({"sheet": "4x8", "start": "1"}).errors)


class AddressListFormTest(SimpleTestCase):
    def test_unknown_part(self) -> None:
        self.assertTrue(AddressListForm({"show": "blocked"}).is_valid())
        self.assertFalse(AddressListForm({"show": "everybody"}).is_valid())
