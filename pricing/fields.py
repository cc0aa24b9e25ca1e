"""Form fields that several pages about prices and orders ask with: who buys, in which currency."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.decimals import LocalizedDecimalField
from contacts.merged_numbers import contact_of_number
from contacts.models import Contact
from pricing.services import PriceRowError, stored_currency
from pricing.terms import ONE


class ContactField(forms.CharField):
    """A contact by its number, also one from before a merge. Who buys for a person is for the form to say."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"data-lookup": reverse_lazy("pricing:contact-search"), "autocomplete": "off"})
        super().__init__(max_length=20, widget=widget, **kwargs)

    def prepare_value(self, value: object) -> object:
        """Return the number of a contact; typed text stays as it is."""
        return value.number if isinstance(value, Contact) else value

    def clean(self, value: object) -> Contact | None:
        """Return the contact, or None where nothing was typed.

        :raises ValidationError: there is no such contact.
        """
        number = super().clean(value)
        if not number:
            return None
        contact = contact_of_number(number)
        if contact is None:
            raise forms.ValidationError(
                _("There is no contact %(number)s. Type its number, or a part of its name to choose from.")
                % {"number": number}
            )
        return contact


class CurrencyField(forms.CharField):
    """A currency as it is stored: three capitals, blank for the local currency."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=3, required=False, **kwargs)

    def clean(self, value: object) -> str:
        """Return the currency.

        :raises ValidationError: it is none.
        """
        try:
            return stored_currency(super().clean(value))
        except PriceRowError as error:
            raise forms.ValidationError(str(error)) from error


class FactorField(LocalizedDecimalField):
    """How many units of a currency one unit of local currency is worth."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Currency factor"),
            max_digits=15,
            decimal_places=9,
            required=False,
            help_text=gettext_lazy("How many of it one of local currency is worth."),
        )


def find_factor(form: forms.Form, values: dict[str, Any]) -> None:
    """Make the ``currency_factor`` among the cleaned values suit the ``currency``: local currency has 1."""
    currency, factor = values.get("currency"), values.get("currency_factor")
    if not currency:
        values["currency_factor"] = ONE
    elif factor is None and "currency_factor" not in form.errors:
        sentence = _("Type how many %(currency)s one of local currency is worth.") % {"currency": currency}
        form.add_error("currency_factor", sentence)
    elif factor is not None and factor <= 0:
        form.add_error("currency_factor", _("The currency factor must be more than 0."))
