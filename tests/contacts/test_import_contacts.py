"""Contacts from a file: the command and ``contacts.contact_import`` behind it."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import (
    Contact,
    ContactBusinessRelation,
    DuplicatePair,
    MailingGroup,
    MarketingSetup,
    OrganizationalLevel,
    SearchString,
)
from contacts.relations import relate_customers
from tests.factories.contacts import (
    BusinessRelationFactory,
    CompanyFactory,
    JobResponsibilityFactory,
    MailingGroupFactory,
    PersonFactory,
    SalespersonFactory,
    TerritoryFactory,
)
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


class TestDuplicates:
    ROWS = (
        "number,name,address,post_code,city,phone,email",
        "ALDER,Alder,Kerkstraat 1,9000,Gent,09 1234,info@alder.example",
        "BIRCH,Birch,Dorp 5,3500,Utrecht,030 1234,info@birch.example",
        "ALDER2,Alder Ltd,Kerkstraat 1,9000,Gent,09 1234,info@alder.example",
    )

    def test_companies_that_look_like_others_are_compared_and_told(self, path):
        write_rows(path, *self.ROWS)
        run("import_contacts", path)
        pair = DuplicatePair.objects.get()
        assert (pair.first.number, pair.second.number, pair.equal_count) == ("ALDER", "ALDER2", 11)

    def test_changed_company_is_compared_again(self, path):
        write_rows(path, *self.ROWS)
        run("import_contacts", path)
        write_rows(path, self.ROWS[0], "ALDER2,Cedar,,,,,")
        run("import_contacts", path)
        assert not DuplicatePair.objects.exists()

    def test_very_many_companies_are_compared_later(self, path, monkeypatch):
        monkeypatch.setattr("contacts.alike_companies._MOST_COMPARED", 2)
        write_rows(path, *self.ROWS)
        run("import_contacts", path)
        assert not DuplicatePair.objects.exists()

    def test_dry_run_leaves_no_strings(self, path):
        write_rows(path, *self.ROWS)
        run("import_contacts", path, "--dry-run")
        assert not SearchString.objects.exists()


class TestContactsInFull:
    def test_reads_every_field_of_the_card(self, path):
        OrganizationalLevel.objects.create(code="BOARD")
        write_rows(
            path,
            "number,type,name,search_name,company,job_title,organizational_level,address_2,county,home_page,"
            "correspondence,vat_registration_number,registration_number,minor,parental_consent",
            "ALDER,company,Alder,ALD,,,,Building B,Flanders,alder.example,email,be123,77,,",
            "ANN,person,Ann Berg,,ALDER,Buyer,board,,,,hard copy,,,yes,no",
        )
        run("import_contacts", path)
        assert contact("ALDER", "search_name", "address_2", "county", "home_page", "correspondence_type") == (
            "ALD", "Building B", "Flanders", "alder.example", "email"
        )  # fmt: skip
        assert contact("ALDER", "vat_registration_number", "registration_number") == ("BE123", "77")
        assert contact("ANN", "job_title", "organizational_level__code", "is_minor", "is_privacy_blocked") == (
            "Buyer", "BOARD", True, True
        )  # fmt: skip

    def test_groups_are_codes_with_semicolons(self, path):
        for code in ("NEWS", "FAIR"):
            MailingGroupFactory(code=code)
        write_rows(path, "number,name,mailing_groups", "ALDER,Alder,news; FAIR;", "BIRCH,Birch,")
        run("import_contacts", path)
        assert groups("ALDER") == ["FAIR", "NEWS"]
        assert run("import_contacts", path)[-1].endswith("2 unchanged + 0 rejected.")
        write_rows(path, "number,mailing_groups", "ALDER,FAIR", "BIRCH,NEWS;FAIR")
        assert run("import_contacts", path)[-1].endswith("0 added + 2 changed + 0 unchanged + 0 rejected.")
        assert (groups("ALDER"), groups("BIRCH")) == (["FAIR"], ["FAIR", "NEWS"])
        write_rows(path, "number,name", "ALDER,Alder Ltd")
        run("import_contacts", path)
        assert groups("ALDER") == ["FAIR"]

    def test_groups_that_there_are_not_or_that_the_type_has_not(self, path):
        JobResponsibilityFactory(code="BUYER")
        write_rows(
            path,
            "number,type,name,mailing_groups,job_responsibilities",
            "ALDER,company,Alder,NEWS,",
            "BIRCH,company,Birch,,BUYER",
            "ANN,person,Ann,,BUYER",
        )
        refusal = refused("import_contacts", path)[2]
        assert "Row 2: There is no mailing group NEWS." in refusal
        assert "Row 3: A company has no job responsibilities." in refusal
        assert not Contact.objects.exists()


class TestRelations:
    ROWS = (
        "number,type,name,company,customer,business_relations",
        "A,company,Alder,,yes,",
        "B,company,Birch,,no,PRESS",
        "C,company,Cedar,,yes,PRESS;LAW",
        "D,company,Dogwood,,,",
        *(f"{company}{own},person,{own},{company},{'yes' * (own == 'C')},{'LAW' * (own == 'F')}"
          for company in "ABCD" for own in "CFN"),
        "K,person,Kim,,yes,",
    )  # fmt: skip

    @pytest.mark.parametrize("reserved", ["CUST", ""])
    def test_new_contacts_have_the_labels_that_any_other_write_gives(self, path, reserved):
        codes = {code: BusinessRelationFactory(code=code) for code in ("PRESS", "LAW", "CUST")}
        MarketingSetup.objects.update_or_create(pk=1, defaults={"customer_relation": codes.get(reserved)})
        write_rows(path, *self.ROWS)
        run("import_contacts", path)
        state = list(Contact.objects.order_by("number").values_list("number", "business_relation"))
        links = list(ContactBusinessRelation.objects.order_by("contact", "relation").values_list("contact", "number"))
        relate_customers(Contact.objects.all())
        assert list(Contact.objects.order_by("number").values_list("number", "business_relation")) == state
        found = ContactBusinessRelation.objects.order_by("contact", "relation").values_list("contact", "number")
        assert list(found) == links
        assert len({label for _number, label in state}) == (4 if reserved else 3)

    def test_company_that_becomes_a_customer_labels_persons_above_and_below(self, path):
        MarketingSetup.objects.update_or_create(
            pk=1, defaults={"customer_relation": BusinessRelationFactory(code="CUST")}
        )
        PersonFactory(number="OLD", name="Old", company=CompanyFactory(number="ALDER", name="Alder"))
        write_rows(path, "number,type,name,company,customer", "ALDER,company,Alder,,yes", "NEW,person,New,ALDER,")
        run("import_contacts", path)
        assert set(Contact.objects.values_list("business_relation", flat=True)) == {"customer"}


class TestCompanyByName:
    def test_name_whatever_its_capitals_and_of_the_same_file(self, path):
        CompanyFactory(number="A1", name="Alder Ltd")
        write_rows(
            path,
            "number,type,name,company",
            "B1,company,Birch Trading Company of Gent,",
            "ANN,person,Ann,alder LTD",
            "BEN,person,Ben,birch trading company of gent",
            "CIS,person,Cis,a1",
        )
        run("import_contacts", path)
        assert [contact(number, "company__number")[0] for number in ("ANN", "BEN", "CIS")] == ["A1", "B1", "A1"]

    def test_several_of_that_name_or_none(self, path):
        for number in ("A1", "A2"):
            CompanyFactory(number=number, name="Alder")
        write_rows(path, "number,type,name,company", "ANN,person,Ann,Alder", "BEN,person,Ben,Cedar")
        refusal = refused("import_contacts", path)[2]
        assert "Row 2: Several companies are called Alder: A1, A2. Name one by its number." in refusal
        assert "Row 3: There is no company Cedar, here or above in the file." in refusal
        assert not Contact.objects.filter(type="person").exists()


def groups(number: str) -> list[str]:
    found = MailingGroup.objects.filter(contact__number=number)
    return list(found.order_by("code").values_list("code", flat=True))
