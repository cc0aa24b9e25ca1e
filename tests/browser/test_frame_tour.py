"""The frame with the keyboard alone, and for everybody: home, search, preferences, help and refusals."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from orders.models import ActivationRun
from tests.factories import cast
from tests.factories.orders import ActivationRunFactory
from tests.factories.users import UserFactory

WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def viewers_page(page: Page, sign_in: Callable[[User], None]) -> Page:
    spring = cast.campaign("SPRING", starting_on=timezone.localdate(), description="Chairs")
    ActivationRunFactory(
        campaign=spring, state=ActivationRun.State.FINISHED, started_at=timezone.now(), applied_count=1234
    )
    sign_in(UserFactory(username="anna", group="Viewer"))
    page.set_viewport_size(WIDE)
    return page


@pytest.mark.parametrize(
    "refusal",
    [
        pytest.param("Ask someone in", marks=pytest.mark.browser_context_args(locale="en-GB")),
        pytest.param("Vraag het iemand in", marks=pytest.mark.browser_context_args(locale="nl-NL")),
    ],
)
def test_frame_is_for_everybody(
    viewers_page: Page,
    refusal: str,
    complaints: list[str],
    assert_accessible: Callable[[Page], None],
    assert_fits_narrow_screen: Callable[[Page], None],
) -> None:
    page = viewers_page
    page.goto("/")
    expect(page.locator("[data-weekly-chart] canvas")).to_be_visible()
    for address in ("/", "/search/?q=chairs", "/search/?q=nothing", "/preferences/", "/help/shortcuts/"):
        page.set_viewport_size(WIDE)
        page.goto(address)
        assert_accessible(page)
        assert_fits_narrow_screen(page)
    for address in ("/campaigns/new/", "/nowhere/"):
        page.goto(address)
        assert len(complaints) == 1  # The browser reports a refusal itself.
        complaints.clear()
        assert_accessible(page)
        assert_fits_narrow_screen(page)
    page.goto("/campaigns/new/")
    complaints.clear()
    expect(page.get_by_text(refusal)).to_be_visible()


def test_frame_with_the_keyboard_alone(viewers_page: Page, assert_accessible: Callable[[Page], None]) -> None:
    page = viewers_page
    page.goto("/")
    page.keyboard.press("?")
    help_dialog = page.get_by_role("dialog", name="Keys on this page")
    expect(help_dialog.get_by_role("button", name="Close")).to_be_focused()
    expect(help_dialog.get_by_text("Fold and unfold the menu")).to_be_visible()
    expect(help_dialog.get_by_text("Next and previous row")).to_be_hidden()  # Home has no list.
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(help_dialog).to_be_hidden()

    menu = page.get_by_role("navigation", name="Main menu")
    page.keyboard.press("[")
    expect(menu).to_be_hidden()
    page.reload()  # It stays folded.
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).press("Enter")
    expect(menu.get_by_role("button", name="Keep the menu open")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("[")
    expect(menu).to_be_visible()

    page.keyboard.press("/")
    page.keyboard.type("chairs")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="SPRING")).to_be_visible()
    page.keyboard.press("/")  # On a page with a search of its own that one is meant.
    expect(page.get_by_label("Number or name")).to_be_focused()
    page.keyboard.type("spring")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/campaigns/SPRING/")
    page.keyboard.press("Alt+F2")
    expect(page.get_by_role("complementary", name="Facts about this campaign")).to_be_focused()
