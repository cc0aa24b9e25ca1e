r"""Measure activation at several sizes beside its floor: see docs/performance.md.

Run it on a scratch database::

    scripts/postgresql.sh run -c shared_buffers=1GB -c max_wal_size=8GB -- \
        .venv/bin/python benchmarks/activation.py --database postgresql --output benchmarks/results/NAME.json
    .venv/bin/python benchmarks/activation.py --database sqlite
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.scratch import machine, scratch_database, write_report  # noqa: E402 - needs the path above

PRICE_ROWS = 1_000_000


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a table and write the figures."""
    options = _parse(arguments)
    with scratch_database(options.database):
        scales = importlib.import_module("benchmarks.scales")  # Django must be set up before its models are read.
        report = machine(options.database) | {"scales": []}
        for line_count in options.lines:
            result = scales.measure(line_count, repeat=options.repeat, price_rows=options.price_rows)
            scales.show(result)
            report["scales"].append(result)
            write_report(report, options.output)


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


if __name__ == "__main__":
    main()
