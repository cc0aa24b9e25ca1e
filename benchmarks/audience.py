r"""Measure steps by criteria among 100,000 contacts and 1,000,000 order lines: see docs/performance.md.

Run it on a scratch database::

    scripts/postgresql.sh run -c shared_buffers=1GB -c max_wal_size=8GB -- \
        .venv/bin/python benchmarks/audience.py --database postgresql --output benchmarks/results/NAME.json
    .venv/bin/python benchmarks/audience.py --database sqlite --lines 100000

Seconds are those of a clock, and beside them those that the processor of the client did: on a machine that others use
too only the ratios travel. ``--strict`` exits with 1 when the median of something is over its target. ``--explain``
prints for each measure its slowest statement and how the database carries it out.
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
        audience_steps = importlib.import_module("benchmarks.audience_steps")  # Django must be set up first.
        result = audience_steps.measure(options.lines, repeat=options.repeat, explains=options.explain)
        write_report({**machine(options.database), **result}, options.output)
    is_over = any(row.get("target_s") and row["median_s"] > row["target_s"] for row in result["measures"])
    return int(options.strict and is_over)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="sqlite")
    parser.add_argument("--lines", type=int, default=1_000_000, help="order lines; a multiple of ten")
    parser.add_argument("--repeat", type=int, default=5, help="rounds of which the median counts")
    parser.add_argument("--explain", action="store_true", help="explain the slowest statement of each measure")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when something is over its target")
    parser.add_argument("--output", type=Path, help="where to write the figures as JSON")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
