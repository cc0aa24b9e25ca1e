"""Who changed what on a record, and when: read from its history of django-simple-history."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any, Protocol

from django.contrib.auth.models import User
from django.db.models import Field, Model, OuterRef, Q, Subquery
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from contacts.templatetags.formats import day, moment, number, person

_CREATED, _DELETED = "+", "-"
# More changes than these are not shown: the page is for people.
_MOST_CHANGES = 200


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """One value before and after, as the reader knows it; blank for none. ``name`` is the field's in code."""

    label: str
    old: str
    new: str
    name: str = field(default="", compare=False)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One write of the record. ``person`` is blank where nobody was signed in. A new record has no fields."""

    at: dt.datetime
    person: str
    is_creation: bool
    fields: tuple[FieldChange, ...]


class Tracked(Protocol):
    """A record whose model has ``HistoricalRecords``."""

    history: Any


class _State(Protocol):
    """The record as it was after one write."""

    history_date: dt.datetime
    history_user: User | None
    history_type: str
    tracked_fields: Sequence["Field[Any, Any]"]


def changes_of(record: Tracked) -> list[Change]:
    """Return what happened to ``record``, the last change first; writes that changed nothing are left out."""
    states = _states(record)
    names = _names_of_related(states)
    changes = [_change(after, before, names) for after, before in pairwise(states)]
    if states and states[-1].history_type == _CREATED:
        changes.append(_change(states[-1], None, names))
    return [change for change in changes if change.is_creation or change.fields]


@dataclass(frozen=True, kw_only=True)
class Write:
    """One write from a history, with the record as it was after it. ``is_deletion``: it was the last one."""

    state: Any
    change: Change
    is_deletion: bool


def writes_of(model: type[Tracked], keys: Collection[int], *, related: Sequence[str] = ()) -> dict[int, Write]:
    """Return the writes with these keys in the history of ``model``, each compared with the one before it.

    Cost: two queries, and one for each kind of record that they refer to, however many writes there are.

    :param related: what else of each record is to be fetched with it.
    """
    history = model.history.model._default_manager
    earlier = history.filter(id=OuterRef("id")).filter(
        Q(history_date__lt=OuterRef("history_date"))
        | Q(history_date=OuterRef("history_date"), history_id__lt=OuterRef("history_id"))
    )
    previous = Subquery(earlier.order_by("-history_date", "-history_id").values("history_id")[:1])
    states = list(
        history.filter(history_id__in=keys).annotate(previous_key=previous).select_related("history_user", *related)
    )
    before = history.in_bulk({state.previous_key for state in states} - {None})
    names = _names_of_related([*states, *before.values()])
    return {
        state.history_id: Write(
            state=state,
            change=_change(state, before.get(state.previous_key), names),
            is_deletion=state.history_type == _DELETED,
        )
        for state in states
    }


def last_person(record: Tracked) -> str:
    """Return who wrote ``record`` last; blank when nobody was signed in."""
    states = _states(record)[:1]
    return person_name(states[0].history_user) if states else ""


def _states(record: Tracked) -> Sequence[_State]:
    states = record.history.select_related("history_user").order_by("-history_date", "-history_id")
    return list(states[:_MOST_CHANGES])


def _change(after: _State, before: _State | None, names: Mapping[str, Mapping[Any, str]]) -> Change:
    return Change(
        at=after.history_date,
        person=person_name(after.history_user),
        is_creation=before is None,
        fields=tuple(_differences(after, before, names)) if before is not None else (),
    )


def _differences(after: _State, before: _State, names: Mapping[str, Mapping[Any, str]]) -> Iterator[FieldChange]:
    for tracked in after.tracked_fields:
        old, new = getattr(before, tracked.attname), getattr(after, tracked.attname)
        if old != new:
            yield FieldChange(
                name=tracked.name,
                label=capfirst(str(tracked.verbose_name)),
                old=_shown(tracked, old, names),
                new=_shown(tracked, new, names),
            )


def _shown(field: "Field[Any, Any]", value: object, names: Mapping[str, Mapping[Any, str]]) -> str:
    if value is None or value == "":
        return ""
    if field.is_relation:
        return names[field.name].get(value, "?")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return day(value)
    return number(value) if isinstance(value, Decimal) else str(value)


def _names_of_related(states: Sequence[_State]) -> dict[str, dict[Any, str]]:
    """Return what the records that ``states`` refer to are called, by field and key: one query for each field."""
    names = {}
    for tracked in states[0].tracked_fields if states else ():
        if tracked.related_model is not None:
            keys = {getattr(state, tracked.attname) for state in states} - {None}
            related = tracked.related_model._default_manager.in_bulk(keys) if keys else {}
            names[tracked.name] = {key: _name(found) for key, found in related.items()}
    return names


def _name(record: Model) -> str:
    return person_name(record) if isinstance(record, User) else str(record)


def person_name(user: User | None) -> str:
    """Return what a user is called; blank for nobody."""
    return person(user)
