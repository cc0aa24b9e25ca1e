"""The step that a page showed, signed, so that exactly that one is taken or none."""

from django.core import signing
from django.utils.translation import gettext as _

from segments.criteria import CriteriaFormError, criteria_json, read_criteria
from segments.filters import ScopeError
from segments.models import Segment
from segments.step_preview import ShownStep
from segments.steps import StepOptions

_SALT = "segments.shown_steps"
# A page that was open longer than a working day shows too old a count to act on.
_SECONDS_VALID = 8 * 60 * 60


def sign_step(step: ShownStep, *, segment: Segment) -> str:
    """Return what a page holds so that its button later means the step it shows."""
    return signing.dumps(
        {
            "segment": segment.pk,
            "action": step.action,
            "criteria": criteria_json(step.criteria),
            "options": step.options.as_json(),
            "count": step.count,
        },
        salt=_SALT,
    )


def read_step(token: str, *, segment: Segment) -> ShownStep:
    """Return the step that a page showed.

    :raises ScopeError: it is not a page of this segment, it is too old, or another version of the program made it.
    """
    try:
        stored = signing.loads(token, salt=_SALT, max_age=_SECONDS_VALID)
        criteria = read_criteria(stored["criteria"])
    except (signing.BadSignature, CriteriaFormError) as error:
        raise ScopeError(_too_old()) from error
    if stored["segment"] != segment.pk:
        raise ScopeError(_too_old())
    return ShownStep(
        action=stored["action"],
        criteria=criteria,
        options=StepOptions.from_json(stored["options"]),
        count=stored["count"],
    )


def _too_old() -> str:
    return _("The page was open for too long. Nothing was saved: look at the numbers again.")
