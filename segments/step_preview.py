"""What a step by criteria would do, before it is taken. Nothing is written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from contacts.models import Contact, ContactQuerySet
from segments.criteria import Criteria
from segments.kept_keys import kept_keys
from segments.matching import matching
from segments.models import Segment, SegmentLine, SegmentStep
from segments.planner import for_many_rows
from segments.steps import StepOptions, keys_of, meant_by

Action = SegmentStep.Action
SAMPLE_SIZE = 10


@dataclass(frozen=True, kw_only=True)
class ShownStep:
    """A step by criteria, and how many contacts a person saw that come onto the segment or leave it by it."""

    action: str
    criteria: Criteria
    options: StepOptions
    count: int


@dataclass(frozen=True, kw_only=True)
class StepPreview:
    """How many contacts match, what becomes of them, and some of those for whom something changes.

    Of an *add* every contact that matches is counted once: as privacy blocked, excluded, there already or coming. Of a
    *reduce* and a *refine* every contact of the segment is counted once, as leaving or as there (it stays).
    """

    matched_count: int
    coming_count: int = 0
    leaving_count: int = 0
    leaving_line_count: int = 0
    there_count: int = 0
    privacy_blocked_count: int = 0
    excluded_count: int = 0
    samples: tuple[Contact, ...] = ()

    @property
    def changed_count(self) -> int:
        """How many lines come onto the segment or leave it: one for each contact, unless one has a second line."""
        return self.coming_count + self.leaving_line_count


@transaction.atomic
def preview_step(
    segment: Segment,
    *,
    action: str,
    criteria: Criteria,
    options: StepOptions,
    buyers: RawSQL | None = None,
    sample_size: int = SAMPLE_SIZE,
) -> StepPreview:
    """Return what the step would do now; ``buyers`` as ``matching`` takes them.

    :raises UnknownCodeError: the criteria name a code that does not exist any more.
    """
    meant = meant_by(action, matching(criteria, buyers=buyers), options)
    with for_many_rows(), kept_keys("step_found", keys_of(meant)) as keys:
        matched = Contact.objects.with_buyer().filter(pk__in=keys)
        groups = _by_fate(segment, matched, action=action, options=options)
        if action == Action.ADD:
            counts = _counted(matched, options, segment)
            changing = groups["coming"]
        else:
            changing = groups["leaving"]
            counts = {"matched_count": _count(matched), "leaving_count": _count(changing)}
            lines = SegmentLine.objects.filter(segment=segment.pk, contact__in=changing.order_by().values("pk"))
            counts["leaving_line_count"] = lines.count()
            counts["there_count"] = _count(_on(segment)) - counts["leaving_count"]
        samples = changing.select_related("company").order_by("name", "number")[:sample_size]
        return StepPreview(**counts, samples=tuple(samples))


def contacts_by_fate(
    segment: Segment, *, action: str, criteria: Criteria, options: StepOptions
) -> dict[str, ContactQuerySet]:
    """Return who matches and what would become of whom, by the names of the counts of ``StepPreview``.

    :raises UnknownCodeError: the criteria name a code that does not exist any more.
    """
    matched = meant_by(action, matching(criteria), options)
    return _by_fate(segment, matched, action=action, options=options)


def _by_fate(
    segment: Segment, matched: ContactQuerySet, *, action: str, options: StepOptions
) -> dict[str, ContactQuerySet]:
    if action == Action.ADD:
        return {"matched": matched, **{name: matched.filter(of(segment, options)) for name, of in _FATES.items()}}
    on_list, matches = _on(segment), Q(pk__in=matched.order_by().values("pk"))
    leaving, staying = (matches, ~matches) if action == Action.REDUCE else (~matches, matches)
    return {"matched": matched, "leaving": on_list.filter(leaving), "there": on_list.filter(staying)}


def _is_there(segment: Segment, _options: StepOptions) -> Q:
    return Q(Exists(SegmentLine.objects.filter(segment=segment.pk, contact=OuterRef("pk"))))


def _blocked(_segment: Segment, _options: StepOptions) -> Q:
    return Q(is_privacy_blocked=True)


def _excluded(_segment: Segment, options: StepOptions) -> Q:
    if options.ignores_exclusion:
        return Q(pk__in=())
    return Q(is_privacy_blocked=False, is_excluded_from_segments=True)


def _addressable(options: StepOptions) -> Q:
    allowed = Q(is_privacy_blocked=False)
    return allowed if options.ignores_exclusion else allowed & Q(is_excluded_from_segments=False)


def _already(segment: Segment, options: StepOptions) -> Q:
    if options.allows_existing:
        return Q(pk__in=())
    return _addressable(options) & _is_there(segment, options)


def _coming(segment: Segment, options: StepOptions) -> Q:
    if options.allows_existing:
        return _addressable(options)
    return _addressable(options) & ~_is_there(segment, options)


_FATES: dict[str, Callable[[Segment, StepOptions], Q]] = {
    "coming": _coming,
    "there": _already,
    "privacy_blocked": _blocked,
    "excluded": _excluded,
}


def _counted(matched: ContactQuerySet, options: StepOptions, segment: Segment) -> dict[str, int]:
    """Count all at once: what asks a million order lines is to ask them once."""
    there = Exists(SegmentLine.objects.filter(segment=segment.pk, contact=OuterRef("pk")))
    counts: dict[str, Any] = {"matched_count": Count("pk"), "privacy_blocked_count": _counting(is_privacy_blocked=True)}
    if not options.ignores_exclusion:
        counts["excluded_count"] = _counting(is_privacy_blocked=False, is_excluded_from_segments=True)
    if not options.allows_existing:
        counts["there_count"] = Count("pk", filter=_addressable(options) & Q(is_there=True))
    found = matched.order_by().annotate(is_there=there).aggregate(**counts)
    return {**found, "coming_count": 2 * found["matched_count"] - sum(found.values())}


def _counting(**conditions: bool) -> Count:
    return Count("pk", filter=Q(**conditions))


def _on(segment: Segment) -> ContactQuerySet:
    return Contact.objects.filter(pk__in=SegmentLine.objects.filter(segment=segment.pk).values("contact_id"))


def _count(contacts: QuerySet[Contact]) -> int:
    return contacts.order_by().count()
