"""The order of rows in a list: what is empty stands last, and equal rows keep one order on every page."""

from collections.abc import Iterable
from typing import Any, cast

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.constants import LOOKUP_SEP

Ordering = list[Any]


def ordered(rows: QuerySet[Any], keys: Iterable[str], *, last_key: str = "") -> QuerySet[Any]:
    """Return ``rows`` by ``keys`` (``-`` is descending), then by ``last_key``, which no two rows share.

    Without ``last_key`` this is the number where the model has one, and the primary key otherwise.
    """
    wanted = list(keys)
    last = last_key or _last_key(rows.model)
    if last not in {key.removeprefix("-") for key in wanted}:
        wanted.append(last)
    return rows.order_by(*(expression for key in wanted for expression in _expressions(rows.model, key)))


def _expressions(model: type[models.Model], key: str) -> Ordering:
    """Return by what to sort for ``key``.

    What cannot be empty is sorted by its bare name, so that the database may use an index.
    """
    name, is_descending = key.removeprefix("-"), key.startswith("-")
    field, may_be_null = _field(model, name)
    if field is None:
        may_be_null = True  # An annotation.
    if not may_be_null and not (isinstance(field, models.CharField | models.TextField) and field.blank):
        return [key]
    by = F(name).desc(nulls_last=True) if is_descending else F(name).asc(nulls_last=True)
    if isinstance(field, models.CharField | models.TextField) and not is_descending:
        return [Case(When(**{name: ""}, then=Value(1)), default=Value(0)), by]
    return [by]


def _field(model: type[models.Model], path: str) -> tuple["models.Field[Any, Any] | None", bool]:
    """Return the field at the end of ``path``, and whether it or a relation on the way may be empty."""
    may_be_null, field, at = False, None, cast("Any", model)
    for step in path.split(LOOKUP_SEP):
        if at is None:
            return None, True
        if step == "pk":
            field = at._meta.pk
        else:
            try:
                field = at._meta.get_field(step)
            except FieldDoesNotExist:
                return None, True
        may_be_null = may_be_null or bool(getattr(field, "null", True))
        at = field.related_model
    return field, may_be_null


def _last_key(model: type[models.Model]) -> str:
    try:
        field = model._meta.get_field("number")
    except FieldDoesNotExist:
        return "pk"
    return "number" if getattr(field, "unique", False) else "pk"
