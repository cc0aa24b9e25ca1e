"""Building a segment in the browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from contacts.models import MailingGroup, Territory
from segments.models import Segment
from tests.factories import cast
from tests.factories.segments import SegmentFactory, SegmentLineFactory

WIDE = {"width": 1280, "height": 1200}
BOTH_LANGUAGES = [
    pytest.param("Segments", marks=pytest.mark.browser_context_args(locale="en-GB")),
    pytest.param("Segmenten", marks=pytest.mark.browser_context_args(locale="nl-NL")),
]
PAGES = (
    "/segments/WEST/criteria/",
    "/segments/WEST/criteria/?action=refine&territories=N&bought=no&expands_companies=on",
    "/segments/WEST/criteria/?action=add&items=9999",
    "/segments/WEST/steps/",
    "/segments/WEST/steps/1/",
    "/segments/WEST/start-over/",
    "/segments/WEST/?columns=why",
)


@pytest.fixture
def west() -> Segment:
    """An empty segment, and forty companies: every fourth in the north, every tenth on the mailing list."""
    north = Territory.objects.create(code="N", description="North")
    news = MailingGroup.objects.create(code="NEWS", description="Newsletter")
    for number in range(1, 41):
        company = cast.company(f"C{number:02}", territory=north if number % 4 == 0 else None)
        if number % 10 == 0:
            news.contact_set.add(company)
    return SegmentFactory(number="WEST", description="Companies in the west")


@pytest.mark.parametrize("menu", BOTH_LANGUAGES)
def test_pages_are_for_everybody(
    signed_in_page: Page,
    west: Segment,
    menu: str,
    assert_accessible: Callable[[Page], None],
    assert_fits_narrow_screen: Callable[[Page], None],
) -> None:
    page = signed_in_page
    SegmentLineFactory(segment=west)
    for url in PAGES:
        page.set_viewport_size(WIDE)
        page.goto(url)
        expect(page.locator("#menu").get_by_role("link", name=menu)).to_be_visible()
        assert_accessible(page)
        assert_fits_narrow_screen(page)
        assert_accessible(page)


@pytest.mark.usefixtures("west")
def test_contacts_are_counted_while_one_chooses_with_the_keyboard(signed_in_page: Page) -> None:
    page = signed_in_page
    page.set_viewport_size(WIDE)
    page.goto("/segments/WEST/criteria/")
    preview = page.locator("#preview")
    expect(preview.get_by_role("heading", level=2)).to_have_text("40 contacts match")
    page.get_by_label("N · North").press(" ")
    expect(preview.get_by_role("heading", level=2)).to_have_text("10 contacts match")
    expect(preview).to_contain_text("Add: contacts in territory N.")
    expect(page.get_by_label("N · North")).to_be_focused()
    page.locator("summary", has_text="Mailing groups").press("Enter")
    page.get_by_label("NEWS · Newsletter").press(" ")
    expect(preview.get_by_role("heading", level=2)).to_have_text("2 contacts match")
    expect(page.locator("#count-contact")).to_have_text("10 contacts")
    expect(page.locator("#count-mailing_groups")).to_have_text("4 contacts")
    expect(page.get_by_role("status").filter(has_text="contacts match")).to_have_text("2 contacts match")
    expect(preview.locator(".builder-samples li")).to_have_count(2)
    preview.get_by_role("link", name="2", exact=True).first.press("Enter")
    expect(page.locator("#result-count")).to_have_text("2 of 2 contacts")
    page.go_back()
    expect(page.get_by_label("N · North")).to_be_checked()
