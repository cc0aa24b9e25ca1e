"""What a line would cost, and what the campaigns of an order's lines lost to."""

from decimal import Decimal

from django.test import TestCase

from orders.line_pricing import LineDetails
from orders.models import OrderLine
from orders.quoting import outdone_campaigns, quote_line, reason_words
from orders.selectors import lines_of
from tests.factories import cast


class QuotingTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.item = cast.company("Alder"), cast.item()
        cls.spring = cast.campaign("SPRING", cls.alder)
        cls.row = cast.price(cls.item, "90", cls.spring, minimum_quantity=5)
        cls.order = cast.order(cls.alder)

    def test_agreed_price_is_what_breaks_are_weighed_against(self) -> None:
        line = cast.line(self.order, self.item, 1, normal_unit_price="95", normal_is_card_price=False)
        quote = quote_line(self.order, details=LineDetails(item=self.item, quantity=Decimal(2)), line=line)
        self.assertEqual((quote.net, quote.line.line_amount), (95, 190))
        self.assertEqual(quote.cheaper and (quote.cheaper.quantity, quote.cheaper.net), (5, 90))
        self.assertEqual(OrderLine.objects.get().quantity, 1)

    def test_line_by_hand_keeps_its_price_and_has_no_breaks(self) -> None:
        line = cast.line(self.order, self.item, 1, unit_price="70", by_hand=True)
        quote = quote_line(self.order, details=LineDetails(item=self.item, quantity=Decimal(2)), line=line)
        self.assertEqual((quote.net, quote.line.line_amount, quote.cheaper), (70, 140, None))

    def test_campaigns_that_were_no_better_are_found_for_all_lines_at_once(self) -> None:
        winter, autumn = cast.campaign("WINTER", self.alder), cast.campaign("AUTUMN", self.alder)
        cast.price(self.item, "120", winter)
        cast.discount(self.item, "5", self.alder)
        cast.discount(self.item, "4", autumn)
        terms = {"normal_discount_percent": "5"}
        line = cast.line(self.order, self.item, 1, **terms)
        cast.line(self.order, self.item, 1, unit_price="70", by_hand=True)
        lines = list(lines_of(self.order))
        with self.assertNumQueries(6):
            found = outdone_campaigns(self.order, lines)
        self.assertEqual(found, {line.pk: ["AUTUMN", "WINTER"]})

    def test_reason_names_source_normal_price_and_who_was_no_better(self) -> None:
        line = cast.line(self.order, self.item, 5, unit_price="90", sales_price=self.row, normal_discount_percent="5")
        self.assertEqual(
            reason_words(line, ["WINTER"]),
            "campaign SPRING · normal €100.00 less 5\N{NO-BREAK SPACE}% · normal price already better than WINTER",
        )
        self.assertEqual(reason_words(cast.line(self.order, self.item)), "card price")
