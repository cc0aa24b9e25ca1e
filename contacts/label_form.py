"""What labels and an address list on paper ask for: the sheet, where it begins, and which contacts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from contacts.addresses import Part
from contacts.label_sheets import FORMATS, ROWS, SheetFormat

_BY_KEY = {sheet.key: sheet for sheet in FORMATS}


def _choices() -> list[tuple[str, str]]:
    words = _("%(columns)s × %(rows)s labels of %(width)s × %(height)s mm")
    return [
        (
            sheet.key,
            words % {"columns": sheet.columns, "rows": ROWS, "width": sheet.width, "height": sheet.height},
        )
        for sheet in FORMATS
    ]


class LabelForm(forms.Form):
    """The sheet of labels, and the place of the first label on a sheet that is partly used."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), choices=_choices, initial=FORMATS[0].key)
    start = forms.IntegerField(
        label=gettext_lazy("First label on the sheet"),
        help_text=gettext_lazy("Counted along the rows; 1 is a full sheet. Choose another to use up a sheet."),
        min_value=1,
        initial=1,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a place that the sheet does not have."""
        values: dict[str, Any] = super().clean() or {}
        sheet = _BY_KEY.get(values.get("sheet", ""))
        if sheet and values.get("start", 1) > sheet.label_count:
            self.add_error(
                "start",
                ValidationError(
                    _("The sheet has %(count)s labels, so there is no label %(start)s."),
                    params={"count": sheet.label_count, "start": values["start"]},
                ),
            )
        return values

    @property
    def chosen(self) -> SheetFormat:
        """The sheet of a valid form."""
        return _BY_KEY[self.cleaned_data["sheet"]]


class AddressListForm(forms.Form):
    """Which of the contacts are listed: those who may be written to, or those who are left out for a reason."""

    show = forms.ChoiceField(
        label=pgettext_lazy("address list", "Show"),
        choices=[
            (Part.REACHABLE, gettext_lazy("Everybody who may be written to")),
            (Part.WITHOUT_ADDRESS, gettext_lazy("Who has no complete address")),
            (Part.EXCLUDED, gettext_lazy("Who is excluded from segments")),
            (Part.BLOCKED, gettext_lazy("Who is privacy blocked")),
        ],
        initial=Part.REACHABLE,
    )
