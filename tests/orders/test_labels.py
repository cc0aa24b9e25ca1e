"""What order lines and ledger rows say of where their terms come from."""

from django.test import TestCase

from orders.labels import discount_origin, new_origin, price_origin, skip_words
from orders.models import OrderLine, RunLine
from pricing.models import SalesLineDiscount, SalesPrice
from tests.factories import cast
from tests.factories.orders import RunLineFactory
from tests.factories.pricing import CustomerDiscountGroupFactory, CustomerPriceGroupFactory
from tests.factories.users import UserFactory


class OriginTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.item = cast.company("Alder"), cast.item()
        cls.spring, cls.winter = cast.campaign("SPRING"), cast.campaign("WINTER")
        cls.order = cast.order(cls.alder)

    def line(self, price: SalesPrice | None = None, discount: SalesLineDiscount | None = None) -> OrderLine:
        return cast.line(self.order, self.item, sales_price=price, line_discount=discount)

    def test_price_names_its_source(self) -> None:
        group = CustomerPriceGroupFactory()
        for source, words in (
            (self.spring, "campaign SPRING"),
            (self.alder, "buyer's price"),
            (group, "price of the customer group"),
            (None, "price for everyone"),
        ):
            self.assertEqual(price_origin(self.line(cast.price(self.item, "90", source))), words)

    def test_price_without_row_is_of_the_card_or_agreed(self) -> None:
        line = self.line()
        self.assertEqual(price_origin(line), "card price")
        line.normal_is_card_price = False
        self.assertEqual(price_origin(line), "agreed price")

    def test_discount_names_its_source(self) -> None:
        group = CustomerDiscountGroupFactory()
        for source, words in (
            (self.spring, "campaign SPRING"),
            (self.alder, "buyer's discount"),
            (group, "discount of the customer group"),
            (None, "discount for everyone"),
        ):
            self.assertEqual(discount_origin(self.line(discount=cast.discount(self.item, "5", source))), words)
        self.assertEqual(discount_origin(self.line()), "")

    def test_hand_price_names_who_when_and_why(self) -> None:
        line = cast.line(self.order, self.item, by_hand=True)
        self.assertEqual(price_origin(line), "priced by hand on 15 Jan 2030 10:30")
        line.hand_priced_by, line.hand_price_reason = UserFactory(username="anna"), "Scratched"
        self.assertEqual(price_origin(line), "priced by hand by anna on 15 Jan 2030 10:30: Scratched")
        self.assertEqual(discount_origin(line), "")

    def test_ledger_row_names_each_source_once(self) -> None:
        price, discount = cast.price(self.item, "90", self.spring), cast.discount(self.item, "5", self.spring)
        row = RunLineFactory(order_line=self.line(), new_sales_price=price, new_line_discount=discount)
        self.assertEqual(new_origin(row), "campaign SPRING")
        row.new_line_discount = cast.discount(self.item, "6", self.winter)
        self.assertEqual(new_origin(row), "campaign SPRING, campaign WINTER")
        row.new_sales_price = None
        self.assertEqual(new_origin(row), "card price, campaign WINTER")


class SkipWordsTest(TestCase):
    def test_says_why_as_it_was_then(self) -> None:
        line = cast.line(cast.order(cast.company()), cast.item())
        row = RunLineFactory(order_line=line, is_skipped=True, skip_reason=RunLine.SkipReason.BY_HAND)
        line.shipped_quantity = 1
        self.assertEqual(skip_words(row), "The line had been priced by hand.")

    def test_of_old_runs_only_that_it_changed_is_known(self) -> None:
        self.assertEqual(skip_words(RunLine()), "The line had been changed after the effect was checked.")
