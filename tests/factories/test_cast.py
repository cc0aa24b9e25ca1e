from decimal import Decimal

from django.db import models
from django.test import TestCase
from factory.django import DjangoModelFactory

from campaigns.models import CampaignStatus
from contacts.models import NumberSeries
from orders.models import PlanClock
from tests.factories import campaigns, cast, contacts, orders, pricing, segments, users


def _factories() -> list[type[DjangoModelFactory[models.Model]]]:
    modules = (campaigns, contacts, orders, pricing, segments, users)
    found = {value for module in modules for value in vars(module).values() if isinstance(value, type)}
    return sorted((value for value in found if issubclass(value, DjangoModelFactory) and value._meta.model), key=str)


class FactoriesTest(TestCase):
    def test_each_needs_nothing_that_migrations_wrote(self) -> None:
        for model in (NumberSeries, CampaignStatus, PlanClock):
            model.objects.all().delete()
        for factory in _factories():
            with self.subTest(factory=factory.__name__):
                made = factory()
                self.assertEqual(type(made).objects.filter(pk=made.pk).count(), 1)


class CastTest(TestCase):
    def test_line_carries_card_price_in_currency_of_order(self) -> None:
        item = cast.item(price="20")
        box = cast.unit(item, holds="5")
        order = cast.order(cast.company(), currency_code="USD", currency_factor="1.3")
        line = cast.line(order, item, "3", unit=box, quantity_per_unit=5)
        self.assertEqual((line.unit_price, line.normal_unit_price), (Decimal("130.00000"), Decimal("130.00000")))
        self.assertEqual(line.line_amount, Decimal("390.00"))

    def test_source_of_price_is_told_from_its_type(self) -> None:
        alder, spring, item = cast.company(), cast.campaign(), cast.item()
        self.assertEqual(cast.price(item, "90", spring, minimum_quantity="2").campaign, spring)
        self.assertEqual(cast.price(item, "85", alder).buyer, alder)
        group = pricing.CustomerPriceGroupFactory()
        self.assertEqual(cast.price(item, "80", group).price_group, group)
        discount_group = pricing.CustomerDiscountGroupFactory()
        self.assertEqual(cast.discount(item, "8", discount_group).discount_group, discount_group)
        self.assertEqual(
            cast.discount(pricing.ItemDiscountGroupFactory(), 10, spring).item_discount_group.code, "RESALE"
        )

    def test_campaign_holds_its_targets(self) -> None:
        alder = cast.company()
        self.assertEqual(cast.campaign("SPRING", alder).targets.get().buyer, alder)
