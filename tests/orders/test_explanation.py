"""Why a line costs what it costs, as staff read it."""

from decimal import Decimal

from django.test import TestCase

from orders.explanation import Explanation, explanation_of
from orders.models import Order, OrderLine
from orders.selectors import with_rows
from pricing.models import SalesPrice
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.orders import ActivationRunFactory, RunLineFactory


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
        self.assertEqual((explanation.offers.prices, explanation.offers.discounts), ([], []))
        self.assertEqual((explanation.price_origin, explanation.offers.normal_reason), ("card price", ""))
        self.assertTrue(explanation.is_what_the_line_has)

    def test_what_decides_comes_first_then_the_nearest_then_what_was_not_weighed(self) -> None:
        cast.price(self.item, "80", self.spring, minimum_quantity=10)
        cast.price(self.item, "95", self.alder)
        cast.price(self.item, "90", self.spring)
        explanation = self.explain()
        self.assertEqual(
            [(row.offered, row.net, row.reason) for row in explanation.offers.prices],
            [
                (Decimal(90), Decimal(90), ""),
                (Decimal(95), Decimal(95), "the line keeps the normal terms it has"),
                (Decimal(80), None, "below minimum quantity"),
            ],
        )
        self.assertEqual(explanation.offers.normal_reason, "another offer is cheaper")
        self.assertFalse(explanation.is_what_the_line_has)

    def test_offers_are_named(self) -> None:
        cast.price(self.item, "90", self.spring)
        cast.discount(None, "5", self.alder)
        explanation = self.explain()
        self.assertEqual(str(explanation.offers.prices[0].label), "Campaign SPRING Campaign SPRING")
        self.assertEqual(str(explanation.offers.discounts[0].label), "Buyer ALDER Alder")

    def test_discounts_go_from_high_to_low(self) -> None:
        for percent, source in (("5", self.spring), ("8", self.spring), ("3", self.alder)):
            cast.discount(self.item, percent, source, minimum_quantity=percent)
        self.assertEqual([row.offered for row in self.explain().offers.discounts], [8, 5, 3])

    def test_tells_whether_the_price_is_settled(self) -> None:
        self.assertEqual((self.explain().is_open, self.explain().is_settled), (True, False))
        Order.objects.update(status=Order.Status.CLOSED)
        OrderLine.objects.update(invoiced_quantity=1)
        self.assertEqual((self.explain().is_open, self.explain().is_settled), (False, True))

    def test_sentence_is_about_what_the_line_has(self) -> None:
        row = cast.price(self.item, "90", self.spring)
        self.assertEqual(self.explain().sentence, "You pay €100.00 for one PCS: this is the price of the item.")
        OrderLine.objects.update(unit_price=90, sales_price=row)
        SalesPrice.objects.update(withdrawn_at=NOW)
        self.assertEqual(
            self.explain().sentence, "You pay €90.00 for one PCS: campaign SPRING Campaign SPRING gives this price."
        )
        OrderLine.objects.update(is_priced_by_hand=True, hand_priced_at=NOW, line_discount_percent=10, unit_price=50)
        self.assertEqual(
            self.explain().sentence,
            "You pay €45.00 for one PCS: this was priced by hand on 15 Jan 2030 10:30.",
        )

    def test_tells_what_runs_did_the_newest_first(self) -> None:
        other = cast.line(self.line.order, self.item)
        runs = [
            ActivationRunFactory(campaign=self.spring, state=state) for state in ("finished", "finished", "planned")
        ]
        for run in runs:
            RunLineFactory(run=run, order_line=self.line)
        RunLineFactory(run=runs[0], order_line=other)
        self.assertEqual([row.run for row in self.explain().changes], [runs[1], runs[0]])

    def test_names_the_lines_beside_it(self) -> None:
        self.assertEqual((self.explain().previous, self.explain().following), (None, None))
        order = self.line.order
        before, after = (cast.line(order, self.item, line_number=self.line.line_number + step) for step in (-1, 1))
        cast.line(order, self.item, line_number=self.line.line_number + 2)
        self.assertEqual((self.explain().previous, self.explain().following), (before, after))
