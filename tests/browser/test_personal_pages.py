"""What is known of a contact, what it allowed, and how its personal data is taken out and goes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from contacts.models import Consent, Contact, ContactProfileAnswer
from tests.factories import cast
from tests.factories.contacts import ConsentFactory, ProfileAnswerFactory, ProfileQuestionFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory

WIDE = {"width": 1280, "height": 1200}
BOTH_LANGUAGES = [
    pytest.param("Contacts", marks=pytest.mark.browser_context_args(locale="en-GB")),
    pytest.param("Contacten", marks=pytest.mark.browser_context_args(locale="nl-NL")),
]
PAGES = (
    "/questionnaires/",
    "/contacts/?reach=email",
    "/segments/WEST/messages/",
    "/contacts/ANN/profile/",
    "/contacts/ANN/consent/",
    "/contacts/ANN/personal-data/",
)


@pytest.fixture
def ann() -> Contact:
    """A person whom two questions may be asked, and who once gave consent to letters."""
    fairs = ProfileQuestionFactory(questionnaire__code="EVENTS", text="Visits fairs?")
    media = ProfileQuestionFactory(questionnaire=fairs.questionnaire, text="Reads?", allows_several_answers=True)
    for question, texts in ((fairs, ("Yes", "Never")), (media, ("Catalogues", "Newsletters"))):
        for text in texts:
            ProfileAnswerFactory(question=question, text=text)
    ann = cast.person("Ann", email="ann@quill.example")
    ConsentFactory(contact=ann, channel="letter")
    SegmentLineFactory(segment=SegmentFactory(number="WEST", state="logged"), contact=ann, line_number=1)
    return ann


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize("menu", BOTH_LANGUAGES)
def test_pages_are_for_everybody(
    signed_in_page: Page,
    menu: str,
    assert_accessible: Callable[[Page], None],
    assert_fits_narrow_screen: Callable[[Page], None],
) -> None:
    page = signed_in_page
    for url in PAGES:
        page.set_viewport_size(WIDE)
        page.goto(url)
        expect(page.locator("#menu").get_by_role("link", name=menu)).to_be_visible()
        for summary in page.locator(".consents summary").all():
            summary.click()
        assert_accessible(page)
        assert_fits_narrow_screen(page)


def test_from_first_answer_to_nobody_in_particular(signed_in_page: Page, ann: Contact) -> None:
    page = signed_in_page
    page.goto("/contacts/ANN/profile/")
    page.get_by_label("Never").check()
    page.get_by_label("Newsletters").press(" ")
    page.get_by_role("button", name="Save the profile").click()
    expect(page.locator("#messages")).to_contain_text("Profile of Ann saved: 2 answers added.")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Save the profile").click()
    expect(page.locator("#messages")).to_contain_text("1 answer added, 1 taken away.")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Never")).to_be_checked()
    assert ContactProfileAnswer.objects.count() == 2

    page.get_by_role("link", name="Consent").click()
    page.get_by_text("Change: Letter").click()
    letter = page.get_by_role("form", name="Letter")
    letter.get_by_label("Source").fill("Phone call")
    letter.get_by_role("button", name="Withdraw consent").click()
    expect(page.locator("#messages")).to_contain_text("Letter: consent is recorded as withdrawn.")
    assert Consent.objects.filter(contact=ann).count() == 2

    page.get_by_role("link", name="Personal data").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export to read (Excel)").click()
    assert download.value.suggested_filename == "personal-data-ANN.xlsx"
    page.get_by_label("Type the number").fill("ANNE")
    page.get_by_role("button", name="Make anonymous for good").click()
    expect(page.get_by_text("is not the number of this contact").first).to_be_visible()
    page.get_by_label("Type the number").fill("ANN")
    page.get_by_role("button", name="Make anonymous for good").click()
    expect(page.locator("#messages")).to_contain_text("ANN is anonymous now.")
    ann.refresh_from_db()
    assert (ann.name, ann.email) == ("ANN", "")
