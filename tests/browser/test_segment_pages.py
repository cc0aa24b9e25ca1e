"""Segments in the browser: switches, ticking, and adding contacts."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from segments.models import Segment
from tests.factories import cast
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.segments.counting import targets_of

WIDE = {"width": 1280, "height": 1200}
BOTH_LANGUAGES = [
    pytest.param("Segments", marks=pytest.mark.browser_context_args(locale="en-GB")),
    pytest.param("Segmenten", marks=pytest.mark.browser_context_args(locale="nl-NL")),
]
PAGES = (
    "/segments/",
    "/segments/?search=west&state=open",
    "/segments/new/?campaign=SPRING",
    "/segments/WEST/",
    "/segments/WEST/?target=no",
    "/segments/WEST/edit/",
    "/segments/WEST/delete/",
    "/segments/WEST/contacts/",
    "/segments/WEST/history/",
    "/segments/WEST/changes/",
    "/segments/LOOSE/",
    "/campaigns/SPRING/segments/",
    "/contacts/C01/segments/",
)


@pytest.fixture
def west() -> Segment:
    """A segment of an active campaign with sixty lines, more than a page, of which none is marked."""
    west = SegmentFactory(number="WEST", description="Companies in the west", campaign=cast.campaign("SPRING"))
    for number in range(1, 61):
        SegmentLineFactory(segment=west, contact=cast.company(f"C{number:02}"), line_number=number)
    SegmentFactory(number="LOOSE")
    return west


@pytest.fixture
def calm(west: Segment) -> Segment:
    """A segment with the same contacts, of a campaign that is not active."""
    calm = SegmentFactory(number="CALM", campaign=cast.campaign("SUMMER", is_active=False))
    for number, line in enumerate(west.lines.select_related("contact").order_by("line_number"), start=1):
        SegmentLineFactory(segment=calm, contact=line.contact, line_number=number)
    return calm


@pytest.fixture
def page_without_scripts(browser: Browser, live_server: LiveServer, context: BrowserContext) -> Iterator[Page]:
    """A page of the person who signed in, in a browser that runs no scripts."""
    plain = browser.new_context(base_url=live_server.url, locale="en-GB", java_script_enabled=False)
    plain.add_cookies(context.cookies())
    yield plain.new_page()
    plain.close()


@pytest.mark.usefixtures("west")
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


def test_switch_changes_one_row_and_keeps_the_focus(signed_in_page: Page, west: Segment) -> None:
    page = signed_in_page
    page.goto("/segments/WEST/?sort=-contact")
    page.evaluate("window.samePage = true")
    switch = page.get_by_role("switch", name="C59: campaign target")
    switch.press("Enter")
    expect(switch).to_have_attribute("aria-checked", "true")
    expect(switch).to_be_focused()
    expect(page.locator("#segment-figures")).to_contain_text("Campaign targets\n 1")
    assert page.evaluate("window.samePage")
    assert targets_of(west.campaign) == {"C59": 1}
    switch.press("Enter")
    expect(switch).to_have_attribute("aria-checked", "false")
    assert targets_of(west.campaign) == {}


def test_switch_works_without_scripts(signed_in_page: Page, page_without_scripts: Page, west: Segment) -> None:
    page = page_without_scripts
    page.goto("/segments/WEST/?page=2")
    page.get_by_role("switch", name="C55: campaign target").click()
    expect(page.get_by_role("switch", name="C55: campaign target")).to_have_attribute("aria-checked", "true")
    assert page.url.endswith("/segments/WEST/?page=2")
    assert targets_of(west.campaign) == {"C55": 1}


def test_ticked_lines_are_marked_and_undone_with_the_keyboard(signed_in_page: Page, calm: Segment) -> None:
    page = signed_in_page
    page.set_viewport_size(WIDE)
    page.goto("/segments/CALM/?sort=contact")
    bar = page.locator("[data-line-verbs]")
    expect(bar).to_contain_text("No lines selected")
    page.get_by_label("C02", exact=True).press(" ")
    page.get_by_label("C04", exact=True).press(" ")
    expect(bar).to_contain_text("2 selected")
    expect(bar).to_be_in_viewport()
    page.get_by_role("button", name="Mark 2 as campaign target").press("Enter")
    expect(page.locator("#messages")).to_contain_text("2 lines are now campaign target.")
    expect(bar).to_contain_text("No lines selected")
    assert page.url.endswith("/segments/CALM/?sort=contact")
    assert targets_of(calm.campaign) == {"C02": 1, "C04": 1}
    page.locator("#messages").get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("#messages")).to_contain_text("Undone: 2 lines are as they were before.")
    assert page.url.endswith("/segments/CALM/?sort=contact")
    assert targets_of(calm.campaign) == {}


def test_all_that_match_are_more_than_a_page_and_one_tick_less_ends_it(signed_in_page: Page, calm: Segment) -> None:
    page = signed_in_page
    page.goto("/segments/CALM/")
    bar = page.locator("[data-line-verbs]")
    page.get_by_label("All rows on this page").press(" ")
    expect(bar).to_contain_text("50 selected")
    page.get_by_role("button", name="Select all 60 lines that match these filters").press("Enter")
    expect(bar).to_contain_text("All 60 selected")
    expect(page.get_by_role("button", name="Clear", exact=True)).to_be_focused()
    page.get_by_label("C02", exact=True).press(" ")
    expect(bar).to_contain_text("49 selected")
    page.get_by_role("button", name="Clear", exact=True).press("Enter")
    expect(bar).to_contain_text("No lines selected")
    expect(page.locator("[data-tick]:checked")).to_have_count(0)
    page.get_by_label("C03", exact=True).click()
    page.get_by_label("C07", exact=True).click(modifiers=["Shift"])
    expect(bar).to_contain_text("5 selected")
    page.get_by_label("All rows on this page").click()
    page.get_by_role("button", name="Select all 60 lines").click()
    page.get_by_role("button", name="Mark 60 as campaign target").click()
    expect(page.locator("#messages")).to_contain_text("60 lines are now campaign target.")
    assert len(targets_of(calm.campaign)) == 60


def test_active_campaign_is_asked_about_with_the_number(
    signed_in_page: Page, west: Segment, assert_accessible: Callable[[Page], None]
) -> None:
    page = signed_in_page
    page.goto("/segments/WEST/")
    page.get_by_label("Search", exact=True).fill("C1")
    expect(page.locator("#result-count")).to_have_text("10 of 60 lines")
    page.get_by_label("All rows on this page").check()
    page.get_by_role("button", name="Mark 10 as campaign target").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mark 10 lines as campaign target?")
    assert_accessible(page)
    page.get_by_role("button", name="Give prices to 10 buyers").click()
    expect(page.locator("#messages")).to_contain_text("10 lines are now campaign target.")
    expect(page.locator("#messages").get_by_role("link", name="Look at re-sync")).to_be_visible()
    expect(page.locator("#result-count")).to_have_text("10 of 60 lines")
    assert len(targets_of(west.campaign)) == 10


@pytest.mark.usefixtures("west")
def test_contacts_are_searched_ticked_and_added(signed_in_page: Page) -> None:
    page = signed_in_page
    page.goto("/segments/LOOSE/")
    page.keyboard.press("n")
    expect(page.locator("#result-count")).to_have_text("60 of 60 contacts")
    page.keyboard.press("/")
    expect(page.get_by_label("Search", exact=True)).to_be_focused()
    page.get_by_label("Search", exact=True).fill("c07")
    expect(page.locator("#result-count")).to_have_text("1 of 60 contacts")
    page.get_by_label("C07", exact=True).press(" ")
    page.get_by_role("button", name="Add 1 to the segment").press("Enter")
    expect(page.locator("#messages")).to_contain_text("1 contact was added.")
    expect(page.get_by_role("link", name="C07")).to_be_visible()


@pytest.mark.usefixtures("west")
def test_segment_is_found_while_typing_and_linked(signed_in_page: Page) -> None:
    page = signed_in_page
    page.goto("/campaigns/SPRING/segments/")
    page.locator("[name=segment]").fill("loo")
    expect(page.locator("datalist option")).to_have_attribute("value", "LOOSE")
    page.locator("[name=segment]").fill("LOOSE")
    page.locator("[name=segment]").press("Enter")
    expect(page.locator("#messages")).to_contain_text("LOOSE is linked to SPRING.")
    expect(page.get_by_role("link", name="LOOSE")).to_be_visible()
