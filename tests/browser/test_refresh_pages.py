"""Letting a segment follow its rules and refreshing it, in the browser and by the keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from contacts.models import Contact
from segments.criteria import ContactFilter, Criteria
from segments.models import Segment, SegmentStep
from segments.step_services import AskedStep, take_criteria_step
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.segments import SegmentFactory

WIDE = {"width": 1280, "height": 1200}


@pytest.fixture
def west() -> Segment:
    """A segment with a rule, city Utrecht, that found Ann; Zoe lives there by now, and Ann does not."""
    ann, _zoe = cast.person("Ann", city="Utrecht"), cast.person("Zoe", city="Gent")
    segment = SegmentFactory(number="WEST")
    rule = AskedStep(action=SegmentStep.Action.ADD, criteria=Criteria(contact=ContactFilter(city="Utrecht")))
    take_criteria_step(segment, rule, at=NOW, by=None)
    Contact.objects.filter(pk=ann.pk).update(city="Gent")
    Contact.objects.exclude(pk=ann.pk).update(city="Utrecht")
    return segment


def test_segment_follows_its_rules_and_is_refreshed(
    signed_in_page: Page,
    west: Segment,
    assert_accessible: Callable[[Page], None],
    assert_fits_narrow_screen: Callable[[Page], None],
) -> None:
    page = signed_in_page
    page.set_viewport_size(WIDE)
    page.goto("/segments/WEST/")
    page.get_by_role("link", name="Fixed", exact=True).press("Enter")
    page.wait_for_load_state()
    page.get_by_role("button", name="Let it follow its rules").press("Enter")
    page.wait_for_load_state()
    expect(page.locator("#messages")).to_contain_text("WEST follows its rules from now on.")
    page.get_by_role("link", name="+1", exact=True).press("Enter")
    expect(page.locator("#result-count")).to_have_text("1 of 1 contact")
    expect(page.get_by_role("link", name="Zoe")).to_be_visible()
    page.get_by_role("link", name="Back to the refresh").press("Enter")
    page.wait_for_load_state()
    assert_accessible(page)
    assert_fits_narrow_screen(page)
    page.set_viewport_size(WIDE)
    page.get_by_role("button", name="Refresh now: +1 −1").press("Enter")
    page.wait_for_load_state()
    expect(page.locator("#messages")).to_contain_text("1 contact came onto the segment. 1 contact left it.")
    expect(page.get_by_text("Nothing differs")).to_be_visible()
    assert list(west.lines.values_list("contact__name", flat=True)) == ["Zoe"]
    page.locator("#messages").get_by_role("button", name="Undo").press("Enter")
    page.wait_for_load_state()
    expect(page.locator("#messages")).to_contain_text("Step 2 was undone.")
    assert list(west.lines.values_list("contact__name", flat=True)) == ["Ann"]
