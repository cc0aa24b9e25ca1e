"""Putting many contacts in a mailing group at once (reference 4.7)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from contacts.details import ContactError
from contacts.locks import lock_contacts
from contacts.models import Contact, ContactQuerySet, MailingGroup
from contacts.templatetags.formats import number as shown

# Somebody may put one of them in the group at the same moment.
_JOIN = """
    INSERT INTO contacts_contact_mailing_groups (contact_id, mailinggroup_id)
    SELECT joining.contact_pk, %s FROM (JOINING) AS joining
    WHERE TRUE
    ON CONFLICT (contact_id, mailinggroup_id) DO NOTHING
"""


class AssignmentChangedError(ContactError):
    """Other numbers of contacts would come into the group or leave it than a person saw."""


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """How many contacts come into a mailing group, are in it already, and leave it."""

    coming_count: int
    already_count: int
    leaving_count: int


def plan_assignment(group: MailingGroup, *, contacts: QuerySet[Contact], replaces: bool) -> Assignment:
    """Return what ``assign_mailing_group`` would do now; nothing is written."""
    fates = contacts_by_fate(group, contacts=contacts)
    return Assignment(
        coming_count=fates["coming"].count(),
        already_count=fates["already"].count(),
        leaving_count=fates["leaving"].count() if replaces else 0,
    )


def contacts_by_fate(group: MailingGroup, *, contacts: QuerySet[Contact]) -> dict[str, ContactQuerySet]:
    """Return who of the ``contacts`` would come into ``group``, is in it already, and who else would leave it."""
    chosen = Q(pk__in=contacts.order_by().values("pk"))
    members = Q(pk__in=_members(group).values("contact_id"))
    everybody: ContactQuerySet = Contact.objects.all()
    return {
        "coming": everybody.filter(chosen).exclude(members),
        "already": everybody.filter(chosen, members),
        "leaving": everybody.filter(members).exclude(chosen),
    }


@transaction.atomic
def assign_mailing_group(
    group: MailingGroup,
    *,
    contacts: QuerySet[Contact],
    replaces: bool,
    expected: Assignment | None = None,
    at: dt.datetime,
    by: User | None,
) -> Assignment:
    """Put the ``contacts``, each once, in ``group``; with ``replaces`` everybody else leaves it.

    Who comes or leaves counts as modified.

    :raises AssignmentChangedError: the numbers are not ``expected``, those that a person saw.
    Cost: set-based; as many rows as contacts come or leave.
    """
    group = MailingGroup.objects.select_for_update(no_key=True).get(pk=group.pk)
    planned = plan_assignment(group, contacts=contacts, replaces=replaces)
    if expected is not None and planned != expected:
        raise AssignmentChangedError(
            _("By now %(coming)s would come into the group and %(leaving)s leave. Nothing was changed; look again.")
            % {"coming": shown(planned.coming_count), "leaving": shown(planned.leaving_count)}
        )
    fates = contacts_by_fate(group, contacts=contacts)
    for fate in ("coming", "leaving") if replaces else ("coming",):
        lock_contacts(fates[fate])
        Contact.objects.filter(pk__in=fates[fate].values("pk")).update(modified_at=at, modified_by=by)
    if replaces:
        _members(group).filter(contact__in=fates["leaving"].values("pk")).delete()
    _join(group, fates["coming"])
    return planned


def _members(group: MailingGroup) -> QuerySet[Any]:
    members: QuerySet[Any] = Contact.mailing_groups.through._default_manager.filter(mailinggroup=group)
    return members


def _join(group: MailingGroup, joining: QuerySet[Contact]) -> None:
    try:
        query, parameters = joining.order_by().values(contact_pk=F("pk")).query.sql_with_params()
    except EmptyResultSet:
        return
    with connection.cursor() as cursor:
        cursor.execute(_JOIN.replace("JOINING", query), [group.pk, *parameters])
