"""A follow-up segment: who responded to another segment, or who did not (reference 6.9)."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from contacts.models import Contact, ContactQuerySet
from contacts.templatetags.formats import number as shown
from segments.models import Segment, SegmentStep
from segments.services import (
    SegmentDetails,
    SegmentError,
    SegmentLinesChangedError,
    create_segment,
    lock_not_cancelled,
)
from segments.steps import take_step


class Whom(models.TextChoices):
    """Who of a segment is followed up. A contact with several lines responded when one of them says so."""

    RESPONDED = "responded", pgettext_lazy("follow-up", "Who responded")
    SILENT = "silent", pgettext_lazy("follow-up", "Who did not respond")
    EVERYBODY = "everybody", pgettext_lazy("follow-up", "Everybody")


class NobodyToFollowUpError(SegmentError):
    """There is nobody whom the follow-up would be about."""


@dataclass(frozen=True, kw_only=True)
class FollowUpPlan:
    """How many contacts would be on the follow-up, and how many are left out because they may not be addressed."""

    coming_count: int
    privacy_blocked_count: int
    excluded_count: int


def plan_follow_up(source: Segment, whom: Whom) -> FollowUpPlan:
    """Return whom a follow-up of ``source`` would be about now."""
    counts = contacts_to_follow_up(source, whom).aggregate(
        coming_count=Count("pk", filter=Q(is_privacy_blocked=False, is_excluded_from_segments=False)),
        privacy_blocked_count=Count("pk", filter=Q(is_privacy_blocked=True)),
        excluded_count=Count("pk", filter=Q(is_privacy_blocked=False, is_excluded_from_segments=True)),
    )
    return FollowUpPlan(**counts)


@dataclass(frozen=True, kw_only=True)
class AskedFollowUp:
    """What a follow-up is to be. ``expected_count`` is how many contacts a person saw that it would be about."""

    whom: Whom
    description: str
    dated_on: dt.date
    expected_count: int | None = None


@transaction.atomic
def create_follow_up(source: Segment, asked: AskedFollowUp, *, at: dt.datetime, by: User | None) -> Segment:
    """Make an open segment of those of ``source`` who are followed up, for the same campaign and without marks.

    Privacy blocked and excluded contacts are left out and counted on its first step (D15).

    :raises NumberError: no number can be given.
    :raises SegmentError: ``source`` was cancelled, there is nobody, or there are not as many as a person saw.
    """
    details = SegmentDetails(description=asked.description, dated_on=asked.dated_on, campaign=source.campaign)
    # The number series is locked before any segment.
    follow_up = create_segment(details=details, by=by)
    source = lock_not_cancelled(source)
    plan = plan_follow_up(source, asked.whom)
    if not plan.coming_count:
        raise NobodyToFollowUpError(
            _("Nobody of %(segment)s is left for that follow-up. Nothing was made.") % {"segment": source.number}
        )
    if asked.expected_count not in {None, plan.coming_count}:
        raise SegmentLinesChangedError(
            ngettext(
                "It would be about %(count)s contact now, and not %(expected)s. Nothing was made; look again.",
                "It would be about %(count)s contacts now, and not %(expected)s. Nothing was made; look again.",
                plan.coming_count,
            )
            % {"count": shown(plan.coming_count), "expected": shown(asked.expected_count)}
        )
    step = SegmentStep(
        segment=follow_up,
        action=SegmentStep.Action.ADD,
        source=SegmentStep.Source.FOLLOW_UP,
        origin=source.number,
        taken_at=at,
        taken_by=by,
    )
    take_step(step, matched=contacts_to_follow_up(source, asked.whom))
    return follow_up


def contacts_to_follow_up(source: Segment, whom: Whom) -> ContactQuerySet:
    """Return the contacts of ``source``, privacy blocked and excluded ones among them, with ``buyer_pk``."""
    lines = source.lines.filter(is_cancelled=False).order_by()
    contacts = Contact.objects.with_buyer().filter(pk__in=lines.values("contact_id"))
    responded = Q(pk__in=lines.filter(is_campaign_response=True).values("contact_id"))
    if whom == Whom.EVERYBODY:
        return contacts
    return contacts.filter(responded if whom == Whom.RESPONDED else ~responded)
