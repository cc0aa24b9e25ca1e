"""Contacts from files that know no numbers of ours: a second import makes nobody twice, and every row is counted."""

import datetime as dt

import pytest

from contacts.models import Consent, Contact, NumberSeries
from tests.factories import cast
from tests.factories.contacts import CompanyFactory, PersonFactory
from tests.import_files import refused, run, write_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "fair.csv"


def people() -> list[tuple[str, ...]]:
    return list(Contact.objects.order_by("pk").values_list("number", "type", "name"))


def test_new_contacts_get_the_next_numbers(path):
    CompanyFactory(number="C00001", name="Typed by hand")
    write_rows(path, "Naam,Bedrijf,E-mailadres", "Alder,,info@alder.example", "Ann,Alder,ann@alder.example")
    assert run("import_contacts", path) == ["Contacts: read 2 = 2 added + 0 changed + 0 unchanged + 0 rejected."]
    assert people()[1:] == [("C00002", "company", "Alder"), ("C00003", "person", "Ann")]
    assert NumberSeries.objects.get(code="CONTACT").next_value == 4


def test_second_import_leaves_them_as_they_stand(path):
    write_rows(path, "name,email,city", "Alder,info@alder.example,Gent", "Birch,,Breda")
    run("import_contacts", path)
    write_rows(path, "name,email,city", "ALDER,Info@alder.example,Aachen", "Birch,,Breda")
    assert run("import_contacts", path) == [
        "Row 2: Looks the same as C00001 Alder, which stays as it is.",
        "Row 3: Looks the same as C00002 Birch, which stays as it is.",
        "Contacts: read 2 = 0 added + 0 changed + 2 unchanged + 0 rejected.",
    ]
    assert Contact.objects.get(number="C00001").city == "Gent"


def test_found_ones_are_changed_when_told(path):
    cast.company("Alder", email="info@alder.example", city="Gent")
    write_rows(path, "name,email,city", "Alder,info@alder.example,Aachen")
    assert run("import_contacts", path, "--change-found") == [
        "Row 2: Taken for ALDER Alder.",
        "Contacts: read 1 = 0 added + 1 changed + 0 unchanged + 0 rejected.",
    ]
    assert Contact.objects.get().city == "Aachen"


@pytest.mark.parametrize("first", ["ALDER,Alder,info@alder.example,", ",Alder,info@alder.example,"])
def test_rows_that_would_change_the_same_contact_are_repetitions(path, first):
    cast.company("Alder", email="info@alder.example", post_code="1", city="Gent")
    rows = (f"{first},Aachen,withdrawn 2026-03-01: fair", ",Alder,,1,Breda,given 2026-03-01: fair")
    write_rows(path, "number,name,email,post_code,city,consent_email", *rows)
    reasons = refused("import_contacts", path, "--change-found")[2]
    assert "Row 3: Row 2 of the file is about the same." in reasons
    assert Contact.objects.get().city == "Gent"
    assert run("import_contacts", path, "--change-found", "--repeated", "first")[-1] == (
        "Contacts: read 2 = 0 added + 1 changed + 1 unchanged + 0 rejected."
    )
    assert (Contact.objects.get().city, Consent.objects.get().state) == ("Aachen", "withdrawn")


def test_two_who_share_an_address_stay_two(path):
    PersonFactory(number="BEN", name="Ben", email="info@alder.example")
    write_rows(path, "type,name,email", "person,Ann,info@alder.example")
    assert run("import_contacts", path)[0] == "Row 2: The e-mail address is also that of BEN Ben."
    assert Contact.objects.count() == 2


def test_rows_about_the_same_are_repetitions(path):
    rows = ("name,email,post_code", "Alder,i@alder.example,1", "alder,I@alder.example,2", "Alder,,1")
    write_rows(path, *rows)
    reasons = refused("import_contacts", path)[2]
    assert reasons[:2] == [
        "Row 3: Row 2 of the file is about the same.",
        "Row 4: A row above is about the same: C00001 Alder.",
    ]
    assert not Contact.objects.exists()
    assert run("import_contacts", path, "--repeated", "first")[-1] == (
        "Contacts: read 3 = 1 added + 0 changed + 2 unchanged + 0 rejected."
    )


