"""Saving the steps of a segment and reusing them on another one, in the browser and by the keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from contacts.models import MailingGroup
from segments.criteria import ContactFilter, Criteria
from segments.models import SavedCriteria, Segment, SegmentStep
from segments.saved_criteria import save_criteria
from segments.step_services import AskedStep, take_criteria_step
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.segments import SegmentFactory

Action = SegmentStep.Action
PAGES = (
    "/segments/criteria/",
    "/segments/criteria/FAIR/",
    "/segments/WEST/steps/save/",
    "/segments/EAST/reuse/?criteria=FAIR",
    "/segments/WEST/follow-up/",
    "/segments/WEST/mailing-group/?group=NEWS",
)


@pytest.fixture
def east() -> Segment:
    """WEST, built by two steps: who lives in Utrecht, without Zoe. EAST, the other segment, has Zoe on it."""
    cast.person("Ann", city="Utrecht")
    cast.person("Zoe", city="Utrecht")
    MailingGroup.objects.create(code="NEWS", description="Newsletter")
    west = SegmentFactory(number="WEST", description="Visitors")
    east = SegmentFactory(number="EAST", description="Neighbours")
    utrecht = Criteria(contact=ContactFilter(city="Utrecht"))
    for segment, action, criteria in (
        (west, Action.ADD, utrecht),
        (west, Action.REDUCE, Criteria.of_numbers("ZOE")),
        (east, Action.ADD, Criteria.of_numbers("ZOE")),
    ):
        take_criteria_step(segment, AskedStep(action=action, criteria=criteria), at=NOW, by=None)
    return east


def save(page: Page) -> None:
    """Save the two steps of WEST as FAIR."""
    page.goto("/segments/WEST/steps/")
    page.get_by_role("link", name="Save criteria…").press("Enter")
    page.wait_for_load_state()
    page.get_by_label("Code").fill("fair")
    expect(page.get_by_label("2. Take off: contacts with number ZOE.")).to_be_checked()
    page.get_by_role("button", name="Save criteria").press("Enter")
    page.wait_for_load_state()
    expect(page.locator("#messages")).to_contain_text("FAIR was saved.")
    assert SavedCriteria.objects.get().description == "Visitors"


def choose(page: Page) -> None:
    """Open the page of EAST that shows what FAIR would do, and the contacts behind a number and back."""
    page.goto("/segments/EAST/")
    page.get_by_role("button", name="More").press("Enter")
    page.get_by_role("link", name="Reuse criteria…").press("Enter")
    page.wait_for_load_state()
    page.get_by_role("combobox", name="Saved criteria").select_option("FAIR")
    page.get_by_role("button", name="Show what it would do").press("Enter")
    page.wait_for_load_state()
    page.get_by_role("link", name="1", exact=True).first.press("Enter")
    page.wait_for_load_state()
    expect(page.locator("#result-count")).to_have_text("1 of 1 contact")
    page.get_by_role("link", name="Back to the saved criteria").press("Enter")
    page.wait_for_load_state()


def test_criteria_are_saved_and_reused_on_another_segment(signed_in_page: Page, east: Segment) -> None:
    page = signed_in_page
    save(page)
    choose(page)
    take = page.get_by_role("button", name="Take all 2 steps (+1 −1)")
    take.press("Enter")
    page.wait_for_load_state()
    expect(page.get_by_text("Tick that the steps are to come behind those that are there.")).to_be_visible()
    page.get_by_label("The segment has 1 step already").press(" ")
    take.press("Enter")
    page.wait_for_load_state()
    expect(page.locator("#messages")).to_contain_text("FAIR was reused: 2 steps.")
    expect(page.get_by_role("link", name="FAIR", exact=True)).to_have_count(2)
    assert list(east.lines.values_list("contact__name", flat=True)) == ["Ann"]


@pytest.mark.usefixtures("east")
def test_pages_are_for_everybody(
    signed_in_page: Page,
    assert_accessible: Callable[[Page], None],
    assert_fits_narrow_screen: Callable[[Page], None],
) -> None:
    page = signed_in_page
    save_criteria(Segment.objects.get(number="WEST"), code="FAIR", at=NOW, by=None)
    for url in PAGES:
        page.goto(url)
        page.wait_for_load_state()
        assert_accessible(page)
        assert_fits_narrow_screen(page)
        page.set_viewport_size({"width": 1280, "height": 1200})
