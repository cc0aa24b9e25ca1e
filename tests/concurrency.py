"""Two who write at once, for tests on PostgreSQL."""

import threading
from collections.abc import Callable

from django.db import connection


def run_together(*actions: Callable[[], None]) -> None:
    """Run each action in a thread with its own connection, and fail with the first error of any of them."""
    errors: list[BaseException] = []

    def run(action: Callable[[], None]) -> None:
        try:
            action()
        except BaseException as error:  # noqa: BLE001 (it is raised again in the test's own thread)
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    if errors:
        raise errors[0]


def wait_for_blocked_session(*, seconds: int = 2) -> None:
    """Return when another session waits for a lock, or after some seconds in which none did."""
    statement = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with connection.cursor() as cursor:
        for _ in range(100 * seconds):
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(statement)
            if cursor.fetchone() != (0,):
                return
            cursor.execute("SELECT pg_sleep(0.01)")
