"""From an empty segment to its campaign targets: built in steps, one of them taken back, and four contacts unticked."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from contacts.models import Territory
from segments.models import Segment
from tests.factories import cast
from tests.factories.segments import SegmentFactory
from tests.segments.counting import targets_of

WIDE = {"width": 1280, "height": 1200}
BOUGHT = "Add: contacts that bought item 1000."
CUSTOMERS = "Take off: contacts that are customers."
THREE = "Keep only: contacts in territory N, S or W."


@pytest.fixture
def west() -> Segment:
    """An empty segment, and twelve companies that bought: in turn in N, S, W and elsewhere; three are customers."""
    item = cast.item("1000")
    territories = [Territory.objects.create(code=code, description=f"Land {code}") for code in ("N", "S", "W", "X")]
    for number in range(12):
        buyer = cast.company(f"B{number:02}", territory=territories[number % 4], is_customer=number < 3)
        cast.line(cast.order(buyer), item, "5")
    cast.company("Elsewhere", territory=territories[0])
    summer = cast.campaign("SUMMER", is_active=False)
    return SegmentFactory(number="WEST", description="Buyers", campaign=summer, is_campaign_target=True)


def take(page: Page, button: str, *, rule: str, samples: int) -> None:
    """Look at what the step would do, press its button, and read it back among the steps."""
    preview = page.locator("#preview")
    expect(preview.locator(".rule")).to_have_text(rule)
    expect(preview.get_by_role("button", name=button, exact=True)).to_be_in_viewport()
    expect(preview.locator(".builder-samples li")).to_have_count(samples)
    preview.get_by_role("button", name=button, exact=True).press("Enter")
    expect(page.get_by_role("heading", level=2)).to_have_text("How the segment came about")
    expect(page.locator("#main table .step-rule").last).to_have_text(rule)


def build(page: Page) -> Locator:
    """Open the page that builds the segment, and return what it shows of the step."""
    page.wait_for_load_state()
    page.keyboard.press("n")
    preview = page.locator("#preview")
    expect(preview).to_be_visible()
    return preview


def take_three_steps(page: Page) -> None:
    """Add who bought, take customers off, and keep three territories."""
    page.goto("/segments/WEST/steps/")
    build(page)
    page.locator("summary", has_text="Bought").press("Enter")
    page.get_by_label("Items", exact=True).fill("1000")
    take(page, "Add 12 contacts", rule=BOUGHT, samples=10)
    expect(page.locator("#messages")).to_contain_text("12 contacts came onto the segment.")

    build(page)
    page.get_by_label("Reduce: contacts that match leave the segment.").check()
    page.get_by_label("Customer", exact=True).select_option("yes")
    take(page, "Take 3 contacts off", rule=CUSTOMERS, samples=3)

    build(page)
    page.get_by_label("Refine: only contacts that match stay on the segment.").check()
    for territory in ("N · Land N", "S · Land S", "W · Land W"):
        page.get_by_label(territory).check()
    take(page, "Take 3 contacts off", rule=THREE, samples=3)


def test_segment_is_built_in_three_steps_and_one_in_the_middle_goes_back(
    signed_in_page: Page, west: Segment, assert_accessible: Callable[[Page], None]
) -> None:
    page = signed_in_page
    page.set_viewport_size(WIDE)
    take_three_steps(page)
    assert len(targets_of(west.campaign)) == 6
    assert_accessible(page)

    page.locator("#step-2").get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("#messages")).to_contain_text("Step 2 was undone. 3 contacts came onto the segment.")
    expect(page.locator("#step-2")).to_contain_text("Undone")
    assert len(targets_of(west.campaign)) == 9
    page.locator("#step-2").get_by_role("button", name="Redo").press("Enter")
    expect(page.locator("#messages")).to_contain_text("Step 2 counts again. 3 contacts left the segment.")
    assert len(targets_of(west.campaign)) == 6

    page.goto("/segments/WEST/?columns=why")
    expect(page.get_by_role("link", name=BOUGHT)).to_have_count(6)
    for name in ("B04", "B05", "B06", "B08"):
        page.get_by_label(name, exact=True).press(" ")
    page.get_by_role("button", name="Clear campaign target on 4").press("Enter")
    expect(page.locator("#messages")).to_contain_text("4 lines are no longer campaign target.")
    assert sorted(targets_of(west.campaign)) == ["B09", "B10"]
