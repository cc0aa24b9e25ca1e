"""Working with a list: views, columns, the keyboard, rows that open, and files."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from contacts.models import SavedView
from tests.factories import cast


@pytest.fixture
def list_page(signed_in_page: Page) -> Page:
    cast.campaign("CHAIRS", description="Office chairs")
    cast.campaign("LAMPS", description="Desk lamps", is_active=False)
    cast.campaign("STOOLS", description="Bar stools")
    signed_in_page.set_viewport_size({"width": 1280, "height": 900})
    signed_in_page.goto("/campaigns/")
    return signed_in_page


def rows(page: Page) -> list[str]:
    return page.locator("[data-list] tbody tr td:first-child").all_inner_texts()


def test_view_is_saved_changed_undone_and_opened_again(
    list_page: Page, assert_accessible: Callable[[Page], None], assert_fits_narrow_screen: Callable[[Page], None]
) -> None:
    page = list_page
    page.locator("main").get_by_label("Search").press_sequentially("chairs")
    page.get_by_role("link", name="Save as a view").click()
    assert_accessible(page)
    page.get_by_label("Name").fill("Chairs")
    page.get_by_role("button", name="Save the view").click()
    views = page.get_by_role("navigation", name="Views")
    expect(views.get_by_role("link", name="Chairs")).to_have_attribute("aria-current", "true")
    assert rows(page) == ["CHAIRS"]

    page.locator("main").get_by_label("Search").fill("stools")
    expect(page.get_by_text("Changed", exact=True)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Undo").click()
    assert rows(page) == ["CHAIRS"]
    page.get_by_role("link", name="Search: chairs").click()
    expect(page.get_by_role("status").filter(has_text="campaigns")).to_have_text("3 of 3 campaigns")
    page.get_by_role("button", name="Save", exact=True).click()
    assert SavedView.objects.get().filters == ""

    page.get_by_role("link", name="Active now").click()
    page.goto("/campaigns/")
    expect(views.get_by_role("link", name="Active now")).to_have_attribute("aria-current", "true")
    assert rows(page) == ["CHAIRS", "STOOLS"]
    assert_fits_narrow_screen(page)
    assert_accessible(page)


def test_columns_are_chosen_and_a_wrong_address_says_so(list_page: Page) -> None:
    list_page.get_by_text("Columns", exact=True).click()
    list_page.get_by_role("checkbox", name="Status").uncheck()
    list_page.get_by_role("checkbox", name="Budget").check()
    list_page.get_by_role("button", name="Show these columns").click()
    expect(list_page.get_by_role("columnheader", name="Budget")).to_be_visible()
    expect(list_page.get_by_role("columnheader", name="Status")).to_have_count(0)
    list_page.goto("/campaigns/?serach=chairs")
    expect(list_page.get_by_text("This list has no filter “serach”.")).to_be_visible()
    list_page.get_by_role("link", name="Show the list without it").click()
    assert len(rows(list_page)) == 3


def test_keys_walk_the_rows_and_enter_opens(list_page: Page) -> None:
    for key in ("j", "j", "k", "j"):
        list_page.keyboard.press(key)
    expect(list_page.get_by_role("link", name="LAMPS")).to_be_focused()
    list_page.keyboard.press("Enter")
    list_page.wait_for_url("**/campaigns/LAMPS/")


def test_row_opens_where_it_is_clicked(list_page: Page) -> None:
    list_page.get_by_role("cell", name="Bar stools").click()
    list_page.wait_for_url("**/campaigns/STOOLS/")


def test_file_is_taken_away(list_page: Page) -> None:
    with list_page.expect_download() as download:
        list_page.get_by_role("link", name="Excel (3 rows)").click()
    assert download.value.suggested_filename.startswith("Campaigns ")
    with list_page.expect_download() as download:
        list_page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename.endswith(".csv")
