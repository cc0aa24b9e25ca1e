"""``activate_campaign``."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase

from campaigns.models import CampaignEntry
from orders.models import ActivationRun
from tests.factories import cast


class ActivateCampaignTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item(price="100")
        cls.spring = cast.campaign("SPRING", cls.alder, is_active=False)
        cls.ninety = cast.price(cls.item, "90", cls.spring)
        cls.line = cast.line(cast.order(cls.alder), cls.item, "2")

    def activate(self) -> str:
        out = StringIO()
        call_command("activate_campaign", "SPRING", stdout=out, stderr=StringIO())
        return out.getvalue()

    def test_puts_the_campaign_price_on_the_line(self) -> None:
        self.assertIn("1 order lines changed, 0 skipped, total 200.00 → 180.00 (-20.00)", self.activate())
        self.line.refresh_from_db()
        self.assertEqual((self.line.unit_price, self.line.line_amount), (Decimal(90), Decimal(180)))
        self.assertEqual(self.line.sales_price, self.ninety)
        self.assertEqual(CampaignEntry.objects.get().kind, CampaignEntry.Kind.ACTIVATION)

    def test_second_call_changes_nothing_more(self) -> None:
        self.activate()
        self.assertIn("SPRING is already activated. Nothing was changed.", self.activate())
        self.assertEqual(ActivationRun.objects.count(), 1)

    def test_refuses_without_targets_and_names_the_tick(self) -> None:
        self.spring.targets.all().delete()
        err = StringIO()
        with pytest.raises(CommandError, match="refused"):
            call_command("activate_campaign", "SPRING", stderr=err)
        self.assertIn("tick “Campaign target”", err.getvalue())
        self.assertEqual((ActivationRun.objects.count(), CampaignEntry.objects.count()), (0, 0))
