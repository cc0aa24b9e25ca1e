import datetime as dt

import pytest

from contacts.columns import Layout, RowError
from contacts.contact_import import COLUMNS, ContactImporter
from contacts.importing import Outcome
from contacts.models import Contact
from contacts.sheets import SheetRow
from tests.factories.contacts import CompanyFactory, PersonFactory

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


class TestContactImporter:
    def taken(self, headings: str, *rows: str) -> list[Outcome | str]:
        """Import rows as one chunk; return what each did or why it was rejected."""
        importer = ContactImporter(at=NOW)
        layout = Layout.of(COLUMNS, headings.split(","))
        records = [layout.record(SheetRow(number, row.split(","))) for number, row in enumerate(rows, start=2)]
        importer.load(records)
        verdicts = []
        for record in records:
            try:
                verdicts.append(importer.take(record))
            except RowError as error:
                verdicts.append(str(error))
        importer.save()
        return verdicts

    def test_company_and_person_of_one_chunk(self):
        assert self.taken("number,type,name,company", "A,company,Alder,", "B,person,Ann,A") == ["added", "added"]
        assert Contact.objects.get(number="B").company.number == "A"

    def test_company_after_its_person_is_rejected(self):
        assert self.taken("number,type,name,company", "B,person,Ann,A", "A,company,Alder,") == [
            "There is no company A, here or above in the file.",
            "added",
        ]

    def test_unchanged_person_keeps_its_company(self):
        ann = PersonFactory(number="ANN", name="Ann", first_name="Ann", company=CompanyFactory(number="ALDER"))
        assert self.taken("number,name,company", "ANN,Ann,alder") == ["unchanged"]
        ann.refresh_from_db()
        assert ann.company.number == "ALDER"

    def test_blank_type_leaves_the_type(self):
        PersonFactory(number="ANN", name="Ann", first_name="Ann")
        assert self.taken("number,type,name", "ANN,,Ann", "ALDER,,Alder") == ["unchanged", "added"]
        assert dict(Contact.objects.values_list("number", "type")) == {"ANN": "person", "ALDER": "company"}

    def test_every_column_is_explained(self):
        assert [column.name for column in COLUMNS if not column.explanation] == []
