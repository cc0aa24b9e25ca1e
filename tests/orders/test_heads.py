"""Orders get a head, and a change of it prices their lines again; their status changes no price."""

import datetime as dt
from decimal import Decimal

from django.test import TestCase

from campaigns.models import Campaign
from contacts.models import Contact, NumberSeries
from contacts.numbering import NumberError
from orders.entry import HandPrice, change_line, enter_line, hand_back, set_by_hand
from orders.heads import (
    BuyerGoneError,
    CurrencyError,
    EffectChangedError,
    OrderHead,
    StatusError,
    change_order,
    change_status,
    create_order,
    effect_of,
)
from orders.line_pricing import LineDetails
from orders.models import Order, OrderLine, PlanClock
from orders.services import OrderNotOpenError
from pricing.models import Item, SalesPrice
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE

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


class CreateOrderTest(EntryCase):
    def test_takes_next_number_or_typed_one(self) -> None:
        first, typed = create_order(buyer=self.alder, head=OPEN), create_order(buyer=self.alder, head=OPEN, number="X1")
        self.assertEqual((first.number, typed.number), ("SO00001", "X1"))
        self.assertEqual((first.status, first.ordered_on, first.campaign), (Order.Status.OPEN, WORK_DATE, None))

    def test_person_orders_for_the_company(self) -> None:
        ann = cast.person("Ann", self.alder)
        self.assertEqual(create_order(buyer=ann, head=OPEN).buyer_id, self.alder.pk)

    def test_buyer_that_is_gone_meanwhile_is_refused_without_a_gap_in_the_numbers(self) -> None:
        birch = cast.company("Birch")
        Contact.objects.filter(pk=birch.pk).delete()
        before = NumberSeries.objects.get(code="ORDER").next_value
        with self.assertRaisesMessage(BuyerGoneError, "BIRCH Birch was deleted or merged meanwhile."):
            create_order(buyer=birch, head=OPEN)
        self.assertEqual(NumberSeries.objects.get(code="ORDER").next_value, before)

    def test_number_that_is_taken_is_refused(self) -> None:
        with self.assertRaises(NumberError):
            create_order(buyer=self.alder, head=OPEN, number=self.order.number)
        self.assertEqual(Order.objects.count(), 1)

    def test_factor_has_to_suit_the_currency(self) -> None:
        for code, factor in (("", "1.1"), ("USD", "0"), ("USD", "-1")):
            head = OrderHead(ordered_on=WORK_DATE, currency_code=code, currency_factor=Decimal(factor))
            with self.subTest(code=code, factor=factor), self.assertRaises(CurrencyError):
                create_order(buyer=self.alder, head=head)
        self.assertEqual(Order.objects.count(), 1)


class ChangeOrderTest(EntryCase):
    def test_every_line_takes_the_price_of_the_rule(self) -> None:
        lines = [self.entered(5), self.entered(10)]
        change_order(self.order, head=OrderHead(ordered_on=WORK_DATE, campaign=cast.campaign("SUMMER")))
        self.assert_terms(lines[0], 100, 0, "500.00")
        self.assert_terms(lines[1], 100, 0, "1000.00")

    def test_order_date_decides_which_prices_are_valid(self) -> None:
        Campaign.objects.update(ending_on=WORK_DATE)
        line = self.entered(5)
        change_order(self.order, head=OrderHead(ordered_on=WORK_DATE + dt.timedelta(days=1)))
        self.assert_terms(line, 100, 0, "500.00")

    def test_lines_priced_by_hand_and_settled_ones_stay(self) -> None:
        by_hand = cast.line(self.order, self.item, 5, by_hand=True, unit_price=77)
        settled = cast.line(self.order, self.item, 5, invoiced_quantity=1)
        dollars = OrderHead(ordered_on=WORK_DATE, currency_code="USD", currency_factor=Decimal("1.3"))
        change_order(self.order, head=dollars)
        self.assert_terms(by_hand, 77, 0, "385.00")
        self.assert_terms(settled, 100, 0, "500.00")
        self.assertEqual(OrderLine.objects.get(pk=settled.pk).normal_unit_price, Decimal(100))
        self.assert_terms(hand_back(by_hand), 117, 0, "585.00")

    def test_agreed_price_stays_unless_the_currency_is_another(self) -> None:
        line = cast.line(self.order, self.item, 1, normal_unit_price=85, normal_is_card_price=False)
        change_order(self.order, head=OrderHead(ordered_on=WORK_DATE + dt.timedelta(days=1)))
        self.assert_terms(line, 85, 0, "85.00")
        dollars = OrderHead(ordered_on=WORK_DATE, currency_code="USD", currency_factor=Decimal("1.3"))
        change_order(self.order, head=dollars)
        self.assert_terms(line, 130, 0, "130.00")

    def test_every_line_is_stamped_with_the_plan_clock(self) -> None:
        lines = [cast.line(self.order, self.item), cast.line(self.order, self.item, shipped_quantity=1)]
        change_order(self.order, head=OPEN)
        generations = OrderLine.objects.filter(pk__in=[line.pk for line in lines]).values_list("generation", flat=True)
        self.assertEqual([*generations], [7, 7])

    def test_order_without_lines_can_be_changed(self) -> None:
        changed = change_order(self.order, head=OrderHead(ordered_on=WORK_DATE, campaign=self.spring))
        self.assertEqual(Order.objects.get(pk=changed.pk).campaign, self.spring)

    def test_what_cannot_be_is_refused_and_changes_nothing(self) -> None:
        line = self.entered(5)
        with self.assertRaises(CurrencyError):
            change_order(self.order, head=OrderHead(ordered_on=WORK_DATE, currency_factor=Decimal(2)))
        Order.objects.update(status=Order.Status.RELEASED)
        with self.assertRaises(OrderNotOpenError):
            change_order(self.order, head=OrderHead(ordered_on=WORK_DATE + dt.timedelta(days=1)))
        self.assert_unchanged(line)
        self.assertEqual(Order.objects.get().ordered_on, WORK_DATE)


