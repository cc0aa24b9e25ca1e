"""What people fill in about campaigns."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.conf import settings
from django.urls import reverse_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from campaigns.copying import WEEKS_IN_A_YEAR, Period, WantedCopy, period_words
from campaigns.models import Campaign, CampaignStatus, CampaignType
from campaigns.parts import CopiedPart, DateChange
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
from contacts.templatetags.formats import day, number

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
        self.fields["budget_amount"].label = gettext("Budget (%(currency)s)") % {"currency": settings.LOCAL_CURRENCY}
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
    # The dates of which the person has seen what moves with them.
    confirmed_period = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, campaign=campaign, **kwargs)
        self._campaign = campaign

    def clean_seen_at(self) -> dt.datetime:
        """Return the moment.

        :raises ValidationError: it is none; people do not type it.
        """
        try:
            return dt.datetime.fromisoformat(self.cleaned_data["seen_at"])
        except ValueError as error:
            raise forms.ValidationError(_("Open this page again and repeat your change.")) from error

    @property
    def moves_dates(self) -> bool:
        """Whether the dates are to change, once the form is valid."""
        return (self._campaign.starting_on, self._campaign.ending_on) != self._period

    @property
    def is_confirmed(self) -> bool:
        """Whether the person has seen what moves with just these dates."""
        return bool(self.cleaned_data["confirmed_period"] == self._period_key)

    def date_change(self) -> DateChange:
        """Return how the dates are to change, once the form is valid."""
        starting_on, ending_on = self._period
        return DateChange(campaign=self._campaign, starting_on=starting_on, ending_on=ending_on)

    def ask_to_confirm(self) -> None:
        """Let the next save pass, if the dates are still these."""
        self._keep(confirmed_period=self._period_key)

    @property
    def _period(self) -> tuple[dt.date | None, dt.date | None]:
        return self.cleaned_data["starting_on"], self.cleaned_data["ending_on"]

    @property
    def _period_key(self) -> str:
        return "/".join(day.isoformat() if day else "" for day in self._period)

    def compare_with(self, stored: Campaign, *, sentence: str) -> None:
        """Keep what was typed, mark what differs from the campaign as it is stored now, and let the next save pass."""
        self.add_error(None, sentence)
        now = CampaignDetails.of(stored)
        for name in CampaignDetails.__dataclass_fields__:
            if name in self.cleaned_data and self.cleaned_data[name] != getattr(now, name):
                shown = self._shown(name, getattr(now, name))
                self.add_error(name, _("Now stored: %(value)s") % {"value": shown})
        self._keep(seen_at=stored.modified_at.isoformat())

    def _keep(self, **values: str) -> None:
        """Show the form again as it was typed, but for these values."""
        hidden = {self.add_prefix(name): value for name, value in values.items()}
        self.data = {**dict(self.data.items()), **hidden}

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
        return ("seen_at", "confirmed_period", "description")


class CopyForm(forms.Form):
    """A copy of a campaign: what it is called, when it is, and what goes along."""

    number = forms.CharField(
        label=_("No."),
        max_length=20,
        required=False,
        help_text=_("Leave it empty to get the next one."),
    )
    description = forms.CharField(label=_("Description"), max_length=100)
    period = forms.ChoiceField(label=_("Period"), widget=forms.RadioSelect)
    starting_on = forms.DateField(
        label=_("The other starting date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    parts = forms.MultipleChoiceField(label=_("What goes along"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, source: Campaign, parts: Sequence[CopiedPart], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._source, self._parts = source, parts
        self._periods = {
            "year": Period.of(source).a_year_later(),
            "weeks": Period.of(source).later(WEEKS_IN_A_YEAR),
        }
        self._offer_periods()
        self._offer_parts()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("number", "description", "period", "starting_on", "parts")

    def clean(self) -> dict[str, Any]:
        """Ask for the other starting date where it was chosen, and nothing else where it is missing."""
        super().clean()
        is_missing = not self.cleaned_data.get("starting_on") and "starting_on" not in self.errors
        if self.cleaned_data.get("period") == "start" and is_missing:
            self.add_error("starting_on", _("Fill in on which day the copy is to start, or choose another period."))
        return self.cleaned_data

    def wanted(self) -> WantedCopy:
        """Return what the copy is to be, once the form is valid."""
        chosen = self.cleaned_data
        return WantedCopy(
            number=chosen["number"],
            description=chosen["description"],
            period=self._chosen_period(),
            parts=[part for part in self._parts if part.key in chosen["parts"]],
        )

    def _chosen_period(self) -> Period:
        choice = self.cleaned_data["period"]
        if choice == "start":
            return Period.of(self._source).from_day(self.cleaned_data["starting_on"])
        return self._periods.get(choice, Period(None, None))

    def refuse(self, error: Exception) -> None:
        """Show why the campaign cannot be copied so, at its field."""
        self.add_error("number" if isinstance(error, NumberError) else None, str(error))

    def _offer_periods(self) -> None:
        field: Any = self.fields["period"]
        if self._source.starting_on is None and self._source.ending_on is None:
            choices = [("none", gettext("No dates, like this campaign"))]
        else:
            year, weeks = period_words(self._periods["year"]), period_words(self._periods["weeks"])
            choices = [
                ("year", gettext("The same dates a year later: %(period)s") % {"period": year}),
                (
                    "weeks",
                    gettext("The same days of the week, 52 weeks later: %(period)s") % {"period": weeks},
                ),
            ]
        other = gettext("Another starting date; the ending date keeps its distance")
        field.choices = [*choices, ("start", other)]
        field.initial = choices[0][0]

    def _offer_parts(self) -> None:
        field: Any = self.fields["parts"]
        counts = {part.key: part.count(self._source) for part in self._parts}
        field.choices = [(part.key, self._part_words(part, counts[part.key])) for part in self._parts]
        field.initial = [part.key for part in self._parts if part.is_offered_ticked and counts[part.key]]

    def _part_words(self, part: CopiedPart, count: int) -> str:
        words = f"{part.label}: {number(count)}"
        detail = part.detail(self._source) if part.detail is not None and count else ""
        return f"{words} ({detail})" if detail else words


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


class CopyFromForm(forms.Form):
    """Which campaign a new one is to be like."""

    copy_from = CampaignField(
        label=_("Copy from"),
        required=False,
        help_text=_("Its number; type a part of its description to choose."),
    )
