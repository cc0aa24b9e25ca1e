"""What people choose to have prices suggested."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from campaigns.models import Campaign
from contacts.decimals import LocalizedDecimalField
from pricing.models import ItemDiscountGroup
from pricing.rounding import ROUNDINGS
from pricing.suggestions import SuggestionSource, SuggestionWish


class SuggestionForm(forms.Form):
    """From which prices, for which items, how much off and how rounded."""

    source = forms.ChoiceField(
        label=gettext_lazy("Start from"),
        choices=(
            (SuggestionSource.CARD.value, gettext_lazy("Card prices of the items")),
            (SuggestionSource.STANDING.value, gettext_lazy("Prices for everyone")),
            (SuggestionSource.CAMPAIGN.value, gettext_lazy("Prices of another campaign")),
        ),
    )
    other = forms.CharField(
        label=gettext_lazy("Other campaign"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Its number, where you start from another campaign."),
    )
    search = forms.CharField(
        label=gettext_lazy("Items"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("A part of their number or description; empty for all."),
    )
    group = forms.ModelChoiceField(
        label=gettext_lazy("Item discount group"),
        queryset=ItemDiscountGroup.objects.order_by("code"),
        required=False,
        empty_label=pgettext_lazy("item discount group", "Any"),
    )
    percent = LocalizedDecimalField(
        label=gettext_lazy("Difference in %"),
        max_digits=8,
        decimal_places=5,
        min_value=-100,
        max_value=900,
        initial=-10,
        help_text=gettext_lazy("-15 is 15 percent off."),
    )
    rounding = forms.ChoiceField(
        label=gettext_lazy("Round to"),
        initial="0.05",
        choices=(
            ("0.01", gettext_lazy("0.01")),
            ("0.05", gettext_lazy("0.05")),
            ("0.10", gettext_lazy("0.10")),
            ("1.00", gettext_lazy("1.00")),
            ("x.95", gettext_lazy("ends in .95")),
            ("x.99", gettext_lazy("ends in .99")),
        ),
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_other(self) -> Campaign | None:
        """Return the other campaign.

        :raises ValidationError: there is none of that number, it is this one, or it is not named and needed.
        """
        number = self.cleaned_data["other"].strip()
        if self.cleaned_data.get("source") != SuggestionSource.CAMPAIGN:
            return None
        if not number:
            raise forms.ValidationError(_("Type the number of the campaign to start from."))
        other = Campaign.objects.filter(number__iexact=number).exclude(pk=self.campaign.pk).first()
        if other is None:
            raise forms.ValidationError(_("There is no other campaign %(number)s.") % {"number": number})
        return other

    def wish(self) -> SuggestionWish:
        """Return what was chosen."""
        values = self.cleaned_data
        return SuggestionWish(
            source=SuggestionSource(values["source"]),
            percent=values["percent"],
            rounding=ROUNDINGS[values["rounding"]],
            search=values["search"].strip(),
            group=values["group"],
            other=values["other"],
        )
