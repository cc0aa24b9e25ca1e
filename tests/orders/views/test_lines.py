"""Entering and changing lines, pricing them by hand and handing them back, and why one costs what it costs."""

from decimal import Decimal

from campaigns.models import Campaign
from orders.models import Order, OrderLine
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.orders.pages import PageCase


class LineCase(PageCase):
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
        cls.url = f"/orders/lines/{cls.line.pk}"

    def terms(self) -> tuple[Decimal, Decimal, Decimal, bool]:
        line = OrderLine.objects.get(pk=self.line.pk)
        return line.quantity, line.unit_price, line.line_discount_percent, line.is_priced_by_hand

    def change(self, quantity: str, unit: int | None = None) -> list[str]:
        return self.post(f"{self.url}/change/", quantity=quantity, unit=unit or self.item.base_unit_id)

    def by_hand(self, price: str = "75.50", discount: str = "2", reason: str = "Scratched") -> list[str]:
        fields = {"unit_price": price, "line_discount_percent": discount, "reason": reason}
        return self.post(f"{self.url}/price-by-hand/", **fields)


class ChangeLineTest(LineCase):
    def test_quantity_decides_the_price_both_ways(self) -> None:
        [message] = self.change("5")
        self.assertIn("€90.00 a unit, €450.00 in all (campaign SPRING).", message)
        self.assertEqual(self.terms()[:2], (5, 90))
        self.change("4")
        self.assertEqual(self.terms()[:2], (4, 100))

    def test_unit_is_one_in_which_the_item_is_sold(self) -> None:
        self.change("1", unit=self.box.pk)
        self.assertEqual(self.terms()[:2], (1, 450))
        stranger = cast.unit(cast.item("2000"), "CRATE", 3)
        answer = self.client.post(f"{self.url}/change/", {"quantity": "1", "unit": stranger.pk})
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(self.terms()[:2], (1, 450))

    def test_less_than_was_shipped_is_refused(self) -> None:
        OrderLine.objects.update(shipped_quantity=3)
        answer = self.client.post(f"{self.url}/change/", {"quantity": "2", "unit": self.item.base_unit_id})
        self.assertContains(answer, "less than what was shipped", status_code=422)
        self.assertEqual(self.terms()[0], 4)

    def test_variant_is_asked_only_where_there_are_some(self) -> None:
        self.assertNotIn("Variant", self.page(f"{self.url}/change/"))
        blue = cast.variant(self.item, "BLUE")
        self.post(f"{self.url}/change/", quantity="4", unit=self.item.base_unit_id, variant=blue.pk)
        self.assertEqual(OrderLine.objects.get().variant, blue)

    def test_line_is_removed_by_who_may_delete(self) -> None:
        self.assertEqual(self.post(f"{self.url}/remove/"), [f"Line {self.line.line_number} was removed."])
        self.assertFalse(self.order.lines.exists())

    def test_settled_line_is_not_removed(self) -> None:
        OrderLine.objects.update(shipped_quantity=1)
        [message] = self.post(f"{self.url}/remove/")
        self.assertIn("was shipped or invoiced, so its price is settled.", message)
        self.assertTrue(self.order.lines.exists())

    def test_who_may_only_look_changes_and_removes_nothing(self) -> None:
        for verb, users in (("change", [self.viewer]), ("remove", [self.viewer, self.marketer])):
            self.assert_shut(f"{self.url}/{verb}/", *users, method="post")
        self.assertEqual(self.terms(), (4, 100, 0, False))
        self.client.force_login(self.marketer)
        self.assertNotIn("Remove", self.page(f"{self.url}/change/"))


class PriceByHandTest(LineCase):
    def test_price_stays_with_who_and_why(self) -> None:
        [message] = self.by_hand()
        self.assertIn("was priced by hand: €75.50 a unit less 2\N{NO-BREAK SPACE}%, €295.96 in all", message)
        self.assertEqual(self.terms(), (4, Decimal("75.5"), 2, True))
        line = OrderLine.objects.get()
        self.assertEqual((line.hand_priced_by, line.hand_price_reason), (self.manager, "Scratched"))
        self.change("5")
        self.assertEqual(self.terms(), (5, Decimal("75.5"), 2, True))

    def test_wrong_price_discount_or_no_reason_changes_nothing(self) -> None:
        fields = {"unit_price": "75", "line_discount_percent": "2", "reason": "Scratched"}
        for wrong in ({"unit_price": "-1"}, {"line_discount_percent": "101"}, {"reason": ""}, {"unit_price": "1,5x"}):
            answer = self.client.post(f"{self.url}/price-by-hand/", {**fields, **wrong})
            self.assertEqual(answer.status_code, 422, wrong)
        self.assertEqual(self.terms(), (4, 100, 0, False))

    def test_dutch_price_is_read_as_dutch(self) -> None:
        self.client.cookies["django_language"] = "nl"
        self.by_hand(price="1.234,50", discount="2,5")
        self.assertEqual(self.terms(), (4, Decimal("1234.5"), Decimal("2.5"), True))

    def test_handing_back_prices_by_the_rule(self) -> None:
        self.by_hand()
        [message] = self.post(f"{self.url}/hand-back/")
        self.assertIn("is priced by the rule again: €100.00 a unit", message)
        self.assertEqual(self.terms(), (4, 100, 0, False))

    def test_settled_line_stays_by_hand(self) -> None:
        self.by_hand()
        OrderLine.objects.update(shipped_quantity=1)
        [message] = self.post(f"{self.url}/hand-back/")
        self.assertIn("its price is settled", message)
        self.assertEqual(self.terms(), (4, Decimal("75.5"), 2, True))

    def test_is_shut_to_who_may_only_look(self) -> None:
        for verb in ("price-by-hand", "hand-back"):
            self.assert_shut(f"{self.url}/{verb}/", self.viewer, method="post")
        self.assertEqual(self.terms(), (4, 100, 0, False))


