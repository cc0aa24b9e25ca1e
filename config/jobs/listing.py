"""All jobs in one list.

Each source says which there are and when, the database puts them in order, and only those of one page are then read.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import CharField, Q, QuerySet, TextChoices, Value
from django.utils import timezone
from django.utils.translation import pgettext_lazy


class JobKind(TextChoices):
    RUN = "run", pgettext_lazy("job", "Run")
    IMPORT = "import", pgettext_lazy("job", "Import")
    BULK = "bulk", pgettext_lazy("job", "Bulk change")


class JobState(TextChoices):
    WAITING = "waiting", pgettext_lazy("job", "Waiting")
    RUNNING = "running", pgettext_lazy("job", "Under way")
    DONE = "done", pgettext_lazy("job", "Done")
    DROPPED = "dropped", pgettext_lazy("job", "Discarded or undone")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobWishes:
    """What the list is narrowed to; blank and None narrow nothing. Both days are within."""

    kind: str = ""
    state: str = ""
    person: User | None = None
    from_day: dt.date | None = None
    until_day: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One line of the list. ``trouble`` says what was left out or skipped, ``verb`` what can be done next."""

    kind: JobKind
    title: str
    subject: str
    url: str
    at: dt.datetime
    who: str
    state: JobState
    state_words: str
    counts: str
    trouble: str = ""
    trouble_url: str = ""
    verb: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSource:
    """Where jobs of one kind come from.

    ``rows`` returns those that a person may see, with the annotation ``moment``: when. ``people`` are the fields that
    say who. ``states`` are conditions on the rows; a state that is not there, no row has. ``show`` makes the line.
    """

    kind: JobKind
    rows: Callable[[User | AnonymousUser], QuerySet[Any]]
    people: Sequence[str]
    states: Mapping[JobState, Q]
    show: Callable[[Any], Job]

    def narrowed(self, user: User | AnonymousUser, wishes: JobWishes) -> QuerySet[Any]:
        """Return the rows that are wished for."""
        rows = self.rows(user)
        if wishes.kind and wishes.kind != self.kind:
            return rows.none()
        if wishes.state:
            condition = self.states.get(JobState(wishes.state))
            rows = rows.none() if condition is None else rows.filter(condition)
        if wishes.person is not None:
            rows = rows.filter(reduce(or_, (Q(**{field: wishes.person}) for field in self.people)))
        if wishes.from_day is not None:
            rows = rows.filter(moment__gte=_start_of(wishes.from_day))
        if wishes.until_day is not None:
            rows = rows.filter(moment__lt=_start_of(wishes.until_day + dt.timedelta(days=1)))
        return rows


class JobList:
    """The jobs that are wished for, the newest first. A page of it costs one query, and one for each kind on it."""

    def __init__(self, sources: Sequence[JobSource], *, user: User | AnonymousUser, wishes: JobWishes) -> None:
        self._sources = {source.kind.value: source for source in sources}
        self._user = user
        self._rows = [source.narrowed(user, wishes) for source in sources]

    def __len__(self) -> int:
        return self._count

    def page(self, start: int, stop: int) -> list[Job]:
        """Return the jobs from ``start`` to before ``stop``."""
        keys = self._keys(start, stop)
        wanted = defaultdict(list)
        for kind, pk in keys:
            wanted[kind].append(pk)
        jobs = {
            (kind, row.pk): self._sources[kind].show(row)
            for kind, pks in wanted.items()
            for row in self._sources[kind].rows(self._user).filter(pk__in=pks)
        }
        return [jobs[key] for key in keys if key in jobs]

    @cached_property
    def _count(self) -> int:
        return sum(rows.count() for rows in self._rows)

    def _keys(self, start: int, stop: int) -> list[tuple[str, int]]:
        """Return kind and key of each, put in order by the database."""
        if not self._rows:
            return []
        first, *others = [
            rows.order_by()
            .annotate(job_kind=Value(kind, output_field=CharField()))
            .values_list("job_kind", "pk", "moment")
            for kind, rows in zip(self._sources, self._rows, strict=True)
        ]
        ordered = first.union(*others, all=True).order_by("-moment", "-pk")
        return [(kind, pk) for kind, pk, _moment in ordered[start:stop]]


def _start_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
