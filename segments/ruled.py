"""Whom the rules of a segment find with the data of now, and what becomes of whom by that: queries, nothing is written.

The rules are the steps by criteria that stand. What was decided by hand, by a file or by copying goes before them.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from contacts.models import Contact
from contacts.templatetags.formats import number as shown
from segments.criteria import CriteriaFormError, read_criteria
from segments.matching import UnknownCodeError, matching
from segments.models import Segment, SegmentLine, SegmentStep, StepContact
from segments.selectors import standing_rules
from segments.services import SegmentError
from segments.steps import StepOptions, addressable, keys_of, meant_by

if TYPE_CHECKING:
    # Keys of contacts as ``contact_pk``.
    Keys = QuerySet[Any, Any]

Action, Source = SegmentStep.Action, SegmentStep.Source


class BrokenRuleError(SegmentError):
    """A step cannot be asked any more: it names a code that was deleted since. ``step`` is the one."""

    def __init__(self, step: SegmentStep, reason: str) -> None:
        words = _("Step %(number)s cannot be asked any more. %(reason)s")
        super().__init__(words % {"number": shown(step.sequence), "reason": reason})
        self.step = step
        self.reason = reason


def rules_of(segment: Segment) -> list[SegmentStep]:
    """Return the steps by criteria that stand, in their order."""
    return list(standing_rules().filter(segment=segment.pk).order_by("sequence"))


def ruled_by(rules: Sequence[SegmentStep]) -> "Keys":
    """Return whom ``rules`` find, each done in turn with the data of now.

    :raises BrokenRuleError: one of them names a code that does not exist any more.
    """
    ruled = keys_of(Contact.objects.none())
    for rule in rules:
        meant = _meant_by(rule)
        if rule.action == Action.ADD:
            ruled = ruled.union(meant)
        elif rule.action == Action.REDUCE:
            ruled = ruled.difference(meant)
        else:
            ruled = ruled.intersection(meant)
    return ruled


def keys_by_fate(segment: Segment, ruled: "Keys") -> "dict[str, Keys]":
    """Return what a refresh would do with whom, given whom the rules find.

    *Coming* and *leaving* are its difference. *Kept* stay although no rule finds them, because they were last put on
    the list by hand, by a file or by copying; *away* stay off although a rule finds them, because they were last taken
    off it by hand.
    """
    on_list = SegmentLine.objects.filter(segment=segment.pk).order_by().values(contact_pk=F("contact_id"))
    put_on, taken_off = _decided(segment, is_on=True), _decided(segment, is_on=False)
    return {
        "coming": ruled.difference(on_list).difference(taken_off),
        "leaving": on_list.difference(ruled).difference(put_on),
        "kept": on_list.difference(ruled).intersection(put_on),
        "away": ruled.difference(on_list).intersection(taken_off),
    }


def _meant_by(rule: SegmentStep) -> "Keys":
    options = StepOptions.from_json(rule.options)
    try:
        found = matching(read_criteria(rule.criteria))
    except (UnknownCodeError, CriteriaFormError) as error:
        raise BrokenRuleError(rule, str(error)) from error
    meant = meant_by(rule.action, found, options)
    return keys_of(addressable(meant, options) if rule.action == Action.ADD else meant)


def _decided(segment: Segment, *, is_on: bool) -> "Keys":
    """Return the contacts whose last mention by steps that stand and are no rules puts them on the list, or off it."""
    mentions = StepContact.objects.filter(step__segment=segment.pk, step__undone_at=None)
    last = (
        mentions.exclude(step__source=Source.CRITERIA)
        .order_by()
        .values("contact_id")
        .annotate(
            put_on_at=Max("step__sequence", filter=Q(is_addition=True)),
            taken_off_at=Max("step__sequence", filter=Q(is_addition=False)),
        )
    )
    if is_on:
        decided = last.filter(Q(taken_off_at=None) | Q(put_on_at__gt=F("taken_off_at")))
    else:
        decided = last.filter(Q(put_on_at=None) | Q(taken_off_at__gt=F("put_on_at")))
    return decided.values(contact_pk=F("contact_id"))
