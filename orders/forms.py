"""What people fill in to start a run, to change an order and to enter or change its lines."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from contacts.decimals import LocalizedDecimalField
from orders.checks import Finding
from orders.entry import HandPrice
from orders.line_pricing import LineDetails
from orders.models import ActivationRun, OrderLine
from pricing.forms import ItemField
from pricing.models import Item, ItemVariant, UnitOfMeasure

_REPLACED = _("The effect was checked again since this page was opened. Nothing was changed. Look at the newest check.")


class ConfirmForm(forms.Form):
    """A tick for each warning."""

    confirmed = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": _("What has to be confirmed has changed. Read it again.")}
    )

    def __init__(self, *args: Any, warnings: Sequence[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subjects = [warning.subject.value for warning in warnings]
        self.fields["confirmed"].choices = [(subject, subject) for subject in self.subjects]  # type: ignore[attr-defined]

    def clean_confirmed(self) -> list[str]:
        """Require a tick for every warning."""
        confirmed: list[str] = self.cleaned_data["confirmed"]
        if set(confirmed) != set(self.subjects):
            raise forms.ValidationError(_("Tick each warning to confirm it. Nothing was changed."))
        return confirmed

    def sentences(self) -> list[str]:
        """Return what is wrong, in sentences that need no field beside them."""
        return [str(sentence) for sentences in self.errors.values() for sentence in sentences]


class StartForm(ConfirmForm):
    """The run that was previewed, with a tick for each warning."""

    run = forms.ModelChoiceField(
        ActivationRun.objects.none(), error_messages={"invalid_choice": _REPLACED, "required": _REPLACED}
    )

    def __init__(self, *args: Any, runs: QuerySet[ActivationRun], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["run"].queryset = runs  # type: ignore[attr-defined]


class EnterLineForm(forms.Form):
    """What is ordered on a new line. Item, variant and unit are typed, as on the order that came in."""

    item = ItemField(help_text=_("Its number; type a part of its description to choose."))
    quantity = LocalizedDecimalField(label=_("Quantity"), max_digits=15, decimal_places=5, min_value=0)
    unit = forms.CharField(
        label=_("Unit of measure"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"list": "line-units", "autocomplete": "off"}),
        help_text=_("Empty: the item's base unit."),
    )
    variant = forms.CharField(
        label=_("Variant"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"list": "line-variants", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, takes_focus: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if takes_focus:
            self.fields["item"].widget.attrs["autofocus"] = True
        self.fields["item"].widget.attrs["data-shortcut"] = "n"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(Row(Column("item"), Column("quantity"), Column("unit"), Column("variant")))

    def clean_item(self) -> Item:
        """Refuse an item that is no longer sold."""
        item: Item = self.cleaned_data["item"]
        if item.is_blocked:
            raise forms.ValidationError(_("Item %(number)s is blocked."), params={"number": item.number})
        return item

    def clean_unit(self) -> UnitOfMeasure | None:
        """Find the unit of measure. Whether the item is sold in it is for ``orders.entry`` to say."""
        code = self.cleaned_data["unit"].strip()
        unit = UnitOfMeasure.objects.filter(code__iexact=code).first()
        if code and unit is None:
            raise forms.ValidationError(_("There is no unit of measure %(code)s."), params={"code": code})
        return unit

    def clean(self) -> dict[str, Any]:
        """Find the variant among those of the item."""
        cleaned = super().clean() or self.cleaned_data
        code, item = cleaned.get("variant", "").strip(), cleaned.get("item")
        if code and item:
            cleaned["variant"] = ItemVariant.objects.filter(item=item, code__iexact=code).first()
            if cleaned["variant"] is None:
                self.add_error("variant", _("Item %(item)s has no such variant.") % {"item": item.number})
        return cleaned

    def details(self) -> LineDetails:
        """Return what is ordered."""
        cleaned = self.cleaned_data
        return LineDetails(
            item=cleaned["item"],
            quantity=cleaned["quantity"],
            unit=cleaned["unit"],
            variant=cleaned["variant"] or None,
        )


class SeenLineForm(forms.Form):
    """Something about a line that others may change meanwhile. ``seen`` is the stamp of the line as it was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, line: OrderLine, **kwargs: Any) -> None:
        initial = {"seen": line.stamp, **self.values_of(line)}
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.line = line

    @staticmethod
    def values_of(line: OrderLine) -> dict[str, object]:
        """Return what the line has, by field."""
        raise NotImplementedError

    def compare_with(self, stored: OrderLine) -> None:
        """Keep what was typed, say at each field what the line has now, and let the next save pass."""
        for name, value in self.values_of(stored).items():
            if name in self.cleaned_data and self.cleaned_data[name] != value:
                shown = self.fields[name].prepare_value(value) if value not in (None, "") else _("nothing")
                self.add_error(name, _("Now stored: %(value)s") % {"value": shown})
        self.data = {**dict(self.data.items()), self.add_prefix("seen"): stored.stamp}


class ChangeLineForm(SeenLineForm):
    """What is ordered on a line that is there. Its item stays."""

    quantity = LocalizedDecimalField(label=_("Quantity"), max_digits=15, decimal_places=5, min_value=0)
    unit = forms.ModelChoiceField(UnitOfMeasure.objects.none(), label=_("Unit of measure"), empty_label=None)
    variant = forms.ModelChoiceField(
        ItemVariant.objects.none(), label=_("Variant"), required=False, empty_label=_("No variant")
    )

    def __init__(self, *args: Any, line: OrderLine, **kwargs: Any) -> None:
        super().__init__(*args, line=line, **kwargs)
        self.item = line.item
        sold_in = line.item.units.values("unit")
        units = UnitOfMeasure.objects.filter(Q(pk__in=sold_in) | Q(pk__in=[line.item.base_unit_id, line.unit_id]))
        self.fields["unit"].queryset = units.order_by("code")  # type: ignore[attr-defined]
        self.fields["variant"].queryset = line.item.variants.order_by("code")  # type: ignore[attr-defined]
        if not line.item.variants.exists():
            del self.fields["variant"]

    @staticmethod
    def values_of(line: OrderLine) -> dict[str, object]:
        """Return what is ordered on the line, by field."""
        return {"quantity": line.quantity, "unit": line.unit, "variant": line.variant}

    def details(self) -> LineDetails:
        """Return what is ordered."""
        cleaned = self.cleaned_data
        return LineDetails(
            item=self.item, quantity=cleaned["quantity"], unit=cleaned["unit"], variant=cleaned.get("variant")
        )


class HandPriceForm(SeenLineForm):
    """A price and a discount that no run will change, and why."""

    unit_price = LocalizedDecimalField(
        label=_("Unit price"), max_digits=15, decimal_places=5, shown_places=2, min_value=0
    )
    line_discount_percent = LocalizedDecimalField(
        label=_("Line discount %"), max_digits=8, decimal_places=5, min_value=0, max_value=100
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("For whoever asks later why this price was given.")
    )

    @staticmethod
    def values_of(line: OrderLine) -> dict[str, object]:
        """Return the terms of the line, by field."""
        return {
            "unit_price": line.unit_price,
            "line_discount_percent": line.line_discount_percent,
            "reason": line.hand_price_reason,
        }

    def price(self) -> HandPrice:
        """Return the price, the discount and the reason that were filled in."""
        cleaned = self.cleaned_data
        return HandPrice(
            unit_price=cleaned["unit_price"],
            line_discount_percent=cleaned["line_discount_percent"],
            reason=cleaned["reason"],
        )
