"""Making an order, changing its head, and its status."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from orders.models import Order
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.orders.pages import PageCase


class NewOrderTest(PageCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.alder = cast.company("Alder")
        cls.ann = cast.person("Ann", cls.alder)
        cls.spring = cast.campaign("SPRING", cls.alder)

    def make(self, **fields: str) -> list[str]:
        return self.post("/orders/new/", **{"buyer": "ALDER", "ordered_on": "2030-01-15", **fields})

    def test_order_gets_the_next_number_or_the_one_typed(self) -> None:
        self.assertEqual(self.make(campaign="spring"), ["Order SO00001 for Alder was made."])
        order = Order.objects.get()
        self.assertEqual((order.buyer, order.campaign, order.ordered_on), (self.alder, self.spring, WORK_DATE))
        self.assertEqual((order.status, order.currency_code, order.currency_factor), ("open", "", 1))
        self.make(number="X1")
        self.assertEqual(Order.objects.latest("pk").number, "X1")

    def test_person_buys_for_the_company_and_that_is_said(self) -> None:
        self.assertEqual(self.make(buyer="ann"), ["Order SO00001 was made for Alder: Ann buys for this company."])
        self.assertEqual(Order.objects.get().buyer, self.alder)

    def test_currency_of_the_buyer_and_its_last_factor_stand_there_first(self) -> None:
        cast.terms(self.alder, currency_code="USD")
        cast.order(self.alder, number="OLD", currency_code="USD", currency_factor="1.25")
        page = self.page("/orders/new/", buyer="ann")
        for value in ("ann", "USD", "1.25", timezone.localdate().isoformat()):
            self.assertIn(f'value="{value}"', page)
        self.assertNotIn('value="USD"', self.page("/orders/new/", buyer="nobody"))

    def test_what_cannot_be_makes_no_order(self) -> None:
        cast.order(self.alder, number="X1")
        for fields, sentence in (
            ({"buyer": "nobody"}, "There is no contact nobody."),
            ({"number": "X1"}, "X1"),
            ({"currency": "USD"}, "Type how many USD one of local currency is worth."),
            ({"ordered_on": "soon"}, "Enter a valid date."),
        ):
            answer = self.client.post("/orders/new/", {"buyer": "ALDER", "ordered_on": "2030-01-15", **fields})
            self.assertContains(answer, sentence, status_code=422)
        self.assertEqual(Order.objects.count(), 1)

    def test_is_shut_to_who_may_only_look(self) -> None:
        for method in ("get", "post"):
            self.assert_shut("/orders/new/", self.viewer, method=method)
        self.assertFalse(Order.objects.exists())
        self.assertIn('href="/orders/new/"', self.page("/orders/"))
        self.client.force_login(self.viewer)
        self.assertNotIn('href="/orders/new/"', self.page("/orders/"))


class ChangeHeadTest(PageCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.alder, cls.item = cast.company("Alder"), cast.item()
        cls.spring, cls.winter = cast.campaign("SPRING", cls.alder), cast.campaign("WINTER", cls.alder)
        cls.price = cast.price(cls.item, "90", cls.spring)
        cls.order = cast.order(cls.alder, number="SO1")
        cls.line = cast.line(cls.order, cls.item, unit_price="90", sales_price=cls.price)

    def test_lines_are_priced_again_under_the_campaign_that_is_named(self) -> None:
        fields = {"ordered_on": "2030-01-20", "campaign": "winter"}
        answer = self.client.post("/orders/SO1/change/", fields)
        self.assertContains(answer, "Nothing is saved yet. 1 line gets another price: €90.00 becomes €100.00.")
        self.assertContains(answer, "Save and change 1 line")
        self.line.refresh_from_db()
        self.assertEqual(self.line.unit_price, Decimal(90))
        fields["checked"] = answer.context["effect"].digest
        self.assertEqual(
            self.post("/orders/SO1/change/", **fields), ["Order SO1 was changed and its lines were priced again."]
        )
        self.order.refresh_from_db()
        self.line.refresh_from_db()
        self.assertEqual((self.order.campaign, self.order.ordered_on), (self.winter, dt.date(2030, 1, 20)))
        self.assertEqual((self.line.unit_price, self.line.sales_price), (Decimal(100), None))

    def test_form_shows_what_the_order_has(self) -> None:
        Order.objects.update(campaign=self.spring)
        page = self.page("/orders/SO1/change/")
        self.assertIn('value="2030-01-15"', page)
        self.assertIn('value="SPRING"', page)

    def test_unknown_campaign_changes_nothing(self) -> None:
        answer = self.client.post("/orders/SO1/change/", {"ordered_on": "2030-01-20", "campaign": "SUMMER"})
        self.assertContains(answer, "There is no campaign SUMMER.", status_code=422)
        self.order.refresh_from_db()
        self.assertEqual(self.order.ordered_on, WORK_DATE)

    def test_wrong_date_changes_nothing(self) -> None:
        answer = self.client.post("/orders/SO1/change/", {"ordered_on": "soon", "campaign": "WINTER"})
        self.assertEqual(answer.status_code, 422)
        self.order.refresh_from_db()
        self.assertEqual((self.order.campaign, self.order.ordered_on), (None, WORK_DATE))

    def test_is_shut_to_who_may_only_look(self) -> None:
        for method in ("get", "post"):
            self.assert_shut("/orders/SO1/change/", self.viewer, method=method)
        self.order.refresh_from_db()
        self.assertEqual(self.order.ordered_on, NOW.date())

    def test_effect_that_is_another_meanwhile_is_shown_again(self) -> None:
        fields = {"ordered_on": "2030-01-15", "campaign": "winter"}
        fields["checked"] = self.client.post("/orders/SO1/change/", fields).context["effect"].digest
        cast.line(self.order, self.item, unit_price="90", sales_price=self.price)
        answer = self.client.post("/orders/SO1/change/", fields)
        self.assertContains(answer, "2 lines get another price: together €180.00 becomes €200.00.")
        self.order.refresh_from_db()
        self.assertIsNone(self.order.campaign)

    def test_head_that_moves_no_line_is_saved_at_once(self) -> None:
        self.post("/orders/SO1/change/", ordered_on="2030-01-20", campaign="spring")
        self.order.refresh_from_db()
        self.assertEqual((self.order.campaign, self.order.ordered_on), (self.spring, dt.date(2030, 1, 20)))


class ChangeStatusTest(PageCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.order = cast.order(cast.company("Alder"), number="SO1")

    def test_offers_what_may_follow_with_what_it_means(self) -> None:
        page = self.page("/orders/SO1/status/")
        for words in ("Release", "Close", "Cancel the order", "no activation touches its prices"):
            self.assertIn(words, page)
        self.assertNotIn("Reopen", page)

    def test_goes_there_and_back(self) -> None:
        for status, seen, said in (("released", "open", "released"), ("open", "released", "open")):
            [message] = self.post("/orders/SO1/status/", status=status, seen=seen)
            self.assertEqual(message, f"Order SO1 is {said} now. Its prices stayed as they were.")
            self.order.refresh_from_db()
            self.assertEqual(self.order.status, status)

    def test_status_that_somebody_else_changed_is_not_written_over(self) -> None:
        Order.objects.update(status=Order.Status.CANCELLED)
        answer = self.client.post("/orders/SO1/status/", {"status": "released", "seen": "open"})
        self.assertContains(answer, "Order SO1 is cancelled. Nothing was changed.", status_code=422)
        self.assertEqual(self.client.post("/orders/SO1/status/", {"seen": "open"}).status_code, 422)
        self.order.refresh_from_db()
        self.assertEqual(self.order.status, Order.Status.CANCELLED)

    def test_is_shut_to_who_may_only_look(self) -> None:
        for method in ("get", "post"):
            self.assert_shut("/orders/SO1/status/", self.viewer, method=method)
        self.order.refresh_from_db()
        self.assertEqual(self.order.status, Order.Status.OPEN)
