from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 320, "height": 640}


@pytest.mark.parametrize(
    "heading",
    [
        pytest.param("Welcome", marks=pytest.mark.browser_context_args(locale="en-GB")),
        pytest.param("Welkom", marks=pytest.mark.browser_context_args(locale="nl-NL")),
    ],
)
def test_home_is_for_everybody(
    signed_in_page: Page,
    heading: str,
    assert_accessible: Callable[[Page], None],
    assert_fits_narrow_screen: Callable[[Page], None],
) -> None:
    signed_in_page.set_viewport_size(WIDE)
    signed_in_page.goto("/")
    expect(signed_in_page.get_by_role("heading", level=1)).to_contain_text(heading)
    assert_accessible(signed_in_page)
    assert_fits_narrow_screen(signed_in_page)
    assert_accessible(signed_in_page)


def test_first_tab_skips_to_the_content(signed_in_page: Page) -> None:
    signed_in_page.goto("/")
    signed_in_page.keyboard.press("Tab")
    expect(signed_in_page.get_by_role("link", name="Skip to the content")).to_be_focused()
    signed_in_page.keyboard.press("Enter")
    expect(signed_in_page.locator("main")).to_be_focused()


def test_menu_opens_on_a_small_screen_and_closes_with_escape(
    signed_in_page: Page, assert_accessible: Callable[[Page], None]
) -> None:
    page = signed_in_page
    page.set_viewport_size(NARROW)
    page.goto("/")
    menu = page.get_by_role("navigation", name="Main menu")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).press("Enter")
    expect(menu.get_by_role("link", name="Home")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).click()
    menu.get_by_role("button", name="Close the menu").click()
    expect(menu).to_be_hidden()


def test_menu_stands_beside_the_page_on_a_wide_screen(signed_in_page: Page) -> None:
    signed_in_page.set_viewport_size(WIDE)
    signed_in_page.goto("/")
    menu = signed_in_page.get_by_role("navigation", name="Main menu")
    expect(menu.get_by_role("link", name="Home")).to_have_attribute("aria-current", "page")
    expect(signed_in_page.get_by_role("button", name="Menu", exact=True)).to_be_hidden()


def test_page_that_does_not_exist_keeps_the_frame(
    signed_in_page: Page, complaints: list[str], assert_accessible: Callable[[Page], None]
) -> None:
    signed_in_page.goto("/nowhere/")
    expect(signed_in_page.get_by_role("heading", level=1)).to_have_text("This page does not exist")
    assert len(complaints) == 1  # The browser reports the 404 itself.
    complaints.clear()
    assert_accessible(signed_in_page)


def test_second_click_sends_nothing(signed_in_page: Page) -> None:
    page = signed_in_page
    page.goto("/password/")
    for name in ("old_password", "new_password1", "new_password2"):
        page.locator(f"[name={name}]").fill("wrong")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.locator("main form [type=submit]").evaluate("button => { button.click(); button.click(); }")
    expect(page.locator(".error-summary")).to_be_visible()
    assert sent.count("POST") == 1


def test_admin_keeps_the_look_and_leads_back(signed_in_page: Page, assert_accessible: Callable[[Page], None]) -> None:
    page = signed_in_page
    page.goto("/")
    page.get_by_role("link", name="Set-up").click()
    expect(page.locator("#site-name")).to_have_text("Campaign set-up")
    assert_accessible(page)
    page.goto("/admin/auth/user/")
    assert_accessible(page)
    page.get_by_role("link", name="View site").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Welcome")
