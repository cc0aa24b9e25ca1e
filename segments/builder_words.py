"""What the page that builds a segment calls things, and the words of its button."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contacts.templatetags.formats import number as shown
from segments.models import Segment, SegmentStep
from segments.step_preview import ShownStep

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Action = SegmentStep.Action

_OF_ADDING: dict[str, "StrPromise"] = {
    "matched": gettext_lazy("Match"),
    "coming": gettext_lazy("Would come on"),
    "there": gettext_lazy("On it already"),
    "privacy_blocked": gettext_lazy("Left out: privacy blocked"),
    "excluded": gettext_lazy("Left out: excluded from segments"),
}
_OF_TAKING_OFF: dict[str, "StrPromise"] = {
    "matched": gettext_lazy("Match"),
    "leaving": gettext_lazy("Would go off"),
    "there": gettext_lazy("Would stay"),
}


@dataclass(frozen=True)
class FateWords:
    """What would become of contacts by a refresh, and why."""

    label: "StrPromise"
    reason: "StrPromise"


# By the names of ``ruled.keys_by_fate``.
REFRESH_FATES = {
    "coming": FateWords(
        gettext_lazy("Would come on"), gettext_lazy("The rules find them now, and they are not on the segment.")
    ),
    "leaving": FateWords(gettext_lazy("Would go off"), gettext_lazy("The rules do not find them any more.")),
    "kept": FateWords(
        gettext_lazy("Stay: put on by hand"),
        gettext_lazy("No rule finds them, but they were put on by hand, from a file or by copying. That stands."),
    ),
    "away": FateWords(
        gettext_lazy("Stay off: taken off by hand"),
        gettext_lazy("The rules find them, but they were taken off by hand. That stands."),
    ),
}


def fate_words(action: str) -> dict[str, "StrPromise"]:
    """Return what may become of contacts by a step, by the names of ``step_preview.contacts_by_fate``."""
    return _OF_ADDING if action == Action.ADD else _OF_TAKING_OFF


def button_words(step: ShownStep) -> str:
    """Return what taking the step does, with the number; that of a step which asks nothing says *all*."""
    if not step.count:
        return _("Keep it as a step all the same")
    if step.criteria.is_open and step.count > 1:
        words = _("Add all %(count)s contacts") if step.action == Action.ADD else _("Take all %(count)s contacts off")
    elif step.action == Action.ADD:
        words = ngettext("Add %(count)s contact", "Add %(count)s contacts", step.count)
    else:
        words = ngettext("Take %(count)s contact off", "Take %(count)s contacts off", step.count)
    return words % {"count": shown(step.count)}


def warning_words(step: ShownStep) -> str:
    """Return what it means that the step asks nothing; blank where it asks something."""
    if not step.criteria.is_open:
        return ""
    if step.action == Action.ADD:
        return _("Nothing is asked yet, so every contact matches. This adds everybody who may be on a segment.")
    if step.action == Action.REDUCE:
        return _("Nothing is asked yet, so every contact matches. This leaves nobody on the segment.")
    return _("Nothing is asked yet, so every contact matches and nobody would leave. Ask something first.")


def question_words(step: ShownStep, segment: Segment) -> str:
    """Return what a person is asked where the step changes prices at once."""
    if step.action == Action.ADD:
        words = ngettext("Add %(count)s contact to %(segment)s?", "Add %(count)s contacts to %(segment)s?", step.count)
    else:
        words = ngettext(
            "Take %(count)s contact off %(segment)s?", "Take %(count)s contacts off %(segment)s?", step.count
        )
    return words % {"count": shown(step.count), "segment": segment}


def samples_heading(action: str) -> str:
    """Return what stands above the sample contacts."""
    return _("Would come on, for example") if action == Action.ADD else _("Would go off, for example")


def nothing_to_do(action: str, *, is_empty: bool) -> str:
    """Return that nothing would change now, and why where that is not plain; ``is_empty`` is said of the segment."""
    if action == Action.ADD:
        return _("Nobody would come onto the segment now.")
    if is_empty:
        return _("Nobody is on the segment yet. Add contacts first.")
    return _("Nobody would leave the segment now.")


def may_be_kept(step: ShownStep, *, is_empty: bool) -> bool:
    """Whether a step that changes nothing now can matter later: by a refresh, or when another step is undone."""
    if step.action == Action.ADD:
        return True
    return not is_empty and not step.criteria.is_open


def list_change_words(added_count: int, removed_count: int) -> str:
    """Return how many contacts came onto a segment and left it."""
    added = ngettext(
        "%(count)s contact came onto the segment.", "%(count)s contacts came onto the segment.", added_count
    )
    removed = ngettext("%(count)s contact left it.", "%(count)s contacts left it.", removed_count)
    if not added_count and not removed_count:
        return _("Nobody came or left.")
    sentences = [added % {"count": shown(added_count)}] if added_count else []
    if removed_count:
        alone = ngettext("%(count)s contact left the segment.", "%(count)s contacts left the segment.", removed_count)
        sentences.append((removed if added_count else alone) % {"count": shown(removed_count)})
    return " ".join(sentences)
