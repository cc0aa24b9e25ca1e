"""What narrows the list of jobs."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from config.jobs.listing import JobKind, JobState, JobWishes

_ALL = pgettext_lazy("filter", "All")


class JobFilterForm(forms.Form):
    """Kind, state, person and days. What cannot be read narrows the list to nothing."""

    kind = forms.ChoiceField(label=pgettext_lazy("job", "Kind"), choices=[("", _ALL), *JobKind.choices], required=False)
    state = forms.ChoiceField(
        label=pgettext_lazy("job", "State"), choices=[("", _ALL), *JobState.choices], required=False
    )
    person = forms.ModelChoiceField(
        label=gettext_lazy("Person"),
        queryset=User.objects.order_by("username"),
        to_field_name="username",
        required=False,
        empty_label=_ALL,
    )
    from_day = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until_day = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        """Refuse filters that there are not, so that a mistyped address lists nothing instead of everything."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.data:
            if name not in self.fields and name != "page":
                self.add_error(None, _("There is no filter “%(name)s”.") % {"name": name})
        return cleaned

    def wishes(self) -> JobWishes:
        """Return what the list is narrowed to, once the form is valid."""
        return JobWishes(**self.cleaned_data)