def test_number_that_a_row_got_is_not_the_one_that_another_row_means(path):
    write_rows(path, "number,name", ",Alder", "C00001,Birch", ",Cedar")
    assert run("import_contacts", path)[-1] == "Contacts: read 3 = 3 added + 0 changed + 0 unchanged + 0 rejected."
    assert people() == [
        ("C00002", "company", "Alder"), ("C00001", "company", "Birch"), ("C00003", "company", "Cedar")
    ]  # fmt: skip


def test_number_given_in_an_earlier_chunk_is_refused(path, monkeypatch):
    write_rows(path, "number,name", *(f",N{count}" for count in range(2_000)), "C00001,Birch")
    reasons = refused("import_contacts", path)[2]
    assert reasons[0] == "Row 2002: C00001 N0 got its number from a row above that has none."


def test_rejected_rows_leave_no_gap_in_the_numbers(path):
    write_rows(path, "name,phone", "Alder,", "Birch,letters", "Cedar,")
    run("import_contacts", path, "--skip-bad")
    assert [number for number, _type, _name in people()] == ["C00001", "C00002"]
    assert NumberSeries.objects.get(code="CONTACT").next_value == 3


def test_without_a_series_rows_are_rejected(path):
    NumberSeries.objects.filter(code="CONTACT").delete()
    write_rows(path, "number,name", "A,Alder", ",Birch")
    assert refused("import_contacts", path)[2][0].startswith("Row 3: There is no number series CONTACT.")


class TestMakeCompanies:
    ROWS = ("name,company,email", "Ann,Alder Ltd,ann@x.example", "Ben,alder ltd,ben@x.example", "Cis,C00077,")

    def test_without_the_option_persons_of_unknown_companies_are_rejected(self, path):
        write_rows(path, *self.ROWS)
        reasons = refused("import_contacts", path)[2]
        assert reasons[0] == "Row 2: There is no company Alder Ltd, here or above in the file."
        assert not Contact.objects.exists()

    def test_makes_each_once_and_says_so(self, path):
        write_rows(path, *self.ROWS)
        assert run("import_contacts", path, "--make-companies", "--skip-bad") == [
            "Row 2: Makes the company C00002 Alder Ltd.",
            "A company is made because a person names it: C00002 Alder Ltd.",
            "Contacts: read 3 = 2 added + 0 changed + 0 unchanged + 1 rejected.",
        ]
        companies = dict(Contact.objects.filter(type="person").values_list("name", "company__number"))
        assert companies == {"Ann": "C00002", "Ben": "C00002"}
        assert run("import_contacts", path, "--make-companies", "--skip-bad")[-1] == (
            "Contacts: read 3 = 0 added + 0 changed + 2 unchanged + 1 rejected."
        )

    def test_row_that_is_refused_makes_none(self, path):
        write_rows(path, "name,company,phone", "Ann,Alder,letters")
        run("import_contacts", path, "--make-companies", "--skip-bad")
        assert not Contact.objects.exists()


def test_company_that_names_itself_as_its_company(path):
    write_rows(path, "no,name,type,company_no", "CT1,Cane Showroom,Company,CT1", "CT2,Ann,Person,CT1")
    run("import_contacts", path)
    assert dict(Contact.objects.values_list("number", "company__number")) == {"CT1": None, "CT2": "CT1"}


def test_consents_and_relations_of_one_file(path):
    write_rows(path, "name,consent_email,consent_source,consent_date", "Alder,yes,fair,2026-02-01", "Birch,,fair,")
    assert run("import_contacts", path)[-1].startswith("Contacts: read 2 = 2 added")
    consent = Consent.objects.get()
    assert (consent.contact.name, consent.state, consent.stated_on) == ("Alder", "given", dt.date(2026, 2, 1))
    assert run("import_contacts", path)[-1].endswith("2 unchanged + 0 rejected.")
