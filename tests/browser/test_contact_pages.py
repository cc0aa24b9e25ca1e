"""Contacts made, changed by two at once, classified and not deleted, in a browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from contacts.models import Contact
from tests.factories import cast
from tests.factories.contacts import IndustryGroupFactory, NumberSeriesFactory, PersonFactory
from tests.factories.segments import SegmentLineFactory

pytestmark = pytest.mark.usefixtures("groups")


@pytest.fixture
def groups() -> None:
    NumberSeriesFactory(code="CONTACT", prefix="C")
    IndustryGroupFactory(code="RETAIL", description="Shops")


def test_company_is_made_and_its_person_inherits(
    signed_in_page: Page,
    assert_accessible: Callable[[Page], None],
    assert_fits_narrow_screen: Callable[[Page], None],
) -> None:
    page = signed_in_page
    page.goto("/contacts/")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("New company")
    page.get_by_label("Name", exact=True).fill("Birch")
    page.get_by_label("City").fill("Bath")
    page.get_by_label("E-mail").fill("a,b")
    page.get_by_role("button", name="Create contact").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("“a,b” is not an e-mail address.")
    assert_accessible(page)
    page.get_by_label("E-mail").fill("info@birch.test")
    page.get_by_role("button", name="Create contact").click()
    page.get_by_role("link", name="New person").click()
    expect(page.get_by_label("City")).to_have_value("Bath")
    page.get_by_label("First name").fill("Ben")
    page.get_by_label("Surname").fill("Oak")
    page.get_by_role("button", name="Create contact").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ben Oak")
    assert_accessible(page)
    assert_fits_narrow_screen(page)
    ben = Contact.objects.get(name="Ben Oak")
    assert (ben.city, ben.company.name) == ("Bath", "Birch")


def test_two_at_once_are_shown_both(signed_in_page: Page, assert_accessible: Callable[[Page], None]) -> None:
    page, alder = signed_in_page, cast.company("Alder", city="Bath")
    page.goto("/contacts/ALDER/")
    page.keyboard.press("e")
    page.get_by_label("City").fill("Leeds")
    alder.city = "York"
    alder.save()
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-error-summary]")).to_contain_text("Now stored: York")
    assert_accessible(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("ALDER was saved.")
    expect(page.locator("main")).to_contain_text("Leeds")


@pytest.mark.browser_context_args(locale="nl-NL")
def test_card_in_dutch_with_undo_and_a_refused_delete(
    signed_in_page: Page,
    assert_accessible: Callable[[Page], None],
    assert_fits_narrow_screen: Callable[[Page], None],
) -> None:
    page, alder = signed_in_page, cast.company("Alder")
    SegmentLineFactory(contact=PersonFactory(number="ANN", company=alder))
    page.goto("/contacts/ALDER/")
    page.get_by_label("Bedrijfstakken", exact=True).select_option(label="Shops")
    page.get_by_role("button", name=re.compile("Toevoegen.*Bedrijfstakken")).click()
    expect(page.locator("#messages")).to_contain_text("Shops is toegevoegd.")
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.locator("#messages")).to_contain_text("Shops is weggehaald.")
    page.locator("#comment-text").fill("Drinkt thee.")
    page.get_by_role("button", name="Opmerking opslaan").click()
    expect(page.locator(".comment")).to_contain_text("Drinkt thee.")
    assert_accessible(page)
    page.goto("/contacts/ALDER/delete/")
    page.get_by_role("button", name="Contact verwijderen").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("kan niet worden verwijderd")
    assert_accessible(page)
    for address in ("/contacts/ALDER/", "/contacts/ANN/edit/", "/contacts/ANN/company/", "/contacts/new/"):
        page.goto(address)
        assert_accessible(page)
        assert_fits_narrow_screen(page)
        page.set_viewport_size({"width": 1280, "height": 720})
    assert Contact.objects.count() == 2
