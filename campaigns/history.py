"""What happened to a campaign, from all rooms, the last thing first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.db.models import CharField, F, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from campaigns.parts import Happening, HistorySource
from contacts.history import writes_of

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_COLUMNS = ("happened_at", "happened_by", "source", "event")


@dataclass(frozen=True)
class Told:
    """A happening with the name of its kind, as a list shows it."""

    kind: "StrPromise"
    happening: Happening


class History:
    """The happenings of the sources, read page by page: it has a length and can be cut, and nothing else.

    Cost: one query for the count and one for a page, besides those with which the sources tell what is on it.
    """

    def __init__(self, campaign: Campaign, sources: Sequence[HistorySource], *, by: User | None = None) -> None:
        self._campaign = campaign
        self._sources = {source.key: source for source in sources}
        rows = _union([_rows_of(source, campaign, by=by) for source in sources])
        self._length: int | None = None
        self._rows = None if rows is None else rows.order_by("-happened_at", "source", "-event")

    def __len__(self) -> int:
        if self._length is None:
            self._length = 0 if self._rows is None else self._rows.count()
        return self._length

    def __getitem__(self, part: slice) -> list[Told]:
        rows = [] if self._rows is None else list(self._rows[part])
        told = self._told(rows)
        return [told[source, event] for _at, _by, source, event in rows if (source, event) in told]

    def _told(self, rows: Sequence[tuple[Any, ...]]) -> dict[tuple[str, int], Told]:
        keys = sorted((source, event) for _at, _by, source, event in rows)
        told = {}
        for key, events in groupby(keys, key=itemgetter(0)):
            source = self._sources[key]
            for event, happening in source.tell(self._campaign, [event for _key, event in events]).items():
                told[key, event] = Told(kind=source.label, happening=happening)
        return told


def people_of(campaign: Campaign, sources: Sequence[HistorySource]) -> QuerySet[User]:
    """Return who did something of it, by name."""
    rows = _union([source.writes(campaign).order_by().values_list("happened_by") for source in sources])
    keys = {key for (key,) in rows} if rows is not None else set()
    return User.objects.filter(pk__in=keys - {None}).order_by("first_name", "last_name", "username")


def card_writes(campaign: Campaign) -> QuerySet[Any]:
    """Return the writes of the campaign's card."""
    writes: QuerySet[Any] = Campaign.history.filter(id=campaign.pk).annotate(
        happened_at=F("history_date"), happened_by=F("history_user_id"), event=F("history_id")
    )
    return writes


def tell_card_writes(campaign: Campaign, keys: Collection[int]) -> Mapping[int, Happening]:
    """Return what these writes changed on the card."""
    return {
        key: Happening(
            at=write.change.at,
            person=write.change.person,
            title=_("Campaign made") if write.change.is_creation else _("Campaign changed"),
            url=reverse("campaigns:card", kwargs={"number": campaign.number}),
            fields=write.change.fields,
        )
        for key, write in writes_of(Campaign, keys).items()
    }


def _rows_of(source: HistorySource, campaign: Campaign, *, by: User | None) -> QuerySet[Any, tuple[Any, ...]]:
    writes = source.writes(campaign).order_by()
    if by is not None:
        writes = writes.filter(happened_by=by.pk)
    named = writes.annotate(source=Value(source.key, output_field=CharField()))
    rows: QuerySet[Any, tuple[Any, ...]] = named.values_list(*_COLUMNS)
    return rows


def _union(rows: Sequence[QuerySet[Any, tuple[Any, ...]]]) -> QuerySet[Any, tuple[Any, ...]] | None:
    """Return all the rows; None where there is nothing to unite."""
    return rows[0].union(*rows[1:]) if rows else None
