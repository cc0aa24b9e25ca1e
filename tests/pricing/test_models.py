"""The database is the last guard: what no service let through is refused there too."""

import datetime as dt
from decimal import Decimal

from django.db import IntegrityError, models, transaction
from django.test import TestCase

from campaigns.models import Campaign
from contacts.models import Contact
from pricing.models import Item, SalesLineDiscount, SalesPrice
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.pricing import (
    CustomerDiscountGroupFactory,
    CustomerPriceGroupFactory,
    ItemDiscountGroupFactory,
    ItemUnitFactory,
)

ONE_DAY = dt.timedelta(days=1)


class ConstraintCase(TestCase):
    item: Item
    alder: Contact
    spring: Campaign

    @classmethod
    def setUpTestData(cls) -> None:
        cls.item, cls.alder, cls.spring = cast.item("1000"), cast.company("Alder"), cast.campaign("SPRING")

    def assert_refused(self, row: models.Model, constraint: str) -> None:
        with self.assertRaises(IntegrityError) as caught, transaction.atomic():
            row.save()
        self.assertIn(constraint, str(caught.exception))

    def price(self, **fields: object) -> SalesPrice:
        return SalesPrice(**{"item": self.item, "unit_price": Decimal(90), **fields})

    def discount(self, **fields: object) -> SalesLineDiscount:
        return SalesLineDiscount(**{"item": self.item, "line_discount_percent": Decimal(10), **fields})


class PriceRowTest(ConstraintCase):
    def test_has_one_source(self) -> None:
        wholesale, large = CustomerPriceGroupFactory(), CustomerDiscountGroupFactory()
        for sources in (
            {"buyer": self.alder, "campaign": self.spring},
            {"buyer": self.alder, "price_group": wholesale},
            {"campaign": self.spring, "price_group": wholesale},
        ):
            self.assert_refused(self.price(**sources), "sales_price_has_one_source")
        for sources in (
            {"buyer": self.alder, "campaign": self.spring},
            {"buyer": self.alder, "discount_group": large},
            {"campaign": self.spring, "discount_group": large},
        ):
            self.assert_refused(self.discount(**sources), "sales_discount_has_one_source")

    def test_of_campaign_has_no_dates(self) -> None:
        for dates in ({"starting_on": WORK_DATE}, {"ending_on": WORK_DATE}):
            self.assert_refused(self.price(campaign=self.spring, **dates), "sales_price_campaign_row_has_no_dates")
            self.assert_refused(
                self.discount(campaign=self.spring, **dates), "sales_discount_campaign_row_has_no_dates"
            )

    def test_ends_after_it_starts(self) -> None:
        dates = {"starting_on": WORK_DATE, "ending_on": WORK_DATE - ONE_DAY}
        self.assert_refused(self.price(**dates), "sales_price_ends_after_it_starts")
        self.assert_refused(self.discount(**dates), "sales_discount_ends_after_it_starts")
        self.price(starting_on=WORK_DATE, ending_on=WORK_DATE).save()

    def test_minimum_is_not_negative(self) -> None:
        self.assert_refused(self.price(minimum_quantity=Decimal("-0.00001")), "sales_price_minimum_not_negative")
        self.assert_refused(self.discount(minimum_quantity=Decimal("-0.00001")), "sales_discount_minimum_not_negative")

    def test_in_force_there_is_one_for_a_question(self) -> None:
        fields = {
            "variant": cast.variant(self.item),
            "unit": cast.unit(self.item),
            "currency_code": "USD",
            "minimum_quantity": Decimal(5),
        }
        for source in ({}, {"buyer": self.alder}, {"campaign": self.spring}):
            for make, constraint in ((self.price, "sales_price_once"), (self.discount, "sales_discount_once")):
                with self.subTest(source=source, constraint=constraint):
                    row = make(**fields, **source)
                    row.save()
                    self.assert_refused(make(**fields, **source), constraint)
                    row.withdrawn_at = NOW
                    row.save()
                    make(**fields, **source).save()

    def test_blank_fields_are_told_from_filled_ones(self) -> None:
        resale = ItemDiscountGroupFactory()
        for fields in (
            {},
            {"variant": cast.variant(self.item)},
            {"unit": cast.unit(self.item)},
            {"currency_code": "USD"},
            {"minimum_quantity": Decimal(1)},
            {"starting_on": WORK_DATE},
        ):
            self.price(**fields).save()
            self.discount(**fields).save()
        self.discount(item=None).save()
        self.discount(item=None, item_discount_group=resale).save()
        self.assertEqual((SalesPrice.objects.count(), SalesLineDiscount.objects.count()), (6, 8))


class SalesPriceTest(ConstraintCase):
    def test_of_zero_is_deliberate(self) -> None:
        self.assert_refused(self.price(unit_price=Decimal(0)), "sales_price_zero_is_deliberate")
        self.assert_refused(
            self.price(unit_price=Decimal(-1), is_free_of_charge=True), "sales_price_zero_is_deliberate"
        )
        self.price(unit_price=Decimal(0), is_free_of_charge=True).save()


class SalesLineDiscountTest(ConstraintCase):
    def test_is_on_one_thing(self) -> None:
        self.assert_refused(
            self.discount(item_discount_group=ItemDiscountGroupFactory()), "sales_discount_item_or_group"
        )
        self.assert_refused(self.discount(item=None, variant=cast.variant(self.item)), "sales_discount_variant_of_item")

    def test_is_a_percentage(self) -> None:
        for percent in ("-0.00001", "100.00001"):
            self.assert_refused(self.discount(line_discount_percent=Decimal(percent)), "sales_discount_is_a_percentage")


class ItemTest(ConstraintCase):
    def test_price_is_not_negative(self) -> None:
        self.item.unit_price = Decimal("-0.00001")
        self.assert_refused(self.item, "item_price_not_negative")

    def test_unit_holds_something_and_is_there_once(self) -> None:
        with self.assertRaises(IntegrityError), transaction.atomic():
            ItemUnitFactory(item=self.item, quantity_per_unit=Decimal(0))
        ItemUnitFactory(item=self.item)
        with self.assertRaises(IntegrityError), transaction.atomic():
            ItemUnitFactory(item=self.item)

    def test_variant_is_there_once(self) -> None:
        cast.variant(self.item, "BLUE")
        with self.assertRaises(IntegrityError), transaction.atomic():
            cast.variant(self.item, "BLUE")


class QuerySetTest(ConstraintCase):
    def test_tells_standing_rows_and_those_of_a_campaign_in_force(self) -> None:
        standing, of_spring = cast.price(self.item, 90), cast.price(self.item, 80, self.spring)
        cast.price(self.item, 85, self.alder, withdrawn_at=NOW)
        cast.price(self.item, 70, self.spring, minimum_quantity=5, withdrawn_at=NOW)
        cast.price(self.item, 75, cast.campaign("SUMMER"))
        self.assertEqual(list(SalesPrice.objects.standing()), [standing])
        self.assertEqual(list(SalesPrice.objects.of_campaign(self.spring)), [of_spring])
        self.assertEqual(SalesPrice.objects.in_force().count(), 3)

    def test_row_that_a_campaign_has_goes_with_it_and_its_history_stays(self) -> None:
        cast.price(self.item, 80, self.spring)
        self.spring.delete()
        self.assertFalse(SalesPrice.objects.exists())
        self.assertTrue(SalesPrice.history.exists())
