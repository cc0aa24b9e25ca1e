"""The set-based reading of the price rule is the plain one, on any line of any world (I7)."""

from decimal import Decimal

from django.db import connection, transaction
from django.test import TestCase
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from campaigns.models import Campaign
from orders.models import OrderLine
from orders.selectors import normal_terms_of, sale_of
from pricing.arithmetic import line_amount
from pricing.rule_sql import Vendor, answer_questions, drop_answers, terms
from pricing.selectors import OfferBook
from pricing.terms import PriceTerms
from tests.factories import cast
from tests.worlds.building import Stage, build, build_stage
from tests.worlds.drawing import CAMPAIGNS, World, worlds

SALE = """
sale AS (
    SELECT id AS order_id, buyer_id, ordered_on, currency_code, currency_factor, campaign_id AS named_campaign_id
    FROM orders_order
)"""
LINE = "line AS (SELECT id AS line_id, orders_orderline.* FROM orders_orderline)"

Answer = tuple[PriceTerms, Decimal]


def set_based(campaign: Campaign, *, is_switched_on: bool) -> dict[int, Answer]:
    """Return terms and line amount of every order line, by the set-based reading."""
    vendor: Vendor = "postgresql" if connection.vendor == "postgresql" else "sqlite"
    values = {"switched_campaign": campaign.pk, "is_switched_on": is_switched_on}
    with transaction.atomic(), connection.cursor() as cursor:
        answer_questions(cursor, vendor, sale=SALE, line=LINE, parameters=values)
        cursor.execute(
            f"WITH {LINE}, {terms(vendor)} SELECT line_id, new_unit_price, new_discount_percent, new_sales_price_id, "
            "new_line_discount_id, pricing_line_amount(quantity, new_unit_price, new_discount_percent) FROM terms",
            values,
        )
        rows = cursor.fetchall()
        drop_answers(cursor)
    return {
        key: (PriceTerms(Decimal(str(price)), Decimal(str(percent)), price_id, discount_id), Decimal(str(amount)))
        for key, price, percent, price_id, discount_id, amount in rows
    }


def plain(campaign: Campaign, *, is_switched_on: bool) -> dict[int, Answer]:
    """Return the same by the plain reading, line by line."""
    active = set(Campaign.objects.active().exclude(pk=campaign.pk).values_list("pk", flat=True))
    lines = OrderLine.objects.select_related("order")
    book = OfferBook.load(
        item_ids={line.item_id for line in lines},
        buyer_ids={line.buyer_id for line in lines},
        active_campaign_ids=active | {campaign.pk} if is_switched_on else active,
    )
    answers = {}
    for line in lines:
        found = book.judge(sale_of(line.order, line), agreed=normal_terms_of(line)).terms
        answers[line.pk] = found, line_amount(line.quantity, found.unit_price, found.line_discount_percent)
    return answers


class TwoReadingsTest(HypothesisTestCase):
    stage: Stage

    @classmethod
    def setUpTestData(cls) -> None:
        cls.stage = build_stage()

    @given(world=worlds(), place=st.integers(0, CAMPAIGNS - 1), is_switched_on=st.booleans())
    def test_agree_on_random_lines(self, world: World, place: int, is_switched_on: bool) -> None:
        campaign = build(world, self.stage).campaigns[place]
        self.assertEqual(
            set_based(campaign, is_switched_on=is_switched_on), plain(campaign, is_switched_on=is_switched_on)
        )


class SetBasedReadingTest(TestCase):
    """Some worked examples of the rule, and what the statements leave behind."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item(price=100)
        cls.spring = cast.campaign("SPRING", cls.alder)

    def terms_of(self, line: OrderLine, **options: bool) -> tuple[Decimal, Decimal]:
        found, _amount = set_based(self.spring, **{"is_switched_on": True, **options})[line.pk]
        return found.unit_price, found.line_discount_percent

    def test_e02_price_from_its_minimum_quantity_on(self) -> None:
        cast.price(self.item, 90, self.spring, minimum_quantity=5)
        order = cast.order(self.alder)
        below, from_there = (
            cast.line(order, self.item, quantity, normal_unit_price=92, normal_is_card_price=False)
            for quantity in ("4.99999", "5")
        )
        self.assertEqual(self.terms_of(below), (Decimal(92), 0))
        self.assertEqual(self.terms_of(from_there), (Decimal(90), 0))

    def test_e09_boxes_count_for_what_they_hold_unless_the_row_names_them(self) -> None:
        box = cast.unit(self.item, "BOX", holds=5)
        cast.price(self.item, 10, self.spring, minimum_quantity=20)
        cast.price(self.item, 48, self.spring, unit=box, minimum_quantity=5)
        order = cast.order(self.alder)
        three, four, five = (
            cast.line(order, self.item, quantity, unit=box, quantity_per_unit=5, normal_unit_price=60)
            for quantity in (3, 4, 5)
        )
        prices = [self.terms_of(line)[0] for line in (three, four, five)]
        self.assertEqual(prices, [Decimal(60), Decimal(50), Decimal(48)])

    def test_e10_e11_row_that_names_the_currency_goes_before_a_cheaper_one(self) -> None:
        cast.price(self.item, 10, self.spring)
        line = cast.line(cast.order(self.alder, currency_code="USD", currency_factor="1.3"), self.item, 1)
        self.assertEqual(self.terms_of(line), (Decimal(13), 0))
        cast.price(self.item, 15, self.spring, currency_code="USD")
        self.assertEqual(self.terms_of(line), (Decimal(15), 0))

    def test_switched_campaign_counts_as_it_is_to_be_and_others_as_they_are(self) -> None:
        summer = cast.campaign("SUMMER", self.alder)
        cast.price(self.item, 90, self.spring)
        cast.price(self.item, 95, summer)
        line = cast.line(cast.order(self.alder), self.item)
        self.assertEqual(self.terms_of(line), (Decimal(90), 0))
        self.assertEqual(self.terms_of(line, is_switched_on=False), (Decimal(95), 0))

    def test_runs_as_many_statements_for_many_lines_as_for_one(self) -> None:
        cast.price(self.item, 90, self.spring)
        order = cast.order(self.alder)
        cast.line(order, self.item)
        with self.assertNumQueries(self.statement_count()):
            set_based(self.spring, is_switched_on=True)
        for quantity in range(2, 22):
            cast.line(order, self.item, quantity)
        with self.assertNumQueries(self.statement_count()):
            set_based(self.spring, is_switched_on=True)

    @staticmethod
    def statement_count() -> int:
        """Return three tables dropped, made, filled and dropped, the reading, and the savepoint around it."""
        return 3 + 3 + 3 + 1 + 3 + 2 + (3 if connection.vendor == "postgresql" else 0)
