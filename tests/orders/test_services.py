"""The writes of one line's price, and what is refused."""

from decimal import Decimal

from django.test import TestCase

from orders.models import Order, OrderLine
from orders.selectors import normal_terms_of
from orders.services import (
    AmountError,
    OrderNotOpenError,
    refuse_too_large,
    refuse_unless_open,
    write_normal_terms,
    write_terms,
)
from pricing.terms import NormalTerms, PriceTerms
from tests.factories import cast


class LineCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.order = cast.order(cast.company("Alder"), number="ORDER1")
        cls.line = cast.line(cls.order, cast.item("1000", price=100), 3)


class WriteTermsTest(LineCase):
    def test_puts_price_discount_rows_and_amount_on_the_line_and_saves_nothing(self) -> None:
        write_terms(self.line, PriceTerms(Decimal("33.333"), Decimal(10), sales_price_id=7, line_discount_id=8))
        terms = self.line.unit_price, self.line.line_discount_percent, self.line.line_amount
        self.assertEqual(terms, (Decimal("33.333"), Decimal(10), Decimal("90.00")))
        self.assertEqual((self.line.sales_price_id, self.line.line_discount_id), (7, 8))
        self.assertEqual(OrderLine.objects.get().unit_price, Decimal(100))

    def test_takes_rows_away_that_do_not_decide_any_more(self) -> None:
        self.line.sales_price_id = self.line.line_discount_id = 7
        write_terms(self.line, PriceTerms(Decimal(90), Decimal(0)))
        self.assertEqual((self.line.sales_price_id, self.line.line_discount_id), (None, None))

    def test_normal_terms_are_read_as_they_were_written(self) -> None:
        normal = NormalTerms(
            unit_price=Decimal("97.5"),
            allows_line_discount=False,
            discount_percent=Decimal(2),
            is_card_price=False,
            sales_price_id=7,
            line_discount_id=8,
        )
        write_normal_terms(self.line, normal)
        self.assertEqual(normal_terms_of(self.line), normal)
        self.assertEqual(self.line.unit_price, Decimal(100))


class RefuseTest(LineCase):
    def test_only_an_open_order_is_let_through(self) -> None:
        refuse_unless_open(self.order)
        for status, word in (("released", "released"), ("closed", "closed"), ("cancelled", "cancelled")):
            self.order.status = Order.Status(status)
            sentence = f"Order ORDER1 is {word}. Only an open order can be changed."
            with self.subTest(status=status), self.assertRaisesMessage(OrderNotOpenError, sentence):
                refuse_unless_open(self.order)

    def test_only_a_line_that_its_columns_hold_is_let_through(self) -> None:
        longest = Decimal("9999999999.99999")
        self.line.unit_price, self.line.normal_unit_price = longest, longest
        self.line.line_amount = Decimal("9999999999999.99")
        refuse_too_large(self.line)
        for field, value in (
            ("unit_price", Decimal("10000000000")),
            ("normal_unit_price", Decimal("10000000000")),
            ("line_amount", Decimal("10000000000000")),
        ):
            with self.subTest(field=field), self.assertRaises(AmountError):
                refuse_too_large(self.changed(field, value))

    def changed(self, field: str, value: Decimal) -> OrderLine:
        line = OrderLine.objects.get()
        setattr(line, field, value)
        return line
