"""Lines take the rule's price when they are entered and changed (D5), and keep what somebody set by hand (D10)."""

from decimal import Decimal

from django.contrib.auth.models import User
from django.db import connection
from django.test import TestCase

from campaigns.models import Campaign
from contacts.models import Contact
from orders.entry import HandPrice, HandPriceError, change_line, enter_line, hand_back, remove_line, set_by_hand
from orders.heads import OrderHead
from orders.line_pricing import LineChangedError, LineDetails, LineNotPriceableError, QuantityError, UnitError
from orders.models import Order, OrderLine, PlanClock
from orders.services import AmountError, OrderNotOpenError
from pricing.models import Item, SalesPrice
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.users import UserFactory

OPEN = OrderHead(ordered_on=WORK_DATE)


class EntryCase(TestCase):
    """Alder buys item 1000 (100 a piece), for which campaign Spring asks 90 from 5 pieces on and gives 10 % from 10."""

    alder: Contact
    item: Item
    spring: Campaign
    spring_price: SalesPrice
    order: Order

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item(price=100)
        cls.spring = cast.campaign("SPRING", cls.alder)
        cls.spring_price = cast.price(cls.item, 90, cls.spring, minimum_quantity=5)
        cls.spring_discount = cast.discount(cls.item, 10, cls.spring, minimum_quantity=10)
        cls.order = cast.order(cls.alder)
        PlanClock.objects.update(generation=7)

    def details(self, quantity: str | int, item: Item | None = None, **fields: object) -> LineDetails:
        return LineDetails(item=item or self.item, quantity=Decimal(quantity), **fields)

    def entered(self, quantity: str | int, **fields: object) -> OrderLine:
        return enter_line(self.order, details=self.details(quantity, **fields))

    def assert_terms(self, line: OrderLine, unit_price: str | int, percent: str | int, amount: str) -> None:
        stored = OrderLine.objects.get(pk=line.pk)
        self.assertEqual(
            (stored.unit_price, stored.line_discount_percent, stored.line_amount),
            (Decimal(unit_price), Decimal(percent), Decimal(amount)),
        )

    def assert_unchanged(self, line: OrderLine) -> None:
        stored = OrderLine.objects.filter(pk=line.pk).values()
        self.assertEqual(stored.get(), {name: getattr(line, name) for name in stored.get()})


class EnterLineTest(EntryCase):
    def test_takes_the_price_of_the_rule_with_its_rows(self) -> None:
        line = self.entered(10)
        self.assert_terms(line, 90, 10, "810.00")
        self.assertEqual((line.sales_price, line.line_discount), (self.spring_price, self.spring_discount))
        self.assertEqual((line.normal_unit_price, line.normal_is_card_price), (Decimal(100), True))

    def test_is_numbered_after_the_last_one_and_stamped_with_the_plan_clock(self) -> None:
        first, second = self.entered(1), self.entered(1)
        self.assertEqual((first.line_number, second.line_number), (1, 2))
        self.assertEqual((second.buyer_id, second.generation), (self.alder.pk, 7))

    def test_without_a_unit_takes_the_base_unit(self) -> None:
        line = self.entered(1)
        self.assertEqual((line.unit, line.quantity_per_unit), (self.item.base_unit, Decimal(1)))

    def test_unit_holds_what_the_item_says(self) -> None:
        box = cast.unit(self.item, "BOX", holds=5)
        line = self.entered(1, unit=box)
        self.assertEqual(line.quantity_per_unit, Decimal(5))
        self.assert_terms(line, 450, 0, "450.00")

    def test_variant_may_have_its_own_price(self) -> None:
        blue = cast.variant(self.item, "BLUE")
        cast.price(self.item, 80, variant=blue)
        self.assert_terms(self.entered(1, variant=blue), 80, 0, "80.00")

    def test_order_that_is_not_open_is_refused(self) -> None:
        Order.objects.update(status=Order.Status.RELEASED)
        with self.assertRaisesMessage(OrderNotOpenError, "is released. Only an open order can be changed."):
            self.entered(1)
        self.assertEqual(OrderLine.objects.count(), 0)

    def test_what_cannot_be_ordered_is_refused(self) -> None:
        other = cast.item("2000")
        cases = [
            (QuantityError, self.details(-1)),
            (UnitError, self.details(1, variant=cast.variant(other, "RED"))),
            (UnitError, self.details(1, unit=cast.unit(other, "CRATE"))),
            (AmountError, self.details("9999999999", cast.item("3000", price=9999))),
        ]
        for error, details in cases:
            with self.subTest(error=error.__name__), self.assertRaises(error):
                enter_line(self.order, details=details)
        self.assertEqual(OrderLine.objects.count(), 0)

    def test_number_of_queries_does_not_grow_with_the_order(self) -> None:
        count = 14 if connection.vendor == "postgresql" else 13  # There it takes the lane.
        with self.assertNumQueries(count):
            self.entered(1)
        for _ in range(5):
            cast.line(self.order, self.item)
        with self.assertNumQueries(count):
            self.entered(1)


