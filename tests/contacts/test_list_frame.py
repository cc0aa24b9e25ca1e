from django import forms

from contacts.list_address import ViewTerms
from contacts.list_frame import ColumnChoice, ListFrame, ViewBar, notices_of
from contacts.models import SavedView
from contacts.saved_views import BuiltInView
from tests.factories.users import UserFactory

ACTIVE = BuiltInView("active", "Active now", "activated=yes", sort="number")


class ListForm(forms.Form):
    search = forms.CharField(required=False, label="Search")
    since = forms.DateField(required=False, label="Starts from")


def bar(key: str, terms: ViewTerms, *saved: SavedView, start_key: str = "") -> ViewBar:
    shown = ViewBar(list_name="x:list", built_in=[ACTIVE], saved=saved, user_id=1)
    shown.show(key, terms, start_key=start_key)
    return shown


def saved(pk: int, name: str, *, own: bool) -> SavedView:
    owner = UserFactory.build(pk=1 if own else 2, username="ben")
    return SavedView(pk=pk, name=name, owner=owner, filters="search=chairs")


class TestViewBar:
    def test_pills_are_all_then_the_lists_then_saved_ones(self):
        pills = bar("7", ViewTerms(), saved(7, "Chairs", own=True), saved(8, "Desks", own=False)).pills
        assert [(pill.key, pill.url, pill.is_current, pill.owner) for pill in pills] == [
            ("all", "?view=all", False, ""),
            ("active", "?view=active&activated=yes&sort=number", False, ""),
            ("7", "?view=7&search=chairs", True, ""),
            ("8", "?view=8&search=chairs", False, "ben"),
        ]

    def test_view_is_changed_when_the_address_says_something_else(self):
        chairs = saved(7, "Chairs", own=True)
        assert not bar("7", ViewTerms(filters="search=chairs"), chairs).is_changed
        changed = bar("7", ViewTerms(filters="search=desks"), chairs)
        assert changed.is_changed
        assert changed.undo_url == "?view=7&search=chairs"
        assert changed.save_query == "list=x%3Alist&query=search%3Ddesks"

    def test_only_ones_own_view_is_saved_over(self):
        views = saved(7, "Chairs", own=True), saved(8, "Desks", own=False)
        assert [bar(key, ViewTerms(), *views).is_own for key in ("7", "8", "active")] == [True, False, False]

    def test_start_is_all_unless_chosen(self):
        assert bar("all", ViewTerms()).is_start
        assert bar("active", ViewTerms(), start_key="active").is_start
        assert not bar("active", ViewTerms()).is_start
        assert not bar("all", ViewTerms(), start_key="active").is_start


class TestListFrame:
    def frame(self, **fields) -> ListFrame:
        usual = {
            "count_text": "",
            "found_count": 3,
            "total_count": 9,
            "most_workbook_rows": 3,
            "notices": [],
            "is_narrowed": True,
            "clear_url": "",
            "parameters": {"search": ["a"], "sort": ["-number"], "view": ["7"], "page": ["2"], "columns": ["city"]},
            "columns": [ColumnChoice("number", "No.", is_shown=True, is_fixed=True)],
            "bar": None,
        }
        return ListFrame(**{**usual, **fields})

    def test_files_are_of_all_pages(self):
        assert self.frame().csv_url == "?search=a&sort=-number&view=7&columns=city&page=1&export=csv"
        assert self.frame().has_workbook
        assert not self.frame(found_count=4).has_workbook

    def test_filters_keep_the_order_the_columns_and_the_view(self):
        kept = [("columns", "city"), ("sort", "-number"), ("view", "7"), ("page", "1")]
        assert self.frame().kept_by_filters == kept

    def test_columns_keep_the_filters_and_what_always_shows(self):
        kept = [("sort", "-number"), ("view", "7"), ("search", "a"), ("columns", "number"), ("page", "1")]
        assert self.frame().kept_by_columns == kept


class TestNotices:
    def notices(self, **parameters: str):
        asked = {name: [value] for name, value in parameters.items()}
        form = ListForm(parameters)
        unknown = [name for name in asked if name in ("serach",)]
        return list(notices_of(asked, unknown=unknown, form=form, headings=["number"], columns=["number", "city"]))

    def test_nothing_is_said_of_what_is_understood(self):
        assert self.notices(search="a", sort="-number", columns="city") == []

    def test_unknown_filter_hides_the_rows_and_can_be_dropped(self):
        [notice] = self.notices(serach="chairs", sort="number")
        assert notice.text.startswith("This list has no filter “serach”.")
        assert (notice.url, notice.hides_rows) == ("?sort=number&page=1", True)

    def test_invalid_filter_hides_the_rows(self):
        [notice] = self.notices(since="yesterday")
        assert (notice.text, notice.hides_rows) == ("Starts from: Enter a valid date.", True)

    def test_unknown_order_and_column_are_left_out(self):
        assert [(notice.text, notice.url, notice.hides_rows) for notice in self.notices(sort="-x", columns="y")] == [
            ("This list cannot be sorted by “x”.", "?columns=y&page=1", False),
            ("This list has no column “y”.", "?sort=-x&page=1", False),
        ]
