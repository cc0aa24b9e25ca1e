"""Prices and discounts of a campaign in the browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from campaigns.models import Campaign
from pricing.models import SalesPrice
from tests.factories import cast

WIDE = {"width": 1280, "height": 900}
BOTH_LANGUAGES = [
    pytest.param("Prices", marks=pytest.mark.browser_context_args(locale="en-GB")),
    pytest.param("Prijzen", marks=pytest.mark.browser_context_args(locale="nl-NL")),
]
PRICES, DISCOUNTS = "/campaigns/SPRING/prices/", "/campaigns/SPRING/discounts/"


@pytest.fixture
def spring() -> Campaign:
    spring = cast.campaign("SPRING")
    item = cast.item("1000", "50", description="Office chair")
    cast.price(item, "44.50", spring)
    cast.price(item, "0", spring, minimum_quantity=10, is_free_of_charge=True, variant=cast.variant(item))
    cast.discount(None, "5", spring)
    cast.item("1001", "20", description="Desk lamp")
    return spring


@pytest.mark.parametrize("tab", BOTH_LANGUAGES)
def test_pages_are_for_everybody(
    signed_in_page: Page,
    spring: Campaign,
    tab: str,
    assert_accessible: Callable[[Page], None],
    assert_fits_narrow_screen: Callable[[Page], None],
) -> None:
    page = signed_in_page
    price, discount = spring.sales_prices.first(), spring.sales_discounts.first()
    for url in (PRICES, f"{PRICES}new/", f"{PRICES}{price.pk}/", DISCOUNTS, f"{DISCOUNTS}{discount.pk}/"):
        page.set_viewport_size(WIDE)
        page.goto(url)
        expect(page.locator(".tabs").get_by_role("link", name=tab)).to_be_visible()
        assert_accessible(page)
        assert_fits_narrow_screen(page)
        assert_accessible(page)


@pytest.mark.usefixtures("spring")
def test_finds_an_item_while_typing_and_adds_its_price_with_the_keyboard(
    signed_in_page: Page, assert_accessible: Callable[[Page], None]
) -> None:
    page = signed_in_page
    page.goto(PRICES)
    page.keyboard.press("n")
    page.get_by_label("Item", exact=False).first.fill("lamp")
    expect(page.locator("datalist option")).to_have_attribute("value", "1001")
    expect(page.locator("datalist option")).to_have_attribute("label", "Desk lamp · €20.00 / PCS")
    page.get_by_label("Item", exact=False).first.fill("1001")
    page.get_by_label("Unit price").fill("1,234")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text('"1,234" can mean 1234 or 1.234.')
    expect(page.get_by_label("Unit price")).to_have_value("1,234")
    assert_accessible(page)
    page.get_by_label("Unit price").fill("18")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("The row was added.")
    expect(page.get_by_role("row", name="1001 Desk lamp")).to_contain_text("−€2.00")


@pytest.mark.browser_context_args(locale="nl-NL")
@pytest.mark.usefixtures("spring")
def test_numbers_are_typed_and_shown_in_dutch(signed_in_page: Page) -> None:
    page = signed_in_page
    page.goto(f"{PRICES}new/")
    page.locator("[name=item]").fill("1001")
    page.locator("[name=unit_price]").fill("1.234,50")
    page.locator("[name=unit_price]").press("Enter")
    expect(page.get_by_role("row", name="1001 Desk lamp")).to_contain_text("€ 1.234,50")


@pytest.mark.usefixtures("spring")
def test_deleted_row_can_be_put_back(signed_in_page: Page, assert_accessible: Callable[[Page], None]) -> None:
    page = signed_in_page
    page.goto(PRICES)
    page.get_by_role("button", name="Delete the row of 1000").first.press("Enter")
    expect(page.get_by_text("The price of item 1000 (€44.50) was deleted.")).to_be_visible()
    assert SalesPrice.objects.in_force().count() == 1
    assert_accessible(page)
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("#messages")).to_contain_text("The row is back.")
    assert SalesPrice.objects.in_force().count() == 2
