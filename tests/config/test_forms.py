from django.utils.translation import gettext_lazy

from config.forms import PreferencesForm
from config.navigation import Page

PAGES = [Page(gettext_lazy("Home"), "home"), Page(gettext_lazy("Campaigns"), "campaigns:list")]


def test_offers_the_pages_one_may_open() -> None:
    form = PreferencesForm(pages=PAGES)
    assert [value for value, _ in form.fields["start_page"].choices] == ["home", "campaigns:list"]


def test_page_one_may_not_open_is_refused() -> None:
    form = PreferencesForm({"language": "", "start_page": "orders:list", "rows_per_page": "50"}, pages=PAGES)
    assert list(form.errors) == ["start_page"]


def test_only_offered_lengths_and_languages_are_taken() -> None:
    form = PreferencesForm({"language": "fr", "start_page": "home", "rows_per_page": "1000000"}, pages=PAGES)
    assert sorted(form.errors) == ["language", "rows_per_page"]


def test_unticked_box_switches_shortcuts_off() -> None:
    form = PreferencesForm({"language": "nl", "start_page": "home", "rows_per_page": "25"}, pages=PAGES)
    assert form.is_valid()
    assert (form.instance.language, form.instance.rows_per_page, form.instance.uses_shortcuts) == ("nl", 25, False)
