from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.factories.users import UserFactory

BOTH_LANGUAGES = [
    pytest.param("en", "Sign in", marks=pytest.mark.browser_context_args(locale="en-GB")),
    pytest.param("nl", "Inloggen", marks=pytest.mark.browser_context_args(locale="nl-NL")),
]


@pytest.mark.parametrize(("language", "heading"), BOTH_LANGUAGES)
def test_sign_in_page_is_for_everybody(
    page: Page,
    language: str,
    heading: str,
    assert_accessible: Callable[[Page], None],
    assert_fits_narrow_screen: Callable[[Page], None],
) -> None:
    page.goto("/sign-in/")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert page.locator("html").get_attribute("lang", timeout=1000).startswith(language)
    assert_accessible(page)
    assert_fits_narrow_screen(page)


def test_signs_in_out_and_changes_language_with_the_keyboard(page: Page) -> None:
    UserFactory(username="anna", first_name="Anna")
    page.goto("/password/")
    page.keyboard.type("anna")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This user name and password do not belong together.")).to_be_visible()
    page.get_by_label("Password").fill("secret")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Change password")

    page.get_by_role("button", name="Nederlands").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wachtwoord wijzigen")
    page.get_by_role("button", name="Anna").press("Enter")
    page.get_by_role("button", name="Uitloggen").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen")


def test_password_page_says_what_is_wrong_and_goes_there(
    signed_in_page: Page, assert_accessible: Callable[[Page], None]
) -> None:
    page = signed_in_page
    page.goto("/password/")
    assert_accessible(page)
    page.get_by_label("Old password").fill("wrong")
    page.get_by_label("New password", exact=False).first.fill("blue-chair-7")
    page.get_by_label("New password confirmation").fill("blue-chair-8")
    page.get_by_role("button", name="Change password").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="Old password").click()
    expect(page.get_by_label("Old password")).to_be_focused()
    assert_accessible(page)
