"""``explain_price``."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase

from tests.factories import cast
from tests.factories.campaigns import NOW


class ExplainPriceTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item(price="100")
        cls.spring = cast.campaign("SPRING", cls.alder)
        cls.order = cast.order(cls.alder, number="SO1")

    def explain(self, line: str = "1") -> str:
        out = StringIO()
        call_command("explain_price", "so1", line, stdout=out)
        return out.getvalue()

    def test_names_the_offer_that_decides_and_why_others_lose(self) -> None:
        ninety = cast.price(self.item, "90", self.spring)
        cast.price(self.item, "80", self.spring, minimum_quantity=10)
        cast.line(self.order, self.item, "2", line_number=1, unit_price="90", sales_price=ninety, line_amount="180")
        said = self.explain()
        self.assertIn("costs 90 less 0 %, amount 180.00", said)
        self.assertIn("The rule gives 90 less 0 %; normally 100 less 0 %", said)
        self.assertIn("Campaign SPRING Campaign SPRING: price 90 from 0: it decides", said)
        self.assertIn("Campaign SPRING Campaign SPRING: price 80 from 10: below minimum quantity", said)

    def test_says_that_a_price_was_set_by_hand(self) -> None:
        cast.line(
            self.order, self.item, line_number=1, is_priced_by_hand=True, hand_priced_at=NOW, hand_price_reason="Fair"
        )
        self.assertIn("Priced by hand on 2030-01-15: Fair", self.explain())

    def test_unknown_line_is_named(self) -> None:
        with pytest.raises(CommandError, match=r"There is no line 7 on order so1\."):
            self.explain("7")
