"""Why a contact is on a segment: the step that decides, who took it and when, and the row of a file it came from."""

from functools import cached_property

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from contacts.history import person_name
from contacts.templatetags.formats import moment
from contacts.templatetags.formats import number as shown
from segments.criteria_words import AnswerWords, step_sentence
from segments.models import SegmentLine, SegmentLineQuerySet, SegmentStep, StepContact


def with_deciding_step(lines: SegmentLineQuerySet) -> SegmentLineQuerySet:
    """Annotate ``deciding_step`` and ``deciding_row``: the last step that stands and mentions the contact.

    A contact on the list was added by it. Both are None where no step says so; the row where it was no file.
    """
    mentions = StepContact.objects.filter(
        contact=OuterRef("contact"), step__segment=OuterRef("segment"), step__undone_at=None
    ).order_by("-step__sequence")
    return lines.annotate(
        deciding_step=Subquery(mentions.values("step_id")[:1]),
        deciding_row=Subquery(mentions.values("row_number")[:1]),
    )


class Reasons:
    """Why lines are on their segments. The lines have what ``with_deciding_step`` annotates."""

    def __init__(self, steps: QuerySet[SegmentStep]) -> None:
        self._steps = steps

    @cached_property
    def _by_key(self) -> dict[int, SegmentStep]:
        return {step.pk: step for step in self._steps.select_related("segment", "taken_by")}

    @cached_property
    def _sentences(self) -> dict[int, str]:
        answers = AnswerWords()
        return {key: step_sentence(step, answers=answers) for key, step in self._by_key.items()}

    def step_of(self, line: SegmentLine) -> SegmentStep | None:
        """Return the step that decides, if one does."""
        return self._by_key.get(getattr(line, "deciding_step", None) or 0)

    def sentence(self, line: SegmentLine) -> str:
        """Return the step in words, with the row of the file; blank where no step says why."""
        step = self.step_of(line)
        if step is None:
            return ""
        sentence, row = self._sentences[step.pk], getattr(line, "deciding_row", None)
        return sentence if row is None else " ".join([sentence, _("Row %(number)s.") % {"number": shown(row)}])

    def told_by(self, line: SegmentLine) -> str:
        """Return who took the step and when."""
        step = self.step_of(line)
        if step is None:
            return ""
        return ", ".join(filter(None, (person_name(step.taken_by), moment(step.taken_at))))


def reasons_of(lines: SegmentLineQuerySet) -> Reasons:
    """Return why these ``lines``, with their deciding steps, are on their segments."""
    return Reasons(SegmentStep.objects.filter(pk__in=lines.order_by().values(key=F("deciding_step"))))
