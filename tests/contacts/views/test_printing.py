from django.test import TestCase

from contacts.label_sheets import MOST_SHEETS
from contacts.models import Contact
from tests.factories import cast
from tests.factories.contacts import CompanyFactory
from tests.factories.users import UserFactory

LABELS, ADDRESSES = "/contacts/print/labels/", "/contacts/print/addresses/"
HOME = {"address": "Kerkstraat 1", "post_code": "9000", "city": "Gent"}


class _PrintTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer = UserFactory(group="Viewer")
        cls.alder = cast.company("Alder", **HOME, phone="09 123", email="info@alder.example")
        cast.person("Ann", cls.alder, email="ann@alder.example")
        cast.company("Birch", city="Gent")
        cast.company("Cedar", **{**HOME, "city": "Utrecht"})
        cast.company("Elm", **HOME, is_privacy_blocked=True)
        cast.company("Fir", **HOME, is_excluded_from_segments=True)

    def setUp(self) -> None:
        self.client.force_login(self.viewer)


class LabelsTest(_PrintTest):
    def printed(self, query: str = "") -> list[str]:
        sheets = self.client.get(LABELS + query).context["sheets"]
        return [lines[0] if lines else "" for places in sheets for lines in places]

    def test_one_label_for_each_with_an_address(self) -> None:
        self.assertEqual(self.printed(), ["Alder", "Ann", "Cedar"] + [""] * 21)

    def test_begins_where_the_sheet_is_not_used_yet(self) -> None:
        self.assertEqual(self.printed("?sheet=2x8-105x36&start=3")[:5], ["", "", "Alder", "Ann", "Cedar"])

    def test_says_who_is_left_out_and_why(self) -> None:
        page = self.client.get(LABELS)
        for text in (
            "1 contact has no complete address and gets no label",
            '<a href="/contacts/BIRCH/">BIRCH</a> Birch',
            "1 contact is excluded from segments",
            "1 contact is privacy blocked",
        ):
            self.assertContains(page, text)
        self.assertNotContains(page, "Elm")

    def test_filters_of_the_list_narrow(self) -> None:
        self.assertEqual(self.printed("?city=utrecht")[:2], ["Cedar", ""])

    def test_filter_that_is_unknown_or_wrong_prints_nothing_and_says_why(self) -> None:
        for query, reason in (("?town=Gent", "no filter “town”"), ("?type=ghost", "ghost")):
            with self.subTest(query=query):
                page = self.client.get(LABELS + query)
                self.assertContains(page, reason)
                self.assertEqual(page.context["sheets"], [])
                self.assertNotContains(page, "Kerkstraat")

    def test_place_that_the_sheet_lacks_is_refused(self) -> None:
        page = self.client.get(f"{LABELS}?sheet=2x8-105x36&start=17")
        self.assertContains(page, "there is no label 17", status_code=422)
        self.assertNotContains(page, "Kerkstraat", status_code=422)

    def test_long_lists_are_printed_in_parts(self) -> None:
        Contact.objects.bulk_create(
            CompanyFactory.build(number=f"N{number:04}", name=f"N{number:04}", **HOME)
            for number in range(24 * MOST_SHEETS - 2)
        )
        self.assertEqual(len(self.printed()), 24 * MOST_SHEETS)
        self.assertEqual(self.printed("?page=2")[:2], ["N0957", ""])
        self.assertEqual(self.printed("?page=9"), self.printed("?page=2"))
        page = self.client.get(f"{LABELS}?blocked=none")
        self.assertContains(page, '<a class="part-link" href="?blocked=none&amp;page=2">')

    def test_queries_do_not_grow_with_the_contacts(self) -> None:
        with self.assertNumQueries(9):
            self.client.get(LABELS)
        CompanyFactory.create_batch(30, **HOME)
        with self.assertNumQueries(9):
            self.client.get(LABELS)

    def test_stranger_is_sent_to_sign_in_and_who_may_not_look_is_refused(self) -> None:
        for url in (LABELS, ADDRESSES):
            self.client.force_login(UserFactory())
            self.assertEqual(self.client.get(url).status_code, 403)
            self.client.logout()
            self.assertRedirects(self.client.get(url), f"/sign-in/?next={url}", fetch_redirect_response=False)

    def test_list_offers_both_pages_with_its_filters(self) -> None:
        page = self.client.get("/contacts/?city=Gent&sort=name&view=all")
        self.assertContains(page, "/contacts/print/labels/?city=Gent&amp;page=1")
        self.assertContains(page, "/contacts/print/addresses/?city=Gent&amp;page=1")


class AddressesTest(_PrintTest):
    def listed(self, query: str = "") -> list[str]:
        return [contact.number for contact, _place in self.client.get(ADDRESSES + query).context["rows"]]

    def test_lists_who_may_be_written_to_even_without_an_address(self) -> None:
        self.assertEqual(self.listed(), ["ALDER", "ANN", "BIRCH", "CEDAR"])
        page = self.client.get(ADDRESSES)
        for text in ("Kerkstraat 1, 9000 Gent", "09 123", "ann@alder.example", "4 contacts, as of"):
            self.assertContains(page, text)

    def test_shows_who_is_left_out_by_reason(self) -> None:
        self.assertEqual(self.listed("?show=without-address"), ["BIRCH"])
        self.assertEqual(self.listed("?show=excluded"), ["FIR"])
        self.assertEqual(self.listed("?show=blocked"), ["ELM"])
        self.assertEqual(self.listed("?show=without-address&city=Utrecht"), [])

    def test_part_that_there_is_not_is_refused(self) -> None:
        page = self.client.get(f"{ADDRESSES}?show=everybody")
        self.assertEqual(page.status_code, 422)
        self.assertNotContains(page, "Kerkstraat", status_code=422)
