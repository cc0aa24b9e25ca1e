"""The price check: a question in the address, and its answer."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from tests.factories import cast
from tests.factories.users import UserFactory

URL = "/pricing/check/"


class PriceCheckTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer = UserFactory(group="Viewer")
        cls.alder, cls.item = cast.company("Alder"), cast.item(description="Office chair")
        cls.ann = cast.person("Ann", cls.alder)
        cls.spring = cast.campaign("SPRING", cls.alder, description="Spring sale")
        cast.price(cls.item, "90", cls.spring, minimum_quantity=5)

    def setUp(self) -> None:
        self.client.force_login(self.viewer)

    def page(self, **query: str) -> str:
        response = self.client.get(URL, query)
        self.assertEqual(response.status_code, 200)
        return response.content.decode()

    def test_asks_before_anything_is_typed(self) -> None:
        page = self.page(contact="ALDER")
        self.assertIn("What does it cost?", page)
        self.assertIn('value="ALDER"', page)

    def test_answers_with_what_decides_and_what_lost(self) -> None:
        page = self.page(contact="ann", item="1000", quantity="4")
        self.assertIn("You pay €100.00 for one PCS: this is the price of the item.", page)
        self.assertIn("Ann buys for Alder: the prices of the company count.", page)
        self.assertIn("From 5 PCS it costs €90.00 each.", page)
        self.assertInHTML("<span>below minimum quantity</span>", page)
        self.assertIn("€400.00", page)

    def test_quantity_and_day_need_not_be_in_the_address(self) -> None:
        self.assertIn("You pay €100.00 for one PCS", self.page(item="1000"))

    def test_says_in_what_the_buyer_orders(self) -> None:
        cast.terms(self.alder, currency_code="USD")
        sentence = "This buyer orders in USD"
        self.assertIn(sentence, self.page(contact="ALDER", item="1000"))
        self.assertNotIn(sentence, self.page(contact="ALDER", item="1000", currency="USD", currency_factor="2"))

    def test_offers_the_units_and_variants_of_the_item(self) -> None:
        cast.unit(self.item, "BOX", 5)
        cast.variant(self.item, "BLUE")
        page = self.page(item="1000")
        for code in ("BOX", "PCS", "BLUE"):
            self.assertIn(f'<option value="{code}">', page)

    def test_wrong_question_is_kept_and_named(self) -> None:
        page = self.page(item="9999", contact="ALDER")
        self.assertIn("There is no item 9999.", page)
        self.assertNotIn("You pay", page)

    def test_more_offers_take_no_more_queries(self) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.page(contact="ALDER", item="1000")
            return len(queries)

        count()
        few = count()
        for number in range(30):
            cast.price(self.item, "95", cast.campaign(f"C{number}", self.alder), minimum_quantity=number)
        self.assertEqual(count(), few)

    def test_is_shut_to_who_may_not_see_prices(self) -> None:
        self.client.force_login(UserFactory())
        self.assertEqual(self.client.get(URL).status_code, 403)
        self.client.logout()
        self.assertRedirects(self.client.get(URL), f"/sign-in/?next={URL}", fetch_redirect_response=False)
