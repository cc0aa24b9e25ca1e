"""Prices and discounts of a campaign in the browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from campaigns.models import Campaign
from pricing.models import Item, SalesPrice
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
    cast.price(cast.item("1002", "50"), 60, spring)
    cast.price(spring.sales_prices.earliest("pk").item, 40, cast.campaign("SUMMER"))
    page.goto(PRICES)
    page.locator("[name=confirmed]").press("Enter")
    price, discount = spring.sales_prices.first(), spring.sales_discounts.first()
    for url in (
        PRICES,
        f"{PRICES}new/",
        f"{PRICES}{price.pk}/",
        f"{PRICES}paste/",
        DISCOUNTS,
        f"{DISCOUNTS}{discount.pk}/",
    ):
        page.set_viewport_size(WIDE)
        page.goto(url)
        expect(page.locator(".tabs").get_by_role("link", name=tab)).to_be_visible()
        for details in page.locator("[data-grid] summary").all():
            details.click()
        if page.locator("[data-edit]").count():
            page.locator("[data-edit]").first.click()
            expect(page.locator("tr.typed")).to_have_count(2)
        assert_accessible(page)
        assert_fits_narrow_screen(page)
        assert_accessible(page)


@pytest.mark.usefixtures("spring")
def test_rows_are_typed_in_the_grid_with_the_keyboard(
    signed_in_page: Page, assert_accessible: Callable[[Page], None]
) -> None:
    page = signed_in_page
    page.goto(PRICES)
    page.get_by_role("button", name="Change rows for 0 customers").press("Enter")
    new = page.locator("#price-new")
    expect(new).to_be_visible()
    page.keyboard.press("n")
    expect(new.get_by_label("Item")).to_be_focused()
    page.keyboard.type("lamp")
    expect(new.locator("datalist option")).to_have_attribute("label", "Desk lamp · €20.00 / PCS")
    new.get_by_label("Item").fill("1001")
    new.get_by_label("Unit price").fill("1,234")
    page.keyboard.press("Enter")
    expect(new.get_by_label("Unit price")).to_be_focused()
    expect(new).to_contain_text("can mean 1234 or 1.234.")
    expect(new.get_by_label("Item")).to_have_value("1001")
    assert_accessible(page)
    page.keyboard.type("18")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name="1001 Desk lamp")).to_contain_text("−€2.00 (−10 %)")
    # The next row is ready, and Ctrl+D takes over what stands above.
    expect(new.get_by_label("Item")).to_be_focused()
    page.keyboard.press("Control+d")
    new.get_by_label("Minimum quantity").fill("10")
    new.get_by_label("Unit price").press("Control+d")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name="1001 Desk lamp")).to_have_count(2)
    assert SalesPrice.objects.get(minimum_quantity=10, item__number="1001").unit_price == 18


@pytest.mark.usefixtures("spring")
def test_row_is_changed_left_and_deleted_with_the_keyboard(signed_in_page: Page) -> None:
    page = signed_in_page
    spring = cast.campaign("AUTUMN", is_active=False)
    for quantity in (0, 10):
        cast.price(Item.objects.get(number="1001"), 18, spring, minimum_quantity=quantity)
    page.goto("/campaigns/AUTUMN/prices/")
    page.get_by_role("link", name="Edit the row of 1001").first.press("Enter")
    typed = page.locator("tr.typed").first
    expect(page.locator("tr.typed")).to_have_count(2)
    typed.get_by_label("Unit price").fill("17")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Edit the row of 1001").first).to_be_focused()
    expect(page.get_by_role("row", name="1001 Desk lamp").first).to_contain_text("€18.00")
    page.keyboard.press("Enter")
    expect(page.locator("tr.typed")).to_have_count(2)
    typed.get_by_label("Unit price").fill("17")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name="1001 Desk lamp").first).to_contain_text("€17.00")

    page.get_by_role("button", name="Delete the row of 1001").first.press("Enter")
    expect(page.locator("#messages")).to_contain_text("The price of item 1001 (€17.00) was deleted.")
    expect(page.get_by_role("row", name="1001 Desk lamp")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(page.locator("#messages")).to_contain_text("The row is back.")
    expect(page.get_by_role("row", name="1001 Desk lamp").first).to_contain_text("€17.00")


PASTE = """grid => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", window.pastedText);
  grid.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


@pytest.mark.browser_context_args(locale="nl-NL")
def test_forty_rows_are_pasted_mended_and_saved_with_the_keyboard(
    signed_in_page: Page,
    assert_accessible: Callable[[Page], None],
    assert_fits_narrow_screen: Callable[[Page], None],
) -> None:
    cast.campaign("SPRING", is_active=False)
    for number in range(40):
        cast.item(f"2{number:03}", 2000)
    rows = [f"2{number:03}\t1.999,50" for number in range(40)]
    rows[7] = "2007\t1.234"
    page = signed_in_page
    page.goto(PRICES)
    page.evaluate("text => { window.pastedText = text; }", "Artikel\tPrijs\n" + "\n".join(rows))
    page.locator("#price-new [name=item]").evaluate(PASTE)
    expect(page.get_by_role("heading", name="Rijen controleren")).to_be_visible()
    wrong = page.get_by_role("group", name="Rij 9")
    expect(wrong).to_contain_text('"1.234" kan 1234 of 1,234 betekenen.')
    assert_accessible(page)
    wrong.get_by_label("Prijs").fill("1234")
    page.keyboard.press("Enter")
    save = page.get_by_role("button", name="40 rijen opslaan")
    expect(save).to_be_focused()
    assert_accessible(page)
    assert_fits_narrow_screen(page)
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("Opgeslagen: 40 nieuw")
    expect(page.get_by_role("row", name="2007")).to_contain_text("€ 1.234,00")
    assert SalesPrice.objects.count() == 40


@pytest.mark.usefixtures("spring")
def test_works_without_scripts(signed_in_page: Page, browser: Browser, live_server: LiveServer) -> None:
    cookies = signed_in_page.context.cookies()
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url, locale="en-GB")
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(PRICES)
    page.get_by_role("button", name="Change rows for 0 customers").click()
    page.locator("#price-new [name=item]").fill("1001")
    page.locator("#price-new [name=unit_price]").fill("abc")
    page.locator("#price-new").get_by_role("button").click()
    expect(page.locator(".error-summary")).to_contain_text('"abc" is not a number.')
    expect(page.get_by_label("Item")).to_have_value("1001")
    page.get_by_label("Unit price").fill("18")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("tr", has_text="Desk lamp").get_by_role("checkbox").check()
    page.get_by_role("button", name="Delete the ticked rows").click()
    expect(page.get_by_text("The price of item 1001 (€18.00) was deleted.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("tr", has_text="Desk lamp")).to_have_count(1)
    context.close()
