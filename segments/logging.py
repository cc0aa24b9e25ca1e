"""Logging a segment: it becomes what happened, and each of its campaigns gets an entry. Cancelling takes that back."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.entries import cancel_entries
from campaigns.models import Campaign, CampaignEntry
from campaigns.services import record_entry
from contacts.templatetags.formats import number
from segments.lines import LineChange, change_lines
from segments.locks import lock_segment
from segments.models import Segment
from segments.price_effect import Effects, effects_of_removing, refuse_unconfirmed


@dataclass(frozen=True, kw_only=True)
class Addressees:
    """How many lines would be logged, and how many contacts may not be addressed and why (D15)."""

    logged_count: int
    privacy_blocked_count: int
    excluded_count: int


class LoggingError(Exception):
    """A segment cannot be logged, or its logging not be cancelled."""


class NotOpenError(LoggingError):
    """The segment was logged before."""


class NotLoggedError(LoggingError):
    """The segment was not logged, or its logging was cancelled before."""


class AddresseesChangedError(LoggingError):
    """Not as many lines would be logged as the person saw."""


class NoDescriptionError(LoggingError):
    """The segment has no description, by which its entries would be known."""


class NobodyToLogError(LoggingError):
    """The segment has no line whose contact may be addressed."""


@dataclass(frozen=True, kw_only=True)
class LoggedSegment:
    """How many lines were logged, how many contacts may not be addressed and why, and the campaigns' entries.

    Privacy blocked and excluded contacts are not addressed (D15), but their lines still count for the target group: a
    price is not a message.
    """

    logged_count: int
    privacy_blocked_count: int
    excluded_count: int
    entries: tuple[CampaignEntry, ...]


def addressees_of(segment: Segment) -> Addressees:
    """Return who would be addressed if the segment were logged now."""
    addressed = segment.lines.filter(contact__is_privacy_blocked=False)
    return Addressees(
        logged_count=addressed.filter(contact__is_excluded_from_segments=False).count(),
        privacy_blocked_count=segment.lines.filter(contact__is_privacy_blocked=True).count(),
        excluded_count=addressed.filter(contact__is_excluded_from_segments=True).count(),
    )


@transaction.atomic(durable=True)
def log_segment(segment: Segment, *, by: User | None, expected_count: int | None = None) -> LoggedSegment:
    """Close the segment as done on its date. Its lines still count for target groups (D4) and keep their flags.

    :raises LoggingError: it is not open, has nobody to address, or its lines to be logged are not ``expected_count``,
        the number a person saw.
    """
    segment = lock_segment(segment)
    if segment.state != Segment.State.OPEN:
        raise NotOpenError(_("%(number)s was logged before.") % {"number": segment.number})
    if not segment.description.strip():
        raise NoDescriptionError(
            _("%(number)s has no description, by which its campaign entries would be known. Give it one first.")
            % {"number": segment.number}
        )
    addressees = addressees_of(segment)
    if expected_count is not None and addressees.logged_count != expected_count:
        raise AddresseesChangedError(
            ngettext(
                "%(count)s contact would be logged now, and not %(expected)s. Nothing was changed; look again.",
                "%(count)s contacts would be logged now, and not %(expected)s. Nothing was changed; look again.",
                addressees.logged_count,
            )
            % {"count": number(addressees.logged_count), "expected": number(expected_count)}
        )
    if not addressees.logged_count:
        raise NobodyToLogError(
            _("%(number)s has no contact that may be addressed. Add contacts before logging it.")
            % {"number": segment.number}
        )
    segment.state = Segment.State.LOGGED
    segment.save(update_fields=["state", "modified_at"])
    return LoggedSegment(
        logged_count=addressees.logged_count,
        privacy_blocked_count=addressees.privacy_blocked_count,
        excluded_count=addressees.excluded_count,
        entries=_record_entries(segment, by=by),
    )


@transaction.atomic(durable=True)
def cancel_segment(segment: Segment, *, at: dt.datetime, confirmed: Effects | None = None) -> LineChange:
    """Take the logging back: the lines no longer count for target groups, and the campaigns' entries are cancelled.

    :raises NotLoggedError: it is not logged.
    :raises ConfirmationNeededError: a person agreed to something else than it would do to prices (``confirmed``).
    """
    segment = lock_segment(segment)
    if segment.state != Segment.State.LOGGED:
        raise NotLoggedError(_("%(number)s is not logged, so there is nothing to cancel.") % {"number": segment.number})
    refuse_unconfirmed(effects_of_removing(segment.lines.all()) if confirmed is not None else (), confirmed)
    segment.state = Segment.State.CANCELLED
    segment.save(update_fields=["state", "modified_at"])
    cancel_entries(CampaignEntry.objects.filter(kind=CampaignEntry.Kind.INTERACTIONS, document_number=segment.number))
    return change_lines(segment.lines.all(), at=at, is_cancelled=True)


def _record_entries(segment: Segment, *, by: User | None) -> tuple[CampaignEntry, ...]:
    campaigns = Campaign.objects.filter(segment_lines__segment=segment).distinct().order_by("number")
    return tuple(
        record_entry(
            campaign,
            kind=CampaignEntry.Kind.INTERACTIONS,
            description=segment.description,
            entered_on=segment.dated_on,
            by=by,
            document_number=segment.number,
        )
        for campaign in campaigns.select_related("salesperson")
    )
