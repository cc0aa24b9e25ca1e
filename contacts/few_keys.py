"""The rows that a search found, as a condition on what points to them: a database looks up few keys, and reads once."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

# So many keys are looked up in an index sooner than the found rows are found again inside the statement.
MOST_KEYS = 1000


def few_keys(rows: QuerySet[Any]) -> "Sequence[int] | QuerySet[Any, Any]":
    """Return the keys of ``rows`` for an ``__in``: a list where they are few, and otherwise the query that finds them.

    Texts that are searched for have no index, so that each mention of them in a statement is a pass over a table. Cost:
    one query.
    """
    keys = list(rows.order_by().values_list("pk", flat=True)[: MOST_KEYS + 1])
    return keys if len(keys) <= MOST_KEYS else rows.order_by().values("pk")
