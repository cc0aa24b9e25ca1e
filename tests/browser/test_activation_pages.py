"""From the preview of a campaign to the report of its run, why a line costs what it costs, and back."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from campaigns.models import Campaign
from orders.activation import apply_chunk
from orders.models import ActivationRun, OrderLine
from orders.views import activation
from tests.factories import cast
from tests.factories.campaigns import NOW

WIDE = {"width": 1280, "height": 900}

ENGLISH = {
    "check": "Check the effect",
    "activate": "Activate: change 6 order lines",
    "finished": "Finished",
    "undo": "Undo",
    "deactivate": "Deactivate: change 6 order lines",
    "why": "Why this price?",
}
DUTCH = {
    "check": "Effect controleren",
    "activate": "Activeren: 6 orderregels wijzigen",
    "finished": "Voltooid",
    "undo": "Ongedaan maken",
    "deactivate": "Deactiveren: 6 orderregels wijzigen",
    "why": "Waarom deze prijs?",
}
BOTH_LANGUAGES = pytest.mark.parametrize(
    "words",
    [
        pytest.param(ENGLISH, marks=pytest.mark.browser_context_args(locale="en-GB"), id="English"),
        pytest.param(DUTCH, marks=pytest.mark.browser_context_args(locale="nl-NL"), id="Dutch"),
    ],
)


@pytest.fixture
def spring(transactional_db: None) -> Campaign:
    """A campaign that would take six lines from 100 to 90; a seventh was priced by hand."""
    alder, item = cast.company("Alder"), cast.item(description="Office chair")
    spring = cast.campaign("SPRING", alder, is_active=False, description="Spring sale")
    cast.price(item, "90", spring)
    order = cast.order(alder, number="SO1")
    for _number in range(6):
        cast.line(order, item)
    cast.line(order, item, unit_price="70", by_hand=True)
    return spring


@pytest.fixture
def page_is_for_everybody(
    assert_accessible: Callable[[Page], None], assert_fits_narrow_screen: Callable[[Page], None]
) -> Callable[[Page], None]:
    """Assert that a page passes axe, wide and narrow, and fits the narrowest screen."""

    def page_is_for_everybody(page: Page) -> None:
        assert_accessible(page)
        assert_fits_narrow_screen(page)
        assert_accessible(page)
        page.set_viewport_size(WIDE)

    return page_is_for_everybody


def prices() -> set[Decimal]:
    return {
        int(price) for price in OrderLine.objects.filter(is_priced_by_hand=False).values_list("unit_price", flat=True)
    }


@BOTH_LANGUAGES
def test_preview_activate_report_why_and_undo(
    signed_in_page: Page, spring: Campaign, words: dict[str, str], page_is_for_everybody: Callable[[Page], None]
) -> None:
    page = signed_in_page
    page.set_viewport_size(WIDE)
    page.goto("/campaigns/SPRING/activate/")
    page_is_for_everybody(page)

    page.get_by_role("button", name=words["check"]).click()
    expect(page.get_by_role("button", name=words["activate"])).to_be_visible()
    page_is_for_everybody(page)
    assert prices() == {100}

    page.get_by_role("button", name=words["activate"]).click()
    expect(page.get_by_text(words["finished"], exact=True).first).to_be_visible()
    page_is_for_everybody(page)
    assert prices() == {90}

    page.get_by_role("link", name="SPRING").last.click()
    expect(page.get_by_role("heading", name=words["why"])).to_be_visible()
    page_is_for_everybody(page)

    page.go_back()
    page.get_by_role("button", name=words["undo"]).click()
    page.get_by_role("button", name=words["deactivate"]).click()
    expect(page.get_by_text(words["finished"], exact=True).first).to_be_visible()
    assert prices() == {100}


@BOTH_LANGUAGES
def test_lists_of_runs_and_of_lines_that_stay_are_for_everybody(
    signed_in_page: Page, spring: Campaign, words: dict[str, str], page_is_for_everybody: Callable[[Page], None]
) -> None:
    page = signed_in_page
    page.set_viewport_size(WIDE)
    page.goto("/campaigns/SPRING/activate/")
    page.get_by_role("button", name=words["check"]).click()
    page.locator(".counts a").click()
    expect(page.get_by_role("row")).to_have_count(2)
    page_is_for_everybody(page)
    for url in ("/runs/", "/campaigns/SPRING/runs/"):
        page.goto(url)
        expect(page.get_by_role("row")).to_have_count(2)
        page_is_for_everybody(page)


def test_keyboard_alone_activates(signed_in_page: Page, spring: Campaign) -> None:
    page = signed_in_page
    page.goto("/campaigns/SPRING/activate/")
    for name in (ENGLISH["check"], ENGLISH["activate"]):
        button = page.get_by_role("button", name=name)
        expect(button).to_be_visible()
        for _tab in range(60):
            page.keyboard.press("Tab")
            if button.evaluate("button => button === document.activeElement"):
                break
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Activate is done: 6 order lines changed.")).to_be_visible()
    assert prices() == {90}


def test_big_run_goes_on_by_itself(
    signed_in_page: Page,
    spring: Campaign,
    monkeypatch: pytest.MonkeyPatch,
    assert_accessible: Callable[[Page], None],
) -> None:
    monkeypatch.setattr(activation, "apply_chunk", partial(apply_chunk, chunk_size=1))
    monkeypatch.setattr(activation, "PATIENCE", activation.PATIENCE * 0)
    page = signed_in_page
    page.goto("/campaigns/SPRING/activate/")
    page.get_by_role("button", name=ENGLISH["check"]).click()
    page.get_by_role("button", name=ENGLISH["activate"]).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert_accessible(page)
    expect(page.get_by_text(ENGLISH["finished"], exact=True).first).to_be_visible(timeout=15_000)
    assert prices() == {90}
    assert ActivationRun.objects.get().applied_count == 6


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_scripts_a_run_goes_on_by_its_button(
    signed_in_page: Page, spring: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activation, "apply_chunk", partial(apply_chunk, chunk_size=4))
    monkeypatch.setattr(activation, "PATIENCE", activation.PATIENCE * 0)
    page = signed_in_page
    page.goto("/campaigns/SPRING/activate/")
    page.get_by_role("button", name=ENGLISH["check"]).click()
    page.get_by_role("button", name=ENGLISH["activate"]).click()
    for done in ("4", "6"):
        expect(page.get_by_text(f"{done} of 6 order lines").first).to_be_visible()
        page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Activate is done: 6 order lines changed.")).to_be_visible()


def test_stale_preview_says_what_changed(signed_in_page: Page, spring: Campaign) -> None:
    page = signed_in_page
    page.goto("/campaigns/SPRING/activate/")
    page.get_by_role("button", name=ENGLISH["check"]).click()
    expect(page.get_by_role("button", name=ENGLISH["activate"])).to_be_visible()
    spring.sales_prices.update(unit_price=80)
    page.get_by_role("button", name=ENGLISH["activate"]).click()
    expect(page.get_by_text("Changed since the preview: sales prices.")).to_be_visible()
    expect(page.get_by_role("button", name="Check the effect again")).to_be_visible()
    assert prices() == {100}


def test_warning_must_be_ticked(signed_in_page: Page, spring: Campaign) -> None:
    spring.sales_prices.update(withdrawn_at=NOW)
    page = signed_in_page
    page.goto("/campaigns/SPRING/activate/")
    page.get_by_role("button", name=ENGLISH["check"]).click()
    start = page.get_by_role("button", name="Activate: no order line changes")
    start.click()
    expect(page.get_by_role("checkbox")).to_be_focused()
    page.get_by_role("checkbox").check()
    start.click()
    expect(page.get_by_text(ENGLISH["finished"], exact=True).first).to_be_visible()


def test_search_narrows_the_lines_as_one_types(signed_in_page: Page, spring: Campaign) -> None:
    cast.line(cast.order(OrderLine.objects.first().buyer, number="SO2"), OrderLine.objects.first().item)
    page = signed_in_page
    page.goto("/campaigns/SPRING/activate/")
    page.get_by_role("button", name=ENGLISH["check"]).click()
    page.get_by_label("Buyer, item or order").press_sequentially("SO2")
    expect(page.get_by_role("status").filter(has_text="1 of 7 order lines")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(2)
