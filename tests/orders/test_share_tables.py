"""The lists of what a run changes for each buyer and item."""

from decimal import Decimal

from django.test import TestCase

from orders.share_tables import BuyerShareTable, ItemShareTable, Shares
from orders.shares import Share
from tests.factories.orders import ActivationRunFactory

SHARE = Share("1000", "Chair", 1234, Decimal(100), Decimal(90))


class ShareTableTest(TestCase):
    def test_number_of_lines_opens_them(self) -> None:
        run = ActivationRunFactory()
        table = BuyerShareTable(Shares(run, "buyer"))
        self.assertEqual(table.render_lines(SHARE), f'<a href="/runs/{run.pk}/?buyer=1000#lines">1,234</a>')
        table = ItemShareTable(Shares(run, "item"), lines_url="/campaigns/X/activate/")
        self.assertEqual(table.render_lines(SHARE), '<a href="/campaigns/X/activate/?item=1000#lines">1,234</a>')
        self.assertEqual(table.render_name(SHARE), 'Chair<span class="below">1000</span>')
        self.assertEqual(table.render_difference(SHARE), '<span class="better">−€10.00</span>')

    def test_order_is_passed_on(self) -> None:
        shares = Shares(ActivationRunFactory(), "buyer")
        shares.order_by(["-lines"])
        self.assertEqual((shares.order, len(shares), shares[0:50]), ("-lines", 0, []))
