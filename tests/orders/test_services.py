"""Putting terms on a line, and what an order allows."""

from decimal import Decimal

from django.test import TestCase

from orders.models import Order
from orders.selectors import normal_terms_of, terms_of
from orders.services import OrderNotOpenError, refuse_unless_open, write_normal_terms, write_terms
from pricing.terms import NormalTerms, PriceTerms
from tests.factories import cast


class WriteTermsTests(TestCase):
    def test_puts_price_discount_rows_and_amount_on_the_line(self) -> None:
        line = cast.line(cast.order(cast.company("Alder")), cast.item(), 3)
        terms = PriceTerms(Decimal("33.333"), Decimal(10), 7, 8)
        write_terms(line, terms)
        self.assertEqual(terms_of(line), terms)
        self.assertEqual(line.line_amount, Decimal("90.00"))

    def test_stores_the_normal_terms(self) -> None:
        line = cast.line(cast.order(cast.company("Alder")), cast.item())
        normal = NormalTerms(Decimal(92), False, Decimal(5), False, 7, 8)
        write_normal_terms(line, normal)
        self.assertEqual(normal_terms_of(line), normal)


class RefuseUnlessOpenTests(TestCase):
    def test_names_order_and_status(self) -> None:
        order = cast.order(cast.company("Alder"), number="SO1", status=Order.Status.RELEASED)
        with self.assertRaisesMessage(OrderNotOpenError, "Order SO1 is released. Only an open order can be changed."):
            refuse_unless_open(order)

    def test_lets_an_open_order_pass(self) -> None:
        refuse_unless_open(cast.order(cast.company("Alder")))
