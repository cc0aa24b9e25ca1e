"""Contacts from a file: the command and ``contacts.contact_import`` behind it."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from tests.factories.contacts import CompanyFactory, PersonFactory, SalespersonFactory, TerritoryFactory
from tests.import_files import refused, run, write_rows

pytestmark = pytest.mark.django_db

OTHER_COMPANY = (
    "The company of %s would change. Change it on the contact card, because campaign prices follow the company."
)


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "contacts.csv"


def contact(number: str, *fields: str) -> tuple[object, ...]:
    return Contact.objects.values_list(*fields).get(number=number)


class TestImportContacts:
    def test_adds_companies_and_their_persons(self, path):
        write_rows(
            path,
            "number,type,name,company,customer,city,country,phone,email,language,privacy_blocked",
            "alder,company,Alder Ltd,,yes,Aachen,DE,+49 241 1,info@alder.example,DEU,",
            "ann,person,Ann Maria Smith,ALDER,no,,,,,,yes",
        )
        assert run("import_contacts", path) == ["Contacts: read 2 = 2 added + 0 changed + 0 unchanged + 0 rejected."]
        assert contact("ALDER", "type", "name", "company", "is_customer", "city", "country_code", "phone") == (
            "company", "Alder Ltd", None, True, "Aachen", "DE", "+49 241 1"
        )  # fmt: skip
        assert contact("ANN", "type", "name", "first_name", "middle_name", "surname", "company__number") == (
            "person", "Ann Maria Smith", "Ann", "Maria", "Smith", "ALDER"
        )  # fmt: skip
        assert contact("ANN", "is_customer", "is_privacy_blocked") == (False, True)

    def test_second_run_leaves_everything(self, path):
        write_rows(path, "number,type,name,company,city", "A,company,Alder,,Bonn", "B,person,Ann Smith,A,")
        run("import_contacts", path)
        assert run("import_contacts", path) == ["Contacts: read 2 = 0 added + 0 changed + 2 unchanged + 0 rejected."]

    def test_changes_what_the_file_says_and_no_more(self, path):
        CompanyFactory(number="ALDER", name="Alder", city="Aachen", phone="1", is_customer=True)
        write_rows(path, "number,city,phone", "ALDER,Arnhem,")
        with time_machine.travel(dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC), tick=False):
            run("import_contacts", path)
        assert contact("ALDER", "name", "city", "phone", "is_customer", "modified_at") == (
            "Alder", "Arnhem", "", True, dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)
        )  # fmt: skip

    def test_new_name_of_a_person_changes_its_parts(self, path):
        PersonFactory(number="ANN", name="Ann Smith", first_name="Ann", surname="Smith")
        write_rows(path, "number,name", "ANN,Ann Jones")
        run("import_contacts", path)
        assert contact("ANN", "name", "first_name", "surname") == ("Ann Jones", "Ann", "Jones")

    def test_parts_of_a_name_make_the_name(self, path):
        write_rows(path, "number,type,first_name,surname", "ANN,person,Ann,de la Torre")
        run("import_contacts", path)
        assert contact("ANN", "name") == ("Ann de la Torre",)

    def test_knows_territories_and_salespeople_by_code(self, path):
        TerritoryFactory(code="NORTH")
        SalespersonFactory(code="JO")
        write_rows(path, "number,name,territory,salesperson", "A,Alder,north,jo", "B,Birch,,")
        run("import_contacts", path)
        assert contact("A", "territory__code", "salesperson__code") == ("NORTH", "JO")
        assert contact("B", "territory", "salesperson") == (None, None)

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("NEW,company,New,ALDER,,", "A company cannot belong to another company. Leave the company empty."),
            ("NEW,person,New,NOBODY,,", "There is no company NOBODY, here or above in the file."),
            ("NEW,person,New,EVE,,", "EVE Eve is a person. Choose a company that EVE Eve may belong to."),
            ("NEW,person,New,,WEST,", "There is no territory WEST."),
            ("NEW,person,New,,,TIM", "There is no salesperson TIM."),
            ("NEW,person,New,,,OLD", "Salesperson OLD Old is blocked. Choose another one."),
            ("NEW,person,,,,", "Fill in a name."),
            ("NEW,firm,New,,,", "type: “firm” is none of company, person."),
            ("ALDER,person,Alder,,,", "ALDER is a company; an import does not change that."),
            (
                "ANN,person,Ann,BIRCH,,",
                OTHER_COMPANY % "ANN",
            ),
            (
                "ANN,person,Ann,,,",
                OTHER_COMPANY % "ANN",
            ),
            (
                "EVE,person,Eve,ALDER,,",
                OTHER_COMPANY % "EVE",
            ),
        ],
    )
    def test_rejects_with_the_reason_and_saves_nothing(self, path, row, reason):
        alder = CompanyFactory(number="ALDER", name="Alder")
        CompanyFactory(number="BIRCH", name="Birch")
        PersonFactory(number="ANN", name="Ann", company=alder)
        PersonFactory(number="EVE", name="Eve")
        SalespersonFactory(code="OLD", name="Old", is_blocked=True)
        before = list(Contact.objects.order_by("pk").values())
        write_rows(path, "number,type,name,company,territory,salesperson", "FIRST,company,First,,,", row)
        code, message, reasons = refused("import_contacts", path)
        assert (code, reasons[0]) == (1, f"Row 3: {reason}")
        assert message == ("Rejected rows: 1, so nothing was saved. Mend them, or save the others with --skip-bad.")
        assert list(Contact.objects.order_by("pk").values()) == before

    def test_person_of_an_earlier_chunk_or_the_same_gets_its_company(self, path):
        lines = [f"C{number},company,Company {number}," for number in range(2_500)]
        write_rows(path, "number,type,name,company", *lines, "ANN,person,Ann,C3", "BEN,person,Ben,C2499")
        run("import_contacts", path)
        assert contact("ANN", "company__number") == ("C3",)
        assert contact("BEN", "company__number") == ("C2499",)

    def test_new_company_of_the_file_for_an_existing_person_is_rejected(self, path):
        PersonFactory(number="ANN", name="Ann")
        write_rows(path, "number,type,name,company", "NEW,company,New,", "ANN,person,Ann,NEW")
        assert refused("import_contacts", path)[2][0].startswith("Row 3: The company of ANN would change.")

    def test_queries_depend_on_chunks_only(self, path):
        def query_count(row_count: int) -> int:
            write_rows(path, "number,name", *(f"{row_count}-{number},Name" for number in range(row_count)))
            with CaptureQueriesContext(connection) as queries:
                run("import_contacts", path)
            return len(queries)

        assert query_count(5) == query_count(20)
