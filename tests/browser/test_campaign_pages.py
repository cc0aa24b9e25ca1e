"""Campaigns in the browser: in both languages, on a small screen, with the keyboard alone."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from campaigns.models import Campaign, CampaignStatus
from tests.factories import cast
from tests.factories.campaigns import CampaignEntryFactory

WIDE = {"width": 1280, "height": 900}
BOTH_LANGUAGES = [
    pytest.param("Campaigns", marks=pytest.mark.browser_context_args(locale="en-GB")),
    pytest.param("Campagnes", marks=pytest.mark.browser_context_args(locale="nl-NL")),
]
PAGES = (
    "/campaigns/",
    "/campaigns/?search=spring&activated=yes&sort=-starting_on",
    "/campaigns/new/",
    "/campaigns/SPRING/",
    "/campaigns/SPRING/edit/",
    "/campaigns/SPRING/delete/",
    "/campaigns/SPRING/targets/",
    "/campaigns/SPRING/targets/contacts/",
    "/campaigns/SPRING/entries/",
    "/campaigns/SPRING/history/",
    "/campaigns/SPRING/copy/",
    "/campaigns/SPRING/print/",
    "/contacts/ANN/campaigns/",
    "/campaigns/PLAIN/",
    "/contacts/",
    "/contacts/ALDER/",
    "/contacts/ANN/",
)


@pytest.fixture
def spring() -> Campaign:
    """An active campaign with all there is, beside one with nothing."""
    alder = cast.company("Alder", city="Gent")
    cast.person("Ann", alder, is_privacy_blocked=True)
    status = CampaignStatus.objects.get(code="2-SCHEDULED")
    spring = cast.campaign(
        "SPRING",
        alder,
        description="Spring fair",
        status=status,
        starting_on=dt.date(2030, 1, 1),
        ending_on=dt.date(2030, 3, 31),
        objective="Sell chairs.",
    )
    CampaignEntryFactory(campaign=spring)
    CampaignEntryFactory(campaign=spring, is_cancelled=True)
    cast.campaign("PLAIN", is_active=False, status=status)
    return spring


@pytest.mark.usefixtures("spring")
@pytest.mark.parametrize("menu", BOTH_LANGUAGES)
def test_pages_are_for_everybody(
    signed_in_page: Page,
    menu: str,
    assert_accessible: Callable[[Page], None],
    assert_fits_narrow_screen: Callable[[Page], None],
) -> None:
    page = signed_in_page
    for url in PAGES:
        page.set_viewport_size(WIDE)
        page.goto(url)
        expect(page.locator("#menu").get_by_role("link", name=menu)).to_be_visible()
        assert_accessible(page)
        assert_fits_narrow_screen(page)
        assert_accessible(page)


def test_makes_a_campaign_with_the_keyboard(signed_in_page: Page, assert_accessible: Callable[[Page], None]) -> None:
    page = signed_in_page
    page.goto("/campaigns/")
    page.keyboard.press("Tab")
    page.get_by_role("link", name="New campaign").first.press("Enter")
    page.get_by_label("Description").focus()
    page.keyboard.type("Spring fair")
    page.get_by_label("Starting date", exact=True).fill("2030-04-01")
    page.get_by_label("Ending date", exact=True).fill("2030-03-31")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text("The ending date (31 March 2030) is before")
    assert_accessible(page)
    page.locator(".error-summary").get_by_role("link", name="Ending date").press("Enter")
    expect(page.get_by_label("Ending date", exact=True)).to_be_focused()
    page.get_by_label("Ending date", exact=True).fill("2030-04-30")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Spring fair")
    expect(page.locator("#messages")).to_contain_text("CP0001 was made.")


@pytest.mark.usefixtures("spring")
def test_shortcuts_lead_to_search_and_to_editing(signed_in_page: Page) -> None:
    page = signed_in_page
    page.goto("/campaigns/")
    page.keyboard.press("/")
    expect(page.locator("#id_search")).to_be_focused()
    page.locator("#id_search").fill("pla")
    expect(page.locator("#result-count")).to_have_text("1 of 2 campaigns")
    page.get_by_role("link", name="PLAIN").press("Enter")
    expect(page.get_by_role("heading", name="What comes next")).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_label("Description")).to_have_value("Campaign PLAIN")


@pytest.mark.usefixtures("spring")
def test_status_moves_on_and_archive_is_in_the_menu(
    signed_in_page: Page, assert_accessible: Callable[[Page], None]
) -> None:
    page = signed_in_page
    page.goto("/campaigns/PLAIN/")
    expect(page.locator(".next-step .btn")).to_have_count(1)
    page.get_by_role("button", name="More").press("Enter")
    page.get_by_role("button", name="Set status: Started").press("Enter")
    expect(page.locator("#messages")).to_contain_text("The status is now “Started”.")
    expect(page.locator(".stepper [aria-current]")).to_contain_text("Started")
    page.get_by_role("button", name="More").press("Enter")
    assert_accessible(page)
    page.get_by_role("button", name="Archive").press("Enter")
    expect(page.locator("#messages")).to_contain_text("PLAIN is in the archive.")


def test_entries_are_ticked_and_cancelled(signed_in_page: Page, spring: Campaign) -> None:
    page = signed_in_page
    page.goto("/campaigns/SPRING/entries/")
    page.get_by_label("All rows on this page").press(" ")
    page.get_by_role("button", name="Cancel entries").press("Enter")
    expect(page.locator("#messages")).to_contain_text("1 entry is cancelled.")
    assert spring.entries.filter(is_cancelled=False).count() == 0


def test_copies_last_year_and_moves_dates_with_the_keyboard(
    signed_in_page: Page, spring: Campaign, assert_accessible: Callable[[Page], None]
) -> None:
    page = signed_in_page
    cast.price(cast.item("CHAIR"), 90, spring)
    page.goto("/campaigns/new/")
    page.get_by_text("Like an earlier campaign?").press("Enter")
    page.get_by_label("Copy from").fill("SPRING")
    page.get_by_role("button", name="Copy…").press("Enter")
    expect(page.get_by_label("Prices: 1")).to_be_checked()
    page.get_by_label("Description").fill("Spring fair 2031")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("CP0001 was made from SPRING. Prices: 1.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Spring fair 2031")
    expect(page.get_by_text("1 January 2031")).to_be_visible()

    page.goto("/campaigns/SPRING/edit/")
    page.get_by_label("Description").fill("Spring sale")
    page.get_by_label("Ending date", exact=True).fill("2030-04-30")
    page.get_by_label("Description").press("Enter")
    expect(page.get_by_text("Nothing was saved yet")).to_be_visible()
    expect(page.locator(".note[autofocus]")).to_be_focused()
    expect(page.get_by_text("1 sales price moves.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Save with these dates").first.press("Enter")
    expect(page.locator("#messages")).to_contain_text("Its prices and discounts follow the new dates.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Spring sale")

    page.get_by_role("link", name="History").press("Enter")
    expect(page.get_by_text("Ending date: 31 Mar 2030 → 30 Apr 2030")).to_be_visible()
    page.get_by_label("Kind").select_option("prices")
    expect(page.locator("#result-count")).to_have_text("1 change")


@pytest.mark.usefixtures("spring")
def test_two_people_edit_and_nothing_is_lost(signed_in_page: Page, assert_accessible: Callable[[Page], None]) -> None:
    page = signed_in_page
    page.goto("/campaigns/SPRING/edit/")
    other = page.context.new_page()
    other.goto("/campaigns/SPRING/edit/")
    other.get_by_label("Description").fill("Theirs")
    other.get_by_label("Description").press("Enter")
    expect(other.locator("#messages")).to_contain_text("SPRING was saved.")

    page.get_by_label("Description").fill("Mine")
    page.get_by_label("Description").press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text("Now stored: Theirs")
    expect(page.get_by_label("Description")).to_have_value("Mine")
    assert_accessible(page)
    page.get_by_label("Description").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mine")
