import datetime as dt
from typing import Any

from django.test import TestCase

from campaigns.models import Campaign
from campaigns.parts import DateChange
from orders.date_effects import MovingLines, count_moving_lines, lines_that_move
from orders.models import Order
from tests.factories import cast
from tests.factories.pricing import ItemDiscountGroupFactory

OLD = (dt.date(2030, 1, 1), dt.date(2030, 3, 31))
NEW = (dt.date(2030, 2, 1), dt.date(2030, 4, 30))
NONE = MovingLines(leaving_count=0, leaving_carrying_count=0, entering_count=0, entering_carrying_count=0)
ONE_IN = MovingLines(leaving_count=0, leaving_carrying_count=0, entering_count=1, entering_carrying_count=0)


class MovingLinesTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.chair = cast.company("Alder"), cast.item("CHAIR")
        cls.spring = cast.campaign("SPRING", cls.alder, starting_on=OLD[0], ending_on=OLD[1])
        cls.row = cast.price(cls.chair, 90, cls.spring)

    def line(self, day: str, **fields: Any) -> None:
        order = cast.order(self.alder, ordered_on=dt.date.fromisoformat(day), **fields.pop("order", {}))
        cast.line(order, fields.pop("item", self.chair), **fields)

    def count(self, starting_on: dt.date | None = NEW[0], ending_on: dt.date | None = NEW[1]) -> MovingLines:
        campaign = Campaign.objects.get(number="SPRING")
        return count_moving_lines(DateChange(campaign=campaign, starting_on=starting_on, ending_on=ending_on))

    def test_first_and_last_days_are_in_the_period(self) -> None:
        for day in ("2029-12-31", "2030-01-01", "2030-01-31", "2030-02-01", "2030-03-31", "2030-04-01", "2030-04-30"):
            self.line(day)
        self.line("2030-05-01")
        self.assertEqual(
            self.count(),
            MovingLines(leaving_count=2, leaving_carrying_count=0, entering_count=2, entering_carrying_count=0),
        )

    def test_blank_dates_are_unbounded(self) -> None:
        self.line("2029-12-31")
        self.line("2030-04-01")
        self.assertEqual(self.count(None, OLD[1]), ONE_IN)
        self.assertEqual(self.count(OLD[0], None), ONE_IN)
        self.assertEqual(self.count(*OLD), NONE)

    def test_tells_which_lines_carry_the_campaign(self) -> None:
        self.line("2030-01-10", sales_price=self.row, unit_price=90)
        self.line("2030-01-11", line_discount=cast.discount(self.chair, 5, self.spring))
        self.line("2030-01-12")
        counted = self.count()
        self.assertEqual((counted.leaving_count, counted.leaving_carrying_count), (3, 2))

    def test_line_that_carries_it_counts_although_its_buyer_is_no_target_any_more(self) -> None:
        self.spring.targets.all().delete()
        self.line("2030-01-10", sales_price=self.row)
        self.line("2030-01-10")
        counted = self.count()
        self.assertEqual((counted.leaving_count, counted.leaving_carrying_count), (1, 1))

    def test_leaves_out_what_the_rule_may_not_price(self) -> None:
        day = "2030-04-01"
        self.line(day, order={"status": Order.Status.RELEASED})
        self.line(day, order={"campaign": cast.campaign("OTHER")})
        self.line(day, shipped_quantity=1)
        self.line(day, invoiced_quantity=1)
        self.line(day, by_hand=True)
        self.line(day, item=cast.item("DESK"))
        cast.line(cast.order(cast.company("Birch"), ordered_on=dt.date(2030, 4, 1)), self.chair)
        self.assertEqual(self.count(), NONE)

    def test_order_that_names_the_campaign_counts(self) -> None:
        self.line("2030-04-01", order={"campaign": self.spring})
        self.assertEqual(self.count(), ONE_IN)

    def test_discounts_reach_items_groups_and_all_items(self) -> None:
        group = ItemDiscountGroupFactory()
        lamp = cast.item("LAMP", discount_group=group)
        self.line("2030-04-01", item=lamp)
        self.assertEqual(self.count(), NONE)
        for on in (group, lamp, None):
            with self.subTest(on=on):
                discount = cast.discount(on, 5, self.spring)
                self.assertEqual(self.count(), ONE_IN)
                discount.delete()

    def test_says_so(self) -> None:
        self.line("2030-01-10", sales_price=self.row)
        self.line("2030-01-10")
        self.line("2030-04-01")
        change = DateChange(campaign=self.spring, starting_on=NEW[0], ending_on=NEW[1])
        self.assertEqual(
            [(effect.count, effect.sentence) for effect in lines_that_move(change)],
            [
                (2, "2 open order lines fall outside the new period; carrying its prices now: 1."),
                (1, "1 open order line comes in; carrying its prices now: 0."),
            ],
        )
