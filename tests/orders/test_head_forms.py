"""What people fill in about an order as a whole."""

from decimal import Decimal

from django.test import TestCase

from contacts.numbering import NumberError
from orders.head_forms import NewOrderForm, OrderHeadForm, StatusForm
from orders.models import Order
from tests.factories import cast


class OrderHeadFormTest(TestCase):
    def test_head_keeps_the_currency_of_the_order(self) -> None:
        order = cast.order(cast.company(), currency_code="USD", currency_factor="1.25")
        form = OrderHeadForm({"ordered_on": "2030-02-01"}, order=order)
        self.assertTrue(form.is_valid(), form.errors)
        head = form.head()
        self.assertEqual((head.currency_code, head.currency_factor, head.campaign), ("USD", Decimal("1.25"), None))

    def test_effect_that_is_shown_travels_with_the_form(self) -> None:
        form = OrderHeadForm({"ordered_on": "2030-02-01"}, order=cast.order(cast.company()))
        form.show("abc")
        self.assertIn('value="abc"', str(form["checked"]))


class NewOrderFormTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cast.terms(cls.alder, currency_code="USD")

    def form(self, **fields: str) -> NewOrderForm:
        return NewOrderForm({"buyer": "alder", "ordered_on": "2030-01-15", **fields})

    def test_currency_of_the_buyer_is_asked_for_unless_another_is_typed_on_purpose(self) -> None:
        form = self.form()
        self.assertEqual(
            form.errors["currency"], ["This buyer orders in USD. Type USD and its factor, or EUR on purpose."]
        )
        for currency, factor, head in (("usd", "1.25", ("USD", Decimal("1.25"))), ("EUR", "", ("", Decimal(1)))):
            form = self.form(currency=currency, currency_factor=factor)
            self.assertTrue(form.is_valid(), form.errors)
            self.assertEqual((form.head().currency_code, form.head().currency_factor), head)

    def test_foreign_currency_needs_its_factor(self) -> None:
        self.assertEqual(list(self.form(currency="CHF").errors), ["currency_factor"])

    def test_number_that_is_refused_is_named_at_its_field(self) -> None:
        form = self.form(currency="EUR", number="X")
        form.full_clean()
        form.refuse(NumberError("Taken."))
        self.assertEqual(form.errors["number"], ["Taken."])


class StatusFormTest(TestCase):
    def test_offers_what_may_follow(self) -> None:
        order = cast.order(cast.company(), status=Order.Status.CLOSED)
        self.assertEqual(StatusForm(order=order).next_statuses, (Order.Status.OPEN,))
        form = StatusForm({"status": "open", "seen": "closed"}, order=order)
        self.assertTrue(form.is_valid(), form.errors)
        self.assertEqual(form.cleaned_data, {"status": Order.Status.OPEN, "seen": Order.Status.CLOSED})
        self.assertEqual(
            StatusForm({"seen": "closed"}, order=order).errors["status"], ["Choose what becomes of the order."]
        )
