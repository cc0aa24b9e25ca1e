"""What people fill in about an order as a whole."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Div, Layout, Row
from django import forms
from django.conf import settings
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.forms import CampaignField
from contacts.models import Contact
from contacts.numbering import NumberError
from orders.heads import NEXT_STATUSES, CurrencyError, OrderHead
from orders.models import Order
from pricing.fields import ContactField, CurrencyField, FactorField, find_factor
from pricing.models import CustomerTerms

# At which field a refusal is shown; the others stand above the form.
_FIELDS: dict[type[Exception], str] = {NumberError: "number", CurrencyError: "currency_factor"}

_CAMPAIGN_HELP = gettext_lazy(
    "A campaign named here only narrows: prices of other campaigns no longer apply to this order."
)


def _order_date() -> forms.DateField:
    return forms.DateField(
        label=gettext_lazy("Order date"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class NewOrderForm(forms.Form):
    """The head of a new order. The currency and its factor follow the buyer as soon as it is known."""

    buyer = ContactField(label=gettext_lazy("Buyer"), help_text=gettext_lazy("Its number, or a part of its name."))
    ordered_on = _order_date()
    currency = CurrencyField(label=gettext_lazy("Currency"), help_text=gettext_lazy("Empty for local currency."))
    currency_factor = FactorField()
    campaign = CampaignField(
        label=gettext_lazy("Campaign named on the order"), required=False, help_text=_CAMPAIGN_HELP
    )
    number = forms.CharField(
        label=gettext_lazy("No."),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Leave it empty to get the next one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["buyer"].widget.attrs |= {
            "hx-get": reverse_lazy("orders:new"),
            "hx-trigger": "change",
            "hx-target": "#order-currency",
            "hx-select": "#order-currency",
            "hx-swap": "outerHTML",
        }
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Row(Column("buyer"), Column("ordered_on")),
            Div(Row(Column("currency"), Column("currency_factor")), css_id="order-currency"),
            Row(Column("campaign"), Column("number")),
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the buyer's currency where none was typed, and for the factor of a foreign one."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        find_factor(self, values)
        buyer: Contact | None = values.get("buyer")
        if buyer is not None and not (self["currency"].data or "").strip():
            self._refuse_other_currency(buyer)
        return values

    def head(self) -> OrderHead:
        """Return the head as it was filled in."""
        return OrderHead(
            ordered_on=self.cleaned_data["ordered_on"],
            campaign=self.cleaned_data["campaign"],
            currency_code=self.cleaned_data["currency"],
            currency_factor=self.cleaned_data["currency_factor"],
        )

    def refuse(self, error: Exception) -> None:
        """Show why the order cannot be made so, at its field."""
        self.add_error(next((name for kind, name in _FIELDS.items() if isinstance(error, kind)), None), str(error))

    def _refuse_other_currency(self, buyer: Contact) -> None:
        terms = CustomerTerms.objects.filter(buyer=buyer.buyer_id).first()
        if terms is not None and terms.currency_code:
            words = _("This buyer orders in %(currency)s. Type %(currency)s and its factor, or %(local)s on purpose.")
            names = {"currency": terms.currency_code, "local": settings.LOCAL_CURRENCY}
            self.add_error("currency", words % names)


class OrderHeadForm(forms.Form):
    """The head of an order, as far as people change it. Its currency stays. ``checked``: the effect that was shown."""

    ordered_on = _order_date()
    campaign = CampaignField(
        label=gettext_lazy("Campaign named on the order"), required=False, help_text=_CAMPAIGN_HELP
    )
    checked = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        initial = {"ordered_on": order.ordered_on, "campaign": order.campaign}
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.order = order

    def head(self) -> OrderHead:
        """Return the head as it was filled in."""
        return OrderHead(
            ordered_on=self.cleaned_data["ordered_on"],
            campaign=self.cleaned_data["campaign"],
            currency_code=self.order.currency_code,
            currency_factor=self.order.currency_factor,
        )

    def show(self, digest: str) -> None:
        """Remember which effect is shown, so that the next save can be held to it."""
        self.data = {**dict(self.data.items()), self.add_prefix("checked"): digest}


class StatusForm(forms.Form):
    """To which status the order goes; ``seen`` is the one it had."""

    status = forms.TypedChoiceField(
        label=gettext_lazy("Status"),
        coerce=Order.Status,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what becomes of the order.")},
    )
    seen = forms.TypedChoiceField(choices=Order.Status.choices, coerce=Order.Status, widget=forms.HiddenInput)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"seen": order.status}})
        self.fields["status"].choices = [(status, status.label) for status in Order.Status]  # type: ignore[attr-defined]
        self.next_statuses = NEXT_STATUSES[order.status]
