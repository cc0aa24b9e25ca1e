"""The card of an order, the row in which lines are entered, and what a line would cost while one types."""

from decimal import Decimal

from contacts.models import Contact
from orders.models import Order, OrderLine
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.orders.pages import PageCase

HTMX = {"HTTP_HX_REQUEST": "true"}


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
        self.assertInHTML(
            '<td class="number terms">€90.00<span class="below">campaign SPRING · normal €100.00</span></td>', page
        )
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

    def test_says_which_campaigns_were_no_better(self) -> None:
        winter = cast.campaign("WINTER", self.alder)
        cast.price(self.item, "120", winter)
        cast.line(self.order, self.item, 2, unit_price="90", sales_price=self.price)
        self.assertNotIn("normal price already better", self.page("/orders/SO1/"))
        self.price.withdrawn_at = NOW
        self.price.save()
        cast.line(self.order, self.item)
        self.assertIn("card price · normal price already better than WINTER", self.page("/orders/SO1/"))

    def test_says_how_much_is_settled(self) -> None:
        cast.line(self.order, self.item, 4, shipped_quantity="2", invoiced_quantity="1")
        self.assertIn("2 shipped, 1 invoiced", self.page("/orders/SO1/"))

    def test_closed_order_says_why_nothing_can_be_entered(self) -> None:
        Order.objects.update(status=Order.Status.CLOSED)
        page = self.page("/orders/SO1/")
        self.assertIn("Only an open order can be changed.", page)
        self.assertNotIn("Enter the line", page)


