"""What imported order lines cost: the price agreed, or what the rule gives."""

from decimal import Decimal

import pytest

from orders.entry import HandPrice, hand_back, set_by_hand
from orders.models import Order, OrderLine, PlanClock
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.pricing import UnitOfMeasureFactory
from tests.import_files import refused, run, write_rows

pytestmark = pytest.mark.django_db

HEADINGS = "order_number,buyer,order_date,item,quantity"


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "lines.csv"


@pytest.fixture
def alder():
    return cast.company("Alder")


def terms(line_number: int = 1) -> tuple[object, ...]:
    """Return price, discount and amount of a line, as text without zeros at the end."""
    line = OrderLine.objects.get(line_number=line_number)
    return tuple(f"{value.normalize():f}" for value in (line.unit_price, line.line_discount_percent, line.line_amount))


def normal(line_number: int = 1) -> tuple[object, ...]:
    line = OrderLine.objects.get(line_number=line_number)
    return (
        f"{line.normal_unit_price.normalize():f}",
        f"{line.normal_discount_percent.normalize():f}",
        line.normal_allows_line_discount,
        line.normal_is_card_price,
    )


class TestAgreedPrice:
    def test_becomes_the_normal_price(self, path, alder):
        item = cast.item(price="100")
        cast.price(item, "60")
        write_rows(path, f"{HEADINGS},unit_price,line_discount", "A,ALDER,2030-01-15,1000,3,33.333,10")
        run("import_orders", path)
        assert terms() == ("33.333", "10", "90")
        assert normal() == ("33.333", "10", True, False)
        line = OrderLine.objects.get()
        assert (line.sales_price, line.line_discount, line.normal_sales_price) == (None, None, None)

    def test_without_discount_gets_no_standing_discount(self, path, alder):
        item = cast.item(price="100")
        cast.discount(item, "25")
        write_rows(path, f"{HEADINGS},unit_price", "A,ALDER,2030-01-15,1000,2,80")
        run("import_orders", path)
        assert terms() == ("80", "0", "160")

    def test_loses_to_a_cheaper_campaign_and_not_to_a_dearer_one(self, path, alder):
        cheap, dear = cast.item("CHEAP", price="100"), cast.item("DEAR", price="100")
        spring = cast.campaign("SPRING", alder)
        cast.price(cheap, "70", spring)
        cast.price(dear, "90", spring)
        write_rows(path, f"{HEADINGS},unit_price", "A,ALDER,2030-01-15,CHEAP,1,80", "A,ALDER,2030-01-15,DEAR,1,80")
        run("import_orders", path)
        assert (terms(1), normal(1)) == (("70", "0", "70"), ("80", "0", True, False))
        assert (terms(2), normal(2)) == (("80", "0", "80"), ("80", "0", True, False))
        assert OrderLine.objects.get(line_number=1).sales_price.campaign == spring

    def test_of_zero_is_a_fact(self, path, alder):
        cast.item(price="100")
        write_rows(path, f"{HEADINGS},unit_price", "A,ALDER,2030-01-15,1000,2,0")
        run("import_orders", path)
        assert terms() == ("0", "0", "0")

    @pytest.mark.parametrize(
        ("setting", "told", "allows"), [(True, "", True), (False, "", False), (False, "yes", True), (True, "no", False)]
    )
    def test_allows_discounts_as_told_or_as_the_buyer_does(self, path, alder, setting, told, allows):
        item = cast.item(price="100")
        cast.terms(alder, allows_line_discount=setting)
        cast.discount(item, "10", cast.campaign("SPRING", alder))
        write_rows(path, f"{HEADINGS},unit_price,allow_line_discount", f"A,ALDER,2030-01-15,1000,1,80,{told}")
        run("import_orders", path)
        assert normal() == ("80", "0", allows, False)
        assert terms() == (("80", "10", "72") if allows else ("80", "0", "80"))

    def test_with_its_discount_is_kept_where_the_buyer_allows_none(self, path, alder):
        cast.item(price="100")
        cast.terms(alder, allows_line_discount=False)
        write_rows(path, f"{HEADINGS},unit_price,line_discount", "A,ALDER,2030-01-15,1000,1,80,10")
        run("import_orders", path)
        assert terms() == ("80", "10", "72")


