import datetime as dt
from decimal import Decimal

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from campaigns.parts import Copying
from pricing.copying import copy_discounts, copy_prices, count_discounts, count_prices
from pricing.models import SalesLineDiscount, SalesPrice
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.users import UserFactory


class CopyRowsTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.anna = UserFactory(first_name="Anna")
        cls.spring = cast.campaign("SPRING")
        cls.next = cast.campaign("NEXT", is_active=False)
        cls.chair = cast.item("CHAIR")
        cls.boxed = cast.price(
            cls.chair,
            "88.12345",
            cls.spring,
            variant=cast.variant(cls.chair),
            unit=cast.unit(cls.chair),
            currency_code="USD",
            minimum_quantity=10,
            allows_line_discount=False,
        )
        cast.price(cls.chair, 0, cls.spring, is_free_of_charge=True)
        cast.price(cls.chair, 70, cls.spring, minimum_quantity=5, withdrawn_at=NOW)
        cast.price(cls.chair, 95)
        cast.discount(None, "12.5", cls.spring, minimum_quantity=3)

    def copying(self) -> Copying:
        return Copying(source=self.spring, target=self.next, distance=dt.timedelta(365), at=NOW, by=self.anna)

    def test_prices_in_force_are_copied_with_all_they_say(self) -> None:
        self.assertEqual(count_prices(self.spring), 2)
        self.assertEqual(copy_prices(self.copying()), 2)
        fields = [field.attname for field in SalesPrice._meta.fields if field.name not in {"id", "campaign"}]
        copies = SalesPrice.objects.filter(campaign=self.next).order_by("pk").values(*fields)
        originals = SalesPrice.objects.of_campaign(self.spring).order_by("pk").values(*fields)
        self.assertEqual(list(copies), list(originals))
        self.assertEqual(copies[0]["unit_price"], Decimal("88.12345"))
        self.assertEqual(SalesPrice.objects.of_campaign(self.spring).count(), 2)

    def test_discounts_are_copied(self) -> None:
        self.assertEqual(count_discounts(self.spring), 1)
        self.assertEqual(copy_discounts(self.copying()), 1)
        copy = SalesLineDiscount.objects.get(campaign=self.next)
        self.assertEqual(
            (copy.item, copy.line_discount_percent, copy.minimum_quantity), (None, Decimal("12.5"), Decimal(3))
        )

    def test_history_says_who_made_the_copies(self) -> None:
        copy_prices(self.copying())
        made = SalesPrice.history.filter(campaign=self.next).values_list("history_type", "history_user", "history_date")
        self.assertEqual(list(made), [("+", self.anna.pk, NOW)] * 2)

    def test_cost_does_not_grow_with_rows(self) -> None:
        with CaptureQueriesContext(connection) as few:
            copy_prices(self.copying())
        SalesPrice.objects.filter(campaign=self.next).delete()
        for quantity in range(20, 60):
            cast.price(self.chair, 60, self.spring, minimum_quantity=quantity)
        with CaptureQueriesContext(connection) as many:
            self.assertEqual(copy_prices(self.copying()), 42)
        self.assertEqual(len(many), len(few))
