"""What narrows the prices of a buyer: search, day, currency, and whether items without anything special are shown."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.models import Contact
from pricing.buyer_prices import Asked
from pricing.fields import CurrencyField, FactorField, find_factor

SPECIAL, ALL = "special", "all"
# What the pages read themselves.
_OTHER_NAMES = {"page"}


class BuyerPricesForm(forms.Form):
    """The filters of the list. What is wrong or unknown never widens it: then nothing is shown."""

    search = forms.CharField(label=gettext_lazy("Item number or description"), max_length=100, required=False)
    show = forms.ChoiceField(
        label=gettext_lazy("Items"),
        choices=[
            (SPECIAL, gettext_lazy("With a price or discount of their own")),
            (ALL, gettext_lazy("All items")),
        ],
        required=False,
    )
    on = forms.DateField(
        label=gettext_lazy("Prices on"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty: today."),
    )
    currency = CurrencyField(label=gettext_lazy("Currency"), help_text=gettext_lazy("Empty for local currency."))
    currency_factor = FactorField()

    def clean(self) -> dict[str, Any]:
        """Ask for the factor of a foreign currency."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        find_factor(self, values)
        return values

    def unknown(self) -> list[str]:
        """Return a sentence for each name in the address that this list does not know."""
        names = sorted(set(self.data) - set(self.fields) - _OTHER_NAMES)
        return [
            _("The list does not know the filter “%(name)s”, so it shows nothing.") % {"name": name} for name in names
        ]

    def asked(self, buyer: Contact, *, today: dt.date) -> Asked:
        """Return for whom, when and in which currency prices are asked."""
        values = self.cleaned_data
        return Asked(
            buyer=buyer,
            on=values["on"] or today,
            currency_code=values["currency"],
            currency_factor=values["currency_factor"],
        )


class SheetForm(BuyerPricesForm):
    """The same for the price sheet, with the language it is printed in."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES, required=False)


def query_of(data: Mapping[str, str]) -> dict[str, str]:
    """Return what the address asks, without the page, to go on from one page to another with it."""
    return {name: value for name, value in data.items() if value and name not in _OTHER_NAMES}
