"""Keys that a query found, kept while they are needed: what asks a million order lines is to ask them once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

_DROP = "DROP TABLE IF EXISTS TABLE_NAME"
# PostgreSQL lets several processes read for a table that is made of a query, and never for an INSERT.
_KEEP = {
    "postgresql": ("CREATE TEMPORARY TABLE TABLE_NAME (kept_key) AS QUERY",),
    "sqlite": (
        "CREATE TEMPORARY TABLE TABLE_NAME (kept_key bigint PRIMARY KEY)",
        "INSERT INTO TABLE_NAME (kept_key) QUERY",
    ),
}
_KEPT = "SELECT kept_key FROM TABLE_NAME"
_NOBODY = "SELECT id AS contact_pk FROM contacts_contact WHERE 1 = 0"


@contextmanager
def kept_keys(table: str, keys: QuerySet[Any, Any]) -> Iterator[RawSQL]:
    """Keep what ``keys`` finds, one column without NULLs or repeats, in a temporary table of that name.

    Yield it for use within a query: ``filter(pk__in=…)``. Inside a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DROP.replace("TABLE_NAME", table))
        query, parameters = query_of(keys)
        *before, keep = _KEEP[connection.vendor]
        for statement in before:
            cursor.execute(statement.replace("TABLE_NAME", table))
        cursor.execute(keep.replace("TABLE_NAME", table).replace("QUERY", query), parameters)
        learn(cursor, table)
        yield RawSQL(_KEPT.replace("TABLE_NAME", table), [])  # noqa: S611 - fixed text, and a name of ours
        cursor.execute(_DROP.replace("TABLE_NAME", table))


def query_of(found: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    """Return the statement of a query and its parameters, also of one that cannot find anything."""
    try:
        query, parameters = found.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return _NOBODY, ()
    return query, tuple(parameters)


def learn(cursor: CursorWrapper, table: str) -> None:
    """Let PostgreSQL count what was written to a temporary table: it would take a hundred thousand rows for a few."""
    if connection.vendor == "postgresql":
        cursor.execute(f"ANALYZE {table}")
