"""What the cells of an import name by code or number: found with one query per chunk of rows."""

from collections.abc import Iterable
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from contacts.columns import RowError

M = TypeVar("M", bound=Model)

_MOST_KEPT = 10_000


class References(Generic[M]):
    """The objects of ``queryset``, by the code or number in ``field``.

    What was found is kept for the next chunks, but never more than fits in a small memory.
    """

    def __init__(self, queryset: QuerySet[M], *, field: str) -> None:
        self._queryset = queryset
        self._field = field
        self._found: dict[str, M] = {}

    def load(self, names: Iterable[str]) -> None:
        """Fetch those of ``names`` that are not known yet."""
        if len(self._found) > _MOST_KEPT:
            self._found.clear()
        missing = {name for name in names if name} - self._found.keys()
        if missing:
            for found in self._queryset.filter(**{f"{self._field}__in": missing}):
                self.put(found)

    def put(self, found: M) -> None:
        """Take an object that was made meanwhile."""
        self._found[getattr(found, self._field)] = found

    def get(self, name: str) -> M | None:
        """Return the object that ``name`` names, None if there is none."""
        return self._found.get(name)

    def named(self, name: str) -> M:
        """Return the object that ``name`` names.

        :raises RowError: there is none.
        """
        found = self._found.get(name)
        if found is None:
            noun = self._queryset.model._meta.verbose_name
            raise RowError(_("There is no %(noun)s %(name)s.") % {"noun": noun, "name": name})
        return found

    def named_or_none(self, name: str | None) -> M | None:
        """Return the object that ``name`` names, None for a blank name.

        :raises RowError: there is none of that name.
        """
        return self.named(name) if name else None
