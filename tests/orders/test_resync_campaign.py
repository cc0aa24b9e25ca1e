"""``resync_campaign``."""

from decimal import Decimal
from io import StringIO

from django.core.management import call_command
from django.test import TestCase

from pricing.models import SalesPrice
from tests.factories import cast


class ResyncCampaignTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item(price="100")
        cls.spring = cast.campaign("SPRING", cls.alder, is_active=False)
        cls.ninety = cast.price(cls.item, "90", cls.spring)
        cls.line = cast.line(cast.order(cls.alder), cls.item, "2")

    def call(self, command: str) -> str:
        out = StringIO()
        call_command(command, "SPRING", stdout=out, stderr=StringIO())
        return out.getvalue()

    def test_brings_lines_to_the_prices_of_now(self) -> None:
        self.call("activate_campaign")
        SalesPrice.objects.filter(pk=self.ninety.pk).update(unit_price=Decimal(85))
        self.assertIn("1 order lines changed, 0 skipped, total 180.00 → 170.00", self.call("resync_campaign"))
        self.line.refresh_from_db()
        self.assertEqual(self.line.unit_price, Decimal(85))

    def test_changes_nothing_where_nothing_changed(self) -> None:
        self.call("activate_campaign")
        self.assertIn("0 order lines changed, 0 skipped", self.call("resync_campaign"))
