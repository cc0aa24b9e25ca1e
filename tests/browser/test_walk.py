"""The whole campaign as somebody lives it who sees the site for the first time: from Home to the undo of a mistake."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from campaigns.models import Campaign
from orders.entry import enter_line
from orders.line_pricing import LineDetails
from orders.models import Order, OrderLine
from segments.models import SegmentLine
from tests.factories import cast
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory

WIDE = {"width": 1280, "height": 900}
PASTE = """(field, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def stage(transactional_db: None) -> Order:
    """A campaign of last year, one that counts today and overlaps with what will be entered, and three buyers.

    The order of Alder has a line for which SUMMER has the better price, one for which everybody has, one that the new
    campaign makes cheaper and one that was priced by hand; the order of Birch has one that becomes cheaper.
    """
    today = timezone.localdate()
    alder, birch, cedar = cast.company("Alder"), cast.company("Birch"), cast.company("Cedar")
    items = [cast.item(f"{1000 + number}", 100, description=f"Chair {number}") for number in range(40)]
    cast.campaign("LAST", is_active=False, description="Autumn chairs", **days_from(today - dt.timedelta(days=364)))
    summer = cast.campaign("SUMMER", alder, description="Summer sale", **days_from(today))
    cast.price(items[0], 85, summer)
    cast.price(items[1], 80)
    order = cast.order(alder, number="SO1", ordered_on=today)
    for item in items[:3]:
        enter_line(order, details=LineDetails(item=item, quantity=Decimal(2)))
    cast.line(order, items[3], unit_price="70", by_hand=True)
    enter_line(
        cast.order(birch, number="SO2", ordered_on=today), details=LineDetails(item=items[2], quantity=Decimal(3))
    )
    friends = SegmentFactory(number="FRIENDS", description="Old friends")
    for number, buyer in enumerate((alder, birch, cedar), start=1):
        SegmentLineFactory(segment=friends, contact=buyer, line_number=number)
    return order


def days_from(first: dt.date) -> dict[str, dt.date]:
    """Return the dates of a campaign of thirty days."""
    return {"starting_on": first, "ending_on": first + dt.timedelta(days=29)}


@pytest.fixture
def colleagues_page(browser: Browser, live_server: LiveServer, complaints: list[str]) -> Iterator[Page]:
    """A page of somebody else, on another computer."""
    client = Client()
    client.force_login(UserFactory(username="bert", first_name="Bert", last_name="Bos", group="Marketer"))
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(base_url=live_server.url, locale="en-GB", viewport=WIDE)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    yield context.new_page()
    context.close()


def prices() -> list[str]:
    return [f"{price:.0f}" for price in OrderLine.objects.order_by("pk").values_list("unit_price", flat=True)]


def said(page: Page) -> Locator:
    return page.locator("#messages")


def test_marketer_does_the_whole_campaign(page: Page, colleagues_page: Page, stage: Order) -> None:
    page.set_viewport_size(WIDE)
    sign_in_by_keyboard(page)
    copy_last_year(page)
    link_the_segment(page)
    paste_forty_prices(page)
    activate(page)
    answer_the_telephone(page)
    colleague_unticks_birch(colleagues_page)
    resync(page)
    end_early(page)
    undo_a_mistake(page)


@pytest.mark.browser_context_args(locale="nl-NL")
def test_the_same_in_dutch(signed_in_page: Page, stage: Order) -> None:
    page = signed_in_page
    page.set_viewport_size(WIDE)
    page.goto("/")
    expect(page.get_by_role("link", name="1 Nu actief")).to_be_visible()
    page.goto("/campaigns/LAST/copy/")
    page.get_by_label("Een andere begindatum").check()
    page.get_by_label("De andere begindatum").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="Kopie maken").press("Enter")
    page.get_by_role("link", name=re.compile("^Segmenten 0")).press("Enter")
    page.locator("[name=segment]").fill("FRIENDS")
    page.locator("[name=segment]").press("Enter")
    expect(said(page)).to_contain_text("FRIENDS is gekoppeld aan CP0001. Regels: 3. Nieuw in de doelgroep: 3.")
    page.get_by_role("link", name=re.compile("^Prijzen 0")).press("Enter")
    page.locator("#price-new [name=item]").evaluate(PASTE, "1000\t90,00\n1001\t90\n1002\t89,50")
    page.get_by_role("button", name="3 rijen opslaan").press("Enter")
    expect(page.get_by_role("row", name="1001 Chair 1")).to_contain_text("Niet beter dan normaal")
    page.get_by_role("link", name="Voorbeeld en activeren").press("Enter")
    page.get_by_role("button", name="Effect controleren").press("Enter")
    page.get_by_role("link", name="1 normale prijs al beter").press("Enter")
    expect(page.get_by_role("row", name="1001")).to_contain_text("€ 80,00")
    page.go_back()
    page.get_by_role("button", name="Activeren: 2 orderregels wijzigen").press("Enter")
    expect(page.get_by_text("Voltooid", exact=True).first).to_be_visible()
    page.goto("/pricing/check/?contact=BIRCH&item=1002&quantity=3")
    expect(page.locator(".spoken")).to_contain_text("€ 89,50")
    page.goto("/campaigns/CP0001/")
    page.get_by_role("button", name="Meer").press("Enter")
    page.get_by_role("link", name="Voorbeeld en deactiveren").press("Enter")
    page.get_by_role("button", name="Effect controleren").press("Enter")
    page.get_by_role("button", name="Deactiveren: 2 orderregels wijzigen").press("Enter")
    expect(page.get_by_text("Voltooid", exact=True).first).to_be_visible()
    assert prices() == ["85", "80", "100", "70", "100"]


