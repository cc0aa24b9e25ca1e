"""What a plan writes to the ledger, and how far it looks for lines that may change."""

from decimal import Decimal

from django.db import connection
from django.test import TestCase

from campaigns.models import Campaign
from contacts.models import Contact
from orders.activation import Kind, run_campaign
from orders.models import ActivationRun, OrderLine, RunLine
from orders.planning import Totals, drifting_lines, ledger_totals, write_ledger
from pricing.models import Item, SalesPrice
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.orders import ActivationRunFactory, RunLineFactory
from tests.orders.expectations import carried_by_line, wrong_lines


class LedgerTest(TestCase):
    """Spring asks 90 for item 1000 (100 a piece) and gives 10 % on all items; Alder is its target."""

    alder: Contact
    item: Item
    spring: Campaign

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item("1000", price=100)
        cls.spring = cast.campaign("SPRING", cls.alder, is_active=False)
        cls.price = cast.price(cls.item, 90, cls.spring)
        cls.discount = cast.discount(None, 10, cls.spring)
        cls.order = cast.order(cls.alder)

    def ledger(self, kind: Kind = Kind.ACTIVATE, *, touched_since: int = 0) -> list[RunLine]:
        run = ActivationRunFactory(campaign=self.spring, kind=kind)
        write_ledger(run, touched_since=touched_since)
        return [*RunLine.objects.filter(run=run).order_by("order_line")]

    def test_holds_old_and_new_of_each_line_that_changes(self) -> None:
        standing = cast.price(self.item, 97)
        line = cast.line(
            self.order,
            self.item,
            3,
            normal_unit_price=97,
            normal_discount_percent=2,
            sales_price=standing,
            normal_sales_price=standing,
        )
        [row] = self.ledger()
        self.assertEqual((row.order_line, row.buyer, row.quantity), (line, self.alder, Decimal(3)))
        old = row.old_unit_price, row.old_discount_percent, row.old_line_amount, row.old_sales_price
        self.assertEqual(old, (Decimal(97), Decimal(2), Decimal("285.18"), standing))
        new = row.new_unit_price, row.new_discount_percent, row.new_line_amount, row.new_sales_price
        self.assertEqual(new, (Decimal(90), Decimal(10), Decimal("243.00"), self.price))
        self.assertEqual((row.old_line_discount, row.new_line_discount), (None, self.discount))
        self.assertFalse(row.is_skipped)

    def test_holds_a_line_on_which_only_the_row_is_another(self) -> None:
        """The same price from another row is a change: every line says where its terms come from (D14)."""
        Campaign.objects.update(is_active=True, activated_at=NOW)
        terms = {"unit_price": 90, "line_discount_percent": 10, "normal_unit_price": 100}
        cast.line(self.order, self.item, **terms, sales_price=self.price)
        self.spring.refresh_from_db()
        [row] = self.ledger(Kind.RESYNC)
        self.assertEqual((row.old_line_discount, row.new_line_discount), (None, self.discount))

    def test_lines_before_a_reading_of_the_clock_may_be_left_out(self) -> None:
        lines = [cast.line(self.order, self.item, generation=generation) for generation in (3, 4, 5)]
        self.assertEqual([row.order_line for row in self.ledger(touched_since=4)], lines[1:])

    def test_amounts_are_rounded_half_up_each(self) -> None:
        SalesPrice.objects.update(unit_price="33.333")
        cast.line(self.order, self.item, 3)
        self.assertEqual(self.ledger()[0].new_line_amount, Decimal("90.00"))

    def test_leaves_no_table_behind(self) -> None:
        cast.line(self.order, self.item)
        self.ledger()
        with connection.cursor() as cursor:
            for table in ("plan_item", "plan_sale", "rule_counting", "rule_sale", "rule_answer"):
                cursor.execute(f"CREATE TEMPORARY TABLE {table} (id bigint)")


