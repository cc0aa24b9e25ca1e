"""Building a segment in the browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from contacts.models import MailingGroup, Territory
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
    expect(preview.locator(".builder-samples li")).to_have_count(2)
    preview.get_by_role("link", name="2", exact=True).first.press("Enter")
    expect(page.locator("#result-count")).to_have_text("2 of 2 contacts")
    page.go_back()
    expect(page.get_by_label("N · North")).to_be_checked()


@pytest.fixture
def buyers(west: Segment) -> Segment:
    """Twelve companies that bought: in turn in N, S, W and elsewhere; the first three are customers already."""
    item = cast.item("1000")
    territories = [Territory.objects.get(code="N")]
    territories += [Territory.objects.create(code=code, description=code) for code in ("S", "W", "X")]
    for number in range(12):
        buyer = cast.company(f"B{number:02}", territory=territories[number % 4], is_customer=number < 3)
        cast.line(cast.order(buyer), item, "5")
    Segment.objects.update(campaign=cast.campaign("SUMMER", is_active=False), is_campaign_target=True)
    west.refresh_from_db()
    return west


def take(page: Page, button: str) -> None:
    """Press the button of the step that is shown."""
    page.get_by_role("button", name=button, exact=True).press("Enter")
    expect(page.get_by_role("heading", level=2)).to_have_text("How the segment came about")


def build(page: Page) -> None:
    page.keyboard.press("n")
    expect(page.locator("#preview")).to_be_visible()


def take_three_steps(page: Page) -> None:
    """Add who bought, take customers off, and keep three territories."""
    page.goto("/segments/WEST/steps/")
    build(page)
    page.locator("summary", has_text="Bought").press("Enter")
    page.get_by_label("Items", exact=True).fill("1000")
    take(page, "Add 12 contacts")
    expect(page.locator("#messages")).to_contain_text("12 contacts came onto the segment.")

    build(page)
    page.get_by_label("Reduce: contacts that match leave the segment.").check()
    page.get_by_label("Customer", exact=True).select_option("yes")
    expect(page.locator("#preview")).to_contain_text("Take off: contacts that are customers.")
    take(page, "Take 3 contacts off")

    build(page)
    page.get_by_label("Refine: only contacts that match stay on the segment.").check()
    for territory in ("N · North", "S · S", "W · W"):
        page.get_by_label(territory).check()
    expect(page.locator("#preview")).to_contain_text("Keep only: contacts in territory N, S or W.")
    take(page, "Take 3 contacts off")


def test_segment_is_built_in_three_steps_and_one_in_the_middle_goes_back(
    signed_in_page: Page, buyers: Segment, assert_accessible: Callable[[Page], None]
) -> None:
    page = signed_in_page
    page.set_viewport_size(WIDE)
    take_three_steps(page)
    assert len(targets_of(buyers.campaign)) == 6
    assert_accessible(page)

    page.locator("#step-2").get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("#messages")).to_contain_text("Step 2 was undone. 3 contacts came onto the segment.")
    expect(page.locator("#step-2")).to_contain_text("Undone")
    assert len(targets_of(buyers.campaign)) == 9
    page.locator("#step-2").get_by_role("button", name="Redo").press("Enter")
    expect(page.locator("#messages")).to_contain_text("Step 2 counts again. 3 contacts left the segment.")
    assert len(targets_of(buyers.campaign)) == 6

    page.goto("/segments/WEST/?columns=why")
    expect(page.get_by_role("link", name="Add: contacts that bought item 1000.").first).to_be_visible()
    for name in ("B04", "B05", "B06", "B08"):
        page.get_by_label(name, exact=True).press(" ")
    page.get_by_role("button", name="Clear campaign target on 4").press("Enter")
    expect(page.locator("#messages")).to_contain_text("4 lines are no longer campaign target.")
    assert sorted(targets_of(buyers.campaign)) == ["B09", "B10"]
