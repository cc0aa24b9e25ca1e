"""Inserting very many rows of a plain table, for what ``bulk_create`` is too slow.

``bulk_create`` asks every field of every object how to save it, and brings back the keys. An import of half a million
order lines spends most of its time on that, and needs none of it.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, Model

M = TypeVar("M", bound=Model)

# Values that both databases take as they are.
_PLAIN = frozenset({int, str, bool, Decimal, type(None)})
_MOST_PARAMETERS = 32_000


def insert_rows(objects: Sequence[M]) -> None:
    """Insert new ``objects`` of one model with few statements.

    They do not get their keys, and no field fills itself in: a moment of change, for example, must be set.
    """
    if not objects:
        return
    fields = [field for field in objects[0]._meta.concrete_fields if not field.primary_key]
    most_parameters = connection.features.max_query_params or _MOST_PARAMETERS
    rows = (_row(fields, added) for added in objects)
    with connection.cursor() as cursor:
        while batch := list(islice(rows, most_parameters // len(fields))):
            cursor.execute(_statement(objects[0], fields, len(batch)), list(chain.from_iterable(batch)))


def _row(fields: Sequence["Field[Any, Any]"], added: Model) -> Iterator[Any]:
    for field in fields:
        value = getattr(added, field.attname)
        yield value if type(value) in _PLAIN else field.get_db_prep_save(value, connection)


def _statement(added: Model, fields: Sequence["Field[Any, Any]"], row_count: int) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    return f"INSERT INTO {quote(added._meta.db_table)} ({columns}) VALUES {', '.join([row] * row_count)}"
