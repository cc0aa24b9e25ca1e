"""What entering, changing and asking for a line have in common."""

from decimal import Decimal

from django.test import TestCase

from orders.line_pricing import LineChangedError, LineDetails, fill_line, price_again, refuse_unless_as_seen
from orders.models import OrderLine
from pricing.selectors import OfferBook
from tests.factories import cast
from tests.factories.campaigns import NOW


class LinePricingTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.item = cast.company("Alder"), cast.item()
        cls.order = cast.order(cls.alder)
        cls.line = cast.line(cls.order, cls.item, 4)

    def test_new_line_is_priced_from_a_book_that_was_read_before(self) -> None:
        cast.price(self.item, "90", self.alder)
        book = OfferBook.load(item_ids={self.item.pk}, buyer_ids={self.alder.pk})
        line = OrderLine(order=self.order, buyer=self.alder, line_number=2)
        fill_line(line, LineDetails(item=self.item, quantity=Decimal(3)))
        with self.assertNumQueries(0):
            price_again(self.order, [line], book=book)
        self.assertEqual((line.unit_price, line.line_amount), (90, 270))
        self.assertIsNone(line.pk)

    def test_stamp_changes_with_all_that_people_see(self) -> None:
        seen = {OrderLine.objects.get().stamp}
        for field, value in (
            ("quantity", Decimal(5)),
            ("unit_price", Decimal(5)),
            ("line_discount_percent", Decimal(5)),
            ("shipped_quantity", Decimal(1)),
            ("invoiced_quantity", Decimal(1)),
            ("hand_priced_at", NOW),
        ):
            line = OrderLine.objects.get()
            setattr(line, field, value)
            seen.add(line.stamp)
        self.assertEqual(len(seen), 7)

    def test_change_by_somebody_else_is_named_with_what_it_is_now(self) -> None:
        seen = OrderLine.objects.get().stamp
        refuse_unless_as_seen(OrderLine.objects.get(), seen)
        refuse_unless_as_seen(OrderLine.objects.get(), None)
        OrderLine.objects.update(quantity=6, unit_price=95)
        words = f"Line {self.line.line_number} was changed meanwhile: now it is 6 PCS at €95.00 less 0"
        with self.assertRaisesMessage(LineChangedError, words):
            refuse_unless_as_seen(OrderLine.objects.select_related("order", "unit").get(), seen)
