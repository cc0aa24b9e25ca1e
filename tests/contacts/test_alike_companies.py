import pytest

from contacts.alike_companies import companies_alike
from contacts.models import Contact, DuplicatePair, MarketingSetup, SearchString
from contacts.search_strings import keep_search_strings
from tests.factories.contacts import CompanyFactory
from tests.import_files import refused, run, write_rows

pytestmark = pytest.mark.django_db

ALDER = {"name": "Alder", "address": "Kerkstraat 1", "post_code": "9000", "city": "Gent", "phone": "09 1234"}
ALDER["email"] = "info@alder.example"
HEADINGS = "number,name,address,post_code,city,phone,email"
ROWS = (
    "A1,Alder,Kerkstraat 1,9000,Gent,09 1234,info@alder.example",
    "A2,Alder Ltd,Kerkstraat 1,9000,Gent,09 1234,info@alder.example",
    "B,Birch,,3500,,,",
)


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "contacts.csv"


@pytest.fixture
def alder():
    company = CompanyFactory(number="ALDER", **ALDER)
    keep_search_strings([company.pk])
    return company


def test_found_are_companies_there_and_rows_above_and_nothing_is_left(alder):
    draft = {row: Contact(number=f"D{row}", **ALDER) for row in (3, 2)}
    assert companies_alike(draft | {4: Contact(number="D4", name="Birch")}) == {2: [alder], 3: [alder, 2]}
    assert (Contact.objects.count(), SearchString.objects.exclude(contact=alder).count()) == (1, 0)
    assert not DuplicatePair.objects.exists()


def test_row_says_whom_it_looks_like(path, alder):
    write_rows(path, HEADINGS, *ROWS)
    printed = run("import_contacts", path)
    assert printed[:2] == ["Row 2: Looks like ALDER Alder.", "Row 3: Looks like ALDER Alder, row 2."]
    assert printed[-1] == "Contacts: read 3 = 3 added + 0 changed + 0 unchanged + 0 rejected."


def test_are_rejected_when_told(path, alder):
    write_rows(path, HEADINGS, *ROWS)
    code, _message, reasons = refused("import_contacts", path, "--reject-alike")
    assert code == 1
    assert reasons[:2] == [
        "Row 2: Looks like ALDER Alder. If it is that company, fill in its number; if not, import it by itself.",
        "Row 3: Looks like ALDER Alder. If it is that company, fill in its number; if not, import it by itself.",
    ]
    assert run("import_contacts", path, "--reject-alike", "--skip-bad")[-1] == (
        "Contacts: read 3 = 1 added + 0 changed + 0 unchanged + 2 rejected."
    )
    assert set(Contact.objects.values_list("number", flat=True)) == {"ALDER", "B"}


def test_first_of_rows_that_look_alike_is_good(path):
    write_rows(path, HEADINGS, *ROWS)
    assert refused("import_contacts", path, "--reject-alike")[2][0].startswith("Row 3: Looks like row 2.")


def test_company_that_is_there_already_is_not_compared(path, alder):
    write_rows(path, HEADINGS, "ALDER,Alder,Kerkstraat 1,9000,Gent,09 1234,info@alder.example")
    assert run("import_contacts", path, "--reject-alike") == [
        "Contacts: read 1 = 0 added + 0 changed + 1 unchanged + 0 rejected."
    ]


def test_rejecting_needs_strings(path):
    MarketingSetup.objects.update_or_create(
        pk=1, defaults={"keeps_duplicate_strings": False, "searches_duplicates": False}
    )
    write_rows(path, HEADINGS, *ROWS)
    assert refused("import_contacts", path, "--reject-alike")[:2] == (
        1, "The marketing set-up keeps no search strings, so nobody can tell which companies look alike."
    )  # fmt: skip
    assert run("import_contacts", path)[-1].startswith("Contacts: read 3 = 3 added")


def test_very_many_are_not_compared_unless_told(path, alder, monkeypatch):
    monkeypatch.setattr("contacts.alike_companies._MOST_COMPARED", 1)
    monkeypatch.setattr("contacts.importing.CHUNK_SIZE", 2)
    write_rows(path, HEADINGS, *ROWS)
    assert run("import_contacts", path, "--dry-run")[2].startswith("So many companies are not compared")
    assert len(refused("import_contacts", path, "--reject-alike")[2]) == 3
