"""What people fill in about themselves, and to confirm that personal data goes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.navigation import Page
from contacts.models import Preferences

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class PreferencesForm(forms.ModelForm):
    """What one who signs in likes. ``pages`` are those that the person may start with."""

    start_page = forms.ChoiceField(label=_("Start page"), help_text=_("What you see after signing in."))

    class Meta:
        model = Preferences
        fields = ("language", "start_page", "rows_per_page", "uses_shortcuts")
        help_texts = {
            "rows_per_page": _("How long lists are before they go on to the next page."),
            "uses_shortcuts": _(
                "One key, such as n for new, does what its button does. Switch this off when you use speech control. "
                "Ctrl+S, Ctrl+Enter and Esc work always."
            ),
        }

    def __init__(self, *args: Any, pages: list[Page], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("start_page", [(page.url_name, page.label) for page in pages])
        self._offer("language", [("", pgettext_lazy("language", "As the browser says")), *settings.LANGUAGES])

    def _offer(self, name: str, choices: Sequence[tuple[str, "StrOrPromise"]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # only known to be a field


class AnonymiseForm(forms.Form):
    """The number of a contact, typed to confirm that it is to be made anonymous."""

    number = forms.CharField(
        label=_("Type the number of the contact to confirm"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