class TotalsTest(TestCase):
    def test_adds_up_the_rows_that_are_not_skipped_to_the_cent(self) -> None:
        run = ActivationRunFactory()
        for cents in range(100):
            line = cast.line(cast.order(cast.company(f"Buyer {cents}")), cast.item(f"{cents}", price="0.10"))
            RunLineFactory(run=run, order_line=line, new_line_amount=Decimal(f"0.{cents:02}"), is_skipped=cents >= 98)
        self.assertEqual(ledger_totals(run), Totals(98, *[Decimal("9.80"), Decimal("47.53")] * 2))

    def test_large_amounts_keep_their_cents(self) -> None:
        line = cast.line(cast.order(cast.company()), cast.item())
        amounts = {"old_line_amount": Decimal("9999999999999.99"), "new_line_amount": Decimal("9999999999999.98")}
        row = RunLineFactory(order_line=line, **amounts)
        self.assertEqual(ledger_totals(row.run), Totals(1, *amounts.values(), *amounts.values()))

    def test_local_ones_convert_each_line_by_the_factor_of_its_order_and_round_half_up(self) -> None:
        dollars = {"currency_code": "USD", "currency_factor": Decimal("1.25")}
        row = RunLineFactory(
            order_line=cast.line(cast.order(cast.company(), **dollars), cast.item()),
            currency_factor=dollars["currency_factor"],
            old_line_amount=Decimal("100.00"),
            new_line_amount=Decimal("3.13"),
        )
        totals = ledger_totals(row.run)
        self.assertEqual((totals.before, totals.after), (Decimal("100.00"), Decimal("3.13")))
        self.assertEqual((totals.local_before, totals.local_after), (Decimal("80.00"), Decimal("2.50")))

    def test_of_an_empty_ledger_are_zero(self) -> None:
        self.assertEqual(ledger_totals(ActivationRunFactory()), Totals(0, *[Decimal("0.00")] * 4))


class ScopeTest(TestCase):
    """A campaign that shuts others out decides about lines that do not carry it; taking it away gives them back."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item("1000", price=100)
        cls.blue = cast.variant(cls.item, "BLUE")
        cls.summer = cast.campaign("SUMMER", cls.alder, is_active=False)

    def assert_undone(self, spring: Campaign, line: OrderLine) -> None:
        """Activate Summer and then Spring, which takes Summer's terms off the line, and take Spring back."""
        run_campaign(self.summer, kind=Kind.ACTIVATE, at=NOW, by=None)
        before = carried_by_line()
        run_campaign(spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        self.assertNotEqual(carried_by_line(), before)
        line.refresh_from_db()
        rows = [row for row in (line.sales_price, line.line_discount) if row is not None]
        self.assertEqual([row for row in rows if row.campaign == spring], [])
        run_campaign(spring, kind=Kind.DEACTIVATE, at=NOW, by=None)
        self.assertEqual((carried_by_line(), wrong_lines()), (before, set()))

    def test_price_that_names_the_variant_shuts_out_a_cheaper_one(self) -> None:
        spring = cast.campaign("SPRING", self.alder, is_active=False)
        cast.price(self.item, 90, self.summer)
        cast.price(self.item, 110, spring, variant=self.blue)
        self.assert_undone(spring, cast.line(cast.order(self.alder), self.item, variant=self.blue))

    def test_discount_that_names_the_currency_shuts_out_a_higher_one(self) -> None:
        spring = cast.campaign("SPRING", self.alder, is_active=False)
        cast.discount(self.item, 20, self.summer)
        cast.discount(self.item, 5, spring, currency_code="USD")
        order = cast.order(self.alder, currency_code="USD", currency_factor="1.3")
        self.assert_undone(spring, cast.line(order, self.item, normal_discount_percent=10))

    def test_price_that_applies_even_if_dearer_shuts_out_the_card_price_for_another(self) -> None:
        spring = cast.campaign("SPRING", self.alder, is_active=False, applies_even_if_dearer=True)
        cast.price(self.item, 110, self.summer)
        cast.price(self.item, 120, spring)
        self.assert_undone(spring, cast.line(cast.order(self.alder), self.item))


class DriftTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.item = cast.company("Alder"), cast.item("1000", price=100)
        cls.spring = cast.campaign("SPRING", cls.alder)
        cls.price = cast.price(cls.item, 90, cls.spring)
        cls.order = cast.order(cls.alder)

    def test_lists_lines_that_differ_from_the_rule_by_key(self) -> None:
        lines = [cast.line(self.order, self.item) for _ in range(3)]
        cast.line(self.order, self.item, unit_price=90, normal_unit_price=100, sales_price=self.price)
        cast.line(self.order, self.item, by_hand=True)
        self.assertEqual(drifting_lines(self.spring), [line.pk for line in lines])

    def test_lists_lines_that_carry_a_campaign_that_is_not_active(self) -> None:
        line = cast.line(self.order, self.item, unit_price=90, normal_unit_price=100, sales_price=self.price)
        Campaign.objects.update(is_active=False, activated_at=None)
        self.spring.refresh_from_db()
        self.assertEqual(drifting_lines(self.spring), [line.pk])

    def test_writes_nothing(self) -> None:
        cast.line(self.order, self.item)
        before = carried_by_line()
        drifting_lines(self.spring)
        self.assertEqual((carried_by_line(), RunLine.objects.count(), ActivationRun.objects.count()), (before, 0, 0))
