r"""Measure how long pages take at 100,000 segment lines and 1,000,000 order lines: see docs/performance.md.

Run it on a scratch database::

    scripts/postgresql.sh run -c shared_buffers=1GB -c max_wal_size=8GB -- \
        .venv/bin/python benchmarks/pages.py --database postgresql --output benchmarks/results/NAME.json
    .venv/bin/python benchmarks/pages.py --database sqlite --lines 100000

It exits with 1 when the median of a page is over its target. ``--explain`` prints for each such page its slowest
statement and how the database carries it out.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.scratch import machine, scratch_database, write_report  # noqa: E402 - needs the path above


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a table, write the figures, and return the exit code."""
    options = _parse(arguments)
    with scratch_database(options.database):
        page_visits = importlib.import_module("benchmarks.page_visits")  # Django must be set up first.
        visits = page_visits.visit_all(
            options.lines, repeat=options.repeat, only=options.only, explains=options.explain
        )
        write_report({**machine(options.database), "pages": visits}, options.output)
    return int(any(visit["median_ms"] > visit["target_ms"] for visit in visits))


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="sqlite")
    parser.add_argument("--lines", type=int, default=1_000_000, help="order lines; a multiple of ten")
    parser.add_argument("--repeat", type=int, default=11, help="visits of which the median counts")
    parser.add_argument("--only", default="", metavar="TEXT", help="only pages whose name holds the text")
    parser.add_argument("--explain", action="store_true", help="explain the slowest statement of what is too slow")
    parser.add_argument("--output", type=Path, help="where to write the figures as JSON")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
