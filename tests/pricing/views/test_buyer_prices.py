"""The prices of a buyer on its contact card, and its price sheet."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from tests.factories import cast
from tests.factories.users import UserFactory

TAB, SHEET = "/contacts/ALDER/prices/", "/contacts/ALDER/prices/print/"


class BuyerPricesCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer = UserFactory(group="Viewer")
        cls.alder = cast.company("Alder")
        cls.ann = cast.person("Ann", cls.alder)
        cls.chair, cls.desk = cast.item("1000", description="Chair"), cast.item("2000", "200", description="Bench")
        cls.spring = cast.campaign("SPRING", cls.alder, description="Spring sale")
        cast.price(cls.chair, "90", cls.spring, minimum_quantity=5)

    def setUp(self) -> None:
        self.client.force_login(self.viewer)

    def page(self, url: str, **query: str) -> str:
        response = self.client.get(url, query)
        self.assertEqual(response.status_code, 200)
        return response.content.decode()


class ContactPricesTest(BuyerPricesCase):
    def test_shows_special_items_with_breaks_and_sources(self) -> None:
        page = self.page(TAB)
        for words in ("SPRING Spring sale", "5 PCS", "€90.00", "PCS, any quantity", "€100.00", "1 item"):
            self.assertIn(words, page)
        self.assertNotIn("Bench", page)
        self.assertIn("Bench", self.page(TAB, show="all"))
        self.assertNotIn("Chair", self.page(TAB, show="all", search="bench"))

    def test_person_sees_the_prices_of_the_company(self) -> None:
        page = self.page("/contacts/ANN/prices/")
        self.assertIn("Ann buys for Alder: the prices of the company count.", page)
        self.assertIn("€90.00", page)

    def test_wrong_or_unknown_filter_shows_nothing(self) -> None:
        for query in ({"on": "soon"}, {"show": "some"}, {"serch": "x"}, {"currency": "USD"}):
            page = self.page(TAB, **query)
            self.assertIn("0 items", page)
            self.assertNotIn("€90.00", page)

    def test_says_what_to_do_where_nothing_is_special(self) -> None:
        cast.company("Cedar")
        page = self.page("/contacts/CEDAR/prices/")
        self.assertIn("Nothing special for these filters", page)
        self.assertIn("No campaign counts for this buyer on that day.", page)

    def test_pages_keep_the_filters(self) -> None:
        for number in range(60):
            cast.price(cast.item(f"9{number:03}"), "90", self.alder)
        self.assertIn("?search=9&amp;page=2", self.page(TAB, search="9"))
        self.assertIn("Page 2 of 2", self.page(TAB, search="9", page="2"))

    def test_set_up_is_offered_to_who_may_do_it(self) -> None:
        self.assertNotIn("Set the customer terms", self.page(TAB))
        self.client.force_login(UserFactory(is_staff=True, is_superuser=True))
        self.assertIn("Set the customer terms", self.page(TAB))
        cast.terms(self.alder, currency_code="USD")
        page = self.page(TAB)
        self.assertIn("Change the customer terms", page)
        self.assertIn("This buyer orders in USD", page)

    def test_more_items_take_no_more_queries(self) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.page(TAB)
            return len(queries)

        cast.price(self.desk, "150", self.alder)
        count()
        few = count()
        for number in range(30):
            cast.price(cast.item(f"9{number:03}"), "90", self.alder)
        self.assertEqual(count(), few)

    def test_are_for_those_who_may_see_prices(self) -> None:
        for url in (TAB, SHEET):
            self.client.force_login(UserFactory())
            self.assertEqual(self.client.get(url).status_code, 403)
            self.client.logout()
            self.assertRedirects(self.client.get(url), f"/sign-in/?next={url}", fetch_redirect_response=False)


class PriceSheetTest(BuyerPricesCase):
    def test_speaks_the_language_of_the_customer(self) -> None:
        page = self.page(SHEET, language="nl", on="2030-01-15")
        self.assertIn("Prijzen voor Alder", page)
        self.assertIn("Prijzen geldig op 15 januari 2030.", page)
        self.assertIn('lang="nl"', page)
        self.assertEqual(self.client.get(SHEET, {"language": "nl"})["Content-Language"], "nl")
        self.assertIn("Prices for Alder", self.page(SHEET))

    def test_names_no_campaign_and_no_source(self) -> None:
        page = self.page(SHEET)
        self.assertIn("€90.00", page)
        self.assertNotIn("SPRING", page)
        self.assertNotIn("Comes from", page)

    def test_wrong_language_or_filter_prints_nothing(self) -> None:
        for query in ({"language": "xx"}, {"serch": "x"}):
            self.assertNotIn("€90.00", self.page(SHEET, **query))
