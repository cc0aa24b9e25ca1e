"""Possible duplicates in the browser: from the card to the pair, deciding and undoing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from contacts.duplicates import follow_companies
from contacts.models import DuplicatePair
from tests.factories import cast

ALIKE = {"address": "Kerkstraat 1", "post_code": "9000", "city": "Gent", "phone": "09 123 456", "email": "a@b.example"}
BOTH_LANGUAGES = [
    pytest.param("They are two", marks=pytest.mark.browser_context_args(locale="en-GB")),
    pytest.param("Het zijn er twee", marks=pytest.mark.browser_context_args(locale="nl-NL")),
]


@pytest.mark.parametrize("button", BOTH_LANGUAGES)
def test_pair_is_looked_at_and_decided(
    signed_in_page: Page,
    button: str,
    assert_accessible: Callable[[Page], None],
    assert_fits_narrow_screen: Callable[[Page], None],
) -> None:
    follow_companies([cast.company("Alder", **ALIKE).pk, cast.company("Birch", **ALIKE).pk])
    pair = DuplicatePair.objects.get()
    page = signed_in_page
    for url in ("/contacts/ALDER/", "/contacts/duplicates/?view=open", f"/contacts/duplicates/{pair.pk}/"):
        page.set_viewport_size({"width": 1280, "height": 1000})
        page.goto(url)
        assert_accessible(page)
        assert_fits_narrow_screen(page)
    page.get_by_role("button", name=button).click()
    expect(page.locator("main tbody")).not_to_contain_text("BIRCH")
    assert_accessible(page)
    page.locator(".message-undo").click()
    expect(page.locator("main tbody")).to_contain_text("BIRCH")
    pair.refresh_from_db()
    assert not pair.is_separate


def test_two_become_one(
    signed_in_page: Page,
    assert_accessible: Callable[[Page], None],
    assert_fits_narrow_screen: Callable[[Page], None],
) -> None:
    alder, twin = cast.company("Alder", county="East", **ALIKE), cast.company("Birch", county="West", **ALIKE)
    follow_companies([alder.pk, twin.pk])
    item = cast.item("1000")
    cast.price(item, "80", twin)
    cast.line(cast.order(twin, number="SO1"), item, 2)
    page = signed_in_page
    page.goto(f"/contacts/duplicates/{DuplicatePair.objects.get().pk}/")
    page.get_by_role("link", name="Merge…").click()
    page.wait_for_load_state()
    assert_accessible(page)
    assert_fits_narrow_screen(page)
    page.set_viewport_size({"width": 1280, "height": 1000})
    expect(page.get_by_role("main")).to_contain_text("SO1")
    page.get_by_label("West").check()
    confirmation = page.get_by_label("Type BIRCH, which goes, to confirm")
    confirmation.fill("ALDER")
    confirmation.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("“ALDER” is not the number of the contact that goes.")
    expect(page.get_by_label("West")).to_be_checked()
    assert_accessible(page)
    confirmation.fill("birch")
    page.get_by_role("button", name="Merge for good").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alder")
    expect(page.get_by_role("main")).to_contain_text("West")
    page.goto("/search/?q=BIRCH")
    expect(page.get_by_role("heading", level=1)).to_have_text("Alder")
    assert twin.orders.model.objects.get().buyer == alder
