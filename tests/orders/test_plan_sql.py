"""Which lines a plan looks at: the lines that a campaign reaches and those that carry it, if they are eligible."""

import datetime as dt

from django.test import TestCase

from campaigns.models import Campaign
from orders.activation import Kind, plan_run
from orders.models import Order, OrderLine, RunLine
from orders.plan_sql import Scope, differences, ledger, line, sales
from pricing.models import Item
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.pricing import ItemDiscountGroupFactory

DAY = dt.timedelta(days=1)
SCOPES: tuple[Scope, ...] = ("reached", "carried", "both")


class ReachTest(TestCase):
    """Spring halves the price of item 1000 and is valid on the work date only; Alder is its target."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item("1000", price=100)
        cls.spring = cast.campaign("SPRING", cls.alder, is_active=False, starting_on=WORK_DATE, ending_on=WORK_DATE)
        cls.price = cast.price(cls.item, 50, cls.spring)

    def in_ledger(self, kind: Kind = Kind.ACTIVATE) -> list[OrderLine]:
        run = plan_run(Campaign.objects.get(pk=self.spring.pk), kind=kind, at=NOW, by=None)
        return [row.order_line for row in RunLine.objects.filter(run=run).order_by("order_line")]

    def line(self, item: Item | None = None, *, order: Order | None = None, **fields: object) -> OrderLine:
        return cast.line(order or cast.order(self.alder), item or self.item, **fields)

    def carrying(self, **fields: object) -> OrderLine:
        return self.line(unit_price=50, normal_unit_price=100, sales_price=self.price, **fields)

    def test_reaches_open_orders_of_its_targets_within_its_dates(self) -> None:
        self.assertEqual(self.in_ledger(), [])
        line = self.line()
        for fields in (
            {"status": Order.Status.RELEASED},
            {"status": Order.Status.CLOSED},
            {"status": Order.Status.CANCELLED},
            {"ordered_on": WORK_DATE - DAY},
            {"ordered_on": WORK_DATE + DAY},
            {"campaign": cast.campaign("SUMMER")},
        ):
            self.line(order=cast.order(self.alder, **fields))
        self.line(order=cast.order(cast.company("Birch")))
        named = self.line(order=cast.order(self.alder, campaign=self.spring))
        self.assertEqual(self.in_ledger(), [line, named])

    def test_dates_that_are_blank_are_unbounded(self) -> None:
        Campaign.objects.update(starting_on=None, ending_on=None)
        lines = [self.line(order=cast.order(self.alder, ordered_on=WORK_DATE + days * DAY)) for days in (-9999, 9999)]
        self.assertEqual(self.in_ledger(), lines)

    def test_changes_only_lines_of_which_nothing_is_settled_or_set_by_hand(self) -> None:
        self.line(shipped_quantity="0.00001")
        self.line(invoiced_quantity="0.00001")
        self.line(by_hand=True)
        for kind in (Kind.ACTIVATE, Kind.RESYNC):
            self.assertEqual(self.in_ledger(kind), [])
        Campaign.objects.update(is_active=True, activated_at=NOW)
        self.carrying(shipped_quantity=1)
        self.carrying(by_hand=True)
        self.carrying(order=cast.order(self.alder, status=Order.Status.RELEASED))
        self.assertEqual(self.in_ledger(Kind.DEACTIVATE), [])

    def test_items_are_those_of_prices_and_discounts_in_force(self) -> None:
        resale = ItemDiscountGroupFactory()
        named, grouped, other = cast.item("2000"), cast.item("3000", discount_group=resale), cast.item("4000")
        lines = [self.line(item) for item in (self.item, named, grouped, other)]
        self.assertEqual(self.in_ledger(), lines[:1])
        cast.discount(named, 5, self.spring)
        self.assertEqual(self.in_ledger(), lines[:2])
        cast.discount(resale, 5, self.spring)
        self.assertEqual(self.in_ledger(), lines[:3])
        row = cast.discount(None, 5, self.spring)
        self.assertEqual(self.in_ledger(), lines)
        type(row).objects.filter(pk=row.pk).update(withdrawn_at=NOW)
        self.assertEqual(self.in_ledger(), lines[:3])

    def test_deactivation_takes_the_lines_that_carry_it_wherever_they_are(self) -> None:
        """Also where the campaign no longer reaches them: not a target any more, outside the dates, row withdrawn."""
        Campaign.objects.update(is_active=True, activated_at=NOW)
        discount = cast.discount(self.item, 5, self.spring)
        type(self.price).objects.update(withdrawn_at=NOW)
        discounted = {"line_discount": discount, "line_discount_percent": 5}
        lines = [
            self.carrying(),
            self.carrying(order=cast.order(cast.company("Birch"))),
            self.carrying(order=cast.order(self.alder, ordered_on=WORK_DATE + DAY)),
            self.line(**discounted),
        ]
        self.line()
        self.assertEqual(self.in_ledger(Kind.DEACTIVATE), lines)

    def test_resync_takes_lines_it_reaches_and_lines_that_carry_it(self) -> None:
        Campaign.objects.update(is_active=True, activated_at=NOW)
        lines = [self.line(), self.carrying(order=cast.order(cast.company("Birch")))]
        self.carrying()
        self.assertEqual(self.in_ledger(Kind.RESYNC), lines)


class NarrowReachTest(ReachTest):
    """The same among many other items: then orders are looked for by their lines first."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        for number in range(20):
            cast.item(f"OTHER{number}")


class StatementsTest(TestCase):
    def test_bind_every_value_and_leave_no_piece_open(self) -> None:
        for scope in SCOPES:
            for vendor in ("postgresql", "sqlite"):
                looking, trusting = (sales(scope, most_have_items=is_wide) for is_wide in (False, True))
                ledgers = ledger(scope, vendor), differences(scope, vendor)
                for statement in (looking, trusting, line(scope), *ledgers):
                    with self.subTest(scope=scope, vendor=vendor):
                        self.assertNotRegex(statement, r"[{}]")
                        self.assertIn("%(touched_since)s", statement)