class ChangeLineTest(EntryCase):
    def test_more_reaches_the_minimum_and_fewer_fall_back_to_the_normal_terms(self) -> None:
        line = self.entered(4)
        self.assert_terms(line, 100, 0, "400.00")
        self.assert_terms(change_line(line, details=self.details(5)), 90, 0, "450.00")
        back = change_line(line, details=self.details("4.99999"))
        self.assert_terms(back, 100, 0, "500.00")
        self.assertEqual((back.sales_price, back.line_discount), (None, None))

    def test_is_stamped_with_the_plan_clock(self) -> None:
        line = cast.line(self.order, self.item, 1, generation=3)
        self.assertEqual(change_line(line, details=self.details(1)).generation, 7)

    def test_agreed_price_stays_with_the_item_and_unit(self) -> None:
        agreed = {"normal_unit_price": 85, "normal_is_card_price": False}
        line = cast.line(self.order, self.item, 1, **agreed)
        self.assert_terms(change_line(line, details=self.details(6)), 85, 0, "510.00")
        other = change_line(line, details=self.details(6, cast.item("2000", price=50)))
        self.assert_terms(other, 50, 0, "300.00")
        self.assertTrue(other.normal_is_card_price)

    def test_line_priced_by_hand_keeps_its_price_and_gets_its_amount(self) -> None:
        line = cast.line(self.order, self.item, 1, by_hand=True, unit_price=77, line_discount_percent=3)
        self.assert_terms(change_line(line, details=self.details(10)), 77, 3, "746.90")

    def test_line_priced_by_hand_gets_the_normal_terms_of_its_new_item(self) -> None:
        agreed = {"normal_unit_price": 85, "normal_is_card_price": False}
        line = cast.line(self.order, self.item, 1, by_hand=True, unit_price=77, **agreed)
        line = change_line(line, details=self.details(1, cast.item("2000", price=50)))
        self.assert_terms(line, 77, 0, "77.00")
        self.assert_terms(hand_back(line), 50, 0, "50.00")

    def test_line_of_which_something_was_shipped_keeps_its_price(self) -> None:
        line = cast.line(self.order, self.item, 4, shipped_quantity=4)
        self.assert_terms(change_line(line, details=self.details(10)), 100, 0, "1000.00")

    def test_line_of_which_something_was_shipped_can_only_change_its_quantity(self) -> None:
        line = cast.line(self.order, self.item, 4, shipped_quantity=4)
        box = cast.unit(self.item, "BOX")
        for details in (self.details(4, cast.item("2000")), self.details(4, unit=box)):
            with self.assertRaises(LineNotPriceableError):
                change_line(line, details=details)
        self.assert_unchanged(line)

    def test_no_fewer_than_were_shipped(self) -> None:
        line = cast.line(self.order, self.item, 4, shipped_quantity=4)
        with self.assertRaises(QuantityError):
            change_line(line, details=self.details("3.99999"))
        self.assert_unchanged(line)

    def test_order_that_is_not_open_is_refused(self) -> None:
        line = self.entered(1)
        Order.objects.update(status=Order.Status.CLOSED)
        with self.assertRaises(OrderNotOpenError):
            change_line(line, details=self.details(5))
        self.assert_unchanged(line)


