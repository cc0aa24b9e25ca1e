"""A step by criteria as a form: what to do, the filter blocks, and how the step widens what matches."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from contacts.list_frame import refuse_unknown
from segments.criteria import Criteria
from segments.criteria_blocks import BLOCKS, FilterBlock
from segments.criteria_fields import CHECK
from segments.models import SegmentStep
from segments.steps import StepOptions

Action = SegmentStep.Action
_ACTIONS = (
    (Action.ADD, gettext_lazy("Add: contacts that match come onto the segment.")),
    (Action.REDUCE, gettext_lazy("Reduce: contacts that match leave the segment.")),
    (Action.REFINE, gettext_lazy("Refine: only contacts that match stay on the segment.")),
)
# By option: its label, what it does in a line, and with which actions it means something.
_OPTIONS = {
    "expands_companies": (
        gettext_lazy("Whole companies"),
        gettext_lazy("Adds everybody of the company of each contact that matches."),
        (Action.ADD,),
    ),
    "adds_related_companies": (
        gettext_lazy("Companies of the persons"),
        gettext_lazy("Adds the company of each person that matches as well."),
        (Action.ADD,),
    ),
    "allows_existing": (
        gettext_lazy("Second line for who is there already"),
        gettext_lazy("A contact that is on the segment gets another line."),
        (Action.ADD,),
    ),
    "ignores_exclusion": (
        gettext_lazy("Also who is excluded from segments"),
        gettext_lazy("Privacy blocked contacts stay out all the same."),
        (Action.ADD,),
    ),
    "entire_companies": (
        gettext_lazy("Look at companies as a whole"),
        gettext_lazy("When somebody of a company matches, everybody of it counts as matching."),
        (Action.REDUCE, Action.REFINE),
    ),
}


@dataclass(frozen=True)
class ShownBlock:
    """A block with its fields as the page shows them; ``criteria`` asks only what this block asks."""

    block: FilterBlock
    fields: list[forms.BoundField]
    criteria: Criteria | None
    is_wrong: bool

    @property
    def is_asked(self) -> bool:
        return self.criteria is not None and not self.criteria.is_open


class CriteriaForm(forms.Form):
    """What the address of the page asks. Field names are those of the address."""

    action = forms.ChoiceField(
        label=pgettext_lazy("step", "What to do"),
        choices=_ACTIONS,
        widget=forms.RadioSelect(attrs=CHECK),
        initial=Action.ADD,
    )

    def __init__(self, data: MultiValueDict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._names: dict[str, list[str]] = {}
        for block in BLOCKS:
            fields = block.fields()
            self._names[block.name] = list(fields)
            self.fields.update(fields)
        for name, (label, hint, _actions) in _OPTIONS.items():
            self.fields[name] = forms.BooleanField(label=label, help_text=hint, required=False)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any]:
        """Hold the fields of each block to one another, and the address to the fields: it may ask what is none."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        refuse_unknown(self, {name: [value] for name, value in self.data.items()}, self.fields)
        for block in BLOCKS:
            for name, fault in block.faults(values):
                self.add_error(name, fault)
        return values

    @property
    def criteria(self) -> Criteria:
        """What is asked, once the form is valid."""
        return Criteria(**{block.name: block.read(self.cleaned_data) for block in BLOCKS})

    @property
    def options(self) -> StepOptions:
        """The options that are ticked and mean something with the action, once the form is valid."""
        action = self.cleaned_data["action"]
        return StepOptions(
            **{name: self.cleaned_data[name] and action in actions for name, (_l, _h, actions) in _OPTIONS.items()}
        )

    def shown_blocks(self) -> Iterator[ShownBlock]:
        """Yield the blocks in their order."""
        is_valid = self.is_bound and self.is_valid()
        for block in BLOCKS:
            names = self._names[block.name]
            yield ShownBlock(
                block=block,
                fields=[self[name] for name in names],
                criteria=Criteria(**{block.name: block.read(self.cleaned_data)}) if is_valid else None,
                is_wrong=any(name in self.errors for name in names),
            )

    def shown_options(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields of the options, by when they mean something."""
        adding = [self[name] for name, (_l, _h, actions) in _OPTIONS.items() if Action.ADD in actions]
        taking_off = [self[name] for name, (_l, _h, actions) in _OPTIONS.items() if Action.ADD not in actions]
        return [(_("When adding"), adding), (_("When reducing or refining"), taking_off)]


def query_of(criteria: Criteria, *, action: str = Action.ADD, options: StepOptions | None = None) -> str:
    """Return the address's query with which the form asks for the same."""
    query: dict[str, list[str]] = {"action": [action]}
    for block in BLOCKS:
        query.update(block.write(criteria))
    for name in (options or StepOptions()).as_json():
        query[name] = ["on"]
    return urlencode(query, doseq=True)
