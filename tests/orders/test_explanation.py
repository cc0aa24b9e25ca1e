"""Why a line costs what it costs, as staff read it."""

from decimal import Decimal

from django.test import TestCase

from orders.explanation import Explanation, explanation_of
from orders.models import Order, OrderLine
from orders.selectors import with_rows
from tests.factories import cast


class ExplanationTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.item = cast.company("Alder"), cast.item()
        cls.spring = cast.campaign("SPRING", cls.alder)
        cls.line = cast.line(cast.order(cls.alder), cls.item, 4)

    def explain(self) -> Explanation:
        return explanation_of(with_rows(OrderLine.objects.all()).get(pk=self.line.pk))

    def test_card_price_stands_where_nothing_is_offered(self) -> None:
        explanation = self.explain()
        self.assertEqual((explanation.prices, explanation.discounts), ([], []))
        self.assertEqual((explanation.price_origin, explanation.normal_reason), ("card price", ""))
        self.assertTrue(explanation.is_what_the_line_has)

    def test_what_decides_comes_first_then_the_nearest_then_what_was_not_weighed(self) -> None:
        cast.price(self.item, "80", self.spring, minimum_quantity=10)
        cast.price(self.item, "95", self.alder)
        cast.price(self.item, "90", self.spring)
        explanation = self.explain()
        self.assertEqual(
            [(row.offered, row.net, row.reason) for row in explanation.prices],
            [
                (Decimal(90), Decimal(90), ""),
                (Decimal(95), Decimal(95), "the line keeps the normal terms it has"),
                (Decimal(80), None, "below minimum quantity"),
            ],
        )
        self.assertEqual(explanation.normal_reason, "another offer is cheaper")
        self.assertFalse(explanation.is_what_the_line_has)

    def test_offers_are_named(self) -> None:
        cast.price(self.item, "90", self.spring)
        cast.discount(None, "5", self.alder)
        explanation = self.explain()
        self.assertEqual(str(explanation.prices[0].label), "Campaign SPRING Campaign SPRING")
        self.assertEqual(str(explanation.discounts[0].label), "Buyer ALDER Alder")

    def test_discounts_go_from_high_to_low(self) -> None:
        for percent, source in (("5", self.spring), ("8", self.spring), ("3", self.alder)):
            cast.discount(self.item, percent, source, minimum_quantity=percent)
        self.assertEqual([row.offered for row in self.explain().discounts], [8, 5, 3])

    def test_tells_whether_the_price_is_settled(self) -> None:
        self.assertEqual((self.explain().is_open, self.explain().is_settled), (True, False))
        Order.objects.update(status=Order.Status.CLOSED)
        OrderLine.objects.update(invoiced_quantity=1)
        self.assertEqual((self.explain().is_open, self.explain().is_settled), (False, True))
