"""``deactivate_campaign``."""

from decimal import Decimal
from io import StringIO

from django.core.management import call_command
from django.test import TestCase

from orders.models import ActivationRun
from tests.factories import cast


class DeactivateCampaignTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item(price="100")
        cls.spring = cast.campaign("SPRING", cls.alder, is_active=False)
        cast.price(cls.item, "90", cls.spring)
        cls.line = cast.line(cast.order(cls.alder), cls.item, "2")

    def call(self, command: str) -> str:
        out = StringIO()
        call_command(command, "SPRING", stdout=out, stderr=StringIO())
        return out.getvalue()

    def test_puts_the_line_back(self) -> None:
        self.call("activate_campaign")
        self.assertIn("1 order lines changed, 0 skipped, total 180.00 → 200.00", self.call("deactivate_campaign"))
        self.line.refresh_from_db()
        self.assertEqual((self.line.unit_price, self.line.line_amount), (Decimal(100), Decimal(200)))
        self.assertIsNone(self.line.sales_price)

    def test_campaign_that_is_not_active_is_left_alone(self) -> None:
        self.assertIn("SPRING is not activated. Nothing was changed.", self.call("deactivate_campaign"))
        self.assertEqual(ActivationRun.objects.count(), 0)
