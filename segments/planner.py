"""How PostgreSQL carries out statements about very many rows that were written a moment ago."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

from django.db import connection

_SETTINGS = {"enable_nestloop": "off", "jit": "off", "work_mem": "96MB"}
_READ = "SELECT " + ", ".join(["current_setting(%s)"] * len(_SETTINGS))
_WRITE = "SELECT " + ", ".join(["set_config(%s, %s, TRUE)"] * len(_SETTINGS))


@contextmanager
def for_many_rows() -> Iterator[None]:
    """Keep PostgreSQL from comparing every row with every other one, and give it room; inside a transaction.

    Its statistics know nothing of rows written a moment ago: it takes many for few and would look each of them up.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(_READ, [*_SETTINGS])
        before = dict(zip(_SETTINGS, cursor.fetchone(), strict=True))
        cursor.execute(_WRITE, [*chain.from_iterable(_SETTINGS.items())])
        yield
        cursor.execute(_WRITE, [*chain.from_iterable(before.items())])
