"""A messy file and an edited sheet in the browser, from the upload to what was saved."""

import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from contacts.models import Contact
from pricing.models import SalesPrice
from tests.factories import cast

WIDE = {"width": 1280, "height": 900}
MESSY = "Klantcode;Naam;Woonplaats;Opmerking\nK1;Alfa;Breda;x\nK2;Bêta;Delft;y\nK3;;Gouda;z\nK1;Nog eens;Hoorn;\n"
LANGUAGES = [
    pytest.param(
        "Check the rows", "Save 2 changes, leave out 2", marks=pytest.mark.browser_context_args(locale="en-GB")
    ),
    pytest.param(
        "Rijen controleren", "2 wijzigingen opslaan, 2 weglaten", marks=pytest.mark.browser_context_args(locale="nl-NL")
    ),
]


def bring_messy_file(page: Page, file: Path) -> None:
    """Upload a file in another encoding and with headings of its own, and say what they are."""
    file.write_bytes(MESSY.encode("cp1252"))
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main .btn-primary").click()
    expect(page.locator(".note-bad")).to_contain_text("UTF-8")
    page.locator("[name=encoding]").select_option("cp1252")
    page.locator(".form-actions .btn-primary").click()
    for place, column in enumerate(("number", "name", "city")):
        page.locator(f"[name=column-{place}]").select_option(column)


@pytest.mark.parametrize(("check", "save"), LANGUAGES)
def test_messy_file_is_mapped_checked_and_its_good_rows_saved(
    signed_in_page: Page,
    tmp_path: Path,
    check: str,
    save: str,
    assert_accessible: Callable[[Page], None],
    assert_fits_narrow_screen: Callable[[Page], None],
) -> None:
    page = signed_in_page

    def look() -> None:
        assert_accessible(page)
        assert_fits_narrow_screen(page)
        page.set_viewport_size(WIDE)

    for url in ("/imports/new/", "/imports/new/contacts/"):
        page.goto(url)
        look()
    bring_messy_file(page, tmp_path / "klanten.csv")
    look()
    page.get_by_role("button", name=check).click()
    expect(page.locator("tbody .badge-bad")).to_have_count(2)
    look()
    with page.expect_download() as wrong:
        page.locator("#decision ~ .form-actions a").click()
    assert "Nog eens" in Path(wrong.value.path()).read_text(encoding="utf-8-sig")
    page.get_by_role("button", name=save).click()
    expect(page.locator(".message-success")).to_be_visible()
    assert dict(Contact.objects.values_list("number", "city")) == {"K1": "Breda", "K2": "Delft"}
    page.goto("/jobs/")
    expect(page.get_by_text("klanten.csv").first).to_be_visible()
    look()


def test_edited_sheet_comes_back_without_writing_over_what_a_colleague_changed(
    signed_in_page: Page, tmp_path: Path, assert_accessible: Callable[[Page], None]
) -> None:
    spring, page = cast.campaign("SPRING"), signed_in_page
    chair = cast.price(cast.item("1000", "50"), "45", spring)
    desk = cast.price(cast.item("1001", "90"), "80", spring)
    page.goto("/campaigns/SPRING/prices/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download for editing").click()
    book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    sheet = book.worksheets[0]
    assert sheet.cell(2, 3).value == "1000"
    sheet.cell(2, 8).value, sheet.cell(3, 8).value = 40, 75
    book.save(tmp_path / "edited.xlsx")
    SalesPrice.objects.filter(pk=desk.pk).update(unit_price=Decimal(79))
    page.get_by_role("link", name="Upload the edited sheet").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "edited.xlsx")
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_text("changed this row since the download")).to_be_visible()
    expect(page.locator(".row-changes")).to_contain_text(re.compile(r"Unit price:\s+45\s+→\s+40"))
    assert_accessible(page)
    page.get_by_role("button", name="Save 1 change, leave out 1").click()
    expect(page.locator(".message-success")).to_contain_text("0 new + 1 changed + 0 unchanged + 1 left out")
    chair.refresh_from_db()
    desk.refresh_from_db()
    assert (chair.unit_price, desk.unit_price) == (40, 79)
