"""What people fill in about segments."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.forms import CampaignField
from campaigns.models import Campaign
from contacts.models import Salesperson
from contacts.numbering import NumberError
from segments.models import Segment
from segments.services import FlagNeedsCampaignError, SegmentDetails


class SegmentForm(forms.Form):
    """The header of a segment, number apart. ``refuse`` puts what a service refused where the person can mend it."""

    description = forms.CharField(label=gettext_lazy("Description"), max_length=100)
    dated_on = forms.DateField(
        label=gettext_lazy("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    salesperson = forms.ModelChoiceField(
        label=gettext_lazy("Salesperson"),
        queryset=Salesperson.objects.order_by("code"),
        required=False,
        empty_label="",
    )
    campaign = CampaignField(
        label=gettext_lazy("Campaign"),
        required=False,
        help_text=gettext_lazy("Its number; type a part of its description to choose."),
    )
    is_campaign_target = forms.BooleanField(
        label=gettext_lazy("Campaign target"),
        required=False,
        help_text=gettext_lazy("New lines are marked: their buyers get the campaign's prices."),
    )
    is_campaign_response = forms.BooleanField(
        label=gettext_lazy("Campaign response"),
        required=False,
        help_text=gettext_lazy("New lines are marked as having responded."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            *self._first_fields(),
            Row(Column("dated_on"), Column("salesperson")),
            "campaign",
            "is_campaign_target",
            "is_campaign_response",
        )

    def details(self) -> SegmentDetails:
        """Return what was filled in, once the form is valid."""
        return SegmentDetails(**{name: self.cleaned_data[name] for name in SegmentDetails.__dataclass_fields__})

    def refuse(self, error: Exception) -> None:
        """Show why the segment cannot be written so, at its field."""
        fields: dict[type[Exception], str] = {NumberError: "number", FlagNeedsCampaignError: "campaign"}
        self.add_error(next((name for kind, name in fields.items() if isinstance(error, kind)), None), str(error))

    def _first_fields(self) -> tuple[str, ...]:
        return ("description",)


class NewSegmentForm(SegmentForm):
    """A new segment, with a number of its own or the next one."""

    number = forms.CharField(
        label=gettext_lazy("No."),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Leave it empty to get the next one."),
    )

    def _first_fields(self) -> tuple[str, ...]:
        return ("number", "description")


class LinkForm(forms.Form):
    """A segment that is to be linked to a campaign."""

    segment = forms.CharField(
        label=gettext_lazy("Segment"),
        max_length=20,
        widget=forms.TextInput(attrs={"data-lookup": reverse_lazy("segments:search"), "autocomplete": "off"}),
    )
    is_campaign_target = forms.BooleanField(
        label=gettext_lazy("Mark its contacts as campaign target"), required=False, initial=True
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign

    def clean_segment(self) -> Segment:
        """Return the segment.

        :raises ValidationError: there is none of that number, or it is linked to another campaign, which would lose
            its targets.
        """
        number = self.cleaned_data["segment"]
        segment = Segment.objects.filter(number__iexact=number).select_related("campaign").first()
        if segment is None:
            raise forms.ValidationError(_("There is no segment %(number)s.") % {"number": number})
        if segment.campaign is not None:
            raise forms.ValidationError(
                _("%(segment)s is linked to campaign %(campaign)s. Change that on the segment itself.")
                % {"segment": segment.number, "campaign": segment.campaign.number}
            )
        return segment
