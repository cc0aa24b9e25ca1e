"""From the preview of a campaign to the report of its run, why a line costs what it costs, and back."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.models import Campaign
from orders.activation import apply_chunk, run_campaign
from orders.models import ActivationRun, OrderLine
from orders.views import activation
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.users import UserFactory

WIDE = {"width": 1280, "height": 900}

ENGLISH = {
    "check": "Check the effect",
    "activate": "Activate: change 6 order lines",
    "finished": "Finished",
    "undo": "Undo",
    "deactivate": "Deactivate: change 6 order lines",
    "why": "Why this price?",
    "by_itself": "Activate by itself on",
    "cancel": "Cancel: do not activate by itself",
}
DUTCH = {
    "check": "Effect controleren",
    "activate": "Activeren: 6 orderregels wijzigen",
    "finished": "Voltooid",
    "undo": "Ongedaan maken",
    "deactivate": "Deactiveren: 6 orderregels wijzigen",
    "why": "Waarom deze prijs?",
    "by_itself": "Vanzelf activeren op",
    "cancel": "Annuleren: niet vanzelf activeren",
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
    key = ActivationRun.objects.get().pk
    for url in ("/runs/", "/campaigns/SPRING/runs/", f"/runs/{key}/buyers/", f"/runs/{key}/items/"):
        page.goto(url)
        expect(page.get_by_role("row")).to_have_count(2)
        page_is_for_everybody(page)


def press(page: Page, role: str, name: str, key: str = "Enter") -> None:
    """Walk to a control with the Tab key and press it."""
    control = page.get_by_role(role, name=name, exact=False).first
    expect(control).to_be_visible()
    for _tab in range(80):
        page.keyboard.press("Tab")
        if control.evaluate("control => control === document.activeElement"):
            break
    expect(control).to_be_focused()
    page.keyboard.press(key)


def test_keyboard_alone_reads_confirms_activates_and_undoes(signed_in_page: Page, spring: Campaign) -> None:
    dearer = OrderLine.objects.filter(is_priced_by_hand=False).first()
    OrderLine.objects.filter(pk=dearer.pk).update(unit_price=80, line_amount=80)
    page = signed_in_page
    page.goto("/campaigns/SPRING/activate/")
    press(page, "button", ENGLISH["check"])
    press(page, "link", "1 priced by hand")
    expect(page.get_by_role("heading", name="Stays as it is: priced by hand")).to_be_visible()
    press(page, "link", "Activate")
    press(page, "link", "Show these lines")
    expect(page.get_by_role("status").filter(has_text="1 of 6 order lines")).to_be_visible()
    press(page, "checkbox", "1 order line becomes dearer than it is today.", "Space")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=ENGLISH["activate"])).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Activate is done: 6 order lines changed.")).to_be_visible()
    assert prices() == {90}
    press(page, "button", ENGLISH["undo"])
    press(page, "button", ENGLISH["deactivate"])
    expect(page.get_by_text(ENGLISH["finished"], exact=True).first).to_be_visible()
    assert prices() == {100}


@BOTH_LANGUAGES
def test_is_left_to_the_starting_date_and_taken_back(
    signed_in_page: Page, spring: Campaign, words: dict[str, str], page_is_for_everybody: Callable[[Page], None]
) -> None:
    Campaign.objects.update(starting_on=timezone.localdate() + dt.timedelta(days=30))
    page = signed_in_page
    page.set_viewport_size(WIDE)
    page.goto("/campaigns/SPRING/activate/")
    page.get_by_role("button", name=words["check"]).click()
    page.get_by_role("button", name=words["by_itself"]).click()
    cancel = page.get_by_role("button", name=words["cancel"])
    expect(cancel).to_be_visible()
    assert Campaign.objects.get().starts_by_itself
    page_is_for_everybody(page)
    cancel.click()
    expect(page.get_by_role("button", name=words["by_itself"])).to_be_visible()
    assert not Campaign.objects.get().starts_by_itself


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


def test_run_whose_page_was_closed_is_finished_by_somebody_else(
    signed_in_page: Page, sign_in: Callable[[User], None], spring: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activation, "apply_chunk", partial(apply_chunk, chunk_size=1))
    monkeypatch.setattr(activation, "PATIENCE", activation.PATIENCE * 0)
    page = signed_in_page
    page.goto("/campaigns/SPRING/activate/")
    page.get_by_role("button", name=ENGLISH["check"]).click()
    page.route("**/continue/", lambda route: route.abort())
    page.get_by_role("button", name=ENGLISH["activate"]).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.goto("about:blank")
    page.unroute("**/continue/")
    assert ActivationRun.objects.get().state == ActivationRun.State.APPLYING
    assert prices() == {90, 100}

    sign_in(UserFactory(username="bert", is_superuser=True))
    page.goto("/campaigns/SPRING/activate/")
    page.get_by_role("link", name="Open run").click()
    expect(page.get_by_text(ENGLISH["finished"], exact=True).first).to_be_visible(timeout=15_000)
    assert prices() == {90}


def test_stale_preview_changes_nothing_and_says_what_differs_now(
    signed_in_page: Page, spring: Campaign, assert_accessible: Callable[[Page], None]
) -> None:
    page = signed_in_page
    page.goto("/campaigns/SPRING/activate/")
    page.get_by_role("button", name=ENGLISH["check"]).click()
    expect(page.get_by_role("button", name=ENGLISH["activate"])).to_be_visible()
    spring.sales_prices.update(unit_price=80)
    page.get_by_role("button", name=ENGLISH["activate"]).click()
    expect(page.get_by_text("Changed since the preview: sales prices.")).to_be_visible()
    said = page.get_by_role("status").filter(has_text="said 6 order lines, −€60.00")
    expect(said).to_contain_text("now it is 6 order lines, −€120.00. Changed in between: sales prices.")
    assert_accessible(page)
    assert prices() == {100}
    page.get_by_role("button", name=ENGLISH["activate"]).click()
    expect(page.get_by_text(ENGLISH["finished"], exact=True).first).to_be_visible()
    assert prices() == {80}


def test_drift_says_what_changed_and_leads_to_the_lines(
    signed_in_page: Page, spring: Campaign, page_is_for_everybody: Callable[[Page], None]
) -> None:
    run_campaign(spring, kind=ActivationRun.Kind.ACTIVATE, at=timezone.now(), by=None)
    price = spring.sales_prices.get()
    price.unit_price = 85
    price.save()
    Campaign.objects.update(terms_changed_at=timezone.now())
    page = signed_in_page
    page.set_viewport_size(WIDE)
    page.goto("/campaigns/SPRING/activate/")
    expect(page.get_by_role("link", name="1 sales price")).to_be_visible()
    page_is_for_everybody(page)
    page.get_by_role("button", name="Show the lines that differ").click()
    expect(page.get_by_role("heading", name="6 open order lines differ from what the rule gives.")).to_be_visible()
    page.get_by_role("button", name="Re-sync: change 6 order lines").click()
    expect(page.get_by_text(ENGLISH["finished"], exact=True).first).to_be_visible()
    assert prices() == {85}


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
