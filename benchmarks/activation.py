r"""Measure activation at several sizes beside its floor: see docs/performance.md.

Run it on a scratch database::

    scripts/postgresql.sh run -c shared_buffers=1GB -c max_wal_size=8GB -- \
        .venv/bin/python benchmarks/activation.py --database postgresql --output benchmarks/results/NAME.json
    .venv/bin/python benchmarks/activation.py --database sqlite
"""

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PRICE_ROWS = 1_000_000


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a table and write the figures."""
    options = _parse(arguments)
    with tempfile.TemporaryDirectory() as folder:
        _set_up(options.database, Path(folder))
        scales = importlib.import_module("benchmarks.scales")  # Django must be set up before its models are read.
        report = _machine(options.database) | {"scales": []}
        for line_count in options.lines:
            result = scales.measure(line_count, repeat=options.repeat, price_rows=options.price_rows)
            scales.show(result)
            report["scales"].append(result)
            _write(report, options.output)


def _write(report: dict[str, Any], output: Path | None) -> None:
    """Write what was measured so far, so that a long measurement that is stopped is not lost."""
    text = json.dumps(report, indent=2) + "\n"
    if output is None:
        sys.stdout.write(text)
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="sqlite")
    parser.add_argument("--lines", type=_sizes, default=[10_000, 100_000, 1_000_000], help="sizes, with commas")
    parser.add_argument("--repeat", type=int, default=3, help="rounds of which the median counts")
    parser.add_argument("--price-rows", type=int, default=PRICE_ROWS, help="price rows when one line is priced")
    parser.add_argument("--output", type=Path, help="where to write the figures as JSON")
    return parser.parse_args(arguments)


def _sizes(text: str) -> list[int]:
    return [int(size) for size in text.split(",")]


def _set_up(database: str, folder: Path) -> None:
    """Make an empty database: a file for SQLite, ``test_NAME`` beside the one that DATABASE_URL names otherwise.

    :raises SystemExit: DATABASE_URL does not name a PostgreSQL server.
    """
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["TESTING"] = "1"
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


def _machine(database: str) -> dict[str, Any]:
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


if __name__ == "__main__":
    main()
