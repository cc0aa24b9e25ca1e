import datetime as dt
from decimal import Decimal
from unittest import mock

from django.test import TestCase, override_settings
from django.utils import translation

from campaigns.models import Campaign
from contacts.models import Contact
from pricing import services
from pricing.models import Item, SalesLineDiscount, SalesPrice
from pricing.services import (
    DuplicateRowError,
    PriceRowError,
    RowDatesError,
    RowMovedError,
    RowScopeError,
    RowSourceError,
    RowValueError,
    RowWithdrawnError,
    ZeroPriceError,
    add_row,
    change_row,
    restore_row,
    withdraw_row,
)
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.pricing import (
    CustomerDiscountGroupFactory,
    CustomerPriceGroupFactory,
    ItemDiscountGroupFactory,
    UnitOfMeasureFactory,
)
from tests.factories.users import UserFactory

LATER = NOW + dt.timedelta(hours=1)


class RowCase(TestCase):
    alder: Contact
    item: Item
    spring: Campaign

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item("1000")
        cls.spring = cast.campaign("SPRING", is_active=True)
        cls.anna = UserFactory(username="anna")

    def price(self, **fields: object) -> SalesPrice:
        return SalesPrice(**{"item": self.item, "unit_price": Decimal(90), **fields})

    def discount(self, **fields: object) -> SalesLineDiscount:
        return SalesLineDiscount(**{"item": self.item, "line_discount_percent": Decimal(10), **fields})

    def add(self, row: SalesPrice | SalesLineDiscount) -> SalesPrice | SalesLineDiscount:
        return add_row(row=row, at=NOW, by=self.anna)

    def assert_refused(
        self, row: SalesPrice | SalesLineDiscount, error: type[PriceRowError], sentence: str, *, field: str | None
    ) -> None:
        counts = SalesPrice.objects.count(), SalesLineDiscount.objects.count(), SalesPrice.history.count()
        with self.assertRaises(error) as caught:
            self.add(row)
        self.assertEqual((str(caught.exception), caught.exception.field), (sentence, field))
        self.assertEqual(
            (SalesPrice.objects.count(), SalesLineDiscount.objects.count(), SalesPrice.history.count()), counts
        )


class AddTest(RowCase):
    def test_writes_price_and_who_added_it_when(self) -> None:
        row = self.add(self.price(campaign=self.spring, minimum_quantity=Decimal(10)))
        stored = SalesPrice.objects.get()
        self.assertEqual((stored.pk, stored.unit_price, stored.minimum_quantity), (row.pk, Decimal(90), Decimal(10)))
        record = SalesPrice.history.get()
        self.assertEqual((record.history_type, record.history_user, record.history_date), ("+", self.anna, NOW))

    def test_writes_discount_on_item_group_or_all_items(self) -> None:
        self.add(self.discount())
        self.add(self.discount(item=None, item_discount_group=ItemDiscountGroupFactory()))
        self.add(self.discount(item=None))
        self.assertEqual(SalesLineDiscount.objects.count(), 3)

    def test_records_no_user_where_none_is_known(self) -> None:
        add_row(row=self.price(), at=NOW, by=None)
        self.assertIsNone(SalesPrice.history.get().history_user)

    @override_settings(LOCAL_CURRENCY="EUR")
    def test_stores_local_currency_as_blank(self) -> None:
        self.assertEqual(self.add(self.price(currency_code=" eur")).currency_code, "")
        self.assertEqual(self.add(self.price(currency_code="usd")).currency_code, "USD")

    def test_accepts_unit_in_which_item_is_sold(self) -> None:
        self.assertEqual(self.add(self.price(unit=self.item.base_unit)).unit, self.item.base_unit)
        self.assertEqual(self.add(self.price(unit=cast.unit(self.item, "BOX"))).unit.code, "BOX")

    def test_accepts_discount_on_all_items_for_any_unit(self) -> None:
        self.assertEqual(self.add(self.discount(item=None, unit=UnitOfMeasureFactory(code="BOX"))).unit.code, "BOX")

    def test_accepts_zero_price_that_is_meant(self) -> None:
        self.assertEqual(self.add(self.price(unit_price=Decimal(0), is_free_of_charge=True)).unit_price, 0)

    def test_accepts_same_key_from_another_source_or_day(self) -> None:
        self.add(self.price())
        self.add(self.price(buyer=self.alder))
        self.add(self.price(campaign=self.spring))
        self.add(self.price(price_group=CustomerPriceGroupFactory()))
        self.add(self.price(starting_on=WORK_DATE))
        self.assertEqual(SalesPrice.objects.count(), 5)


