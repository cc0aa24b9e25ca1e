"""Labels and address lists on paper: each label stands where the sheet is cut, and nothing else is printed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from contacts.models import Contact
from tests.factories import cast
from tests.factories.contacts import CompanyFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory

MILLIMETRE = 96 / 25.4
HOME = {"address": "Kerkstraat 1", "post_code": "9000", "city": "Gent"}
BOTH_LANGUAGES = [
    pytest.param("Show", marks=pytest.mark.browser_context_args(locale="en-GB")),
    pytest.param("Tonen", marks=pytest.mark.browser_context_args(locale="nl-NL")),
]
PAGES = ("/segments/WEST/print/labels/", "/segments/WEST/print/addresses/", "/contacts/print/labels/?city=Nowhere")


@pytest.fixture
def _west() -> None:
    west = SegmentFactory(number="WEST", description="The west")
    contacts = [CompanyFactory(number=f"C{number:02}", name=f"C{number:02}", **HOME) for number in range(1, 29)]
    contacts += [cast.company("Birch"), cast.company("Elm", **HOME, is_privacy_blocked=True)]
    for number, contact in enumerate(contacts, start=1):
        SegmentLineFactory(segment=west, contact=contact, line_number=number)


@pytest.mark.usefixtures("_west")
@pytest.mark.parametrize("button", BOTH_LANGUAGES)
def test_pages_are_for_everybody(
    signed_in_page: Page,
    button: str,
    assert_accessible: Callable[[Page], None],
    assert_fits_narrow_screen: Callable[[Page], None],
) -> None:
    page = signed_in_page
    for url in PAGES:
        page.set_viewport_size({"width": 1280, "height": 1200})
        page.goto(url)
        expect(page.get_by_role("button", name=button, exact=True)).to_be_visible()
        assert_accessible(page)
        assert_fits_narrow_screen(page)


@pytest.mark.usefixtures("_west")
def test_labels_stand_where_the_sheet_is_cut(signed_in_page: Page) -> None:
    page = signed_in_page
    page.goto("/segments/WEST/")
    page.get_by_role("link", name="Labels").click()
    page.get_by_role("combobox", name="Sheet").select_option("2x8-105x37")
    page.get_by_role("spinbutton", name="First label").fill("4")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("1 contact is privacy blocked")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("1 contact is privacy blocked")).to_be_hidden()
    for hidden in (".top-bar", ".menu", ".page-head", ".breadcrumbs", ".page-foot", "form.panel"):
        expect(page.locator(f"{hidden} >> nth=0")).to_be_hidden()
    sheets = page.locator(".label-sheet")
    expect(sheets).to_have_count(2)
    first, label = sheets.nth(0).bounding_box(), page.get_by_text("C01", exact=True).locator("..").bounding_box()
    assert first is not None and label is not None
    assert (first["x"], first["y"]) == (0, 0)
    assert (first["width"], first["height"]) == pytest.approx((210 * MILLIMETRE, 297 * MILLIMETRE), abs=1)
    assert (label["width"], label["height"]) == pytest.approx((105 * MILLIMETRE, 37 * MILLIMETRE), abs=1)
    # The fourth place: second row, second column, below the edge of half a millimetre.
    assert (label["x"], label["y"]) == pytest.approx((105 * MILLIMETRE, 37.5 * MILLIMETRE), abs=1)
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") == 2


def test_address_list_repeats_its_head_on_every_page(signed_in_page: Page) -> None:
    Contact.objects.bulk_create(
        CompanyFactory.build(number=f"N{number:03}", name=f"N{number:03}", **HOME) for number in range(120)
    )
    page = signed_in_page
    page.goto("/contacts/print/addresses/")
    page.emulate_media(media="print")
    expect(page.locator("form.panel")).to_be_hidden()
    assert page.locator("main thead").evaluate("head => getComputedStyle(head).display") == "table-header-group"
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") >= 3
