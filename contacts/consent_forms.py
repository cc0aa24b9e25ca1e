"""The form on which it is noted what a contact said about messages by one channel."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.consents import ConsentDateError, ConsentError, Statement
from contacts.models import Consent

# Sources that people may choose instead of typing one.
SOURCES = (
    pgettext_lazy("source of consent", "Web form"),
    pgettext_lazy("source of consent", "Fair"),
    pgettext_lazy("source of consent", "Phone call"),
    pgettext_lazy("source of consent", "E-mail"),
    pgettext_lazy("source of consent", "Letter"),
)


class ConsentForm(forms.Form):
    """One statement. The channel is hidden: each has a form of its own; buttons say whether consent is given."""

    channel = forms.ChoiceField(choices=Consent.Channel.choices, widget=forms.HiddenInput)
    state = forms.ChoiceField(
        choices=Consent.State.choices,
        error_messages={"required": _("Say whether consent is given or withdrawn, with one of the buttons.")},
    )
    source = forms.CharField(
        label=pgettext_lazy("consent", "Source"),
        max_length=Consent._meta.get_field("source").max_length,
        widget=forms.TextInput(attrs={"class": "form-control", "list": "consent-sources", "autocomplete": "off"}),
    )
    stated_on = forms.DateField(
        label=pgettext_lazy("consent", "Said on"),
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.errors if self.is_bound else ():
            if name in self.fields:
                self.fields[name].widget.attrs |= {"aria-invalid": "true", "class": "form-control is-invalid"}

    @property
    def statement(self) -> Statement:
        """What was said."""
        return Statement(
            channel=Consent.Channel(self.cleaned_data["channel"]),
            state=Consent.State(self.cleaned_data["state"]),
            source=self.cleaned_data["source"],
            stated_on=self.cleaned_data["stated_on"],
        )

    def refuse(self, error: ConsentError) -> None:
        """Show, at its field, why the statement was refused."""
        self.add_error("stated_on" if isinstance(error, ConsentDateError) else "source", str(error))
