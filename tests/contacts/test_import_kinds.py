from django.utils import translation

from config.uploads.kinds import KINDS


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
