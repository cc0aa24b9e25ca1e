from django.test import TestCase

from campaigns.models import Campaign
from pricing.all_rows import AllRows
from pricing.selectors import discount_rows_of, price_rows_of
from pricing.tables import AllRowsTable, AllTableRows, DiscountTable, PriceTable
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.pricing import ItemDiscountGroupFactory


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
        self.assertEqual(by_base_unit["unit"], "any (PCS)")
        self.assertEqual(by_base_unit["minimum_quantity"], "2.5")
        self.assertEqual((by_base_unit["unit_price"], by_base_unit["card_price"]), ("€44.505", "€50.00"))
        self.assertEqual(by_base_unit["difference"], '<span class="better">−€5.495</span>')
        self.assertEqual(by_base_unit["allows_line_discount"], "Allowed")
        self.assertEqual((by_box["unit"], by_box["card_price"]), ("BOX", "€300.00"))
        self.assertEqual(by_box["difference"], '<span class="worse">+€10.00</span>')
        self.assertEqual(by_box["allows_line_discount"], "Not allowed")
        self.assertEqual((by_piece["unit"], by_piece["difference"]), ("PCS", "€0.00"))

    def test_other_currency_is_not_compared(self) -> None:
        cast.price(self.item, "55", self.spring, currency_code="USD")
        [row] = self.rows()
        self.assertEqual((row["unit_price"], row["difference"]), ("US$55.00", "–"))

    def test_says_which_variant_and_what_is_given_away(self) -> None:
        cast.price(self.item, "0", self.spring, is_free_of_charge=True, variant=cast.variant(self.item, "BLUE"))
        [row] = self.rows()
        self.assertIn('1000 <span class="badge">BLUE</span>', row["item"])
        self.assertIn("Chair", row["item"])
        self.assertIn("free of charge", row["unit_price"])


class DiscountTableTest(TestCase):
    def test_says_on_what(self) -> None:
        spring: Campaign = cast.campaign("SPRING")
        cast.discount(cast.item("1000"), "5", spring, minimum_quantity=20)
        cast.discount(ItemDiscountGroupFactory(code="CHAIRS"), "7.5", spring)
        cast.discount(None, "2", spring, currency_code="USD")
        table = DiscountTable(discount_rows_of(spring), campaign=spring, may_change=False)
        on_item, on_group, on_all = [[str(value) for _column, value in row.items()] for row in table.rows]
        self.assertIn("1000", on_item[0])
        self.assertEqual(on_item[1:], ["any (PCS)", "20", "", "5\N{NO-BREAK SPACE}%"])
        self.assertIn("Group CHAIRS", on_group[0])
        self.assertEqual(on_group[1:], ["any", "0", "", "7.5\N{NO-BREAK SPACE}%"])
        self.assertEqual(on_all, ["All items", "any", "0", "USD", "2\N{NO-BREAK SPACE}%"])


class AllRowsTableTest(TestCase):
    def test_says_what_a_row_is_on_and_what_it_gives(self) -> None:
        item = cast.item("1000", description="Office chair")
        cast.price(item, "0", is_free_of_charge=True, variant=cast.variant(item))
        cast.discount(None, "5", withdrawn_at=NOW)
        gift, on_all = AllRowsTable(AllTableRows(AllRows.everything())).rows
        self.assertEqual(
            gift.get_cell("item"),
            '1000 <span class="badge">BLUE</span><br><span class="hint">Office chair</span>',
        )
        self.assertIn("free of charge", gift.get_cell("price"))
        self.assertEqual([gift.get_cell("discount"), on_all.get_cell("price")], ["", ""])
        self.assertEqual([on_all.get_cell("item"), on_all.get_cell("source")], ["All items", "Everyone"])
        self.assertEqual(on_all.get_cell("state"), '<span class="badge">Withdrawn</span>')

    def test_sorts_by_its_columns(self) -> None:
        cheap, dear = (cast.price(cast.item(number), price) for number, price in (("1000", "5"), ("2000", "9")))
        rows = AllTableRows(AllRows.everything())
        self.assertEqual([row.record for row in AllRowsTable(rows, order_by="-price").rows], [dear, cheap])
        self.assertEqual(list(rows.all_rows()), [dear, cheap])
