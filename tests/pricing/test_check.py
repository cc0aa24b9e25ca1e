"""What something would cost somebody."""

from decimal import Decimal

from django.test import TestCase

from pricing.check import PriceAnswer, PriceQuestion, answer_of
from tests.factories import cast
from tests.factories.campaigns import WORK_DATE


class AnswerTest(TestCase):
    """Alder gets item 1000 for 90 from SPRING, if it takes five."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.item = cast.company("Alder"), cast.item()
        cls.spring = cast.campaign("SPRING", cls.alder, description="Spring sale")
        cast.price(cls.item, "90", cls.spring, minimum_quantity=5)
        cast.discount(cls.item, "10", cls.alder)

    def ask(self, quantity: str, **fields: object) -> PriceAnswer:
        fields = {"buyer": self.alder, "quantity_per_unit": Decimal(1), "unit": self.item.base_unit, **fields}
        question = PriceQuestion(item=self.item, quantity=Decimal(quantity), ordered_on=WORK_DATE, **fields)  # type: ignore[arg-type]
        return answer_of(question)

    def test_answer_is_the_rules(self) -> None:
        answer = self.ask("5")
        self.assertEqual((answer.net, answer.amount, answer.normal_net), (Decimal(81), Decimal(405), Decimal(90)))
        self.assertIn(
            "You pay €81.00 for one PCS: campaign SPRING Spring sale gives a price of €90.00", answer.sentence
        )
        self.assertIsNone(answer.cheaper)

    def test_next_quantity_that_costs_less_is_named(self) -> None:
        answer = self.ask("4")
        self.assertEqual((answer.net, answer.amount), (Decimal(90), Decimal(360)))
        self.assertEqual(answer.cheaper and (answer.cheaper.quantity, answer.cheaper.net), (Decimal(5), Decimal(81)))

    def test_somebody_without_terms_pays_what_everyone_pays(self) -> None:
        answer = self.ask("5", buyer=None)
        self.assertEqual(answer.net, 100)
        self.assertEqual([row.reason for row in answer.offers.prices], ["buyer not in the target group"])

    def test_campaign_named_shuts_out_the_others(self) -> None:
        self.assertEqual(self.ask("5", campaign=cast.campaign("WINTER", self.alder)).net, 90)

    def test_unit_and_currency_are_counted_in(self) -> None:
        box = cast.unit(self.item, "BOX", 5)
        answer = self.ask(
            "1", unit=box, quantity_per_unit=Decimal(5), currency_code="USD", currency_factor=Decimal("1.2")
        )
        self.assertEqual(answer.net, Decimal(486))

    def test_costs_eight_queries_however_many_offers_there_are(self) -> None:
        for number in range(20):
            cast.price(self.item, 95, cast.campaign(f"C{number}", self.alder), minimum_quantity=number)
        with self.assertNumQueries(8):
            self.ask("5")
