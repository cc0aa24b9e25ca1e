"""Measure the import of a file of contacts: new, read again, and with every tenth row changed.

scripts/postgresql.sh run -- .venv/bin/python benchmarks/contact_import.py --database postgresql
.venv/bin/python benchmarks/contact_import.py --database sqlite --output benchmarks/results/NAME.json
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.scratch import machine, scratch_database, write_report  # noqa: E402 - needs the path above

TARGET_S = 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print a table, write the figures, and return the exit code: 1 where one of them misses the target."""
    options = _parse(arguments)
    with scratch_database(options.database):
        imports = importlib.import_module("benchmarks.contact_files")  # Django must be set up first.
        runs = imports.measure_all(options.rows, checks=options.check)
        write_report({**machine(options.database), "rows": options.rows, "imports": runs}, options.output)
    return int(any(run["processor_s"] > TARGET_S for run in runs))


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="sqlite")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the file; two of five are companies")
    parser.add_argument("--check", action="store_true", help="also check a file of half as many rows as a page does")
    parser.add_argument("--output", type=Path, help="where to write the figures as JSON")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
