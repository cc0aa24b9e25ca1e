"""What people fill in to save criteria, and to choose those that are to be reused."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from contacts.templatetags.formats import number as shown
from segments.models import SavedCriteria
from segments.saved_criteria import CODE_LENGTH, CodeError, SaveableStep
from segments.selectors import saved_criteria_by_code


class SavedCriteriaForm(forms.Form):
    """Code and description of saved criteria. ``refuse`` puts what a service refused where the person can mend it."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=CODE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("By this code the criteria are found again; small letters become capitals."),
    )
    description = forms.CharField(label=gettext_lazy("Description"), max_length=100, required=False)

    def refuse(self, error: Exception) -> None:
        """Show why criteria cannot be saved so, at the field."""
        self.add_error("code" if isinstance(error, CodeError) else None, str(error))


class SaveStepsForm(SavedCriteriaForm):
    """Saved criteria made of steps of a segment: all that can be saved are ticked unless told."""

    steps = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Steps"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one step: without a step there is nothing to save."),
            "invalid_choice": gettext_lazy("Step %(value)s does not count any more, or cannot be saved."),
        },
    )

    def __init__(self, *args: Any, steps: Sequence[SaveableStep], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sequences = [each.step.sequence for each in steps if each.asked is not None]
        self.fields["steps"].choices = [(sequence, shown(sequence)) for sequence in sequences]  # type: ignore[attr-defined]
        self.fields["steps"].initial = sequences

    @property
    def ticked(self) -> set[str]:
        """The steps that are ticked, as the page names them."""
        return {str(value) for value in self["steps"].value() or ()}


class _ByCode(forms.ModelChoiceField):
    def label_from_instance(self, saved: SavedCriteria) -> str:
        return " · ".join(filter(None, (saved.code, saved.description)))


class ReuseForm(forms.Form):
    """The saved criteria that are to be reused."""

    criteria = _ByCode(
        label=gettext_lazy("Saved criteria"),
        queryset=SavedCriteria.objects.none(),
        to_field_name="code",
        error_messages={
            "required": gettext_lazy("Choose saved criteria."),
            "invalid_choice": gettext_lazy("There are no such saved criteria any more. Choose others."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criteria"].queryset = saved_criteria_by_code()  # type: ignore[attr-defined]