class EntryCase(PageCase):
    """Alder gets item 1000 for 90 from SPRING, if it takes five; it has four."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.alder, cls.item = cast.company("Alder"), cast.item(description="Office chair")
        cls.box = cast.unit(cls.item, "BOX", 5)
        cls.spring = cast.campaign("SPRING", cls.alder)
        cls.price = cast.price(cls.item, "90", cls.spring, minimum_quantity=5)
        cls.order = cast.order(cls.alder, number="SO1")
        cls.line = cast.line(cls.order, cls.item, 4)


class EnterLineTest(EntryCase):
    def enter(self, **fields: str) -> list[str]:
        return self.post("/orders/SO1/lines/new/", **{"item": "1000", "quantity": "5", **fields})

    def test_line_takes_the_price_of_the_rule(self) -> None:
        [message] = self.enter()
        self.assertIn("was entered: €90.00 a unit, €450.00 in all (campaign SPRING).", message)
        line = self.order.lines.latest("pk")
        self.assertEqual((line.unit_price, line.sales_price), (Decimal(90), self.price))

    def test_unit_and_variant_are_typed_in_any_case(self) -> None:
        blue = cast.variant(self.item, "BLUE")
        self.enter(item="1000", unit="box", variant="blue", quantity="1")
        line = self.order.lines.latest("pk")
        self.assertEqual((line.unit, line.variant, line.quantity_per_unit), (self.box, blue, Decimal(5)))

    def test_wrong_fields_enter_nothing(self) -> None:
        for fields in (
            {"item": "9999", "quantity": "1"},
            {"item": "1000", "quantity": "-1"},
            {"item": "1000", "quantity": "1", "unit": "CRATE"},
            {"item": "1000", "quantity": "1", "variant": "RED"},
            {"item": "", "quantity": ""},
        ):
            self.assertEqual(self.client.post("/orders/SO1/lines/new/", fields).status_code, 422, fields)
        self.assertEqual(self.order.lines.count(), 1)

    def test_is_shut_to_who_may_only_look(self) -> None:
        for method in ("get", "post"):
            self.assert_shut("/orders/SO1/lines/new/", self.viewer, method=method)
        self.assertEqual(self.order.lines.count(), 1)

    def test_what_is_refused_stays_typed_on_the_card(self) -> None:
        answer = self.client.post("/orders/SO1/lines/new/", {"item": "1000", "quantity": "many", "unit": "box"})
        for words in ('value="many"', 'value="box"', "&quot;many&quot; is not a number."):
            self.assertContains(answer, words, status_code=422)

    def test_goes_on_where_the_next_line_is_entered(self) -> None:
        answer = self.client.post("/orders/SO1/lines/new/", {"item": "1000", "quantity": "1"})
        line = self.order.lines.latest("pk")
        self.assertRedirects(answer, f"/orders/SO1/?enter=line&changed={line.pk}")
        self.assertContains(self.client.get("/orders/SO1/?enter=line"), "autofocus")
        self.assertRedirects(self.client.get("/orders/SO1/lines/new/"), "/orders/SO1/?enter=line")

    def test_line_of_a_long_order_is_shown_on_its_page(self) -> None:
        for number in range(100):
            cast.line(self.order, self.item, line_number=number + 1)
        answer = self.client.post("/orders/SO1/lines/new/", {"item": "1000", "quantity": "1"})
        self.assertIn("page=2", answer["Location"])


class QuoteTest(EntryCase):
    def quote(self, **fields: str) -> str:
        response = self.client.get("/orders/SO1/lines/price/", fields, **HTMX)
        self.assertEqual(response.status_code, 200)
        return " ".join(response.content.decode().split())

    def test_says_what_the_line_would_cost_and_why(self) -> None:
        self.assertIn("€100.00 = €400.00", self.quote(item="1000", quantity="4"))
        self.assertIn("from 5 PCS: €90.00", self.quote(item="1000", quantity="4"))
        quote = self.quote(item="1000", quantity="5")
        self.assertIn("€90.00 = €450.00", quote)
        self.assertIn("campaign SPRING · normal €100.00", quote)
        self.assertEqual(OrderLine.objects.count(), 1)

    def test_is_what_saving_then_does(self) -> None:
        cast.discount(self.item, "2.5", self.alder)
        self.assertIn("€450.00 less 2.5 % = €877.50", self.quote(item="1000", quantity="2", unit="box"))
        self.client.post("/orders/SO1/lines/new/", {"item": "1000", "quantity": "2", "unit": "box"})
        self.assertEqual(self.order.lines.latest("pk").line_amount, Decimal("877.50"))

    def test_narrows_units_and_variants_to_the_item(self) -> None:
        cast.variant(self.item, "BLUE")
        cast.unit(cast.item("2000"), "CRATE", 3)
        quote = self.quote(item="1000")
        for code in ("BOX", "PCS", "BLUE"):
            self.assertIn(f'<option value="{code}">', quote)
        self.assertNotIn("CRATE", quote)

    def test_says_what_is_wrong_only_where_something_was_typed(self) -> None:
        self.assertIn("There is no item 99.", self.quote(item="99", quantity=""))
        self.assertNotIn("required", self.quote(item="1000", quantity=""))
        self.assertIn(
            "not sold by the CRATE", self.quote(item="1000", quantity="1", unit=cast.unit(cast.item("2"), "CRATE").code)
        )

    def test_changed_line_keeps_what_is_settled_or_by_hand(self) -> None:
        base = {"line": str(self.line.pk), "quantity": "5", "unit": str(self.item.base_unit_id)}
        self.assertIn("€90.00 = €450.00", self.quote(**base))
        OrderLine.objects.update(shipped_quantity=1)
        self.assertIn("€100.00 = €500.00", self.quote(**base))
        self.line.refresh_from_db()
        self.assertEqual((self.line.quantity, self.line.unit_price), (4, 100))

    def test_is_for_who_may_see_lines(self) -> None:
        self.assert_shut("/orders/SO1/lines/price/")


class RowTest(EntryCase):
    """A line is changed in its row of the card."""

    def target(self) -> dict[str, str]:
        return {**HTMX, "HTTP_HX_TARGET": f"line-{self.line.pk}"}

    def test_row_becomes_a_form_and_the_page_stays_a_page(self) -> None:
        url = f"/orders/lines/{self.line.pk}/change/"
        row = self.client.get(url, **self.target())
        self.assertTemplateUsed(row, "orders/_line_editor.html")
        self.assertIn("HX-Target", row["Vary"])
        self.assertTemplateUsed(self.client.get(url), "orders/change_line.html")

    def test_what_is_refused_comes_back_in_the_row(self) -> None:
        url = f"/orders/lines/{self.line.pk}/change/"
        answer = self.client.post(
            url, {"quantity": "many", "unit": self.item.base_unit_id}, **HTMX, HTTP_HX_TARGET="order-lines"
        )
        self.assertEqual((answer.status_code, answer["HX-Retarget"]), (422, f"#line-{self.line.pk}"))
        self.assertContains(answer, 'value="many"', status_code=422)

    def test_settled_line_says_so(self) -> None:
        OrderLine.objects.update(shipped_quantity=2)
        row = self.client.get(f"/orders/lines/{self.line.pk}/change/", **self.target())
        self.assertContains(row, "Settled: 2 shipped and 0 invoiced.")
        self.assertNotContains(row, "Remove the line")