class RefusalTest(RowCase):
    def test_zero_price_needs_a_tick(self) -> None:
        sentence = "A price of 0 gives item 1000 away. Tick “free of charge” if that is meant."
        self.assert_refused(self.price(unit_price=Decimal(0)), ZeroPriceError, sentence, field="unit_price")

    def test_negative_numbers(self) -> None:
        self.assert_refused(
            self.price(unit_price=Decimal(-1)), RowValueError, "The unit price cannot be negative.", field="unit_price"
        )
        self.assert_refused(
            self.discount(minimum_quantity=Decimal(-1)),
            RowValueError,
            "The minimum quantity cannot be negative.",
            field="minimum_quantity",
        )

    def test_percentage_out_of_range(self) -> None:
        for percent in ("-0.00001", "100.00001"):
            with self.subTest(percent=percent):
                self.assert_refused(
                    self.discount(line_discount_percent=Decimal(percent)),
                    RowValueError,
                    "A discount is between 0 and 100 %.",
                    field="line_discount_percent",
                )

    def test_number_that_does_not_fit(self) -> None:
        self.assert_refused(
            self.price(unit_price=Decimal("1.000001")),
            RowValueError,
            "Ensure that there are no more than 5 decimal places.",
            field="unit_price",
        )

    def test_word_that_is_no_currency(self) -> None:
        self.assert_refused(
            self.price(currency_code="€"),
            RowValueError,
            "“€” is no currency. Type its three letters, for example USD, or leave it empty for EUR.",
            field="currency_code",
        )

    def test_a01_campaign_row_with_dates_of_its_own(self) -> None:
        sentence = "A row of campaign SPRING gets its dates only from the campaign card. Leave both dates empty."
        price = self.price(campaign=self.spring, starting_on=WORK_DATE)
        self.assert_refused(price, RowDatesError, sentence, field="starting_on")
        discount = self.discount(campaign=self.spring, ending_on=WORK_DATE)
        self.assert_refused(discount, RowDatesError, sentence, field="ending_on")

    def test_dates_out_of_order(self) -> None:
        self.assert_refused(
            self.price(starting_on=dt.date(2026, 11, 1), ending_on=dt.date(2026, 10, 1)),
            RowDatesError,
            "The ending date (1 October 2026) is before the starting date (1 November 2026). "
            "Choose 1 November 2026 or later, or leave it empty.",
            field="ending_on",
        )

    def test_two_sources(self) -> None:
        sentence = "Choose one of buyer, group and campaign, or none of them for everyone."
        self.assert_refused(self.price(buyer=self.alder, campaign=self.spring), RowSourceError, sentence, field=None)
        self.assert_refused(
            self.discount(buyer=self.alder, discount_group=CustomerDiscountGroupFactory()),
            RowSourceError,
            sentence,
            field=None,
        )

    def test_person_who_buys_through_a_company(self) -> None:
        ann = cast.person("Ann", self.alder)
        self.assert_refused(
            self.price(buyer=ann), RowSourceError, "Ann buys through Alder. Choose the company.", field="buyer"
        )

    def test_item_and_item_discount_group(self) -> None:
        self.assert_refused(
            self.discount(item_discount_group=ItemDiscountGroupFactory()),
            RowScopeError,
            "Choose an item or an item discount group, or neither for all items.",
            field="item_discount_group",
        )

    def test_variant_of_another_item(self) -> None:
        blue = cast.variant(cast.item("2000"), "BLUE")
        sentence = "Variant BLUE is not one of this item. Choose one of its variants or none."
        self.assert_refused(self.price(variant=blue), RowScopeError, sentence, field="variant")
        self.assert_refused(self.discount(item=None, variant=blue), RowScopeError, sentence, field="variant")

    def test_unit_in_which_item_is_not_sold(self) -> None:
        box = UnitOfMeasureFactory(code="BOX")
        sentence = "Item 1000 is not sold by BOX. Choose one of its units or add this one to the item."
        self.assert_refused(self.price(unit=box), RowScopeError, sentence, field="unit")


