"""What a plan depends on: the fingerprint tells which part changed."""

from decimal import Decimal

from django.test import TestCase

from campaigns.models import Campaign, CampaignTarget
from orders.fingerprint import fingerprint, what_changed
from pricing.models import SalesLineDiscount, SalesPrice
from tests.factories import cast
from tests.factories.campaigns import NOW


class FingerprintTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.birch, cls.cedar = (cast.company(name) for name in ("Alder", "Birch", "Cedar"))
        cls.item = cast.item()
        cls.spring = cast.campaign("SPRING", cls.alder, is_active=False)
        cls.other = cast.campaign("OTHER", cls.birch)
        for campaign in (cls.spring, cls.other):
            cast.price(cls.item, "90", campaign)
            cast.discount(cls.item, "10", campaign)

    def changes(self) -> list[str]:
        return what_changed(self.before, fingerprint(self.spring))

    def setUp(self) -> None:
        self.before = fingerprint(self.spring)

    def test_nothing_changed(self) -> None:
        self.assertEqual(self.changes(), [])

    def test_price_of_this_or_another_active_campaign(self) -> None:
        for campaign in (self.spring, self.other):
            with self.subTest(campaign.number):
                SalesPrice.objects.filter(campaign=campaign).update(unit_price=Decimal("89.99999"))
                self.assertEqual(self.changes(), ["sales prices"])
                SalesPrice.objects.filter(campaign=campaign).update(unit_price=Decimal(90))

    def test_withdrawn_price(self) -> None:
        SalesPrice.objects.filter(campaign=self.spring).update(withdrawn_at=NOW)
        self.assertEqual(self.changes(), ["sales prices"])

    def test_discount(self) -> None:
        SalesLineDiscount.objects.filter(campaign=self.spring).update(minimum_quantity=1)
        self.assertEqual(self.changes(), ["line discounts"])

    def test_target_that_takes_the_place_of_another(self) -> None:
        CampaignTarget.objects.filter(campaign=self.spring).update(buyer=self.cedar)
        self.assertEqual(self.changes(), ["the target group"])

    def test_number_of_contacts_behind_a_target_does_not_matter(self) -> None:
        CampaignTarget.objects.filter(campaign=self.spring).update(contact_count=5)
        self.assertEqual(self.changes(), [])

    def test_dates_flags_and_activation_of_campaigns(self) -> None:
        words = ["the dates or flags of campaigns, or which of them are activated"]
        for change in ({"starting_on": NOW.date()}, {"applies_even_if_dearer": True}):
            with self.subTest(change):
                before = fingerprint(self.spring)
                Campaign.objects.filter(pk=self.other.pk).update(**change)
                self.assertEqual(what_changed(before, fingerprint(self.spring)), words)

    def test_standing_rows_and_campaigns_that_are_not_active_do_not_matter(self) -> None:
        cast.price(self.item, "50")
        cast.price(self.item, "40", cast.campaign("WINTER", self.alder, is_active=False))
        self.assertEqual(self.changes(), [])
