"""Forms about views of lists."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import SavedView
from contacts.saved_views import SharingError, ViewError


class ViewForm(forms.Form):
    """The name of a view, and whether everybody sees it; only who ``may_share`` is asked that."""

    name = forms.CharField(label=_("Name"), max_length=SavedView._meta.get_field("name").max_length)
    is_shared = forms.BooleanField(
        label=_("Share with everybody"),
        help_text=_("Others can use the view but not change it."),
        required=False,
    )

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["is_shared"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    @property
    def wants_sharing(self) -> bool:
        """Whether everybody is to see the view."""
        return bool(self.cleaned_data.get("is_shared", False))

    def refuse(self, error: ViewError) -> None:
        """Show, at its field, why the view was refused."""
        self.add_error(None if isinstance(error, SharingError) else "name", str(error))
