from django.test import TestCase

from pricing.all_rows import AllRows
from pricing.tables import AllRowsTable, AllTableRows
from tests.factories import cast
from tests.factories.campaigns import NOW


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