def sign_in_by_keyboard(page: Page) -> None:
    UserFactory(username="anna", first_name="Anna", password="secret", group="Campaign manager")
    page.goto("/")
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type("anna")
    page.keyboard.press("Tab")
    page.keyboard.type("secret")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome, Anna")
    expect(page.get_by_role("link", name="1 Active now")).to_be_visible()


def copy_last_year(page: Page) -> None:
    page.wait_for_load_state()  # The page is there before its shortcuts are.
    page.keyboard.press("n")
    page.get_by_text("Like an earlier campaign?").press("Enter")
    page.get_by_label("Copy from").fill("LAST")
    page.keyboard.press("Enter")
    page.get_by_label("Another starting date").check()
    page.get_by_label("The other starting date").fill(timezone.localdate().isoformat())
    page.get_by_label("Description").fill("Autumn chairs again")
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("CP0001 was made from LAST.")
    campaign = Campaign.objects.get(number="CP0001")
    assert days_from(timezone.localdate()) == {"starting_on": campaign.starting_on, "ending_on": campaign.ending_on}


def link_the_segment(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Segments 0")).press("Enter")
    page.locator("[name=segment]").fill("FRIENDS")
    page.get_by_label("Mark its contacts as campaign target").check()
    page.locator("[name=segment]").press("Enter")
    expect(said(page)).to_contain_text("FRIENDS is linked to CP0001. Lines: 3. New in the target group: 3.")


def paste_forty_prices(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Prices 0")).press("Enter")
    rows = [f"{1000 + number}\t90" for number in range(40)]
    rows[7] = "1007\t9O"
    page.locator("#price-new [name=item]").evaluate(PASTE, "Item\tUnit price\n" + "\n".join(rows))
    wrong = page.get_by_role("group", name="Row 9")
    expect(wrong).to_contain_text('"9O" is not a number.')
    wrong.get_by_label("Unit price").fill("90")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Save 40 rows")).to_be_focused()
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("Saved: 40 new")
    expect(page.get_by_role("row", name="1000 Chair 0")).to_contain_text("Overlap with SUMMER")
    expect(page.get_by_role("row", name="1001 Chair 1")).to_contain_text("Not better than normal")


def activate(page: Page) -> None:
    before = prices()
    assert before == ["85", "80", "100", "70", "100"]
    page.get_by_role("link", name="Preview and activate").press("Enter")
    page.get_by_role("button", name="Check the effect").press("Enter")
    start = page.get_by_role("button", name="Activate: change 2 order lines")
    expect(start).to_be_visible()
    assert prices() == before
    expect(page.get_by_role("link", name="1 priced by hand")).to_be_visible()
    expect(page.get_by_role("link", name="1 another campaign is better")).to_be_visible()
    page.get_by_role("link", name="1 normal price already better").press("Enter")
    expect(page.get_by_role("row", name="1001")).to_contain_text("normal price €80.00 already better than €90.00")
    page.go_back()
    start.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Activate is done: 2 order lines changed.")).to_be_visible()
    assert prices() == ["85", "80", "90", "70", "90"]


def answer_the_telephone(page: Page) -> None:
    page.locator("#menu").get_by_role("link", name="Prices & discounts").press("Enter")
    page.get_by_role("link", name="Check a price").press("Enter")
    page.get_by_label("Item").fill("1002")
    page.get_by_label("Customer").fill("BIRCH")
    expect(page.locator(".spoken")).to_contain_text("€90.00")


def colleague_unticks_birch(page: Page) -> None:
    page.goto("/segments/FRIENDS/")
    switch = page.get_by_role("switch", name="BIRCH: campaign target")
    switch.press("Enter")
    expect(switch).to_have_attribute("aria-checked", "false")


def resync(page: Page) -> None:
    page.locator("#menu").get_by_role("link", name="Home").press("Enter")
    page.get_by_role("link", name="Look at the effect").press("Enter")
    expect(page.locator(".drift")).to_contain_text("target group: 3 buyers at activation, 2 now")
    page.get_by_role("button", name=re.compile("Check the effect|Show the lines")).first.press("Enter")
    page.get_by_role("button", name="Re-sync: change 1 order line").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Re-sync is done: 1 order line changed.")).to_be_visible()
    assert prices() == ["85", "80", "90", "70", "100"]


def end_early(page: Page) -> None:
    page.goto("/campaigns/CP0001/")
    page.get_by_role("button", name="More").press("Enter")
    page.get_by_role("link", name="Preview and deactivate").press("Enter")
    page.get_by_role("button", name="Check the effect").press("Enter")
    page.get_by_role("button", name="Deactivate: change 1 order line").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Deactivate is done: 1 order line changed.")).to_be_visible()
    assert prices() == ["85", "80", "100", "70", "100"]


def undo_a_mistake(page: Page) -> None:
    page.goto("/segments/FRIENDS/")
    page.get_by_label("All rows on this page").press(" ")
    page.get_by_role("button", name="Clear campaign target on 3").press("Enter")
    expect(said(page)).to_contain_text("2 lines are no longer campaign target.")
    said(page).get_by_role("button", name="Undo").press("Enter")
    expect(said(page)).to_contain_text("Undone: 2 lines are as they were before.")
    assert SegmentLine.objects.filter(is_campaign_target=True).count() == 2
