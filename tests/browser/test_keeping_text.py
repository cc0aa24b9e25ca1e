"""What somebody typed survives: the end of the session, a page that is too old, and leaving by mistake."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import Dialog, Page, expect

from campaigns.models import Campaign
from tests.factories import cast
from tests.factories.users import UserFactory

REFUSED = "status of 403"


@pytest.fixture
def anna() -> User:
    user: User = UserFactory(username="anna", group="Marketer")
    return user


@pytest.fixture
def edit_page(page: Page, anna: User, sign_in: Callable[[User], None]) -> Page:
    """Anna edits a campaign, and has typed something."""
    cast.campaign("SPRING", description="Chairs", is_active=False)
    sign_in(anna)
    page.goto("/campaigns/SPRING/edit/")
    page.get_by_label("Description").fill("Chairs and desks")
    page.get_by_label("Objective").fill("More desks.\nAnd lamps.")
    page.get_by_label("Applies even if dearer").check()
    return page


def sign_in_again(page: Page, name: str = "anna") -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill("secret")
    page.keyboard.press("Enter")


def test_session_that_ended_loses_no_text(
    edit_page: Page, assert_accessible: Callable[[Page], None], assert_fits_narrow_screen: Callable[[Page], None]
) -> None:
    page = edit_page
    Session.objects.all().delete()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("You were signed out after 8 hours. Sign in to go on")).to_be_visible()
    expect(page.get_by_text("What you typed is kept in this browser.")).to_be_visible()
    assert_accessible(page)
    assert_fits_narrow_screen(page)
    assert "secret" not in page.evaluate("JSON.stringify({...sessionStorage})")
    page.get_by_role("button", name="Nederlands").click()  # The text waits through other pages of sign-in.
    expect(page.get_by_text("Wat u hebt getypt, blijft in deze browser bewaard.")).to_be_visible()
    page.get_by_role("button", name="English").click()

    sign_in_again(page)
    expect(page.get_by_text("What you typed is back in its place. Nothing was saved yet.")).to_be_visible()
    expect(page).to_have_url("/campaigns/SPRING/edit/")
    expect(page.get_by_label("Description")).to_have_value("Chairs and desks")
    expect(page.get_by_label("Objective")).to_have_value("More desks.\nAnd lamps.")
    expect(page.get_by_label("Applies even if dearer")).to_be_checked()
    assert Campaign.objects.get().description == "Chairs"

    page.keyboard.press("Control+s")
    expect(page.get_by_text("SPRING was saved.")).to_be_visible()
    expect(page).to_have_url("/campaigns/SPRING/edit/")
    assert Campaign.objects.get().description == "Chairs and desks"
    page.wait_for_function("sessionStorage.getItem('typed-text') === null")


def test_text_is_for_nobody_else(edit_page: Page) -> None:
    UserFactory(username="bert", group="Marketer")
    Session.objects.all().delete()
    edit_page.keyboard.press("Control+Enter")
    sign_in_again(edit_page, "bert")
    expect(edit_page.get_by_label("Description")).to_have_value("Chairs")
    edit_page.wait_for_function("sessionStorage.getItem('typed-text') === null")


def test_page_that_is_too_old_loses_no_text(edit_page: Page, complaints: list[str]) -> None:
    page = edit_page
    page.context.clear_cookies(name="csrftoken")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("The form was not accepted")
    assert all(REFUSED in complaint for complaint in complaints)
    complaints.clear()
    page.get_by_role("link", name="Back to the page").click()
    expect(page.get_by_label("Description")).to_have_value("Chairs and desks")
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url("/campaigns/SPRING/")
    assert Campaign.objects.get().description == "Chairs and desks"


def test_leaving_asks_first(edit_page: Page) -> None:
    page = edit_page
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(page.get_by_label("Description")).to_have_value("Chairs and desks")
    page.get_by_role("link", name="Cancel").click()
    expect(page).to_have_url("/campaigns/SPRING/")
    assert asked == ["beforeunload"]
    assert Campaign.objects.get().description == "Chairs"
