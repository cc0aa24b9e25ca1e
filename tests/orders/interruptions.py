"""Stopping and pausing at a chosen statement, as execute wrappers of a connection."""

import threading
from collections.abc import Callable
from typing import Any

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


class KilledError(BaseException):
    """The process is no more. No handler of exceptions sees this coming."""


class KillBefore:
    """Kills whoever is about to run the statement of a number, counted from 0; counts the statements until then."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.count = 0

    def __call__(self, execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if self.count == self.number:
            raise KilledError
        self.count += 1
        return execute(sql, params, many, context)


class Pause:
    """Holds its thread at the first statement that has ``text`` in it, until ``go_on``.

    ``after`` lets the statement run first.
    """

    def __init__(self, text: str, *, after: bool = False) -> None:
        self._text = text
        self._is_after = after
        self._reached = threading.Event()
        self._may_go_on = threading.Event()

    def __call__(self, execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        is_here = self._text in sql and not self._reached.is_set()
        if is_here and not self._is_after:
            self._hold()
        result = execute(sql, params, many, context)
        if is_here and self._is_after:
            self._hold()
        return result

    def wait(self) -> None:
        """Return when the thread is held."""
        if not self._reached.wait(timeout=20):
            raise AssertionError(f"Nobody came to {self._text!r}.")

    def go_on(self) -> None:
        """Let the thread go on."""
        self._may_go_on.set()

    def _hold(self) -> None:
        self._reached.set()
        if not self._may_go_on.wait(timeout=20):
            raise AssertionError(f"Nobody let {self._text!r} go on.")