class SeenTest(LineCase):
    """Two people change the same line: the second is told, with both values, and may then decide."""

    def test_typed_quantity_stays_beside_what_is_stored_now(self) -> None:
        fields = {"quantity": "7", "unit": self.item.base_unit_id, "seen": self.stored().stamp}
        self.change("6")
        answer = self.client.post(f"{self.url}/change/", fields)
        self.assertContains(answer, "was changed meanwhile: now it is 6 PCS at €90.00", status_code=422)
        self.assertContains(answer, "Now stored: 6", status_code=422)
        self.assertContains(answer, 'value="7"', status_code=422)
        self.assertEqual(self.terms()[:2], (6, 90))
        self.post(f"{self.url}/change/", **{**fields, "seen": answer.context["form"]["seen"].value()})
        self.assertEqual(self.terms()[:2], (7, 90))

    def test_price_by_hand_is_not_written_over_and_nothing_is_handed_back_or_removed(self) -> None:
        seen = self.stored().stamp
        self.by_hand(price="70")
        fields = {"unit_price": "75", "line_discount_percent": "2", "reason": "Late", "seen": seen}
        answer = self.client.post(f"{self.url}/price-by-hand/", fields)
        self.assertContains(answer, "Now stored: 70.00", status_code=422)
        self.assertContains(answer, "Now stored: Scratched", status_code=422)
        for verb in ("hand-back", "remove"):
            [message] = self.post(f"{self.url}/{verb}/", seen=seen)
            self.assertIn("was changed meanwhile", message)
        self.assertEqual(self.terms(), (4, 70, 2, True))

    def stored(self) -> OrderLine:
        return OrderLine.objects.get(pk=self.line.pk)


class ExplainTest(LineCase):
    def test_names_what_decides_and_why_the_others_lost(self) -> None:
        winter = cast.campaign("WINTER", self.alder, is_active=False)
        cast.price(self.item, "50", winter)
        page = self.page(f"{self.url}/why/")
        self.assertIn("4 PCS of 1000 Office chair", page)
        self.assertIn("Without campaigns: €100.00.", page)
        self.assertInHTML("<span>campaign not active</span>", page)
        self.assertInHTML("<span>below minimum quantity</span>", page)
        self.assertIn("Card price of the item", page)
        self.assertEqual(page.count("Decides"), 1)

    def test_says_where_line_and_rule_differ(self) -> None:
        self.assertNotIn("would now give", self.page(f"{self.url}/why/"))
        self.price.minimum_quantity = 1
        self.price.save()
        page = self.page(f"{self.url}/why/")
        self.assertIn("The price rule would now give €90.00 less 0\N{NO-BREAK SPACE}%.", page)
        self.assertIn("A re-sync of the campaign puts it right.", page)
        Order.objects.update(status=Order.Status.CLOSED)
        self.assertIn("The order is no longer open, so its prices stay.", self.page(f"{self.url}/why/"))
        OrderLine.objects.update(shipped_quantity=1)
        self.assertIn("shipped or invoiced, so its price is settled.", self.page(f"{self.url}/why/"))

    def test_says_that_a_line_was_priced_by_hand(self) -> None:
        self.by_hand()
        page = self.page(f"{self.url}/why/")
        self.assertIn("€73.99 for one PCS: this was priced by hand by campaign-manager", page)
        self.assertIn("The line keeps what was set by hand until somebody hands it back.", page)
        self.assertIn(f'action="{self.url}/hand-back/"', page)

    def test_shows_discounts(self) -> None:
        cast.discount(None, "3", self.alder)
        page = self.page(f"{self.url}/why/")
        self.assertIn("all items", page)
        self.assertIn("Buyer ALDER Alder", page)

    def test_more_offers_take_no_more_queries(self) -> None:
        cast.discount(self.item, "1")
        one = self.query_count(f"{self.url}/why/")
        for number in range(49):
            campaign = cast.campaign(f"C{number}", self.alder)
            cast.price(self.item, "120", campaign)
            cast.discount(self.item, "1", campaign)
        self.assertEqual(Campaign.objects.count(), 50)
        self.assertEqual(self.query_count(f"{self.url}/why/"), one)

    def test_is_for_everybody_who_may_see_lines(self) -> None:
        self.assert_shut(f"{self.url}/why/")
        self.client.force_login(self.viewer)
        self.assertNotIn("Price by hand", self.page(f"{self.url}/why/"))
        OrderLine.objects.update(is_priced_by_hand=True, hand_priced_at=NOW)
        self.assertNotIn("hand-back", self.page(f"{self.url}/why/"))
