"""The fields of filter blocks: boxes to tick, numbers with commas between them, texts, days and amounts."""

from collections.abc import Collection, Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Model
from django.db.models.functions import Upper
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.decimals import LocalizedDecimalField
from contacts.models import Contact, MergedNumber, ProfileAnswer
from pricing.models import Item
from segments.criteria import RANGE

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# The look of boxes and buttons to choose by.
CHECK = {"class": "form-check-input"}
_UNKNOWN = {
    "invalid_choice": gettext_lazy("There is no %(value)s, or not any more. Count again without it, or choose another.")
}


class GroupedBoxes(forms.CheckboxSelectMultiple):
    """Boxes to tick. Each says as ``data.group`` under which words it stands, blank where it stands under none."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        """Return the groups as Django does, with their words on each of their boxes."""
        groups = super().optgroups(name, value, attrs)
        for words, boxes, _place in groups:
            for box in boxes:
                box["group"] = words or ""
        return groups


class ListField(forms.CharField):
    """Numbers with commas between them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=1000, required=False, **kwargs)

    def clean(self, value: Any) -> Any:  # noqa: ANN401 -- a text comes in, a list goes out
        """Return the numbers in capitals, each once."""
        parts = (part.strip().upper() for part in super().clean(value).split(","))
        return list(dict.fromkeys(filter(None, parts)))


class ContactsField(ListField):
    """Numbers of contacts and ranges of them, such as ``C00010..C00030``."""

    def clean(self, value: Any) -> Any:  # noqa: ANN401
        """Return the numbers and ranges.

        :raises ValidationError: a number is no contact's; whoever typed it meant somebody.
        """
        typed = super().clean(value)
        single = [number for number in typed if RANGE not in number]
        if missing := sorted(set(single) - _known_numbers(single)):
            raise forms.ValidationError(_("There is no contact %(numbers)s.") % {"numbers": ", ".join(missing)})
        return typed


def _known_numbers(numbers: Collection[str]) -> set[str]:
    """Return which of the numbers are those of contacts, or were before a merge. Cost: at most two queries."""
    known = set(Contact.objects.filter(number__in=numbers).values_list("number", flat=True)) if numbers else set()
    if missing := set(numbers) - known:
        known |= set(MergedNumber.objects.filter(number__in=missing).values_list("number", flat=True))
    return known


class ItemsField(ListField):
    """Numbers of items, in capitals or not."""

    def clean(self, value: Any) -> Any:  # noqa: ANN401
        """Return the numbers as the items have them.

        :raises ValidationError: there is no such item.
        """
        if not (typed := super().clean(value)):
            return []
        items = Item.objects.annotate(capitals=Upper("number")).filter(capitals__in=typed)
        found = dict(items.values_list("capitals", "number"))
        if missing := [number for number in typed if number not in found]:
            raise forms.ValidationError(_("There is no item %(numbers)s.") % {"numbers": ", ".join(missing)})
        return [found[number] for number in typed]


def codes_field(label: "StrPromise", model: type[Model]) -> forms.MultipleChoiceField:
    """Return a field for any of the codes of a table."""
    rows = model._default_manager.order_by("code")
    return choices_field(label, [(row.code, _code_label(row)) for row in rows])  # type: ignore[attr-defined]


def values_field(label: "StrPromise", field: str) -> forms.MultipleChoiceField:
    """Return a field for any of the values that contacts have in ``field``."""
    found = Contact.objects.exclude(**{field: ""}).order_by(field).values_list(field, flat=True).distinct()
    return choices_field(label, [(value, value) for value in found])


def answers_field(label: "StrPromise") -> forms.MultipleChoiceField:
    """Return a field for any of the profile answers, under their questionnaires and questions."""
    answers = ProfileAnswer.objects.select_related("question__questionnaire").order_by(
        "question__questionnaire__code", "question__position", "question", "position", "pk"
    )
    return choices_field(
        label,
        [
            (_question_label(question), [(answer.code, answer.text) for answer in of_question])
            for question, of_question in groupby(answers, key=lambda answer: answer.question)
        ],
    )


def choices_field(label: "StrPromise", choices: Iterable[tuple[Any, Any]]) -> forms.MultipleChoiceField:
    """Return a field for any of ``choices``, which may be grouped. One that is none of them is refused by name."""
    return forms.MultipleChoiceField(
        label=label,
        choices=list(choices),
        required=False,
        widget=GroupedBoxes(attrs=CHECK),
        error_messages=_UNKNOWN,
    )


def text_field(label: "StrPromise", *, most: int) -> forms.CharField:
    """Return a field for a text of ``most`` signs."""
    return forms.CharField(label=label, max_length=most, required=False)


def day_field(label: "StrPromise", *, hint: "StrPromise | str" = "") -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=hint)


def count_field(label: "StrPromise") -> forms.IntegerField:
    """Return a field for how many, from one on."""
    return forms.IntegerField(label=label, min_value=1, max_value=1_000_000, required=False)


def amount_field(label: "StrPromise") -> LocalizedDecimalField:
    """Return a field for an amount in local currency."""
    return LocalizedDecimalField(
        label=label,
        max_digits=14,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text=gettext_lazy("In local currency."),
    )


def _code_label(row: Any) -> str:  # noqa: ANN401 -- any table of codes
    words = getattr(row, "description", "") or getattr(row, "name", "")
    return f"{row.code} · {words}" if words else str(row.code)


def _question_label(question: Any) -> str:  # noqa: ANN401
    questionnaire = question.questionnaire
    return f"{questionnaire.description or questionnaire.code}: {question.text}"
