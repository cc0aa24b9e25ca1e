"""The list of orders, the card of one, and the change of its head."""

import datetime as dt

from contacts.models import Contact
from orders.models import Order
from tests.factories import cast
from tests.factories.campaigns import WORK_DATE
from tests.orders.pages import PageCase


class OrderListTest(PageCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.item = cast.item()
        cls.spring = cast.campaign("SPRING")
        cls.first = cast.order(cast.company("Alder"), number="SO1", campaign=cls.spring)
        cls.second = cast.order(
            cast.company("Birch"), number="SO2", status=Order.Status.CLOSED, ordered_on=WORK_DATE + dt.timedelta(1)
        )
        cast.line(cls.first, cls.item, 2)
        cast.line(cls.first, cls.item, 3)

    def test_shows_lines_and_amount_the_newest_first(self) -> None:
        page = self.page("/orders/")
        self.assertInHTML('<td class="number">2</td>', page)
        self.assertInHTML('<td class="number">€500.00</td>', page)
        self.assertLess(page.index("SO2"), page.index("SO1"))

    def test_is_narrowed(self) -> None:
        for query, found in (
            ({"search": "alder"}, "SO1"),
            ({"search": "so2"}, "SO2"),
            ({"status": "closed"}, "SO2"),
            ({"campaign": "spr"}, "SO1"),
            ({"from_day": "2030-01-16"}, "SO2"),
            ({"until_day": "2030-01-15"}, "SO1"),
        ):
            rows = self.client.get("/orders/", query).context["table"].rows
            self.assertEqual([row.record.number for row in rows], [found], query)

    def test_wrong_filter_never_widens_the_list(self) -> None:
        for query in ({"status": "lost"}, {"from_day": "yesterday"}):
            self.assertIn("0 of 2 orders", self.page("/orders/", **query))

    def test_more_orders_take_no_more_queries(self) -> None:
        few = self.query_count("/orders/")
        for number in range(49):
            cast.line(cast.order(cast.company(f"Buyer {number}"), campaign=self.spring), self.item)
        self.assertEqual(self.query_count("/orders/"), few)

    def test_says_what_will_stand_there_while_there_is_none(self) -> None:
        self.first.lines.all().delete()
        Order.objects.all().delete()
        self.assertIn("No orders yet", self.page("/orders/"))

    def test_is_shut_without_permission(self) -> None:
        self.assert_shut("/orders/")


class OrderCardTest(PageCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.alder, cls.item = cast.company("Alder"), cast.item(description="Office chair")
        cls.spring = cast.campaign("SPRING", cls.alder)
        cls.price = cast.price(cls.item, "90", cls.spring)
        cls.discount = cast.discount(cls.item, "5", cls.alder)
        cls.order = cast.order(cls.alder, number="SO1")

    def test_says_under_each_price_where_it_comes_from(self) -> None:
        terms = {"unit_price": "90", "line_discount_percent": "5"}
        cast.line(self.order, self.item, 2, sales_price=self.price, line_discount=self.discount, **terms)
        cast.line(self.order, self.item, unit_price="70", by_hand=True, hand_price_reason="Scratched")
        page = self.page("/orders/SO1/")
        self.assertInHTML('<td class="number terms">€90.00<span class="below">campaign SPRING</span></td>', page)
        self.assertInHTML('<td class="number terms">5&nbsp;%<span class="below">buyer\'s discount</span></td>', page)
        self.assertIn("priced by hand on 15 Jan 2030 10:30: Scratched", page)
        self.assertInHTML("<dd><strong>€241.00</strong></dd>", page)

    def test_amounts_are_in_the_currency_of_the_order(self) -> None:
        order = cast.order(self.alder, number="SO2", currency_code="USD", currency_factor="1.25")
        cast.line(order, self.item)
        page = self.page("/orders/SO2/")
        self.assertIn("US$125.00", page)
        self.assertIn("USD, 1.25 for one of local currency", page)

    def test_more_lines_take_no_more_queries(self) -> None:
        cast.line(self.order, self.item, sales_price=self.price, line_discount=self.discount)
        one = self.query_count("/orders/SO1/")
        for number in range(49):
            cast.line(
                self.order, cast.item(f"2{number:03}"), sales_price=self.price, by_hand=True, hand_priced_by=self.viewer
            )
        self.assertEqual(self.query_count("/orders/SO1/"), one)

    def test_offers_what_one_may_do_and_nothing_on_a_closed_order(self) -> None:
        cast.line(self.order, self.item)
        offers = ("/orders/SO1/change/", "/orders/SO1/lines/new/", f"/orders/lines/{self.order.lines.get().pk}/change/")
        page = self.page("/orders/SO1/")
        self.assertEqual([offer in page for offer in offers], [True] * 3)
        Order.objects.update(status=Order.Status.RELEASED)
        page = self.page("/orders/SO1/")
        self.assertEqual([offer in page for offer in offers], [False] * 3)
        Order.objects.update(status=Order.Status.OPEN)
        self.client.force_login(self.viewer)
        page = self.page("/orders/SO1/")
        self.assertEqual([offer in page for offer in offers], [False] * 3)

    def test_unknown_order_is_not_found(self) -> None:
        self.assertEqual(self.client.get("/orders/NONE/").status_code, 404)
        self.assert_shut("/orders/SO1/")

    def test_says_what_campaigns_save_and_how_to_reach_the_buyer(self) -> None:
        Contact.objects.update(phone="+31 30 123", email="buy@alder.test")
        cast.line(self.order, self.item, 2, unit_price="90", sales_price=self.price)
        cast.line(self.order, self.item, unit_price="50", by_hand=True, sales_price=self.price)
        page = self.page("/orders/SO1/")
        self.assertInHTML("<div><dt>Campaigns save</dt><dd>€20.00</dd></div>", page)
        self.assertIn('<a href="/contacts/ALDER/">ALDER Alder</a>', page)
        self.assertIn('href="tel:+31 30 123"', page)
        self.assertIn('href="mailto:buy@alder.test"', page)
