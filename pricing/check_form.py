"""What people fill in to ask for a price."""

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.forms import CampaignField
from contacts.decimals import LocalizedDecimalField
from pricing.check import PriceQuestion
from pricing.fields import ContactField, CurrencyField, FactorField, find_factor
from pricing.forms import ItemField
from pricing.models import Item, ItemVariant, UnitOfMeasure
from pricing.selectors import quantities_per_unit
from pricing.terms import ONE


class PriceCheckForm(forms.Form):
    """Who, what, how many and when. Everything but item and quantity may stay empty."""

    contact = ContactField(
        label=gettext_lazy("Customer"), required=False, help_text=gettext_lazy("Empty: somebody without terms.")
    )
    item = ItemField()
    quantity = LocalizedDecimalField(label=gettext_lazy("Quantity"), max_digits=15, decimal_places=5, min_value=0)
    unit = forms.CharField(
        label=gettext_lazy("Unit of measure"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"list": "unit-choices", "autocomplete": "off"}),
        help_text=gettext_lazy("Empty: the item's base unit."),
    )
    variant = forms.CharField(
        label=gettext_lazy("Variant"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"list": "variant-choices", "autocomplete": "off"}),
    )
    ordered_on = forms.DateField(
        label=gettext_lazy("Order date"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    campaign = CampaignField(
        label=gettext_lazy("Campaign named"),
        required=False,
        help_text=gettext_lazy("Then no other campaign counts."),
    )
    currency = CurrencyField(label=gettext_lazy("Currency"), help_text=gettext_lazy("Empty for local currency."))
    currency_factor = FactorField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Row(Column("contact"), Column("item"), Column("quantity"), Column("unit")),
            Row(
                Column("variant"),
                Column("ordered_on"),
                Column("campaign"),
                Column("currency"),
                Column("currency_factor"),
            ),
        )

    def clean(self) -> dict[str, Any]:
        """Find unit and variant among those of the item, and ask for the factor of a foreign currency."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        item: Item | None = values.get("item")
        if item is not None:
            self._find_unit(item, values)
            self._find_variant(item, values)
        find_factor(self, values)
        return values

    def question(self) -> PriceQuestion:
        """Return what is asked, once the form is valid."""
        values, contact = self.cleaned_data, self.cleaned_data["contact"]
        return PriceQuestion(
            item=values["item"],
            quantity=values["quantity"],
            unit=values["unit"],
            quantity_per_unit=values["quantity_per_unit"],
            ordered_on=values["ordered_on"],
            buyer=(contact.company or contact) if contact else None,
            variant=values["variant"],
            currency_code=values["currency"],
            currency_factor=values["currency_factor"],
            campaign=values["campaign"],
        )

    def _find_unit(self, item: Item, values: dict[str, Any]) -> None:
        code = values.get("unit", "").strip()
        held = {unit: holds for (_item, unit), holds in quantities_per_unit([item.pk]).items()}
        units = {unit.code.upper(): unit for unit in UnitOfMeasure.objects.filter(pk__in=held)}
        unit = units.get(code.upper()) if code else item.base_unit
        if unit is None:
            names = {"item": item.number, "unit": code, "units": ", ".join(sorted(units))}
            self.add_error("unit", _("Item %(item)s is not sold by the %(unit)s. Choose from: %(units)s.") % names)
            return
        values["unit"], values["quantity_per_unit"] = unit, held[unit.pk]

    def _find_variant(self, item: Item, values: dict[str, Any]) -> None:
        code = values.get("variant", "").strip()
        values["variant"] = ItemVariant.objects.filter(item=item, code__iexact=code).first() if code else None
        if code and values["variant"] is None:
            names = {"item": item.number, "variant": code}
            self.add_error("variant", _("Item %(item)s has no variant %(variant)s.") % names)


def first_values(*, today: dt.date) -> dict[str, Any]:
    """Return what stands in the form before anything was asked."""
    return {"quantity": ONE, "ordered_on": today}
