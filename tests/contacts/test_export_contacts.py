"""The command, and the way there and back: an export that is imported says that every row stands there already."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from contacts.models import Consent, Contact
from tests.factories.contacts import BusinessRelationFactory, JobResponsibilityFactory, MailingGroupFactory
from tests.import_files import run, write_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def contacts(folder):
    """A company and two persons with all that a file can say of them."""
    MailingGroupFactory(code="NEWS")
    BusinessRelationFactory(code="PRESS")
    JobResponsibilityFactory(code="BUYER")
    write_rows(
        folder / "first.csv",
        "number,type,name,company,customer,email,phone,post_code,mailing_groups,business_relations,job_responsibilities,"
        "minor,consent_email,consent_letter",
        "C1,company,=Alder & Søn,,yes,a@x.example;b@x.example,+32 9,01234,NEWS,PRESS,,,given 2026-02-01: fair,",
        "P1,person,Ann Maria de Wit,C1,,ann@x.example,,,NEWS,,BUYER,,withdrawn 2026-02-02: call,given 2026-02-01: a:b",
        "P2,person,Kim,,,,,,,,,yes,,",
    )
    run("import_contacts", folder / "first.csv")
    return list(Contact.objects.order_by("pk").values())


@pytest.mark.parametrize("name", ["all.csv", "all.csv.gz", "all.xlsx"])
def test_there_and_back_changes_nothing(folder, contacts, name):
    assert run("export_contacts", folder / name) == [f"3 contacts written to {folder / name}."]
    assert run("import_contacts", folder / name) == [
        "Contacts: read 3 = 0 added + 0 changed + 3 unchanged + 0 rejected."
    ]
    assert (list(Contact.objects.order_by("pk").values()), Consent.objects.count()) == (contacts, 3)


def test_makes_the_same_contacts_elsewhere(folder, contacts):
    run("export_contacts", folder / "all.csv")
    Contact.objects.filter(type="person").delete()
    Contact.objects.all().delete()
    run("import_contacts", folder / "all.csv")
    ours = [{name: value for name, value in row.items() if name not in VOLATILE} for row in contacts]
    theirs = Contact.objects.order_by("pk").values(*ours[0])
    assert list(theirs) == ours
    last = Consent.objects.get(contact__number="P1", channel="letter")
    assert (last.state, last.source, last.stated_on) == ("given", "a:b", dt.date(2026, 2, 1))


VOLATILE = {"id", "company_id", "modified_at"}


def test_only_companies(folder, contacts):
    assert run("export_contacts", folder / "c.csv", "--type", "company") == [
        f"1 contacts written to {folder / 'c.csv'}."
    ]


def test_name_that_says_no_format_leaves_nothing_behind(folder):
    with pytest.raises(CommandError, match=r"name it \.csv, \.csv\.gz or \.xlsx"):
        call_command("export_contacts", str(folder / "all.doc"))
    assert list(folder.iterdir()) == []
