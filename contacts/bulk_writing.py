"""Many objects of a model, added and changed with a few statements; with their history where it is kept."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from django.contrib.auth.models import User
from django.db.models import DateTimeField, Model
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from contacts.field_kinds import label_of
from contacts.importing import Difference, Outcome
from contacts.insert_sql import insert_rows

M = TypeVar("M", bound=Model)

_BATCH_SIZE = 500
# Models without a history of their own may say at least who wrote last.
_WRITER = "modified_by"


class BulkWriter(Generic[M]):
    """Collects objects of ``model`` and writes them together, at the moment ``at`` and by the user ``by``.

    ``number`` is a unique field by which new objects without a history get their keys back sooner than from Django.
    """

    def __init__(self, model: type[M], *, at: dt.datetime, by: User | None = None, number: str = "") -> None:
        self.model = model
        self._number = number
        self._at = at
        self._by = by
        self._keeps_history = hasattr(model, "history")
        # Django fills these in when it saves one object, not when it changes many.
        self._stamps: dict[str, object] = {
            field.name: at
            for field in model._meta.concrete_fields
            if isinstance(field, DateTimeField) and field.auto_now
        }
        if any(field.name == _WRITER for field in model._meta.concrete_fields):
            self._stamps[_WRITER] = by
        self._added: list[M] = []
        self._changed: dict[int, M] = {}
        self._changed_fields: set[str] = set()
        self.differences: Sequence[Difference] = ()

    def add(self, added: M) -> M:
        """Take a new object and return it; it gets its key when it is written."""
        if _WRITER in self._stamps:
            setattr(added, _WRITER, self._by)
        self._added.append(added)
        return added

    def change(self, existing: M, values: Mapping[str, object]) -> Outcome:
        """Give ``existing`` those of ``values`` that differ, keep these as ``differences``, and say whether any did."""
        differences = {name: value for name, value in values.items() if getattr(existing, name) != value}
        self.differences = [self._difference(existing, name, value) for name, value in differences.items()]
        if not differences:
            return Outcome.UNCHANGED
        for name, value in (differences | self._stamps).items():
            setattr(existing, name, value)
        if existing.pk is not None:
            self._changed[existing.pk] = existing
            self._changed_fields |= differences.keys()
        return Outcome.CHANGED

    def _difference(self, existing: M, name: str, value: object) -> Difference:
        return Difference(label_of(self.model, name), getattr(existing, name), value)

    def write(self) -> None:
        """Write what was collected since the last call."""
        if self._added:
            self._add_all()
        if self._changed:
            self._change_all()
        self._added, self._changed, self._changed_fields = [], {}, set()

    def _add_all(self) -> None:
        if self._keeps_history:
            bulk_create_with_history(self._added, self.model, default_user=self._by, default_date=self._at)
        elif self._number:
            self._insert_all()
        else:
            self.model._default_manager.bulk_create(self._added)

    def _insert_all(self) -> None:
        for added in self._added:
            for name, value in self._stamps.items():
                setattr(added, name, value)
            added._prepare_related_fields_for_save(operation_name="bulk_create")  # type: ignore[attr-defined]  # what it refers to has its key since
        insert_rows(self._added)
        by_number = {getattr(added, self._number): added for added in self._added}
        rows = self.model._default_manager.filter(**{f"{self._number}__in": by_number})
        for number, pk in rows.values_list(self._number, "pk"):
            by_number[number].pk = pk
            by_number[number]._state.adding = False

    def _change_all(self) -> None:
        changed, fields = list(self._changed.values()), sorted({*self._changed_fields, *self._stamps})
        if self._keeps_history:
            bulk_update_with_history(
                changed, self.model, fields, _BATCH_SIZE, default_user=self._by, default_date=self._at
            )
        else:
            self.model._default_manager.bulk_update(changed, fields, batch_size=_BATCH_SIZE)
