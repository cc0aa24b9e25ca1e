import pytest
from django.urls import reverse
from django.utils import translation

from config.uploads.kinds import KINDS, kinds_for
from contacts.upload_reading import plain
from tests.factories.users import UserFactory


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
class TestEveryKind:
    def test_has_a_title_for_each_column_of_its_own(self, kind):
        for language in ("en-gb", "nl"):
            with translation.override(language):
                titles = [plain(kind.title(column.name)) for column in kind.columns]
            assert len(set(titles)) == len(titles)

    def test_says_where_its_rows_are(self, kind):
        assert kind.url("CP1").startswith("/")

    def test_explains_its_columns_in_dutch(self, kind):
        for column in kind.columns:
            with translation.override("nl"):
                assert str(column.explanation)
        assert reverse("import-template", args=[kind.key])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("group", "keys"),
    [
        ("Viewer", []),
        ("Marketer", ["contacts", "prices", "campaigns", "segments", "orders"]),
        ("Campaign manager", ["contacts", "prices", "campaigns", "segments", "orders"]),
        ("Set-up", ["contacts", "items", "prices"]),
    ],
)
def test_each_group_may_import_what_it_may_add_and_change(group, keys):
    found = [kind.key for kind in kinds_for(UserFactory(group=group)) if kind.subject is None]
    assert found == keys
