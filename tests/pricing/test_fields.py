"""Who buys and in which currency, as people type it."""

from django import forms
from django.test import TestCase

from pricing.fields import ContactField, CurrencyField
from tests.factories import cast


class ContactFieldTest(TestCase):
    def test_number_in_any_case_finds_the_contact(self) -> None:
        alder = cast.company("Alder")
        self.assertEqual(ContactField().clean("alder"), alder)
        self.assertEqual(ContactField().prepare_value(alder), "ALDER")
        self.assertIsNone(ContactField(required=False).clean(""))

    def test_unknown_number_is_named(self) -> None:
        with self.assertRaisesMessage(forms.ValidationError, "There is no contact BIRCH."):
            ContactField().clean("BIRCH")


class CurrencyFieldTest(TestCase):
    def test_local_currency_is_stored_blank(self) -> None:
        for typed, stored in (("usd", "USD"), ("EUR", ""), ("", "")):
            self.assertEqual(CurrencyField().clean(typed), stored)

    def test_what_is_none_is_named(self) -> None:
        with self.assertRaisesMessage(forms.ValidationError, "“U1” is no currency."):
            CurrencyField().clean("U1")