class DuplicateTest(RowCase):
    def test_price_of_campaign(self) -> None:
        self.add(self.price(campaign=self.spring, minimum_quantity=Decimal(10)))
        self.assert_refused(
            self.price(campaign=self.spring, minimum_quantity=Decimal(10), unit_price=Decimal(80)),
            DuplicateRowError,
            "Item 1000 already has a price from 10 PCS in campaign SPRING. Change that row or choose another quantity.",
            field="minimum_quantity",
        )

    def test_price_of_variant_by_the_box_for_buyer(self) -> None:
        fields = {
            "variant": cast.variant(self.item, "BLUE"),
            "unit": cast.unit(self.item, "BOX"),
            "buyer": self.alder,
            "minimum_quantity": Decimal("2.5"),
        }
        self.add(self.price(**fields))
        self.assert_refused(
            self.price(**fields),
            DuplicateRowError,
            "Item 1000 BLUE already has a price from 2.5 BOX for buyer ALDER Alder. "
            "Change that row or choose another quantity.",
            field="minimum_quantity",
        )

    def test_discounts(self) -> None:
        group = CustomerDiscountGroupFactory(code="LARGE")
        resale = ItemDiscountGroupFactory(code="RESALE")
        cases = {
            "item 1000 for any quantity for everyone": {},
            "item discount group RESALE from 10 base units for everyone": {
                "item": None,
                "item_discount_group": resale,
                "minimum_quantity": Decimal(10),
            },
            "all items for any quantity for customer group LARGE": {"item": None, "discount_group": group},
        }
        for words, fields in cases.items():
            with self.subTest(words=words):
                self.add(self.discount(**fields))
                self.assert_refused(
                    self.discount(**fields),
                    DuplicateRowError,
                    f"There already is a discount on {words}. Change it or choose another quantity.",
                    field="minimum_quantity",
                )

    def test_is_told_from_the_currency_as_stored(self) -> None:
        self.add(self.price())
        with self.assertRaises(DuplicateRowError):
            self.add(self.price(currency_code="EUR"))

    def test_quantity_is_written_in_the_language_of_the_reader(self) -> None:
        self.add(self.price(minimum_quantity=Decimal("2.5")))
        with translation.override("nl"), self.assertRaises(DuplicateRowError) as caught:
            self.add(self.price(minimum_quantity=Decimal("2.5")))
        self.assertIn("2,5 PCS", str(caught.exception))

    def test_withdrawn_row_is_no_duplicate(self) -> None:
        withdraw_row(row=self.add(self.price()), at=NOW, by=self.anna)
        self.add(self.price())
        self.assertEqual(SalesPrice.objects.in_force().count(), 1)

    def test_row_that_another_wrote_meanwhile(self) -> None:
        self.add(self.price())
        with mock.patch.object(services, "_check_once"), self.assertRaises(DuplicateRowError):
            self.add(self.price())
        self.assertEqual(SalesPrice.objects.count(), 1)


class ChangeTest(RowCase):
    def test_writes_what_changed_and_who_did_it(self) -> None:
        row = self.add(self.price())
        row.unit_price = Decimal("85.5")
        change_row(row=row, at=LATER, by=self.anna)
        self.assertEqual(SalesPrice.objects.get().unit_price, Decimal("85.5"))
        record = SalesPrice.history.latest()
        self.assertEqual((record.history_type, record.history_user, record.history_date), ("~", self.anna, LATER))

    def test_that_changes_nothing_writes_nothing(self) -> None:
        row = self.add(self.price(campaign=self.spring))
        Campaign.objects.update(terms_changed_at=None)
        change_row(row=row, at=LATER, by=self.anna)
        self.assertEqual(SalesPrice.history.count(), 1)
        self.assertIsNone(Campaign.objects.get().terms_changed_at)

    def test_to_another_item_or_source_is_refused(self) -> None:
        for change in ({"item": cast.item("2000")}, {"buyer": self.alder}, {"campaign": None}):
            row = self.add(self.price(campaign=self.spring))
            with self.subTest(change=change):
                for name, value in change.items():
                    setattr(row, name, value)
                with self.assertRaises(RowMovedError):
                    change_row(row=row, at=LATER, by=self.anna)
                stored = SalesPrice.objects.get(pk=row.pk)
                self.assertEqual((stored.item, stored.buyer, stored.campaign), (self.item, None, self.spring))
            SalesPrice.objects.all().delete()

    def test_to_what_another_row_says_is_refused(self) -> None:
        self.add(self.price(minimum_quantity=Decimal(10)))
        row = self.add(self.price(minimum_quantity=Decimal(20)))
        row.minimum_quantity = Decimal(10)
        with self.assertRaises(DuplicateRowError):
            change_row(row=row, at=LATER, by=self.anna)
        self.assertEqual(SalesPrice.objects.get(pk=row.pk).minimum_quantity, Decimal(20))

    def test_a01_of_campaign_row_to_its_own_date_is_refused(self) -> None:
        row = self.add(self.price(campaign=self.spring))
        row.starting_on = dt.date(2030, 1, 12)
        with self.assertRaises(RowDatesError):
            change_row(row=row, at=LATER, by=self.anna)
        self.assertIsNone(SalesPrice.objects.get().starting_on)

    def test_of_withdrawn_row_is_refused(self) -> None:
        row = self.add(self.price())
        withdraw_row(row=row, at=NOW, by=self.anna)
        row.unit_price = Decimal(80)
        with self.assertRaises(RowWithdrawnError):
            change_row(row=row, at=LATER, by=self.anna)
        self.assertEqual(SalesPrice.objects.get().unit_price, Decimal(90))


