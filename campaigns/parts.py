"""What rooms above bring to a campaign: they plug in here, so that a campaign need not know them.

Which parts there are, the setting ``CAMPAIGN_PARTS`` says; ``config.campaign_parts`` lists them.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from campaigns.models import Campaign
from contacts.history import FieldChange

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, kw_only=True)
class Copying:
    """One campaign being copied to another, new one, whose dates are ``distance`` later."""

    source: Campaign
    target: Campaign
    distance: dt.timedelta
    at: dt.datetime
    by: User | None


@dataclass(frozen=True, kw_only=True)
class CopiedPart:
    """A kind of rows that can go along when a campaign is copied.

    ``count`` says how many there are to copy, ``detail`` more about them; ``copy`` writes the copies, inside the
    caller's transaction, and returns how many it made. ``is_offered_ticked`` is whether one has to say no.
    """

    key: str
    label: "StrPromise"
    permission: str
    count: Callable[[Campaign], int]
    copy: Callable[[Copying], int]
    detail: Callable[[Campaign], str] | None = None
    is_offered_ticked: bool = True


@dataclass(frozen=True, kw_only=True)
class DateChange:
    """A campaign whose period is to become another; a blank date is unbounded (D12)."""

    campaign: Campaign
    starting_on: dt.date | None
    ending_on: dt.date | None


@dataclass(frozen=True, kw_only=True)
class DateEffect:
    """What moves with the dates of a campaign: how much of it, in a sentence."""

    count: int
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One thing that happened to a campaign or its parts: what, to which page it belongs, and values old and new.

    ``person`` is blank where nobody was signed in.
    """

    at: dt.datetime
    person: str
    title: str
    url: str
    fields: Sequence[FieldChange] = ()


@dataclass(frozen=True, kw_only=True)
class HistorySource:
    """A kind of things that happen to a campaign.

    ``writes`` returns them as rows with ``happened_at``, ``happened_by`` (the key of a user, or None) and ``event``
    (their key), in no order; ``tell`` says of some of these keys what happened, in few queries.
    """

    key: str
    label: "StrPromise"
    permission: str
    writes: Callable[[Campaign], QuerySet[Any]]
    tell: Callable[[Campaign, Collection[int]], Mapping[int, Happening]]


@dataclass(frozen=True, kw_only=True)
class CampaignParts:
    """What there is: rows to copy, what says what moves with the dates, and what happened.

    ``document_pages`` says, by kind of campaign entry, the URL name of the page of its document and what that page
    calls the document's number.
    """

    copied: Sequence[CopiedPart] = ()
    date_effects: Sequence[Callable[[DateChange], Sequence[DateEffect]]] = ()
    history: Sequence[HistorySource] = ()
    document_pages: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def effects_of(change: DateChange) -> list[DateEffect]:
    """Return what moves with the dates; nothing is left out that is there, and nothing said of what is not."""
    effects = (effect for effects_of_room in campaign_parts().date_effects for effect in effects_of_room(change))
    return [effect for effect in effects if effect.count]


def campaign_parts() -> CampaignParts:
    """Return what rooms above bring."""
    parts: CampaignParts = import_string(settings.CAMPAIGN_PARTS)
    return parts
