"""A whole number per key, kept in a temporary file, so that a file of any length is read in a small memory."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Self, TypeAlias

Key: TypeAlias = tuple[object, ...]


class KeyStore:
    """Remembers a whole number for each key until it is closed or forgotten.

    Equal numbers are equal keys, and so are nothing and an empty text.
    """

    def __init__(self) -> None:
        # A database without a name is private; what exceeds its cache SQLite keeps in a file that it removes itself.
        self._connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._connection.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8192;"
            "CREATE TABLE remembered (key TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;"
            "BEGIN"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._connection.close()

    def __del__(self) -> None:
        self._connection.close()

    def get(self, key: Key) -> int | None:
        """Return the number remembered for ``key``, None if there is none."""
        return self.find([key]).get(key)

    def find(self, keys: Iterable[Key]) -> dict[Key, int]:
        """Return the numbers remembered for those of ``keys`` that have one."""
        by_text = {_text(key): key for key in keys}
        statement = "SELECT key, number FROM remembered WHERE key IN (SELECT value FROM json_each(?))"
        rows = self._connection.execute(statement, (json.dumps([*by_text]),))
        return {by_text[text]: number for text, number in rows}

    def put(self, key: Key, number: int) -> None:
        """Remember ``number`` for ``key``, instead of what was remembered before."""
        self.put_all({key: number})

    def put_all(self, numbers: Mapping[Key, int]) -> None:
        """Remember a number for each key, instead of what was remembered before."""
        rows = [(_text(key), number) for key, number in numbers.items()]
        self._connection.executemany("INSERT OR REPLACE INTO remembered VALUES (?, ?)", rows)


def _text(key: Key) -> str:
    return ",".join(map(_part, key))


def _part(part: object) -> str:
    """Return a text that no other part has, printable so that the database takes it whole."""
    if part is None:
        return "''"
    return f"{part.normalize():f}" if isinstance(part, Decimal) else repr(part)
