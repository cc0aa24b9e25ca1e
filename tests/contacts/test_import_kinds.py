from django.utils import translation

from config.uploads.kinds import KINDS
from contacts.import_kinds import import_url


class TestImportKind:
    def test_title_is_in_the_language_of_the_reader(self):
        with translation.override("nl"):
            assert KINDS["contacts"].title("city") == "Plaats"
        with translation.override("en-gb"):
            assert KINDS["contacts"].title("city") == "City"

    def test_describes_its_columns_with_their_titles(self):
        described = KINDS["items"].described()
        assert [(column.name, str(title)) for column, title in described][:2] == [
            ("number", "No."),
            ("description", "Description"),
        ]


def test_page_that_imports_a_kind():
    assert import_url("contacts") == "/imports/new/contacts/"
