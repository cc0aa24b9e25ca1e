"""Short writes about segments. Each keeps the target groups right in the same transaction (D4)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Self

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Campaign
from contacts.locks import own_buyers
from contacts.models import Contact, Salesperson
from contacts.numbering import take_number
from contacts.selectors import salesperson_of
from contacts.services import set_company
from contacts.templatetags.formats import number as shown
from segments.lines import LineChange, change_lines, delete_lines
from segments.locks import lock_segment
from segments.models import BulkChange, Segment, SegmentLine, SegmentStep
from segments.price_effect import Effects, effects_of_adding, refuse_unconfirmed
from segments.steps import take_lines_off, take_step
from segments.targeting import TargetChange

SERIES = "SEGMENT"


class SegmentError(Exception):
    """A segment cannot be written as asked."""


class FlagNeedsCampaignError(SegmentError):
    """A flag is ticked where no campaign is chosen."""


class SegmentStateError(SegmentError):
    """The segment was logged or cancelled."""


class SegmentChangedError(SegmentError):
    """Somebody else changed the segment since the person saw it."""


class SegmentLinesChangedError(SegmentError):
    """Not as many lines or contacts are chosen as the person saw."""

    @classmethod
    def by_now(cls, *, coming_count: int, leaving_count: int) -> Self:
        """Return the refusal of a change by which another number of contacts would come or leave than was shown."""
        return cls(
            _("By now %(coming)s would come and %(leaving)s leave. Nothing was changed; look again.")
            % {"coming": shown(coming_count), "leaving": shown(leaving_count)}
        )


@dataclass(frozen=True, kw_only=True)
class SegmentDetails:
    """What staff fill in on the segment card, number apart. Campaign and flags are the defaults of new lines."""

    description: str
    dated_on: dt.date
    salesperson: Salesperson | None = None
    campaign: Campaign | None = None
    is_campaign_target: bool = False
    is_campaign_response: bool = False

    @classmethod
    def of(cls, segment: Segment) -> "SegmentDetails":
        """Return the details as they stand on the card of ``segment``."""
        return cls(**{field: getattr(segment, field) for field in cls.__dataclass_fields__})


@dataclass(frozen=True, kw_only=True)
class AddedContacts:
    """What became of the contacts that were to be added: each is counted once, under the first that applies."""

    privacy_blocked_count: int
    excluded_count: int
    already_count: int
    added: LineChange
    step: SegmentStep


@dataclass(frozen=True, kw_only=True)
class FlagChange:
    """How many lines got the flag, and how many had it so already."""

    changed: LineChange
    already_count: int


@transaction.atomic
def create_segment(*, number: str = "", details: SegmentDetails, by: User | None) -> Segment:
    """Make an open segment with a typed number, or with the next one where ``number`` is blank.

    Without a salesperson it gets the one who signs in as ``by``.

    :raises NumberError: the number cannot be given.
    :raises SegmentError: a flag is ticked without a campaign.
    """
    refuse_flags_without_campaign(details)
    segment = Segment(number=take_number(series_code=SERIES, typed=number, taken=Segment.objects))
    fill(segment, details)
    segment.salesperson = details.salesperson or salesperson_of(by)
    segment.save(force_insert=True)
    return segment


@transaction.atomic
def add_contacts(
    segment: Segment,
    *,
    contacts: QuerySet[Contact],
    expected_count: int | None = None,
    at: dt.datetime,
    by: User | None = None,
    confirmed: Effects | None = None,
) -> AddedContacts:
    """Add lines for ``contacts``, by company and name, with the campaign and flags of the segment: a step by hand.

    Privacy blocked and excluded contacts are left out (D15), and so are those already on it.

    :raises SegmentError: the segment is not open, or the contacts are not ``expected_count``, the number a person saw.
    :raises ConfirmationNeededError: a person agreed to something else than it would do to prices (``confirmed``).
    """
    segment = lock_open(segment)
    _refuse_other_count(contacts, expected_count)
    refuse_unconfirmed(effects_of_adding(segment, contacts) if confirmed is not None else (), confirmed)
    step = SegmentStep(
        segment=segment,
        action=SegmentStep.Action.ADD,
        source=SegmentStep.Source.HAND,
        taken_at=at,
        taken_by=by,
    )
    chosen = Contact.objects.filter(pk__in=contacts.order_by().values("pk")).with_buyer()
    change = take_step(step, matched=chosen)
    return AddedContacts(
        privacy_blocked_count=step.privacy_blocked_count,
        excluded_count=step.excluded_count,
        already_count=step.matched_count - step.added_count,
        added=change.added,
        step=step,
    )


@transaction.atomic
def remove_lines(
    segment: Segment,
    *,
    lines: QuerySet[SegmentLine],
    expected_count: int | None = None,
    at: dt.datetime,
    by: User | None = None,
    remembered_as: BulkChange | None = None,
) -> LineChange:
    """Take those of ``lines`` that are the segment's off it: a step by hand, unless these are none.

    :raises SegmentError: the segment is not open, or the lines are not ``expected_count``, the number a person saw.
    """
    segment = lock_open(segment)
    chosen = chosen_lines(segment, lines, expected_count)
    if not chosen.exists():
        return LineChange(line_count=0, targets=TargetChange())
    if remembered_as is not None and remembered_as.pk is None:
        remembered_as.save(force_insert=True)
    step = SegmentStep(
        segment=segment,
        action=SegmentStep.Action.REDUCE,
        source=SegmentStep.Source.HAND,
        bulk_change=remembered_as,
        taken_at=at,
        taken_by=remembered_as.made_by if remembered_as is not None else by,
    )
    return take_lines_off(step, lines=chosen)


@transaction.atomic
def set_target_flag(
    segment: Segment,
    *,
    lines: QuerySet[SegmentLine],
    is_target: bool,
    expected_count: int | None = None,
    at: dt.datetime,
    remembered_as: BulkChange | None = None,
) -> FlagChange:
    """Tick or clear *campaign target* on those of ``lines`` that are the segment's, also when it was logged.

    :raises SegmentError: the segment was cancelled, a line to be ticked has no campaign, or the lines are not
        ``expected_count``, the number a person saw.
    """
    segment = lock_not_cancelled(segment)
    chosen = chosen_lines(segment, lines, expected_count)
    if is_target:
        _refuse_without_campaign(chosen)
    return _set_flag(chosen, at=at, remembered_as=remembered_as, is_campaign_target=is_target)


@transaction.atomic
def set_response_flag(
    segment: Segment,
    *,
    lines: QuerySet[SegmentLine],
    is_response: bool,
    expected_count: int | None = None,
    at: dt.datetime,
    remembered_as: BulkChange | None = None,
) -> FlagChange:
    """Tick or clear *campaign response* on those of ``lines`` that are the segment's, also when it was logged.

    :raises SegmentError: as ``set_target_flag``.
    """
    segment = lock_not_cancelled(segment)
    chosen = chosen_lines(segment, lines, expected_count)
    if is_response:
        _refuse_without_campaign(chosen)
    return _set_flag(chosen, at=at, remembered_as=remembered_as, is_campaign_response=is_response)


@transaction.atomic
def change_line_campaign(
    segment: Segment, *, lines: QuerySet[SegmentLine], campaign: Campaign | None, at: dt.datetime
) -> LineChange:
    """Move those of ``lines`` that are the segment's to another campaign, with their flags; none clears the flags.

    :raises SegmentStateError: the segment is not open.
    """
    segment = lock_open(segment)
    chosen = chosen_lines(segment, lines, None)
    if campaign is None:
        return change_lines(chosen, at=at, campaign=None, is_campaign_target=False, is_campaign_response=False)
    return change_lines(chosen, at=at, campaign=campaign)


@transaction.atomic
def delete_segment(segment: Segment, *, at: dt.datetime) -> LineChange:
    """Delete the segment and its lines.

    :raises SegmentStateError: it was logged and not cancelled: what happened cannot be deleted.
    """
    segment = lock_segment(segment)
    if segment.state == Segment.State.LOGGED:
        raise SegmentStateError(_("%(number)s was logged. Cancel it before deleting it.") % {"number": segment.number})
    removed = delete_lines(segment.lines.all(), at=at)
    segment.delete()
    return removed


@transaction.atomic
def change_company(person: Contact, *, company: Contact | None, at: dt.datetime, by: User | None = None) -> LineChange:
    """Move a person to another company or to none, and with the person the places in target groups.

    Every line of the person counts for the new buyer from now on, those of logged segments too, because it is the
    person who was flagged. (Business Central refuses this while the person is on an open segment.)

    :raises ContactError: the contact is no person, or the company no company.
    """
    own_buyers()
    person = set_company(person, company=company, by=by)
    return change_lines(SegmentLine.objects.filter(contact=person), at=at, buyer=company or person)


def lock_open(segment: Segment) -> Segment:
    """Lock the segment and return it, freshly read.

    :raises SegmentStateError: it is not open.
    """
    segment = lock_segment(segment)
    if segment.state != Segment.State.OPEN:
        raise SegmentStateError(
            _("%(number)s is no longer open (%(state)s): it can be read, not changed.")
            % {"number": segment.number, "state": segment.get_state_display()}
        )
    return segment


def lock_not_cancelled(segment: Segment) -> Segment:
    """Lock the segment and return it, freshly read.

    :raises SegmentStateError: it was cancelled.
    """
    segment = lock_segment(segment)
    if segment.state == Segment.State.CANCELLED:
        raise SegmentStateError(_("%(number)s is cancelled: its lines no longer count.") % {"number": segment.number})
    return segment


def chosen_lines(segment: Segment, lines: QuerySet[SegmentLine], expected_count: int | None) -> QuerySet[SegmentLine]:
    """Return those of ``lines`` that are the locked segment's, if they are as many as expected.

    They are narrowed, not asked for by key: right after 100,000 lines were added, PostgreSQL does not know yet how
    many keys there are and would look each of them up.
    """
    chosen = lines.filter(segment=segment)
    _refuse_other_count(chosen, expected_count)
    return chosen


def _refuse_other_count(chosen: QuerySet[Any], expected_count: int | None) -> None:
    if expected_count is None or (count := _count(chosen)) == expected_count:
        return
    if chosen.model is Contact:
        sentence = ngettext(
            "The list now has %(count)s contact instead of %(expected)s.",
            "The list now has %(count)s contacts instead of %(expected)s.",
            count,
        )
    else:
        sentence = ngettext(
            "The list now has %(count)s line instead of %(expected)s.",
            "The list now has %(count)s lines instead of %(expected)s.",
            count,
        )
    advice = _("Nothing was changed. Check the list and try again.")
    numbers = {"count": shown(count), "expected": shown(expected_count)}
    raise SegmentLinesChangedError(f"{sentence % numbers} {advice}")


def refuse_flags_without_campaign(details: SegmentDetails) -> None:
    """Let only pass what has a campaign, or no flag.

    :raises FlagNeedsCampaignError: a flag is ticked without a campaign.
    """
    if details.campaign is None and (details.is_campaign_target or details.is_campaign_response):
        raise FlagNeedsCampaignError(_("Choose a campaign before ticking campaign target or campaign response."))


def _refuse_without_campaign(chosen: QuerySet[SegmentLine]) -> None:
    if count := _count(chosen.filter(campaign=None)):
        raise FlagNeedsCampaignError(
            ngettext(
                "%(count)s of the lines has no campaign. Choose one for it before ticking.",
                "%(count)s of the lines have no campaign. Choose one for them before ticking.",
                count,
            )
            % {"count": shown(count)}
        )


def _set_flag(
    chosen: QuerySet[SegmentLine], *, at: dt.datetime, remembered_as: BulkChange | None, **flag: bool
) -> FlagChange:
    # Counted first: the lines may have been chosen by the flag that is about to change.
    count = _count(chosen)
    changed = change_lines(chosen, at=at, remembered_as=remembered_as, **flag)
    return FlagChange(changed=changed, already_count=count - changed.line_count)


def _count(rows: QuerySet[Any]) -> int:
    """Return how many rows these are, each once, also where a filter finds one through several of its codes."""
    return rows.order_by().values("pk").distinct().count()


def fill(segment: Segment, details: SegmentDetails) -> None:
    """Put ``details`` on the segment, unsaved."""
    for field in SegmentDetails.__dataclass_fields__:
        setattr(segment, field, getattr(details, field))
