"""Applying a mailing group: everybody on a segment is put in it (reference 4.7)."""

import datetime as dt

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.mailing_groups import Assignment, assign_mailing_group, plan_assignment
from contacts.models import Contact, ContactQuerySet, MailingGroup
from segments.models import Segment
from segments.services import SegmentError, lock_not_cancelled


class NobodyToAssignError(SegmentError):
    """The segment has no contact that could be put in a group."""


def plan_mailing_group(segment: Segment, group: MailingGroup, *, replaces: bool) -> Assignment:
    """Return how many contacts of ``segment`` would come into ``group`` or are in it, and how many would leave it."""
    return plan_assignment(group, contacts=contacts_on(segment), replaces=replaces)


@transaction.atomic
def apply_mailing_group(
    segment: Segment,
    group: MailingGroup,
    *,
    replaces: bool,
    expected: Assignment | None = None,
    at: dt.datetime,
    by: User | None,
) -> Assignment:
    """Put every contact of ``segment`` in ``group``; with ``replaces`` everybody else leaves it.

    :raises SegmentError: the segment was cancelled, or nobody is on it: replacing would empty the group.
    :raises AssignmentChangedError: the numbers are not ``expected``, those that a person saw.
    """
    segment = lock_not_cancelled(segment)
    if not segment.lines.exists():
        raise NobodyToAssignError(
            _("%(segment)s has no contact to put in a mailing group. Nothing was changed.")
            % {"segment": segment.number}
        )
    return assign_mailing_group(
        group, contacts=contacts_on(segment), replaces=replaces, expected=expected, at=at, by=by
    )


def contacts_on(segment: Segment) -> ContactQuerySet:
    """Return the contacts on ``segment``, each once."""
    contacts: ContactQuerySet = Contact.objects.filter(pk__in=segment.lines.order_by().values("contact_id"))
    return contacts
