"""What people fill in about sales prices and line discounts of a campaign."""

from decimal import Decimal
from typing import Any, Generic, TypeVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout
from crispy_forms.layout import Row as FormRow
from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign
from contacts.decimals import LocalizedDecimalField
from pricing.models import Item, ItemDiscountGroup, ItemVariant, SalesLineDiscount, SalesPrice, UnitOfMeasure
from pricing.services import PriceRowError, RowChangedError, stamp_of

# So many variants are named when one is typed that does not exist.
_MOST_NAMED = 20

Row = TypeVar("Row", SalesPrice, SalesLineDiscount)


class ItemField(forms.CharField):
    """An item by its number."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"data-lookup": reverse_lazy("pricing:item-search"), "autocomplete": "off"})
        super().__init__(label=gettext_lazy("Item"), max_length=20, widget=widget, **kwargs)

    def clean(self, value: object) -> Item | None:
        """Return the item, or None where nothing was typed.

        :raises ValidationError: there is no such item.
        """
        number = super().clean(value)
        if not number:
            return None
        item = Item.objects.filter(number__iexact=number).select_related("base_unit").first()
        if item is None:
            raise forms.ValidationError(
                _("There is no item %(number)s. Type its number, or a part of its name to choose from.")
                % {"number": number}
            )
        return item


class RowForm(forms.Form, Generic[Row]):
    """What price and discount rows have in common. ``refuse`` puts what the service refused at its field.

    ``seen`` is the stamp of the row that the person saw, blank for a new one. In the grid of rows the fields stand in
    the cells of a table and belong to the form ``form_id``.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    variant = forms.CharField(label=gettext_lazy("Variant"), max_length=20, required=False)
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Unit of measure"),
        queryset=UnitOfMeasure.objects.order_by("code"),
        required=False,
        empty_label=gettext_lazy("Any, by base unit"),
    )
    minimum_quantity = LocalizedDecimalField(
        label=gettext_lazy("Minimum quantity"),
        max_digits=15,
        decimal_places=5,
        required=False,
        help_text=gettext_lazy("Leave it empty for any quantity."),
    )
    currency_code = forms.CharField(
        label=gettext_lazy("Currency"),
        max_length=3,
        required=False,
        help_text=gettext_lazy("Three letters, such as USD; empty for local currency."),
    )

    def __init__(self, *args: Any, row: Row | None = None, in_grid: bool = False, **kwargs: Any) -> None:
        self.form_id = f"row-form-{'new' if row is None else row.pk}"
        if in_grid:
            kwargs["auto_id"] = f"{self.form_id}-%s"
        if row is not None:
            kwargs["initial"] = self._initial_of(row)
        super().__init__(*args, **kwargs)
        if in_grid:
            self._put_in_cells()
        if row is not None:
            # Lines carry the row, so it stays on what it is on.
            for name in ("item", "item_discount_group"):
                if name in self.fields:
                    self.fields[name].disabled = True
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self._layout()

    def clean(self) -> dict[str, Any]:
        """Find the variant by its code."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if "variant" in values and "item" in values:
            values["variant"] = self._variant(values["item"], values["variant"])
        values["minimum_quantity"] = values.get("minimum_quantity") or Decimal(0)
        return values

    def new_row(self, campaign: Campaign) -> Row:
        """Return what was filled in as a row of the campaign, not written yet."""
        raise NotImplementedError

    def fill(self, row: Row) -> Row:
        """Put what was filled in on ``row`` and return it."""
        for name, value in self.cleaned_data.items():
            if name != "seen":
                setattr(row, name, value)
        return row

    def refuse(self, error: PriceRowError) -> None:
        """Show why the row cannot be written so, at its field.

        Where someone changed it meanwhile, what was typed stays, each field that differs says what is stored now, and
        the next save passes.
        """
        if isinstance(error, RowChangedError):
            self._compare_with(error)
        self.add_error(error.field if error.field in self.fields else None, str(error))

    def _compare_with(self, error: RowChangedError) -> None:
        stored = self._initial_of(error.stored)
        for name in self.fields:
            if name == "seen" or self.fields[name].disabled:
                continue
            typed, now = self.cleaned_data.get(name), getattr(error.stored, name)
            if typed != now:
                shown = now if self.fields[name].widget.input_type == "select" else stored[name]
                self.add_error(name, _("Now stored: %(value)s") % {"value": self._shown(name, shown)})
        self.data = {**dict(self.data.items()), "seen": stored["seen"]}

    def _shown(self, name: str, value: object) -> str:
        """Return a stored value as the field would show it."""
        if value in (None, ""):
            return _("nothing")
        if isinstance(value, bool):
            return _("ticked") if value else _("not ticked")
        return str(value if isinstance(value, UnitOfMeasure) else self.fields[name].prepare_value(value))

    def _put_in_cells(self) -> None:
        for name, field in self.fields.items():
            if name == "seen":
                continue
            is_wide = not isinstance(field.widget, forms.CheckboxInput)
            field.help_text = ""
            field.widget.attrs |= {"form": self.form_id, "aria-label": str(field.label)}
            field.widget.attrs["class"] = "form-control form-control-sm" if is_wide else "form-check-input"
            if isinstance(field.widget, forms.Select):
                field.widget.attrs["class"] = "form-select form-select-sm"

    def _variant(self, item: Item | None, code: str) -> ItemVariant | None:
        if not code:
            return None
        variants = ItemVariant.objects.filter(item=item).order_by("code")
        variant = variants.filter(code__iexact=code).first()
        if variant is None:
            codes = variants.values_list("code", flat=True)[:_MOST_NAMED]
            self.add_error("variant", _no_variant(item, code, ", ".join(codes)))
        return variant

    def _initial_of(self, row: SalesPrice | SalesLineDiscount) -> dict[str, object]:
        values: dict[str, object] = {name: getattr(row, name) for name in self.base_fields if name != "seen"}
        values["seen"] = stamp_of(row)
        item: Item | None = row.item
        values["item"] = "" if item is None else item.number
        values["variant"] = "" if row.variant is None else row.variant.code
        return values

    def _layout(self) -> Layout:
        raise NotImplementedError


class PriceForm(RowForm[SalesPrice]):
    """A sales price of a campaign."""

    item = ItemField()
    unit_price = LocalizedDecimalField(
        label=gettext_lazy("Unit price"), max_digits=15, decimal_places=5, shown_places=2
    )
    allows_line_discount = forms.BooleanField(label=gettext_lazy("Allow line discount"), required=False, initial=True)
    is_free_of_charge = forms.BooleanField(
        label=gettext_lazy("Free of charge"),
        required=False,
        help_text=gettext_lazy("A price of 0 is only taken when this is ticked."),
    )

    def new_row(self, campaign: Campaign) -> SalesPrice:
        """Return what was filled in as a row of the campaign, not written yet."""
        return self.fill(SalesPrice(campaign=campaign))

    def _layout(self) -> Layout:
        return Layout(
            "seen",
            FormRow(Column("item"), Column("variant")),
            FormRow(Column("unit"), Column("minimum_quantity")),
            FormRow(Column("unit_price"), Column("currency_code")),
            "allows_line_discount",
            "is_free_of_charge",
        )


class DiscountForm(RowForm[SalesLineDiscount]):
    """A line discount of a campaign, on an item, an item discount group or everything."""

    item = ItemField(required=False, help_text=gettext_lazy("Leave item and group empty for all items."))
    item_discount_group = forms.ModelChoiceField(
        label=gettext_lazy("Item discount group"),
        queryset=ItemDiscountGroup.objects.order_by("code"),
        required=False,
        empty_label="",
    )
    line_discount_percent = LocalizedDecimalField(
        label=gettext_lazy("Line discount %"), max_digits=8, decimal_places=5, help_text=gettext_lazy("0 to 100.")
    )

    def new_row(self, campaign: Campaign) -> SalesLineDiscount:
        """Return what was filled in as a row of the campaign, not written yet."""
        return self.fill(SalesLineDiscount(campaign=campaign))

    def _layout(self) -> Layout:
        return Layout(
            "seen",
            FormRow(Column("item"), Column("item_discount_group")),
            FormRow(Column("variant"), Column("unit")),
            FormRow(Column("minimum_quantity"), Column("currency_code")),
            FormRow(Column("line_discount_percent"), Column()),
        )


def _no_variant(item: Item | None, code: str, codes: str) -> str:
    if item is None:
        return _("A variant needs its item.")
    if not codes:
        return _("Item %(item)s has no variants. Leave this empty.") % {"item": item.number}
    return _("Item %(item)s has no variant %(code)s. Choose from: %(codes)s.") % {
        "item": item.number,
        "code": code,
        "codes": codes,
    }