class WithdrawTest(RowCase):
    def test_takes_row_out_of_force_and_keeps_it(self) -> None:
        row = self.add(self.price())
        withdraw_row(row=row, at=LATER, by=self.anna)
        self.assertEqual(SalesPrice.objects.get().withdrawn_at, LATER)
        self.assertFalse(SalesPrice.objects.in_force().exists())
        self.assertEqual(SalesPrice.history.latest().history_user, self.anna)

    def test_twice_changes_nothing(self) -> None:
        row = self.add(self.price())
        withdraw_row(row=row, at=NOW, by=self.anna)
        withdraw_row(row=row, at=LATER, by=self.anna)
        self.assertEqual((SalesPrice.objects.get().withdrawn_at, SalesPrice.history.count()), (NOW, 2))

    def test_restored_row_is_in_force(self) -> None:
        row = self.add(self.discount())
        withdraw_row(row=row, at=NOW, by=self.anna)
        restore_row(row=row, at=LATER, by=self.anna)
        restore_row(row=row, at=LATER, by=self.anna)
        self.assertIsNone(SalesLineDiscount.objects.get().withdrawn_at)
        self.assertEqual(SalesLineDiscount.history.count(), 3)

    def test_row_whose_place_is_taken_is_not_restored(self) -> None:
        row = self.add(self.price())
        withdraw_row(row=row, at=NOW, by=self.anna)
        self.add(self.price(unit_price=Decimal(80)))
        with self.assertRaises(DuplicateRowError):
            restore_row(row=row, at=LATER, by=self.anna)
        self.assertEqual(SalesPrice.objects.get(pk=row.pk).withdrawn_at, NOW)

    def test_row_that_could_not_be_added_today_is_not_restored(self) -> None:
        row = self.add(self.price(unit=cast.unit(self.item, "BOX")))
        withdraw_row(row=row, at=NOW, by=self.anna)
        self.item.units.all().delete()
        with self.assertRaises(RowScopeError):
            restore_row(row=row, at=LATER, by=self.anna)
        self.assertEqual(SalesPrice.objects.get(pk=row.pk).withdrawn_at, NOW)


class DriftTest(RowCase):
    def assert_noted(self, at: dt.datetime | None) -> None:
        self.assertEqual(Campaign.objects.get(pk=self.spring.pk).terms_changed_at, at)
        Campaign.objects.update(terms_changed_at=None)

    def test_every_write_on_row_of_active_campaign_is_noted(self) -> None:
        row = self.add(self.price(campaign=self.spring))
        self.assert_noted(NOW)
        row.unit_price = Decimal(80)
        change_row(row=row, at=LATER, by=self.anna)
        self.assert_noted(LATER)
        withdraw_row(row=row, at=LATER, by=self.anna)
        self.assert_noted(LATER)
        restore_row(row=row, at=LATER, by=self.anna)
        self.assert_noted(LATER)

    def test_row_of_other_campaign_or_none_is_not_noted(self) -> None:
        self.add(self.price())
        self.add(self.discount(campaign=cast.campaign("SUMMER", is_active=False)))
        self.assert_noted(None)
        self.assertIsNone(Campaign.objects.get(number="SUMMER").terms_changed_at)

    def test_refused_row_is_not_noted(self) -> None:
        with self.assertRaises(ZeroPriceError):
            self.add(self.price(campaign=self.spring, unit_price=Decimal(0)))
        self.assert_noted(None)
