"""What people fill in about campaigns."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.urls import reverse_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, CampaignStatus, CampaignType
from campaigns.selectors import status_text
from campaigns.services import (
    CampaignBudgetError,
    CampaignDatesError,
    CampaignDetails,
    CampaignSalespersonError,
    CampaignScheduleError,
)
from contacts.decimals import LocalizedDecimalField
from contacts.models import Salesperson
from contacts.numbering import NumberError
from contacts.templatetags.formats import day

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# At which field a refusal is shown; the others stand above the form.
_FIELDS: dict[type[Exception], str] = {
    NumberError: "number",
    CampaignDatesError: "ending_on",
    CampaignBudgetError: "budget_amount",
    CampaignSalespersonError: "salesperson",
}


class StatusField(forms.ModelChoiceField):
    """A status, shown in the reader's words."""

    def label_from_instance(self, status: CampaignStatus) -> str:
        return status_text(status, language=get_language() or "")


def _day_field(label: "StrPromise") -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class CampaignForm(forms.Form):
    """The campaign card, number apart. ``refuse`` puts what a service refused where the person can mend it."""

    description = forms.CharField(label=_("Description"), max_length=100)
    type = forms.ModelChoiceField(
        label=_("Type"), queryset=CampaignType.objects.order_by("code"), required=False, empty_label=""
    )
    status = StatusField(
        label=_("Status"),
        queryset=CampaignStatus.objects.order_by("sort_order", "code"),
        required=False,
        empty_label="",
        help_text=_("Says how far you are. It does not switch prices on or off."),
    )
    salesperson = forms.ModelChoiceField(
        label=_("Salesperson"), queryset=Salesperson.objects.none(), required=False, empty_label=""
    )
    starting_on = _day_field(_("Starting date"))
    ending_on = _day_field(_("Ending date"))
    starts_by_itself = forms.BooleanField(label=_("Activate on the starting date"), required=False)
    stops_by_itself = forms.BooleanField(label=_("Deactivate after the ending date"), required=False)
    objective = forms.CharField(
        label=_("Objective"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    budget_amount = LocalizedDecimalField(
        label=_("Budget"), max_digits=15, decimal_places=2, shown_places=2, required=False
    )
    applies_even_if_dearer = forms.BooleanField(
        label=_("Applies even if dearer"),
        required=False,
        help_text=_("Its prices replace the item's card price also upwards."),
    )

    def __init__(self, *args: Any, campaign: Campaign | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Salesperson.objects.filter(is_blocked=False)
        if campaign is not None and campaign.salesperson_id is not None:
            # One who was blocked since may stay.
            offered |= Salesperson.objects.filter(pk=campaign.salesperson_id)
        salesperson: Any = self.fields["salesperson"]
        salesperson.queryset = offered.order_by("code")
        self.helper = self._helper()

    def details(self) -> CampaignDetails:
        """Return what was filled in, once the form is valid."""
        return CampaignDetails(**{name: self.cleaned_data[name] for name in CampaignDetails.__dataclass_fields__})

    def refuse(self, error: Exception) -> None:
        """Show why the campaign cannot be written so, at its field."""
        if isinstance(error, CampaignScheduleError):
            field: str | None = "starts_by_itself" if not self.cleaned_data["starting_on"] else "stops_by_itself"
        else:
            field = next((name for kind, name in _FIELDS.items() if isinstance(error, kind)), None)
        self.add_error(field, str(error))

    def _helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.layout = Layout(
            Fieldset(_("General"), *self._first_fields(), Row(Column("type"), Column("status"), Column("salesperson"))),
            Fieldset(
                _("Period"),
                Row(Column("starting_on"), Column("ending_on")),
                Row(Column("starts_by_itself"), Column("stops_by_itself")),
            ),
            Fieldset(_("Purpose"), "objective", "budget_amount", "applies_even_if_dearer"),
        )
        return helper

    def _first_fields(self) -> tuple[str, ...]:
        return ("description",)


class NewCampaignForm(CampaignForm):
    """A new campaign, with a number of its own or the next one."""

    number = forms.CharField(
        label=_("No."),
        max_length=20,
        required=False,
        help_text=_("Leave it empty to get the next one."),
    )

    def _first_fields(self) -> tuple[str, ...]:
        return ("number", "description")


class ChangedCampaignForm(CampaignForm):
    """An existing campaign. ``seen_at`` is the moment of change of the campaign that the person saw."""

    seen_at = forms.CharField(widget=forms.HiddenInput)

    def clean_seen_at(self) -> dt.datetime:
        """Return the moment.

        :raises ValidationError: it is none; people do not type it.
        """
        try:
            return dt.datetime.fromisoformat(self.cleaned_data["seen_at"])
        except ValueError as error:
            raise forms.ValidationError(_("Open this page again and repeat your change.")) from error

    def compare_with(self, stored: Campaign, *, sentence: str) -> None:
        """Keep what was typed, mark what differs from the campaign as it is stored now, and let the next save pass."""
        self.add_error(None, sentence)
        now = CampaignDetails.of(stored)
        for name in CampaignDetails.__dataclass_fields__:
            if name in self.cleaned_data and self.cleaned_data[name] != getattr(now, name):
                shown = self._shown(name, getattr(now, name))
                self.add_error(name, _("Now stored: %(value)s") % {"value": shown})
        self.data = {**dict(self.data.items()), self.add_prefix("seen_at"): stored.modified_at.isoformat()}

    def _shown(self, name: str, value: object) -> str:
        """Return a stored value as the field would show it."""
        if value in (None, ""):
            return str(_("nothing"))
        if isinstance(value, bool):
            return str(_("ticked") if value else _("not ticked"))
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            return str(field.label_from_instance(value))
        return day(value) if isinstance(value, dt.date) else str(field.prepare_value(value))

    def _first_fields(self) -> tuple[str, ...]:
        return ("seen_at", "description")


class CampaignField(forms.CharField):
    """A campaign by its number."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"data-lookup": reverse_lazy("campaigns:search"), "autocomplete": "off"})
        super().__init__(max_length=20, widget=widget, **kwargs)

    def prepare_value(self, value: object) -> object:
        """Return the number of a campaign; typed text stays as it is."""
        return value.number if isinstance(value, Campaign) else value

    def clean(self, value: object) -> Campaign | None:
        """Return the campaign, or None where nothing was typed.

        :raises ValidationError: there is no such campaign.
        """
        number = super().clean(value)
        if not number:
            return None
        campaign = Campaign.objects.filter(number__iexact=number).first()
        if campaign is None:
            raise forms.ValidationError(
                gettext(
                    "There is no campaign %(number)s. Type its number, or a part of its description to choose from."
                )
                % {"number": number}
            )
        return campaign