class RemoveLineTest(EntryCase):
    def test_takes_the_line_off(self) -> None:
        line, other = self.entered(1), self.entered(1)
        remove_line(line)
        self.assertEqual([*self.order.lines.all()], [other])

    def test_line_of_which_something_was_invoiced_stays(self) -> None:
        line = cast.line(self.order, self.item, 4, invoiced_quantity=1)
        with self.assertRaises(LineNotPriceableError):
            remove_line(line)
        self.assertTrue(OrderLine.objects.filter(pk=line.pk).exists())


class HandPriceTest(EntryCase):
    user: User

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.user = UserFactory()

    def set_by_hand(self, line: OrderLine, unit_price: str, percent: str = "0") -> OrderLine:
        terms = {"unit_price": Decimal(unit_price), "line_discount_percent": Decimal(percent)}
        return set_by_hand(line, price=HandPrice(**terms, reason="Agreed by phone"), at=NOW, by=self.user)

    def test_is_marked_with_who_when_and_why_and_names_no_row(self) -> None:
        line = self.set_by_hand(self.entered(10), "77", "3")
        self.assert_terms(line, 77, 3, "746.90")
        self.assertEqual((line.sales_price_id, line.line_discount_id), (None, None))
        marks = line.is_priced_by_hand, line.hand_priced_at, line.hand_priced_by, line.hand_price_reason
        self.assertEqual(marks, (True, NOW, self.user, "Agreed by phone"))
        self.assertEqual((line.normal_unit_price, line.generation), (Decimal(100), 7))

    def test_handing_back_gives_the_price_of_the_rule_and_takes_the_marks_off(self) -> None:
        line = hand_back(self.set_by_hand(self.entered(10), "77"))
        self.assert_terms(line, 90, 10, "810.00")
        marks = line.is_priced_by_hand, line.hand_priced_at, line.hand_priced_by, line.hand_price_reason
        self.assertEqual(marks, (False, None, None, ""))

    def test_handing_back_keeps_the_agreed_price(self) -> None:
        agreed = {"normal_unit_price": 85, "normal_is_card_price": False}
        line = cast.line(self.order, self.item, 10, by_hand=True, unit_price=77, **agreed)
        self.assert_terms(hand_back(line), 85, 10, "765.00")

    def test_price_or_discount_that_cannot_be_is_refused(self) -> None:
        line = self.entered(1)
        for price, percent in (("-0.01", "0"), ("1", "100.00001"), ("1", "-1")):
            with self.subTest(price=price, percent=percent), self.assertRaises(HandPriceError):
                self.set_by_hand(line, price, percent)
        self.assert_unchanged(line)

    def test_amount_that_no_line_can_hold_is_refused(self) -> None:
        line = self.entered(1000)
        self.set_by_hand(line, "9999999999.99999")
        self.assert_terms(line, "9999999999.99999", 0, "9999999999999.99")
        for quantity, price in ((1000, "10000000000"), (1001, "9999999999.99999")):
            line = self.entered(quantity)
            with self.subTest(price=price), self.assertRaisesMessage(AmountError, "more than can be kept"):
                self.set_by_hand(line, price)
            self.assert_unchanged(line)

    def test_settled_line_can_neither_be_set_nor_handed_back(self) -> None:
        line = cast.line(self.order, self.item, 4, shipped_quantity=1)
        with self.assertRaises(LineNotPriceableError):
            self.set_by_hand(line, "77")
        with self.assertRaises(LineNotPriceableError):
            hand_back(line)
        self.assert_unchanged(line)


class SeenTest(EntryCase):
    """What somebody else changed since is never written over."""

    def test_every_change_of_a_line_that_was_changed_meanwhile_is_refused(self) -> None:
        line = enter_line(self.order, details=self.details(5))
        seen = OrderLine.objects.get().stamp
        change_line(line, details=self.details(6), seen=seen)
        price = HandPrice(unit_price=Decimal(1), line_discount_percent=Decimal(0), reason="Late")
        for late in (
            lambda: change_line(line, details=self.details(7), seen=seen),
            lambda: remove_line(line, seen=seen),
            lambda: set_by_hand(line, price=price, at=NOW, by=None, seen=seen),
            lambda: hand_back(line, seen=seen),
        ):
            with self.assertRaises(LineChangedError):
                late()
        self.assertEqual((OrderLine.objects.get().quantity, OrderLine.objects.get().unit_price), (6, 90))
