"""A whole number per key, kept in a temporary file, so that a file of any length is read in a small memory."""

import sqlite3
from collections.abc import Iterable
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
        row = self._connection.execute("SELECT number FROM remembered WHERE key = ?", (_text(key),)).fetchone()
        return row and int(row[0])

    def put(self, key: Key, number: int) -> None:
        """Remember ``number`` for ``key``, instead of what was remembered before."""
        self._connection.execute("INSERT OR REPLACE INTO remembered VALUES (?, ?)", (_text(key), number))

    def count(self, key: Key) -> int:
        """Remember one more for ``key`` than before, 1 at first, and return it."""
        number = (self.get(key) or 0) + 1
        self.put(key, number)
        return number


def _text(key: Iterable[object]) -> str:
    return "\x1f".join(map(_part, key))


def _part(part: object) -> str:
    if part is None:
        return ""
    return f"{part.normalize():f}" if isinstance(part, Decimal) else str(part)
