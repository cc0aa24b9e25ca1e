"""A scratch database for a benchmark, and what machine it was measured on."""

import importlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def scratch_database(database: str) -> Iterator[None]:
    """Make an empty database and set Django up for it.

    It is a file for SQLite, gone afterwards, and ``test_NAME`` beside the one that DATABASE_URL names otherwise.

    :raises SystemExit: DATABASE_URL does not name a PostgreSQL server.
    """
    with tempfile.TemporaryDirectory() as folder:
        _set_up(database, Path(folder))
        yield


def machine(database: str) -> dict[str, Any]:
    """Return which version was measured, on which database and machine."""
    connection = importlib.import_module("django.db").connection
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version" if database == "postgresql" else "SELECT sqlite_version()")
        (version,) = cursor.fetchone()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "version": commit.stdout.strip() or "unknown",
        "database": f"{database} {version.split()[0]}",
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }


def write_report(report: dict[str, Any], output: Path | None) -> None:
    """Write what was measured so far, so that a long measurement that is stopped is not lost."""
    text = json.dumps(report, indent=2) + "\n"
    if output is None:
        sys.stdout.write(text)
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text)


def _set_up(database: str, folder: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["TESTING"] = "1"
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    if database == "sqlite":
        os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'benchmark.sqlite3'}"
    elif not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        sys.exit("Set DATABASE_URL to a PostgreSQL server, or use scripts/postgresql.sh run -- COMMAND.")
    django = importlib.import_module("django")
    django.setup()
    connection = importlib.import_module("django.db").connection
    if database == "sqlite":
        importlib.import_module("django.core.management").call_command("migrate", verbosity=0)
    else:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
