"""What people fill in about segments."""

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from campaigns.forms import CampaignField
from campaigns.models import Campaign
from contacts.details import ContactError
from contacts.merged_numbers import contact_of_number
from contacts.merging import Choice
from contacts.models import Contact, Salesperson
from contacts.numbering import NumberError
from contacts.templatetags.formats import day, number
from segments.merge_plan import MergePlan
from segments.merging import MergeNotTypedError, MergeWish, refuse_merge
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


class ChangedSegmentForm(SegmentForm):
    """An existing segment. ``seen_at`` is the moment of change of the segment that the person saw.

    Where it has lines, the person may leave those as they are.
    """

    seen_at = forms.CharField(widget=forms.HiddenInput)
    keeps_lines = forms.BooleanField(label=gettext_lazy("Leave the lines as they are"), required=False)

    def __init__(self, *args: Any, line_count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not line_count:
            del self.fields["keeps_lines"]
            return
        self.fields["keeps_lines"].help_text = ngettext(
            "Otherwise a changed campaign or mark is written on the %(count)s line too, over what was ticked there. "
            "New lines get it in any case.",
            "Otherwise a changed campaign or mark is written on all %(count)s lines too, over what was ticked there. "
            "New lines get it in any case.",
            line_count,
        ) % {"count": number(line_count)}
        self.helper.layout.append("keeps_lines")

    def clean_seen_at(self) -> dt.datetime:
        """Return the moment.

        :raises ValidationError: it is none; people do not type it.
        """
        try:
            return dt.datetime.fromisoformat(self.cleaned_data["seen_at"])
        except ValueError as error:
            raise forms.ValidationError(_("Open this page again and repeat your change.")) from error

    def compare_with(self, stored: Segment, *, sentence: str) -> None:
        """Keep what was typed, mark what differs from the segment as it is stored now, and let the next save pass."""
        self.add_error(None, sentence)
        now = SegmentDetails.of(stored)
        for name in SegmentDetails.__dataclass_fields__:
            if name in self.cleaned_data and self.cleaned_data[name] != getattr(now, name):
                self.add_error(name, _("Now stored: %(value)s") % {"value": _shown(getattr(now, name))})
        self.data = {**dict(self.data.items()), self.add_prefix("seen_at"): stored.modified_at.isoformat()}

    def _first_fields(self) -> tuple[str, ...]:
        return ("seen_at", "description")


def _shown(value: object) -> str:
    """Return a stored value as people know it."""
    if value in (None, ""):
        return str(_("nothing"))
    if isinstance(value, bool):
        return str(_("ticked") if value else _("not ticked"))
    return day(value) if isinstance(value, dt.date) else str(value)


class CopyForm(forms.Form):
    """A copy of a segment: of which day, and for which campaign."""

    dated_on = forms.DateField(
        label=gettext_lazy("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    campaign = CampaignField(
        label=gettext_lazy("Campaign"),
        required=False,
        help_text=gettext_lazy(
            "Lines that are campaign target stay so for this campaign; without one the copy marks nobody."
        ),
    )


class AddToSegmentForm(forms.Form):
    """An open segment to which one contact is added."""

    segment = forms.CharField(
        label=gettext_lazy("Segment"),
        max_length=20,
        widget=forms.TextInput(attrs={"data-lookup": reverse_lazy("segments:search-open"), "autocomplete": "off"}),
        help_text=gettext_lazy("Its number; type a part of its description to choose an open one."),
    )

    def clean_segment(self) -> Segment:
        """Return the segment.

        :raises ValidationError: there is none of that number.
        """
        return _segment(self.cleaned_data["segment"])


def _segment(number: str) -> Segment:
    segment = Segment.objects.filter(number__iexact=number).select_related("campaign").first()
    if segment is None:
        raise forms.ValidationError(_("There is no segment %(number)s.") % {"number": number})
    return segment


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
        segment = _segment(self.cleaned_data["segment"])
        if segment.campaign is not None:
            raise forms.ValidationError(
                _("%(segment)s is linked to campaign %(campaign)s. Change that on the segment itself.")
                % {"segment": segment.number, "campaign": segment.campaign.number}
            )
        return segment


class ChooseMergeForm(forms.Form):
    """The number of the contact with which ``contact`` is to be merged."""

    other = forms.CharField(
        label=gettext_lazy("Number of the other contact"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._contact = contact
        if contact.type == Contact.Type.COMPANY:
            self.fields["other"].widget.attrs["data-lookup"] = reverse_lazy("contacts:company-search")

    def clean_other(self) -> Contact:
        """Return the other contact.

        :raises ValidationError: there is none of that number, or it cannot be merged with this one.
        """
        typed = str(self.cleaned_data["other"]).strip().upper()
        other = contact_of_number(typed)
        if other is None:
            raise ValidationError(_("There is no contact %(number)s. Check the number.") % {"number": typed})
        try:
            refuse_merge(self._contact, other)
        except ContactError as error:
            raise ValidationError(str(error)) from error
        return other


class MergeForm(forms.Form):
    """What is kept of two contacts, by the choices of ``plan``, and the number of the one that goes, to confirm it."""

    number = forms.CharField(max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    expected = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: MergePlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plan = plan
        sides = [("kept", plan.kept.number), ("gone", plan.gone.number)]
        for choice in plan.choices:
            initial = "gone" if choice.takes_gone else "kept"
            self.fields[choice.name] = forms.ChoiceField(label=choice.label, choices=sides, initial=initial)
        if plan.rows:
            does = [("keep", _("Keep them in force")), ("withdraw", _("Withdraw them all"))]
            self.fields["prices"] = forms.ChoiceField(label=pgettext("heading", "Prices"), choices=does, initial="keep")
        self.fields["number"].label = _("Type %(number)s, which goes, to confirm") % {"number": plan.gone.number}

    @property
    def choices(self) -> list[tuple[Choice, forms.BoundField]]:
        """Each choice with its field."""
        return [(choice, self[choice.name]) for choice in self._plan.choices]

    def wish(self) -> MergeWish:
        """Return what was chosen, once the form is valid."""
        given = self.cleaned_data
        return MergeWish(
            taken=frozenset(choice.name for choice in self._plan.choices if given[choice.name] == "gone"),
            keeps_prices=given.get("prices") != "withdraw",
            typed_number=given["number"],
            expected=given["expected"],
        )

    def refuse(self, error: Exception) -> None:
        """Show why nothing was merged, at its field."""
        self.add_error("number" if isinstance(error, MergeNotTypedError) else None, str(error))