class TestRulePrice:
    def test_is_the_card_price_where_nothing_else_is_said(self, path, alder):
        cast.item(price="100")
        write_rows(path, HEADINGS, "A,ALDER,2030-01-15,1000,2")
        run("import_orders", path)
        assert (terms(), normal()) == (("100", "0", "200"), ("100", "0", True, True))

    def test_is_stamped_with_the_reading_of_the_plan_clock(self, path, alder):
        cast.item(price="100")
        PlanClock.objects.update(generation=7)
        write_rows(path, HEADINGS, "A,ALDER,2030-01-15,1000,2")
        run("import_orders", path)
        assert OrderLine.objects.get().generation == 7

    def test_is_the_best_of_standing_rows(self, path, alder):
        item = cast.item(price="100")
        cast.price(item, "85", alder)
        cast.discount(item, "10")
        write_rows(path, HEADINGS, "A,ALDER,2030-01-15,1000,2")
        run("import_orders", path)
        assert (terms(), normal()) == (("85", "10", "153"), ("85", "10", True, False))

    def test_is_in_the_unit_variant_and_currency_of_the_line(self, path, alder):
        item = cast.item(price="60")
        cast.unit(item, "BOX", 5)
        cast.price(item, "10", variant=cast.variant(item, "BLUE"))
        write_rows(
            path,
            f"{HEADINGS},unit,variant,currency,currency_factor",
            "A,ALDER,2030-01-15,1000,2,box,blue,USD,1.3",
        )
        run("import_orders", path)
        line = OrderLine.objects.get()
        assert (line.unit.code, line.variant.code, line.quantity_per_unit) == ("BOX", "BLUE", 5)
        assert terms() == ("65", "0", "130")

    def test_of_active_campaigns_counts_for_open_orders_only(self, path, alder):
        cast.price(cast.item(price="100"), "70", cast.campaign("SPRING", alder))
        write_rows(
            path,
            "order_number,line_number,buyer,order_date,status,item,quantity,shipped_quantity",
            "A,1,ALDER,2030-01-15,open,1000,2,",
            "B,2,ALDER,2030-01-15,closed,1000,2,",
            "A,3,ALDER,2030-01-15,,1000,2,1",
        )
        run("import_orders", path)
        assert [terms(number)[0] for number in (1, 2, 3)] == ["70", "100", "100"]

    def test_follows_the_campaign_that_the_order_names(self, path, alder):
        item = cast.item(price="100")
        cast.price(item, "70", cast.campaign("SPRING", alder))
        cast.price(item, "90", cast.campaign("SUMMER", alder))
        write_rows(path, f"{HEADINGS},campaign", "A,ALDER,2030-01-15,1000,2,SUMMER")
        run("import_orders", path)
        assert terms()[0] == "90"

    def test_is_the_company_s_for_its_person(self, path, alder):
        cast.person("Ann", alder)
        cast.price(cast.item(price="100"), "85", alder)
        write_rows(path, HEADINGS, "A,ANN,2030-01-15,1000,1")
        run("import_orders", path)
        assert terms()[0] == "85"
        assert OrderLine.objects.get().buyer == alder


class TestChangedLine:
    def entered(self, path, row: str = "A,1,1000,2,", headings: str = "unit_price") -> OrderLine:
        """Import one line of an order that is there, for item 1000 at 100, and return it."""
        cast.item(price="100")
        cast.order(cast.company("Alder"), number="A")
        write_rows(path, f"order_number,line_number,item,quantity,{headings}", row)
        run("import_orders", "--lines", path)
        return OrderLine.objects.get()

    def imported(self, path, row: str, headings: str = "unit_price") -> str:
        write_rows(path, f"order_number,line_number,item,quantity,{headings}", row)
        return run("import_orders", "--lines", path)[-1]

    UNCHANGED = "Order lines: read 1 = 0 added + 0 changed + 1 unchanged + 0 rejected."
    CHANGED = "Order lines: read 1 = 0 added + 1 changed + 0 unchanged + 0 rejected."

    def test_nothing_else_keeps_its_price_although_the_rule_gives_another(self, path):
        line = self.entered(path)
        cast.price(line.item, "70")
        assert self.imported(path, "A,1,1000,2.00,") == self.UNCHANGED
        assert terms() == ("100", "0", "200")

    def test_agreed_price_that_is_the_same_keeps_the_campaign_s(self, path):
        line = self.entered(path, "A,1,1000,2,80")
        cast.price(line.item, "70", cast.campaign("SPRING", line.buyer))
        assert self.imported(path, "A,1,1000,2,80") == self.UNCHANGED
        assert terms()[0] == "80"

    def test_another_quantity_takes_the_price_of_the_rule(self, path):
        line = self.entered(path)
        cast.price(line.item, "70", minimum_quantity=5)
        PlanClock.objects.update(generation=7)
        assert self.imported(path, "A,1,1000,5,") == self.CHANGED
        assert (terms(), normal()) == (("70", "0", "350"), ("70", "0", True, False))
        assert OrderLine.objects.get().generation == 7

    def test_another_quantity_keeps_an_agreed_price(self, path):
        self.entered(path, "A,1,1000,2,80")
        assert self.imported(path, "A,1,1000,3,") == self.CHANGED
        assert (terms(), normal()) == (("80", "0", "240"), ("80", "0", True, False))

    def test_another_item_loses_an_agreed_price(self, path):
        self.entered(path, "A,1,1000,2,80")
        cast.item("2000", price="50")
        assert self.imported(path, "A,1,2000,2,") == self.CHANGED
        assert (terms(), normal()) == (("50", "0", "100"), ("50", "0", True, True))

    def test_another_agreed_price_is_taken(self, path):
        self.entered(path, "A,1,1000,2,80")
        assert self.imported(path, "A,1,1000,2,75") == self.CHANGED
        assert (terms(), normal()) == (("75", "0", "150"), ("75", "0", True, False))

    def test_shipping_leaves_the_price(self, path):
        line = self.entered(path)
        cast.price(line.item, "70", cast.campaign("SPRING", line.buyer))
        assert self.imported(path, "A,1,1000,2,1", "shipped_quantity") == self.CHANGED
        assert terms() == ("100", "0", "200")
        assert OrderLine.objects.get().shipped_quantity == 1

    def test_column_that_is_missing_leaves_what_was_shipped(self, path):
        self.entered(path, "A,1,1000,2,1", "shipped_quantity")
        assert self.imported(path, "A,1,1000,2,") == self.UNCHANGED

    def test_line_priced_by_hand_stays(self, path):
        line = self.entered(path)
        set_by_hand(
            line,
            price=HandPrice(unit_price=Decimal(42), line_discount_percent=Decimal(0), reason="Agreed"),
            at=NOW,
            by=None,
        )
        assert self.imported(path, "A,1,1000,3,75") == self.CHANGED
        assert (terms(), normal()) == (("42", "0", "126"), ("75", "0", True, False))
        hand_back(OrderLine.objects.get())
        assert terms() == ("75", "0", "225")

    def test_line_of_a_closed_order_takes_another_agreed_price_only(self, path):
        line = self.entered(path, "A,1,1000,2,80")
        cast.price(line.item, "70", cast.campaign("SPRING", line.buyer))
        Order.objects.update(status=Order.Status.CLOSED)
        assert self.imported(path, "A,1,1000,3,") == self.CHANGED
        assert terms() == ("80", "0", "240")
        assert self.imported(path, "A,1,1000,3,75") == self.CHANGED
        assert terms() == ("75", "0", "225")

    def test_missing_unit_column_keeps_the_unit(self, path):
        item = cast.item(price="100")
        cast.unit(item, "BOX", 5)
        order = cast.order(cast.company("Alder"), number="A")
        cast.line(order, item, 2, unit=item.units.get().unit, quantity_per_unit="6", line_number=1)
        assert self.imported(path, "A,1,1000,2,") == self.UNCHANGED
        assert self.imported(path, "A,1,1000,2,BOX", "unit") == self.UNCHANGED
        assert self.imported(path, "A,1,1000,2,", "unit") == self.CHANGED
        line = OrderLine.objects.get()
        assert (line.unit.code, line.quantity_per_unit) == ("PCS", 1)


