"""A messy file: every row is accounted for, says what is wrong with it, and nothing is half done."""

import csv
import os
from pathlib import Path

import pytest
from openpyxl import Workbook

from contacts.models import Consent, Contact
from tests.import_files import refused, run
from tests.messy_contacts import HEADINGS, MessyRow, messy_rows

pytestmark = pytest.mark.django_db

# CI takes some rounds of all kinds of rows; ROWS=20000 is what marketing brings.
ROWS = int(os.environ.get("ROWS", "51"))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_csv(path: Path, rows: list[MessyRow], *, encoding: str = "utf-8-sig") -> list[str]:
    with path.open("w", encoding=encoding, newline="", errors="replace") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADINGS)
        writer.writerows(row.cells for row in rows)
    return [str(path)]


def write_workbook(path: Path, rows: list[MessyRow]) -> list[str]:
    """Write a workbook with a title in merged cells above the headings."""
    book = Workbook()
    book.active.append(["Customers of the fair"])
    book.active.merge_cells("A1:C1")
    book.active.append(HEADINGS)
    for row in rows:
        book.active.append([_in_workbook(cell) for cell in row.cells])
    book.save(path)
    return [str(path), "--heading-row", "2"]


def _in_workbook(cell: object) -> object:
    """Return the cell as a workbook can hold it: a formula as text, and a line break for a NUL."""
    text = str(cell)
    return f"'{text}" if text.startswith("=") else text.replace("\0", "\n") if "\0" in text else cell


def expected_of(rows: list[MessyRow]) -> tuple[int, int]:
    """Return how many rows are good and how many are not."""
    return sum(row.reason == "" for row in rows), sum(bool(row.reason) for row in rows)


def reasons_in(path: Path) -> dict[int, str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.reader(file, delimiter=";" if ";" in path.read_text(encoding="utf-8-sig")[:40] else ","))
    # Rows that were too long have their number and reason behind all their cells.
    return {int(cells[-2]): cells[-1] for cells in found[1:]}


def test_every_row_of_a_text_is_accounted_for(folder):
    rows = list(messy_rows(ROWS))
    good, bad = expected_of(rows)
    arguments = write_csv(folder / "messy.csv", rows)
    assert refused("import_contacts", *arguments)[0] == 1
    assert (Contact.objects.count(), Consent.objects.count()) == (0, 0)
    printed = run("import_contacts", *arguments, "--skip-bad")
    assert printed[-1] == f"Contacts: read {good + bad} = {good} added + 0 changed + 0 unchanged + {bad} rejected."
    found = reasons_in(folder / "messy.rejected.csv")
    wanted = {number: row.reason for number, row in enumerate(rows, start=2) if row.reason}
    assert found.keys() == wanted.keys()
    assert [number for number, reason in wanted.items() if not found[number].startswith(reason)] == []
    assert Contact.objects.count() == good
    assert run("import_contacts", *arguments, "--skip-bad")[-1] == (
        f"Contacts: read {good + bad} = 0 added + 0 changed + {good} unchanged + {bad} rejected."
    )


def test_what_is_good_is_kept_to_the_letter(folder):
    run("import_contacts", *write_csv(folder / "messy.csv", list(messy_rows(17))), "--skip-bad")
    kept = Contact.objects.values_list("number", "type", "name", "post_code", "phone", "company__number")
    assert list(kept.order_by("number")) == [
        ("M000000", "company", "Firm 0", "01234", "31612345678", None),
        ("M000001", "person", "Ann 😀 de Wit", "", "", "M000000"),
        ("M000003", "company", "=1+1", "", "+31 6 1234", None),
        ("M000004", "company", "Zoë Ünal & Søn", "", "", None),
    ]
    assert Consent.objects.get().contact.number == "M000004"


def test_every_row_of_a_workbook_is_accounted_for(folder):
    rows = list(messy_rows(ROWS))
    good, bad = expected_of(rows)
    arguments = write_workbook(folder / "messy.xlsx", rows)
    printed = run("import_contacts", *arguments, "--skip-bad")
    assert printed[-1] == f"Contacts: read {good + bad} = {good} added + 0 changed + 0 unchanged + {bad} rejected."
    # A number in a cell is what a person sees in it, and a row is where a person sees it.
    assert Contact.objects.get(number="M000000").phone == "31612345678"
    assert min(reasons_in(folder / "messy.rejected.csv")) == 8


@pytest.mark.parametrize(
    ("encoding", "fault"),
    [
        ("cp1252", "messy.csv, line 6: byte 19 of the line (0xEB) is not UTF-8."),
        ("utf-16", "messy.csv is UTF-16 (“Unicode text”): save it as CSV (UTF-8)."),
    ],
)
def test_other_encodings_are_told_and_nothing_is_saved(folder, encoding, fault):
    arguments = write_csv(folder / "messy.csv", list(messy_rows(17)), encoding=encoding)
    code, message, _reasons = refused("import_contacts", *arguments, "--skip-bad")
    assert (code, message[: len(fault)]) == (1, fault)
    assert not Contact.objects.exists()


def test_encoding_that_is_told_is_read(folder):
    arguments = write_csv(folder / "messy.csv", list(messy_rows(17)), encoding="cp1252")
    run("import_contacts", *arguments, "--skip-bad", "--encoding", "cp1252")
    assert Contact.objects.filter(name="Zoë Ünal & Søn").exists()


def test_headings_below_a_title_are_told_to_be_looked_for(folder):
    book = Workbook()
    for cells in (["Customers of the fair"], ["number", "name"], ["A", "Alder"]):
        book.active.append(cells)
    book.save(folder / "titled.xlsx")
    message = refused("import_contacts", "titled.xlsx")[1]
    assert message.endswith("The headings are Customers of the fair; say if they stand in another row.")
    assert refused("import_contacts", "titled.xlsx", "--heading-row", "9")[1] == (
        "titled.xlsx has nothing in row 9, where its headings were said to stand."
    )
    assert run("import_contacts", "titled.xlsx", "--heading-row", "2")[-1].startswith("Contacts: read 1 = 1 added")