class ChangeStatusTest(EntryCase):
    def test_prices_stay_and_lines_are_stamped(self) -> None:
        line = cast.line(self.order, self.item, 5)
        for status in (Order.Status.RELEASED, Order.Status.OPEN):
            self.assertEqual(change_status(self.order, status=status).status, status)
        self.assert_terms(line, 100, 0, "500.00")
        self.assertEqual(OrderLine.objects.get().generation, 7)

    def test_goes_only_where_it_may_and_from_what_was_seen(self) -> None:
        order = change_status(self.order, status=Order.Status.CLOSED, seen=Order.Status.OPEN)
        for status, seen in ((Order.Status.RELEASED, None), (Order.Status.OPEN, Order.Status.RELEASED)):
            with self.assertRaisesMessage(StatusError, f"Order {order.number} is closed. Nothing was changed."):
                change_status(order, status=status, seen=seen)
        self.assertEqual(Order.objects.get().status, Order.Status.CLOSED)
        self.assertEqual(change_status(order, status=Order.Status.OPEN).status, Order.Status.OPEN)


class EffectTest(EntryCase):
    """What a change of the head would do is shown before it is done."""

    def setUp(self) -> None:
        self.five = enter_line(self.order, details=self.details(5))
        set_by_hand(
            enter_line(self.order, details=self.details(5)),
            price=HandPrice(unit_price=Decimal(77), line_discount_percent=Decimal(0), reason="Agreed"),
            at=NOW,
            by=None,
        )
        self.winter = OrderHead(ordered_on=WORK_DATE, campaign=cast.campaign("WINTER", self.alder))

    def test_names_the_lines_that_move_and_writes_nothing(self) -> None:
        effect = effect_of(self.order, head=self.winter)
        [move] = effect.moves
        self.assertEqual((move.line, move.old.unit_price, move.line.unit_price), (self.five, 90, 100))
        self.assertEqual((effect.old_total, effect.new_total, effect.kept_count), (450, 500, 1))
        self.assertIsNone(Order.objects.get().campaign)
        self.assertEqual(OrderLine.objects.get(pk=self.five.pk).unit_price, 90)

    def test_change_does_what_was_shown(self) -> None:
        effect = effect_of(self.order, head=self.winter)
        change_order(self.order, head=self.winter, expected=effect.digest)
        prices = OrderLine.objects.order_by("pk").values_list("unit_price", flat=True)
        self.assertEqual(list(prices), [100, 77])

    def test_change_is_refused_where_the_effect_is_another_meanwhile(self) -> None:
        effect = effect_of(self.order, head=self.winter)
        change_line(self.five, details=self.details(6))
        with self.assertRaises(EffectChangedError):
            change_order(self.order, head=self.winter, expected=effect.digest)
        self.assertIsNone(Order.objects.get().campaign)

    def test_change_is_refused_where_somebody_else_changed_the_head(self) -> None:
        effect = effect_of(self.order, head=self.winter)
        Order.objects.update(ordered_on=WORK_DATE - dt.timedelta(1))
        with self.assertRaises(EffectChangedError):
            change_order(self.order, head=self.winter, expected=effect.digest)
        self.assertIsNone(Order.objects.get().campaign)
