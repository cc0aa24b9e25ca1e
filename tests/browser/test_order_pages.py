"""Orders and what things cost: making one, entering lines by keyboard, by hand and back, the price check, the sheet."""

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
        "/orders/new/",
        "/orders/SO1/",
        "/orders/SO1/change/",
        "/orders/SO1/status/",
        f"/orders/lines/{line}/change/",
        f"/orders/lines/{line}/price-by-hand/",
        "/pricing/check/?contact=ALDER&item=1000&quantity=5",
        "/contacts/ALDER/prices/",
        "/contacts/ALDER/prices/print/",
        "/contacts/ALDER/orders/",
        f"/orders/lines/{line}/why/",
    ):
        signed_in_page.set_viewport_size(WIDE)
        signed_in_page.goto(path)
        assert_accessible(signed_in_page)
        assert_fits_narrow_screen(signed_in_page)
    expect(signed_in_page.get_by_role("heading", level=1)).to_have_text(heading)


def test_keyboard_alone_makes_an_order_and_enters_lines(
    signed_in_page: Page, order: Order, assert_accessible: Callable[[Page], None]
) -> None:
    page = signed_in_page
    page.goto("/orders/")
    page.keyboard.press("n")
    page.get_by_label("Buyer").focus()
    page.keyboard.type("alder")
    page.keyboard.press("Enter")
    item, quote = page.get_by_label("Item"), page.locator(".entry .quote")
    expect(item).to_be_focused()
    for quantity, said in (("4", "4 × €100.00 less 2.5"), ("5", "campaign SPRING"), ("6", "= €526.50")):
        page.keyboard.type("1000")
        page.keyboard.press("Tab")
        page.keyboard.type(quantity)
        expect(quote).to_contain_text(said)
        if quantity == "4":
            expect(quote).to_contain_text("from 5 PCS: €87.75")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").filter(has_text="was entered")).to_be_visible()
        expect(page.get_by_role("row").nth(int(quantity) - 3)).to_be_visible()
        expect(item).to_be_focused()
        expect(item).to_have_value("")
    amounts = OrderLine.objects.exclude(order=order).order_by("line_number").values_list("line_amount", flat=True)
    assert [str(amount) for amount in amounts] == ["390.00", "438.75", "526.50"]
    assert_accessible(page)

    page.get_by_role("link", name="Change").first.click()
    quantity = page.locator(".line-editor").get_by_label("Quantity")
    expect(quantity).to_be_focused()
    assert_accessible(page)
    quantity.fill("many")
    page.keyboard.press("Enter")
    expect(page.locator(".line-editor [data-error-summary]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".line-editor")).to_have_count(0)


def test_price_by_hand_goes_back_to_the_rule(signed_in_page: Page, order: Order) -> None:
    page = signed_in_page
    page.goto("/orders/SO1/")
    page.get_by_role("link", name="Change").click()
    editor = page.locator(".line-editor")
    editor.get_by_label("Quantity").fill("5")
    expect(editor.locator(".quote")).to_contain_text("campaign SPRING")
    editor.get_by_role("button", name="Save").click()
    expect(page.get_by_role("cell", name="campaign SPRING")).to_contain_text("€90.00")

    page.get_by_role("link", name="Why this price?").click()
    expect(page.locator(".spoken")).to_contain_text("campaign SPRING Spring sale gives a price of €90.00")
    expect(page.get_by_role("row", name="Campaign SPRING")).to_contain_text("Decides")
    page.get_by_role("link", name="Price by hand").click()
    page.get_by_label("Unit price").fill("75.5")
    page.get_by_label("Reason").fill("Scratched")
    page.get_by_role("button", name="Set this price").click()
    expect(page.get_by_role("cell", name="Scratched")).to_contain_text("€75.50")

    page.get_by_role("link", name="Why this price?").click()
    page.get_by_role("button", name="Hand back to the price rule").click()
    expect(page.get_by_role("cell", name="campaign SPRING")).to_contain_text("€90.00")


def test_change_of_the_head_is_shown_before_it_is_saved(signed_in_page: Page, order: Order) -> None:
    cast.campaign("WINTER")
    order.lines.update(quantity=5, unit_price=90, line_amount=450, sales_price=1)
    page = signed_in_page
    page.goto("/orders/SO1/change/")
    page.get_by_label("Campaign named on the order").fill("WINTER")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    assert order.lines.get().unit_price == 90
    page.get_by_role("button", name="Save and change 1 line").click()
    expect(page.get_by_role("heading", level=1, name="SO1 for Alder")).to_be_visible()
    assert order.lines.get().unit_price == 100


def test_price_check_answers_while_one_types_and_leads_to_the_sheet(signed_in_page: Page, order: Order) -> None:
    page = signed_in_page
    page.goto("/contacts/ALDER/prices/")
    page.get_by_role("link", name="Check a price").click()
    expect(page.get_by_label("Item")).to_be_focused()
    page.keyboard.type("1000")
    page.keyboard.press("Tab")
    page.keyboard.type("5")
    expect(page.locator(".spoken")).to_contain_text("You pay €87.75 for one PCS")
    expect(page.get_by_role("row", name="5 PCS")).to_contain_text("€87.75")
    page.reload()
    expect(page.locator(".spoken")).to_contain_text("You pay €87.75 for one PCS")

    page.goto("/contacts/ALDER/prices/print/?language=nl")
    expect(page.get_by_role("heading", level=1)).to_have_text("Prijzen voor Alder")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Afdrukken")).to_be_hidden()
    expect(page.get_by_role("cell", name="€ 87,75")).to_be_visible()


def test_removing_a_line_takes_two_steps(signed_in_page: Page, order: Order) -> None:
    page = signed_in_page
    page.goto(f"/orders/lines/{order.lines.get().pk}/change/")
    page.get_by_text("Remove the line").click()
    assert OrderLine.objects.exists()
    page.get_by_role("button", name="(€400.00) from SO1 for good").click()
    expect(page.get_by_text("This order has no lines yet.")).to_be_visible()
    assert not OrderLine.objects.exists()
