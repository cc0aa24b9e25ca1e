"""Who may be reached by which channel: what contacts allowed and withdrew, recorded and asked.

Consent decides messages. It changes no price and no target group (spec D15).
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Consent, Contact
from contacts.templatetags.formats import day

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_ROWS_AT_A_TIME = 2000


class ConsentError(Exception):
    """What a contact said about messages cannot be recorded so."""


class ConsentSourceError(ConsentError):
    """Nobody could say later where the consent came from."""


class ConsentDateError(ConsentError):
    """The date has not come yet."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a contact said about messages by ``channel``, in what (``source``) and on which day."""

    channel: Consent.Channel
    state: Consent.State
    source: str
    stated_on: dt.date


@dataclass(frozen=True, kw_only=True)
class ChannelState:
    """How one channel of a contact stands: ``last`` holds, and is None where nothing was ever said."""

    channel: Consent.Channel
    last: Consent | None

    @property
    def state(self) -> Consent.State:
        return Consent.State(self.last.state) if self.last else Consent.State.UNKNOWN

    @property
    def label(self) -> "StrPromise":
        return self.channel.label


def record_consent(
    contact: Contact, statement: Statement, *, by: User | None, at: dt.datetime, today: dt.date
) -> Consent:
    """Record what ``contact`` said; it is added to what is recorded already.

    :raises ConsentError: the source is blank, or the day is still to come.
    """
    consent = _checked(contact.pk, statement, by=by, at=at, today=today)
    consent.save(force_insert=True)
    return consent


def record_consents(
    statements: Iterable[tuple[int, Statement]], *, by: User | None, at: dt.datetime, today: dt.date
) -> int:
    """Record what many contacts said (their keys, each with a statement) and return how many records were made.

    A statement that says what holds already is left out, so that a file which is read twice records everything once.
    Call it in a transaction.

    :raises ConsentError: one of the sources is blank, or one of the days still to come.
    """
    count = 0
    batch: list[tuple[int, Statement]] = []
    for row in statements:
        batch.append(row)
        if len(batch) == _ROWS_AT_A_TIME:
            count += _record_batch(batch, by=by, at=at, today=today)
            batch = []
    return count + _record_batch(batch, by=by, at=at, today=today)


def check_statement(statement: Statement, *, today: dt.date) -> None:
    """Refuse a statement that nobody could rely on later.

    :raises ConsentError: the source is blank, or the day is still to come.
    """
    if not statement.source.strip():
        raise ConsentSourceError(_("Say where the consent comes from, such as a web form, a fair or a phone call."))
    if statement.stated_on > today:
        raise ConsentDateError(
            _("%(day)s has not come yet. Fill in the day on which the contact said so.")
            % {"day": day(statement.stated_on)}
        )


def outlasts(last: Consent, statement: Statement) -> bool:
    """Tell whether ``last`` stays although a list says something else.

    So it is where the contact said it on a later day. What was withdrawn also stays where it was withdrawn, or that was
    recorded, on the day of the list: lists go around for a while, and nobody is to get messages by an old one.
    """
    if last.state == Consent.State.WITHDRAWN and statement.state != Consent.State.WITHDRAWN:
        return max(last.stated_on, timezone.localdate(last.recorded_at)) >= statement.stated_on
    return last.stated_on > statement.stated_on


def last_statements_of(contact_ids: Collection[int]) -> dict[tuple[int, str], Consent]:
    """Return what holds, by key of the contact and channel. Cost: one query."""
    return {(consent.contact_id, consent.channel): consent for consent in _last_ones().filter(contact__in=contact_ids)}


def states_of(contact: Contact) -> list[ChannelState]:
    """Return how each channel of ``contact`` stands, in the order of the channels. Cost: one query."""
    last = {consent.channel: consent for consent in _last_ones().filter(contact=contact).select_related("recorded_by")}
    return [ChannelState(channel=channel, last=last.get(channel)) for channel in Consent.Channel]


def history_of(contact: Contact) -> QuerySet[Consent]:
    """Return all that ``contact`` said, the last first: the first of each channel is what holds."""
    return contact.consents.select_related("recorded_by").order_by("-stated_on", "-pk")


def may_be_reached(channel: str, *, contact: str = "pk") -> Q:
    """Return the condition on contacts, or on rows that name one in ``contact``, who may get messages by ``channel``.

    That is who gave consent and did not withdraw it since, and is not privacy blocked.
    """
    given = given_consents().filter(channel=channel)
    return Q(**{f"{contact}__in": given.values("contact")})


def count_reachable(contacts: QuerySet[Contact]) -> Mapping[str, int]:
    """Return how many of ``contacts`` may be reached by each channel. Cost: one query."""
    given = given_consents().filter(contact__in=contacts.order_by().values("pk"))
    counted = dict(given.order_by().values_list("channel").annotate(contact_count=Count("pk")))
    return {channel.value: counted.get(channel.value, 0) for channel in Consent.Channel}


def given_consents() -> QuerySet[Consent]:
    """Return the consents that hold and let messages go: given, of contacts that are not privacy blocked."""
    return _last_ones().filter(state=Consent.State.GIVEN, contact__is_privacy_blocked=False)


def _last_ones() -> QuerySet[Consent]:
    """Return what holds: of each contact and channel the record after which none comes."""
    after = Q(stated_on__gt=OuterRef("stated_on")) | Q(stated_on=OuterRef("stated_on"), pk__gt=OuterRef("pk"))
    later = Consent.objects.filter(after, contact=OuterRef("contact"), channel=OuterRef("channel"))
    return Consent.objects.filter(~Exists(later))


def _record_batch(batch: list[tuple[int, Statement]], *, by: User | None, at: dt.datetime, today: dt.date) -> int:
    new = [_checked(key, statement, by=by, at=at, today=today) for key, statement in batch]
    holding = last_statements_of({consent.contact_id for consent in new})
    said = [consent for consent in new if not _holds_already(consent, holding)]
    Consent.objects.bulk_create(said)
    return len(said)


def _holds_already(consent: Consent, holding: Mapping[tuple[int, str], Consent]) -> bool:
    last = holding.get((consent.contact_id, consent.channel))
    return last is not None and last.state == consent.state


def _checked(contact_id: int, statement: Statement, *, by: User | None, at: dt.datetime, today: dt.date) -> Consent:
    check_statement(statement, today=today)
    return Consent(
        contact_id=contact_id,
        channel=statement.channel,
        state=statement.state,
        source=statement.source.strip(),
        stated_on=statement.stated_on,
        recorded_at=at,
        recorded_by=by,
    )
