from django.test import TestCase
from django.utils import translation
from django.utils.html import strip_tags

from campaigns.models import Campaign
from pricing.grid_tables import DiscountTable, PriceTable, typed_value
from pricing.marks import marks_of
from pricing.selectors import discount_rows_of, price_rows_of
from tests.factories import cast
from tests.factories.campaigns import WORK_DATE
from tests.factories.pricing import ItemDiscountGroupFactory


def words(html: object) -> str:
    return " ".join(strip_tags(str(html)).split())


class PriceTableTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.spring = cast.campaign("SPRING")
        cls.item = cast.item("1000", "50", description="Chair")

    def rows(self) -> list[dict[str, str]]:
        table = PriceTable(price_rows_of(self.spring), campaign=self.spring, may_change=False)
        return [{column.name: str(value) for column, value in row.items()} for row in table.rows]

    def test_compares_with_the_card_price_of_the_same_unit(self) -> None:
        box = cast.unit(self.item, "BOX", 6)
        cast.price(self.item, "44.505", self.spring, minimum_quantity="2.5")
        cast.price(self.item, "310", self.spring, unit=box, allows_line_discount=False)
        cast.price(self.item, "50", self.spring, unit=self.item.base_unit)
        by_base_unit, by_box, by_piece = self.rows()
        self.assertEqual((by_base_unit["unit"], by_base_unit["minimum_quantity"]), ("any (PCS)", "2.5"))
        self.assertEqual(by_base_unit["unit_price"], "€44.505")
        self.assertEqual(words(by_base_unit["card_price"]), "€50.00−€5.495 (−11 %)")
        self.assertIn('aria-label="Allowed"', by_base_unit["allows_line_discount"])
        self.assertEqual((by_box["unit"], words(by_box["card_price"])), ("BOX", "€300.00+€10.00 (+3.3 %)"))
        self.assertEqual(words(by_box["allows_line_discount"]), "–Not allowed")
        self.assertEqual(words(by_piece["card_price"]), "€50.00±€0.00")

    def test_other_currency_is_not_compared(self) -> None:
        cast.price(self.item, "55", self.spring, currency_code="USD")
        [row] = self.rows()
        self.assertEqual((row["unit_price"], row["card_price"]), ("US$55.00", "€50.00"))

    def test_item_that_costs_nothing_has_no_percentage(self) -> None:
        cast.price(cast.item("2000", 0), 5, self.spring)
        self.assertEqual(words(self.rows()[0]["card_price"]), "€0.00+€5.00")

    def test_says_which_variant_and_what_is_given_away(self) -> None:
        cast.price(self.item, "0", self.spring, is_free_of_charge=True, variant=cast.variant(self.item, "BLUE"))
        [row] = self.rows()
        self.assertEqual((words(row["item"]), row["variant"]), ("1000Chair", "BLUE"))
        self.assertEqual(words(row["is_free_of_charge"]), "free")

    def test_says_what_to_look_at_and_gives_an_example(self) -> None:
        cast.price(self.item, 55, self.spring)
        cast.price(self.item, 40, cast.campaign("SUMMER"))
        rows = price_rows_of(self.spring)
        table = PriceTable(rows, campaign=self.spring, may_change=False)
        table.row_marks = marks_of(self.spring, list(rows), on=WORK_DATE)
        [row] = [{column.name: str(value) for column, value in row.items()} for row in table.rows]
        self.assertEqual(words(row["item"]), "1000Chair Overlap with SUMMER Not better than normal")
        self.assertIn('href="/campaigns/SUMMER/prices/?mark=overlap"', row["item"])
        self.assertIn("1 PCS: €50.00 → €50.00", words(row["card_price"]))


class DiscountTableTest(TestCase):
    def test_says_on_what(self) -> None:
        spring: Campaign = cast.campaign("SPRING")
        cast.discount(cast.item("1000", description="Chair"), "5", spring, minimum_quantity=20)
        cast.discount(ItemDiscountGroupFactory(code="CHAIRS", description="Chairs"), "7.5", spring)
        cast.discount(None, "2", spring, currency_code="USD")
        table = DiscountTable(discount_rows_of(spring), campaign=spring, may_change=False)
        on_item, on_group, on_all = [[words(value) for _column, value in row.items()] for row in table.rows]
        self.assertEqual(on_item, ["1000Chair", "", "", "any (PCS)", "20", "", "5 %"])
        self.assertEqual(on_group, ["", "CHAIRSChairs", "", "any", "0", "", "7.5 %"])
        self.assertEqual(on_all, ["All items", "", "", "any", "0", "USD", "2 %"])


class TypedValueTest(TestCase):
    def test_is_what_one_would_type(self) -> None:
        item = cast.item("1000")
        box = cast.unit(item)
        row = cast.price(item, "1234.5", minimum_quantity=1000, unit=box, variant=cast.variant(item, "BLUE"))
        names = ("item", "variant", "minimum_quantity", "unit_price", "unit", "allows_line_discount")
        values = [typed_value(row, name) for name in names]
        self.assertEqual(values, ["1000", "BLUE", "1000", "1234.50", str(box.pk), "yes"])
        with translation.override("nl"):
            self.assertEqual(typed_value(row, "unit_price"), "1234,50")
        self.assertEqual(typed_value(row, "is_free_of_charge"), "")
