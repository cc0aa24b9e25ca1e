"""Files of contacts as marketing brings them, and how long their import takes."""

import csv
import datetime as dt
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import connection

from config.uploads.kinds import KINDS
from contacts.columns import Layout
from contacts.contact_columns import COLUMNS
from contacts.contact_import import ContactImporter
from contacts.importing import ImportOptions, ImportResult, ImportStep, run_import
from contacts.models import Contact, MailingGroup, Salesperson, Territory
from contacts.sheets import open_sheet
from contacts.upload_checking import check_upload
from contacts.upload_files import keep_upload
from contacts.upload_reading import Reading, look_at, with_columns

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
_CODES = [f"B{number:02}" for number in range(20)]
_CITIES = ["Aachen", "Breda", "Gent", "Hasselt", "Utrecht", "Zwolle"]
_HEADINGS = (
    "number,type,name,company,customer,address,post_code,city,country,phone,email,language,territory,salesperson,"
    "mailing_groups"
)


class WrongResultError(Exception):
    """An import did not do what its file says, so that its figures mean nothing."""


def measure_all(row_count: int, *, checks: bool) -> list[dict[str, Any]]:
    """Import a file three times in a row, and return how long each took; with ``checks`` also a check of a page."""
    _add_codes()
    runs = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contacts.csv"
        _write(path, row_count, city_of_tenth="")
        runs.append(_measure("new", path, expected=(row_count, 0, 0)))
        runs.append(_measure("again", path, expected=(0, 0, row_count)))
        _write(path, row_count, city_of_tenth="Maastricht")
        runs.append(_measure("changed", path, expected=(0, row_count // 10, row_count - row_count // 10)))
        if checks:
            _write(path, row_count // 2, city_of_tenth="Antwerpen")
            runs.append(_measure_check(path, row_count // 2))
    return runs


def _add_codes() -> None:
    for code in _CODES:
        Territory.objects.create(code=code)
        Salesperson.objects.create(code=code, name=code)
        MailingGroup.objects.create(code=code)


def _write(path: Path, row_count: int, *, city_of_tenth: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADINGS.split(","))
        writer.writerows(_rows(row_count, city_of_tenth))


def _rows(row_count: int, city_of_tenth: str) -> Iterator[list[str]]:
    """Yield two companies and then three persons of them, and so on."""
    for index in range(row_count):
        place, group = index % 5, index // 5
        is_company = place < 2
        code, city = _CODES[index % 20], _CITIES[group % 6]
        yield [
            f"X{index:06}",
            "company" if is_company else "person",
            f"{city} Trading {index}" if is_company else f"Ann Maria Smith{index}",
            "" if is_company else f"X{group * 5 + place % 2:06}",
            "yes" if is_company else "",
            f"Kerkstraat {index}",
            f"{index % 9000 + 1000}",
            city_of_tenth if city_of_tenth and index % 10 == 0 else city,
            "BE",
            f"+32 {index:09}",
            f"contact{index}@firm{group}.example",
            "NLD",
            code,
            code,
            f"{code};{_CODES[group % 20]}",
        ]


def _measure(name: str, path: Path, *, expected: tuple[int, int, int]) -> dict[str, Any]:
    started = _clocks()
    step = _import(path).steps[0]
    if (step.added, step.changed, step.unchanged) != expected:
        raise WrongResultError(f"{name}: {step}")
    return _figures(name, started)


def _import(path: Path) -> ImportResult:
    with path.open("rb") as file, open_sheet(file, name=path.name) as sheet:
        layout = Layout.of(COLUMNS, sheet.headings)
        step = ImportStep(importer=ContactImporter(at=NOW), sheet=sheet, layout=layout, reject=lambda *_row: None)
        return run_import([step], options=ImportOptions())


def _measure_check(path: Path, row_count: int) -> dict[str, Any]:
    """Check a file as the page does, where nothing is saved but what the check found."""
    kind, user = KINDS["contacts"], User.objects.create(username="benchmark")
    upload = keep_upload([path.read_bytes()], name=path.name, kind=kind.key, at=NOW, by=user)
    upload.reading = with_columns(Reading(), look_at(upload, kind=kind, reading=Reading(), by=user)).stored()
    upload.save()
    before, started = Contact.objects.count(), _clocks()
    check_upload(upload, kind=kind, at=NOW, by=user)
    upload.refresh_from_db()
    if (upload.read_count, Contact.objects.count()) != (row_count, before):
        raise WrongResultError(f"check: {upload.read_count} rows read.")
    return _figures("check of a page", started)


def _clocks() -> tuple[float, float, float]:
    """Return seconds on the wall, of processor time here, and of processor time of PostgreSQL's process for us."""
    return time.perf_counter(), time.process_time(), _database_time()


def _database_time() -> float:
    """Return the processor time of our process of a PostgreSQL server on this machine; SQLite has none of its own."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    # The fields are counted behind the name, which may hold blanks; the 12th and 13th are user and system time.
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def _figures(name: str, started: tuple[float, float, float]) -> dict[str, Any]:
    wall, here, database = (round(now - before, 1) for now, before in zip(_clocks(), started, strict=True))
    figures = {
        "import": name,
        "wall_s": wall,
        "processor_s": round(here + database, 1),
        "of_database_s": database,
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    sys.stderr.write("  ".join(f"{label} {value}" for label, value in figures.items()) + "\n")
    return figures
