"""Numbers never collide and leave no gap when their record is refused, also when two people ask at once."""

import threading

import pytest
from django.db import transaction
from django.test import TestCase, TransactionTestCase

from contacts.models import Contact, NumberSeries
from contacts.numbering import (
    NumberMayNotBeTypedError,
    NumberSeriesMissingError,
    NumberTakenError,
    NumberTooLongError,
    take_number,
)
from tests.concurrency import run_together, wait_for_blocked_session
from tests.factories.contacts import CompanyFactory, NumberSeriesFactory


def take(typed: str = "") -> str:
    return take_number(series_code="SHOPS", typed=typed, taken=Contact.objects)


class TakeNumberTest(TestCase):
    def setUp(self) -> None:
        self.series = NumberSeriesFactory(code="SHOPS", prefix="CP", digit_count=4)

    def next_value(self) -> int:
        return NumberSeries.objects.get(code="SHOPS").next_value

    def test_blank_takes_the_next_number_and_then_the_one_after(self) -> None:
        self.assertEqual([take(), take(" ")], ["CP0001", "CP0002"])
        self.assertEqual(self.next_value(), 3)

    def test_numbers_typed_by_hand_are_skipped(self) -> None:
        for number in ("CP0001", "CP0002", "CP0004"):
            CompanyFactory(number=number)
        self.assertEqual([take(), take()], ["CP0003", "CP0005"])

    def test_long_stretch_of_numbers_typed_by_hand_is_skipped(self) -> None:
        Contact.objects.bulk_create(Contact(number=f"CP{value:04}", name="Shop") for value in range(1, 251))
        with self.assertNumQueries(6):  # the series, three looks ahead and one at merged numbers, the series
            self.assertEqual(take(), "CP0251")

    def test_number_may_have_more_digits_than_the_series_says(self) -> None:
        NumberSeries.objects.filter(code="SHOPS").update(next_value=10000)
        self.assertEqual(take(), "CP10000")

    def test_typed_number_is_trimmed_and_put_in_capitals(self) -> None:
        self.assertEqual(take(" fair-2030 "), "FAIR-2030")
        self.assertEqual(self.next_value(), 1)

    def test_typed_number_that_exists_is_refused(self) -> None:
        CompanyFactory(number="CP0002")
        with self.assertRaisesMessage(
            NumberTakenError, "CP0002 already exists. Leave the number empty to get the next one."
        ):
            take("cp0002")
        self.assertEqual(self.next_value(), 1)

    def test_series_that_gives_its_numbers_itself_refuses_a_typed_one(self) -> None:
        NumberSeries.objects.filter(code="SHOPS").update(allows_manual_numbers=False)
        with self.assertRaisesMessage(
            NumberMayNotBeTypedError,
            "Numbers of the series SHOPS may not be typed. Leave the number empty to get the next one.",
        ):
            take("X1")
        self.assertEqual(take(), "CP0001")

    def test_number_that_does_not_fit_is_refused(self) -> None:
        with self.assertRaisesMessage(NumberTooLongError, "a number has at most 20 characters."):
            take("X" * 21)

    def test_missing_series_is_named(self) -> None:
        with self.assertRaisesMessage(NumberSeriesMissingError, "There is no number series BOATS."):
            take_number(series_code="BOATS", typed="", taken=Contact.objects)

    def test_refusal_leaves_no_gap(self) -> None:
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            self.assertEqual(take(), "CP0001")
            raise ZeroDivisionError
        self.assertEqual(take(), "CP0001")


@pytest.mark.postgresql
class TwoPeopleAtOnceTest(TransactionTestCase):
    def setUp(self) -> None:
        NumberSeriesFactory(code="SHOPS", prefix="CP", digit_count=4)

    def make(self, typed: str = "", *, waits: bool = False) -> None:
        with transaction.atomic():
            CompanyFactory(number=take(typed))
            if waits:
                self.has_taken.set()
                wait_for_blocked_session()

    def both(self, first: str, second: str) -> None:
        self.has_taken = threading.Event()

        def make_second() -> None:
            self.has_taken.wait(timeout=10)
            self.make(second)

        run_together(lambda: self.make(first, waits=True), make_second)

    def test_each_gets_its_own_number(self) -> None:
        self.both("", "")
        self.assertEqual(
            list(Contact.objects.order_by("number").values_list("number", flat=True)), ["CP0001", "CP0002"]
        )

    def test_number_typed_at_the_same_time_is_skipped(self) -> None:
        self.both("CP0001", "")
        self.assertEqual(
            list(Contact.objects.order_by("number").values_list("number", flat=True)), ["CP0001", "CP0002"]
        )

    def test_second_of_two_equal_typed_numbers_is_refused_with_the_reason(self) -> None:
        with self.assertRaisesMessage(NumberTakenError, "X1 already exists."):
            self.both("X1", "x1")
        self.assertEqual(Contact.objects.count(), 1)

    def test_many_at_once_leave_no_gap(self) -> None:
        run_together(*[self.make] * 8)
        numbers = set(Contact.objects.values_list("number", flat=True))
        self.assertEqual(numbers, {f"CP{value:04}" for value in range(1, 9)})
