"""Criteria and steps read back in words, in the reader's language."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from contacts.models import Consent, Contact, ProfileAnswer
from contacts.templatetags.formats import day, money
from contacts.templatetags.formats import number as shown
from orders.models import Order
from segments.criteria import (
    NO_CORRESPONDENCE,
    BoughtFilter,
    ContactFilter,
    Criteria,
    CriteriaFormError,
    read_criteria,
)
from segments.models import SegmentStep
from segments.steps import StepOptions

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Action, Source = SegmentStep.Action, SegmentStep.Source
# So many codes are named; more are counted.
_MOST_NAMED = 8

_OPTIONS: dict[str, "StrPromise"] = {
    "expands_companies": gettext_lazy("With everybody of their companies."),
    "adds_related_companies": gettext_lazy("With the companies of the persons."),
    "entire_companies": gettext_lazy("Companies count as a whole."),
    "ignores_exclusion": gettext_lazy("Also those excluded from segments."),
    "allows_existing": gettext_lazy("With a second line for those there already."),
}
_ACTIONS: dict[str, "StrPromise"] = {
    Action.ADD: pgettext_lazy("step", "Add: %(rule)s."),
    Action.REDUCE: pgettext_lazy("step", "Take off: %(rule)s."),
    Action.REFINE: pgettext_lazy("step", "Keep only: %(rule)s."),
    Action.REFRESH: pgettext_lazy("step", "Refresh: %(rule)s."),
}


class AnswerWords:
    """Profile answers in words, by their codes. Read once, when first asked: share one among many sentences."""

    def of(self, codes: Sequence[str]) -> list[str]:
        """Return question and answer of each code; one that is gone stays a code."""
        return [self._by_code.get(code, code) for code in codes]

    @cached_property
    def _by_code(self) -> dict[str, str]:
        answers = ProfileAnswer.objects.values_list("code", "question__text", "text")
        return {code: f"“{question} – {answer}”" for code, question, answer in answers}


def criteria_sentence(criteria: Criteria, *, answers: AnswerWords | None = None) -> str:
    """Return whom the criteria ask for, as the inside of a sentence. Cost: a query if they ask profile answers."""
    clauses = list(_clauses(criteria, answers or AnswerWords()))
    if not clauses:
        return _("every contact")
    return _("contacts %(clauses)s") % {"clauses": _listed(clauses)}


def rule_sentence(*, action: str, criteria: Criteria, options: StepOptions, answers: AnswerWords | None = None) -> str:
    """Return what a step by criteria does, and how it widens what matches."""
    sentence = _ACTIONS[action] % {"rule": criteria_sentence(criteria, answers=answers)}
    return " ".join([sentence, *(str(_OPTIONS[name]) for name in options.as_json())])


def _clauses(criteria: Criteria, answers: AnswerWords) -> Iterator[str]:
    yield from _of_contact(criteria.contact)
    yield from _of_address(criteria.contact)
    for codes, words in (
        (criteria.mailing_groups, _("in mailing group %(codes)s")),
        (criteria.job_responsibilities, _("with job responsibility %(codes)s")),
        (criteria.industry_groups, _("of companies in industry group %(codes)s")),
        (criteria.business_relations, _("of companies with business relation %(codes)s")),
    ):
        if codes:
            yield words % {"codes": _any_of(codes)}
    if criteria.profile_answers:
        yield _("with profile answer %(codes)s") % {"codes": _any_of(answers.of(criteria.profile_answers))}
    if criteria.reachable_by:
        channels = _labels(criteria.reachable_by, dict(Consent.Channel.choices))
        yield _("that may be reached by %(channels)s") % {"channels": _any_of(channels)}
    if criteria.bought is not None:
        yield _bought(criteria.bought)


def _of_contact(asked: ContactFilter) -> Iterator[str]:
    if asked.numbers:
        yield _("with number %(numbers)s") % {"numbers": _any_of(asked.numbers)}
    if asked.name:
        yield _("with “%(text)s” in the name") % {"text": asked.name}
    if asked.search_name:
        yield _("with “%(text)s” in the search name") % {"text": asked.search_name}
    if asked.type:
        yield _("that are companies") if asked.type == Contact.Type.COMPANY else _("that are persons")
    if asked.is_customer is not None:
        yield _("that are customers") if asked.is_customer else _("that are no customers")
    if asked.salespeople:
        yield _("of salesperson %(codes)s") % {"codes": _any_of(asked.salespeople)}
    yield from _of_card(asked)


def _of_card(asked: ContactFilter) -> Iterator[str]:
    if asked.organizational_levels:
        yield _("on organizational level %(codes)s") % {"codes": _any_of(asked.organizational_levels)}
    if asked.correspondence_types:
        known: dict[str, StrPromise | str] = dict(Contact.Correspondence.choices)
        known[NO_CORRESPONDENCE] = _("not stated")
        yield _("with correspondence %(types)s") % {"types": _any_of(_labels(asked.correspondence_types, known))}
    yield from _between(
        _day(asked.changed_from),
        _day(asked.changed_until),
        both=_("last changed from %(first)s to %(last)s"),
        only_first=_("changed since %(first)s"),
        only_last=_("not changed after %(last)s"),
    )


def _of_address(asked: ContactFilter) -> Iterator[str]:
    if asked.territories:
        yield _("in territory %(codes)s") % {"codes": _any_of(asked.territories)}
    if asked.countries:
        yield _("in country %(codes)s") % {"codes": _any_of(asked.countries)}
    if asked.languages:
        yield _("with language %(codes)s") % {"codes": _any_of(asked.languages)}
    if asked.city:
        yield _("with “%(text)s” in the city") % {"text": asked.city}
    if asked.county:
        yield _("with “%(text)s” in the county") % {"text": asked.county}
    yield from _between(
        asked.post_code_from,
        asked.post_code_until,
        both=_("with a post code from %(first)s to %(last)s"),
        only_first=_("with a post code from %(first)s"),
        only_last=_("with a post code up to %(last)s"),
    )


def _bought(asked: BoughtFilter) -> str:
    words = _("that did not buy %(what)s") if asked.is_negated else _("that bought %(what)s")
    return words % {"what": " ".join(_purchase(asked))}


def _purchase(asked: BoughtFilter) -> Iterator[str]:
    if asked.items and asked.item_discount_groups:
        yield _("item %(items)s or from group %(groups)s") % {
            "items": _any_of(asked.items),
            "groups": _any_of(asked.item_discount_groups),
        }
    elif asked.items:
        yield _("item %(items)s") % {"items": _any_of(asked.items)}
    elif asked.item_discount_groups:
        yield _("from group %(groups)s") % {"groups": _any_of(asked.item_discount_groups)}
    else:
        yield _("something")
    yield from _between(
        _day(asked.ordered_from),
        _day(asked.ordered_until),
        both=_("from %(first)s to %(last)s"),
        only_first=_("from %(first)s on"),
        only_last=_("up to %(last)s"),
    )
    yield from _how_much(asked)


def _how_much(asked: BoughtFilter) -> Iterator[str]:
    yield from _between(
        "" if asked.amount_at_least is None else money(asked.amount_at_least),
        "" if asked.amount_at_most is None else money(asked.amount_at_most),
        both=_("for %(first)s to %(last)s"),
        only_first=_("for at least %(first)s"),
        only_last=_("for at most %(last)s"),
    )
    yield from _how_often(asked)
    if asked.order_statuses:
        statuses = _labels(asked.order_statuses, dict(Order.Status.choices))
        yield _("in orders that are %(statuses)s") % {"statuses": _any_of(statuses)}


def _how_often(asked: BoughtFilter) -> Iterator[str]:
    fewest, most = asked.order_count_at_least, asked.order_count_at_most
    if fewest is not None and most is not None:
        words = ngettext("in %(fewest)s to %(most)s order", "in %(fewest)s to %(most)s orders", most)
        if fewest == most:
            words = ngettext("in exactly %(most)s order", "in exactly %(most)s orders", most)
        yield words % {"fewest": shown(fewest), "most": shown(most)}
    elif fewest is not None:
        words = ngettext("in at least %(count)s order", "in at least %(count)s orders", fewest)
        yield words % {"count": shown(fewest)}
    elif most is not None:
        words = ngettext("in at most %(count)s order", "in at most %(count)s orders", most)
        yield words % {"count": shown(most)}


def _day(asked: dt.date | None) -> str:
    return day(asked) if asked else ""


def _labels(values: Sequence[str], known: Mapping[str, "StrPromise | str"]) -> list[str]:
    return [str(known.get(value, value)).lower() for value in values]


def _between(first: str, last: str, *, both: str, only_first: str, only_last: str) -> Iterator[str]:
    if first or last:
        words = both if first and last else only_first if first else only_last
        yield words % {"first": first, "last": last}


def _any_of(codes: Sequence[str]) -> str:
    named = sorted(codes)
    if len(named) > _MOST_NAMED:
        more = len(named) - _MOST_NAMED
        return ngettext("%(codes)s or %(count)s other", "%(codes)s or %(count)s others", more) % {
            "codes": ", ".join(named[:_MOST_NAMED]),
            "count": shown(more),
        }
    return _joined(named, _("%(first)s or %(last)s"))


def _listed(clauses: Sequence[str]) -> str:
    return _joined(clauses, _("%(first)s and %(last)s"))


def _joined(texts: Sequence[str], words: str) -> str:
    *first, last = texts
    return words % {"first": ", ".join(first), "last": last} if first else last


def step_sentence(step: SegmentStep, *, answers: AnswerWords | None = None) -> str:
    """Return what a step did, whatever its source."""
    if step.source == Source.CRITERIA and step.action != Action.REFRESH:
        try:
            criteria = read_criteria(step.criteria)
        except CriteriaFormError:
            return _("By criteria of another version of this program.")
        return rule_sentence(
            action=step.action, criteria=criteria, options=StepOptions.from_json(step.options), answers=answers
        )
    if step.action == Action.REFRESH:
        return _("Refresh: the criteria of the steps were looked up anew.")
    return _not_by_criteria(step)


def _not_by_criteria(step: SegmentStep) -> str:
    if step.source == Source.THERE_BEFORE:
        return _("There before steps were kept.")
    if step.source == Source.FILE:
        return _("From the file %(name)s.") % {"name": step.origin} if step.origin else _("From a file.")
    if step.source == Source.COPY:
        return _("Copied from %(name)s.") % {"name": step.origin} if step.origin else _("Copied.")
    if step.source == Source.MERGE:
        return _("On the segment as before, when it was merged with %(name)s.") % {"name": step.origin}
    if step.source == Source.FOLLOW_UP:
        return _("Follow-up of %(name)s.") % {"name": step.origin} if step.origin else _("Follow-up.")
    if step.action == Action.ADD:
        return _("Added by hand.")
    return _("Taken off by hand.")
