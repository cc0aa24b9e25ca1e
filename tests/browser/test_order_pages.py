"""Orders and their lines: entering, changing, pricing by hand and handing back, and why a line costs what it costs."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from orders.models import Order, OrderLine
from tests.factories import cast

WIDE = {"width": 1280, "height": 900}
BOTH_LANGUAGES = pytest.mark.parametrize(
    "heading",
    [
        pytest.param("Why this price?", marks=pytest.mark.browser_context_args(locale="en-GB"), id="English"),
        pytest.param("Waarom deze prijs?", marks=pytest.mark.browser_context_args(locale="nl-NL"), id="Dutch"),
    ],
)


@pytest.fixture
def order(transactional_db: None) -> Order:
    """An order of Alder with one line; from five pieces on SPRING gives 90."""
    alder, item = cast.company("Alder"), cast.item(description="Office chair")
    spring = cast.campaign("SPRING", alder, description="Spring sale")
    cast.price(item, "90", spring, minimum_quantity=5)
    cast.discount(item, "2.5", alder)
    cast.variant(item)
    order = cast.order(alder, number="SO1", campaign=spring)
    cast.line(order, item, 4)
    return order


@BOTH_LANGUAGES
def test_pages_are_for_everybody(
    signed_in_page: Page,
    order: Order,
    heading: str,
    assert_accessible: Callable[[Page], None],
    assert_fits_narrow_screen: Callable[[Page], None],
) -> None:
    line = order.lines.get().pk
    for path in (
        "",
        "SO1/",
        "SO1/change/",
        "SO1/lines/new/",
        f"lines/{line}/change/",
        f"lines/{line}/price-by-hand/",
        f"lines/{line}/why/",
    ):
        signed_in_page.set_viewport_size(WIDE)
        signed_in_page.goto(f"/orders/{path}")
        assert_accessible(signed_in_page)
        assert_fits_narrow_screen(signed_in_page)
        assert_accessible(signed_in_page)
    expect(signed_in_page.get_by_role("heading", level=1)).to_have_text(heading)


def test_quantity_decides_the_price_and_hand_price_stays(signed_in_page: Page, order: Order) -> None:
    page = signed_in_page
    page.goto("/orders/SO1/")
    page.get_by_role("link", name="Change").click()
    page.get_by_label("Quantity").fill("5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("cell", name="campaign SPRING")).to_contain_text("€90.00")

    page.get_by_role("link", name="Why this price?").click()
    expect(page.get_by_role("row", name="Campaign SPRING")).to_contain_text("Decides")
    page.get_by_role("link", name="Price by hand").click()
    page.get_by_label("Unit price").fill("75.5")
    page.get_by_label("Reason").fill("Scratched")
    page.get_by_role("button", name="Set this price").click()
    expect(page.get_by_role("cell", name="Scratched")).to_contain_text("€75.50")

    page.get_by_role("link", name="Why this price?").click()
    page.get_by_role("button", name="Hand back to the price rule").click()
    expect(page.get_by_role("cell", name="campaign SPRING")).to_contain_text("€90.00")


def test_keyboard_alone_enters_a_line(signed_in_page: Page, order: Order) -> None:
    page = signed_in_page
    page.goto("/orders/SO1/")
    page.keyboard.press("n")
    page.get_by_label("Item").focus()
    page.keyboard.type("1000")
    page.keyboard.press("Tab")
    page.keyboard.type("6")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="€526.50 in all (campaign SPRING)")).to_be_visible()
    assert order.lines.count() == 2


def test_wrong_entry_is_named_and_takes_the_focus(signed_in_page: Page, order: Order) -> None:
    page = signed_in_page
    page.goto("/orders/SO1/lines/new/")
    page.get_by_label("Item").fill("9999")
    page.get_by_label("Quantity").fill("1")
    page.get_by_role("button", name="Enter the line").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_contain_text("There is no item 9999.")
    expect(summary).to_be_focused()
    assert order.lines.count() == 1


def test_removing_a_line_takes_two_steps(signed_in_page: Page, order: Order) -> None:
    page = signed_in_page
    page.goto(f"/orders/lines/{order.lines.get().pk}/change/")
    page.get_by_text("Remove the line").click()
    assert OrderLine.objects.exists()
    page.get_by_role("button", name="for good").click()
    expect(page.get_by_text("This order has no lines yet.")).to_be_visible()
    assert not OrderLine.objects.exists()
