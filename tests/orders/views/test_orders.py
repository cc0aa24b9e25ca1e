"""The list of orders, the card of one, and the change of its head."""

import datetime as dt

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
