"""What a run changes for each buyer and each item, added up to the cent."""

from decimal import Decimal

from django.test import TestCase

from orders.models import RunLine
from orders.shares import Share, share_count, shares_of
from tests.factories import cast
from tests.factories.orders import ActivationRunFactory, RunLineFactory


class SharesTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.run_made = ActivationRunFactory()
        chair, desk = cast.item("1000", description="Chair"), cast.item("2000", description="Desk")
        dollars = cast.order(cast.company("Birch"), currency_code="USD", currency_factor=Decimal(2))
        alder = cast.order(cast.company("Alder"))
        cls.row(alder, chair, "100.10", "90.00")
        cls.row(alder, desk, "10.00", "9.90")
        cls.row(dollars, chair, "100.00", "110.01")
        cls.row(dollars, chair, "1.00", "9.00", is_skipped=True)
        RunLineFactory(order_line=cast.line(alder, chair), item=chair)

    @classmethod
    def row(cls, order: object, item: object, old: str, new: str, **fields: object) -> RunLine:
        return RunLineFactory(
            run=cls.run_made,
            order_line=cast.line(order, item),
            item=item,
            currency_factor=order.currency_factor,
            old_line_amount=Decimal(old),
            new_line_amount=Decimal(new),
            **fields,
        )

    def test_by_buyer_with_the_biggest_rise_first_and_then_what_falls_most(self) -> None:
        birch = Share("BIRCH", "Birch", 1, Decimal("50.00"), Decimal("55.01"))
        alder = Share("ALDER", "Alder", 2, Decimal("110.10"), Decimal("99.90"))
        self.assertEqual(shares_of(self.run_made, "buyer", limit=9), [birch, alder])
        self.assertEqual(share_count(self.run_made, "buyer"), 2)

    def test_by_item(self) -> None:
        chair = Share("1000", "Chair", 2, Decimal("150.10"), Decimal("145.01"))
        desk = Share("2000", "Desk", 1, Decimal("10.00"), Decimal("9.90"))
        self.assertEqual(shares_of(self.run_made, "item", limit=9), [chair, desk])

    def test_in_the_order_that_is_asked_for_and_a_page_at_a_time(self) -> None:
        for order, names in (
            ("name", ["Alder", "Birch"]),
            ("-name", ["Birch", "Alder"]),
            ("-lines", ["Alder", "Birch"]),
        ):
            found = shares_of(self.run_made, "buyer", limit=9, order=order)
            self.assertEqual([share.name for share in found], names)
        [second] = shares_of(self.run_made, "buyer", limit=1, offset=1)
        self.assertEqual(second.name, "Alder")

    def test_order_that_does_not_exist_is_the_usual_one(self) -> None:
        usual = shares_of(self.run_made, "buyer", limit=9)
        self.assertEqual(shares_of(self.run_made, "buyer", limit=9, order="pk; DROP"), usual)