class TestRejectedLine:
    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("A,1,2000,1,,,,,", "There is no item 2000."),
            ("B,1,1000,1,,,,,", "There is no order B, and a new one needs a buyer."),
            ("A,1,1000,-6,,,,,", "quantity: “-6” is negative."),
            ("A,1,1000,,,,,,", "quantity: is blank."),
            ("A,0,1000,1,,,,,", "line_number: “0” is not between 1 and 2147483647."),
            ("A,1,1000,1,2,,,,", "The quantity 1 is less than what was shipped (2)."),
            ("A,1,1000,1,,BAG,,,", "There is no unit of measure BAG."),
            ("A,1,1000,1,,BOX,,,", "Item 1000 is not sold by the BOX."),
            ("A,1,1000,1,,,RED,,", "RED is not a variant of item 1000."),
            ("A,1,1000,1,,,,,10", "A line discount needs the unit price that was agreed with it."),
            ("A,1,1000,1,,,,80,101", "line_discount: “101” is not between 0 and 100%."),
            ("A,1,1000,9999999999,,,,9999999999,", "The price or the amount of the line is too large."),
        ],
    )  # fmt: skip
    def test_names_the_reason_and_saves_nothing(self, path, alder, row, reason):
        cast.item(price="100")
        UnitOfMeasureFactory(code="BOX")
        cast.order(alder, number="A")
        write_rows(
            path,
            "order_number,line_number,item,quantity,shipped_quantity,unit,variant,unit_price,line_discount",
            "A,9,1000,1,,,,,",
            row,
        )
        code, _, reasons = refused("import_orders", path)
        assert (code, reasons[0]) == (1, f"Row 3: {reason}")
        assert OrderLine.objects.count() == 0

    def test_discount_that_its_price_forbids(self, path, alder):
        cast.item(price="100")
        write_rows(
            path, f"{HEADINGS},unit_price,line_discount,allow_line_discount", "A,ALDER,2030-01-15,1000,1,80,10,no"
        )
        assert refused("import_orders", path)[2][0] == "Row 2: The line has a discount, but its price allows none."

    def test_of_a_new_order_adds_no_order(self, path, alder):
        cast.item(price="100")
        write_rows(path, HEADINGS, "A,ALDER,2030-01-15,1000,-1", "B,ALDER,2030-01-15,1000,1")
        run("import_orders", path, "--skip-bad")
        assert [order.number for order in Order.objects.all()] == ["B"]

    def test_does_not_change_the_status_of_its_order(self, path, alder):
        cast.item(price="100")
        cast.order(alder, number="A")
        write_rows(path, "order_number,status,item,quantity", "A,closed,2000,1")
        run("import_orders", path, "--skip-bad")
        assert Order.objects.get().status == "open"
