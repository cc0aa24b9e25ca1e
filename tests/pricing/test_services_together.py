"""People who work on rows at the same time, and rows that are written at the same time."""

import datetime as dt
from decimal import Decimal

from django.test import TestCase

from pricing.models import SalesLineDiscount, SalesPrice
from pricing.services import (
    DuplicateRowError,
    RowChangedError,
    change_row,
    restore_rows,
    stamp_of,
    withdraw_rows,
)
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.users import UserFactory

LATER = NOW + dt.timedelta(hours=1)


class RowCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.item = cast.item("1000")
        cls.spring = cast.campaign("SPRING")
        cls.anna = UserFactory(username="anna")


class SeenTest(RowCase):
    def test_row_that_is_as_it_was_seen_is_changed(self) -> None:
        row = cast.price(self.item, 90, self.spring)
        seen = stamp_of(SalesPrice.objects.get())
        row.unit_price = Decimal(85)
        change_row(row=row, seen=seen, at=NOW, by=None)
        self.assertEqual(SalesPrice.objects.get().unit_price, 85)

    def test_row_that_someone_changed_since_is_left_alone(self) -> None:
        row = cast.price(self.item, 90, self.spring)
        mine, theirs, seen = SalesPrice.objects.get(), SalesPrice.objects.get(), stamp_of(row)
        theirs.allows_line_discount = False
        change_row(row=theirs, seen=seen, at=NOW, by=self.anna)
        mine.unit_price = Decimal(85)
        with self.assertRaisesMessage(RowChangedError, "anna changed this row while you were editing it.") as caught:
            change_row(row=mine, seen=seen, at=NOW, by=None)
        self.assertEqual(caught.exception.stored, theirs)
        self.assertEqual(SalesPrice.objects.get().unit_price, 90)

    def test_stamp_tells_values_and_not_how_they_are_written(self) -> None:
        row = cast.discount(self.item, "5", self.spring)
        stored = SalesLineDiscount.objects.get()
        self.assertEqual(stamp_of(row), stamp_of(stored))
        stored.line_discount_percent = Decimal("5.00001")
        self.assertNotEqual(stamp_of(row), stamp_of(stored))


class SeveralTest(RowCase):
    def test_are_withdrawn_and_restored_together(self) -> None:
        first, second = (
            cast.price(self.item, 90, self.spring),
            cast.price(self.item, 80, self.spring, minimum_quantity=5),
        )
        before = cast.price(self.item, 70, self.spring, minimum_quantity=9, withdrawn_at=NOW)
        withdrawn = withdraw_rows(rows=SalesPrice.objects.filter(campaign=self.spring), at=LATER, by=self.anna)
        self.assertEqual(withdrawn, [first, second])
        self.assertEqual(SalesPrice.objects.in_force().count(), 0)
        restored = restore_rows(rows=SalesPrice.objects.exclude(pk=before.pk), at=LATER, by=self.anna)
        self.assertEqual(restored, [first, second])
        self.assertEqual(list(SalesPrice.objects.in_force().order_by("pk")), [first, second])

    def test_are_restored_all_or_none(self) -> None:
        first = cast.price(self.item, 90, self.spring, withdrawn_at=NOW)
        cast.price(cast.item("2000"), 90, self.spring, withdrawn_at=NOW)
        taken = cast.price(self.item, 85, self.spring)
        with self.assertRaises(DuplicateRowError):
            restore_rows(rows=SalesPrice.objects.filter(pk__gte=first.pk).exclude(pk=taken.pk), at=LATER, by=None)
        self.assertEqual(SalesPrice.objects.in_force().get(), taken)
