"""The form on which a profile is answered: one field for each question that is offered to the contact."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Contact, ProfileQuestion, ProfileQuestionnaire
from contacts.profiles import ProfileError, answer_keys_of, offered_questionnaires


@dataclass(frozen=True, kw_only=True)
class Part:
    """A questionnaire with its questions, each as a field of the form."""

    questionnaire: ProfileQuestionnaire
    fields: list[forms.BoundField]


class ProfileForm(forms.Form):
    """All that may be answered about ``contact``: radio buttons where one answer is allowed, else boxes to tick.

    ``seen`` holds the answers that the page showed, so that nothing is written over what somebody else did meanwhile.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = answer_keys_of(contact)
        self.fields["seen"].initial = ",".join(str(key) for key in sorted(known))
        questions = ProfileQuestion.objects.prefetch_related("answers")
        offered = offered_questionnaires(contact).prefetch_related(Prefetch("questions", queryset=questions))
        self.questionnaires = [questionnaire for questionnaire in offered if questionnaire.questions.all()]
        for questionnaire in self.questionnaires:
            for question in questionnaire.questions.all():
                self.fields[_name(question)] = _field(question, known)

    def parts(self) -> Iterator[Part]:
        """Yield the questionnaires with their fields, in the order in which they are offered."""
        for questionnaire in self.questionnaires:
            names = [_name(question) for question in questionnaire.questions.all()]
            yield Part(questionnaire=questionnaire, fields=[self[name] for name in names])

    @property
    def chosen(self) -> set[int]:
        """The keys of the answers that were chosen."""
        values = (value for name, value in self.cleaned_data.items() if name != "seen")
        return {int(key) for value in values for key in ([value] if isinstance(value, str) else value) if key}

    @property
    def seen_answers(self) -> set[int]:
        """The keys of the answers that the page showed."""
        return {int(key) for key in self.cleaned_data["seen"].split(",") if key}

    def clean_seen(self) -> str:
        """Return the keys as they came.

        :raises ValidationError: they are none; the page did not make them.
        """
        seen = str(self.cleaned_data["seen"])
        if any(not key.isdecimal() for key in seen.split(",") if key):
            raise forms.ValidationError(_("The page does not say what it showed. Load it again."))
        return seen

    def refuse(self, error: ProfileError) -> None:
        """Show why the answers were refused."""
        self.add_error(None, str(error))


def _name(question: ProfileQuestion) -> str:
    return f"question-{question.pk}"


def _field(question: ProfileQuestion, known: frozenset[int]) -> forms.ChoiceField:
    choices = [(str(answer.pk), answer.text) for answer in question.answers.all()]
    given = [key for key, _text in choices if int(key) in known]
    if question.allows_several_answers:
        return forms.MultipleChoiceField(
            label=question.text,
            choices=choices,
            initial=given,
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        )
    none = ("", pgettext_lazy("profile", "No answer"))
    return forms.ChoiceField(
        label=question.text,
        choices=[none, *choices],
        initial=given[0] if given else "",
        required=False,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
