"""The orders of a contact, a tab of its card."""

from tests.factories import cast
from tests.orders.pages import PageCase


class ContactOrdersTest(PageCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.alder, cls.item = cast.company("Alder"), cast.item()
        cls.ann = cast.person("Ann", cls.alder)
        cast.line(cast.order(cls.alder, number="SO1"), cls.item, 2)
        cast.order(cast.company("Birch"), number="SO2")

    def test_shows_the_orders_of_who_buys(self) -> None:
        for number in ("ALDER", "ANN"):
            page = self.page(f"/contacts/{number}/orders/")
            self.assertIn('href="/orders/SO1/"', page)
            self.assertIn("€200.00", page)
            self.assertNotIn("SO2", page)
        self.assertIn("Ann buys for Alder: these are the orders of the company.", page)

    def test_says_that_there_are_none(self) -> None:
        cast.company("Cedar")
        self.assertIn("This buyer has ordered nothing yet.", self.page("/contacts/CEDAR/orders/"))

    def test_more_orders_take_no_more_queries(self) -> None:
        one = self.query_count("/contacts/ALDER/orders/")
        for number in range(30):
            cast.line(cast.order(self.alder, number=f"X{number}"), self.item)
        self.assertEqual(self.query_count("/contacts/ALDER/orders/"), one)

    def test_is_a_tab_for_who_may_see_orders(self) -> None:
        self.assertIn('href="/contacts/ALDER/orders/"', self.page("/contacts/ALDER/"))
        self.assert_shut("/contacts/ALDER/orders/")
        self.client.force_login(self.viewer)
        self.assertNotIn("New order", self.page("/contacts/ALDER/orders/"))
