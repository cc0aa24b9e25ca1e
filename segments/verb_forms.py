"""What people fill in for what is done with a whole segment: save or reuse criteria, follow up, apply a group."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.models import MailingGroup
from contacts.templatetags.formats import number as shown
from segments.follow_up import FollowUpPlan, Whom
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
    def label_from_instance(self, each: Any) -> str:  # noqa: ANN401 -- what has a code and a description
        return " · ".join(filter(None, (each.code, each.description)))


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


class FollowUpForm(forms.Form):
    """A follow-up segment: of whom, with how many each choice would be about, what it is called and of which day."""

    whom = forms.ChoiceField(
        label=gettext_lazy("Of whom"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose of whom the follow-up is.")},
    )
    description = forms.CharField(label=gettext_lazy("Description"), max_length=100)
    dated_on = forms.DateField(
        label=gettext_lazy("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, plans: Mapping[Whom, FollowUpPlan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(whom.value, _whom_words(whom, plan)) for whom, plan in plans.items()]
        self.fields["whom"].choices = choices  # type: ignore[attr-defined]


class MailingGroupForm(forms.Form):
    """The one mailing group in which the contacts of a segment are put, and whether everybody else leaves it."""

    group = _ByCode(
        label=gettext_lazy("Mailing group"),
        queryset=MailingGroup.objects.order_by("code"),
        to_field_name="code",
        error_messages={
            "required": gettext_lazy("Choose a mailing group."),
            "invalid_choice": gettext_lazy("There is no such mailing group any more. Choose another."),
        },
    )
    replaces = forms.BooleanField(
        label=gettext_lazy("Delete old assignments"),
        required=False,
        help_text=gettext_lazy("Everybody who is in the group and not on the segment leaves it."),
    )


def _whom_words(whom: Whom, plan: FollowUpPlan) -> str:
    """Return the choice with its number, and who of them is left out for which reason."""
    words = f"{whom.label}: {shown(plan.coming_count)}"
    left_out = [
        _("%(count)s privacy blocked") % {"count": shown(plan.privacy_blocked_count)},
        _("%(count)s excluded from segments") % {"count": shown(plan.excluded_count)},
    ]
    counts = (plan.privacy_blocked_count, plan.excluded_count)
    reasons = ", ".join(reason for reason, count in zip(left_out, counts, strict=True) if count)
    return f"{words} ({_('left out: %(reasons)s') % {'reasons': reasons}})" if reasons else words
