"""The one sentence that is read aloud."""

import datetime as dt
from decimal import Decimal

from django.test import TestCase
from django.utils.translation import override

from pricing.labels import discount_labels, price_labels
from pricing.models import SalesLineDiscount, SalesPrice
from pricing.sentences import SpokenTerms, spoken
from pricing.terms import PriceTerms
from tests.factories import cast
from tests.factories.pricing import CustomerDiscountGroupFactory, CustomerPriceGroupFactory

SPACE = "\N{NO-BREAK SPACE}"


class SpokenTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.item = cast.company("Alder"), cast.item()
        cls.spring = cast.campaign("SPRING", description="Spring sale", ending_on=dt.date(2030, 3, 31))

    def said(self, price: SalesPrice | None, discount: SalesLineDiscount | None = None, **fields: object) -> str:
        percent = discount.line_discount_percent if discount else Decimal(0)
        return spoken(
            SpokenTerms(
                terms=PriceTerms(price.unit_price if price else Decimal(100), percent),
                is_card_price=fields.get("is_card_price", True),  # type: ignore[arg-type]
                price_label=price_labels([price.pk])[price.pk] if price else None,
                discount_label=discount_labels([discount.pk])[discount.pk] if discount else None,
                unit="PCS",
                currency_code="",
            )
        )

    def test_price_alone_says_whose_it_is(self) -> None:
        group = CustomerPriceGroupFactory(code="WHOLESALE")
        for price, words in (
            (None, "€100.00 for one PCS: this is the price of the item."),
            (cast.price(self.item, "95"), "€95.00 for one PCS: this is the price for everyone."),
            (cast.price(self.item, "94", group), "€94.00 for one PCS: this is the price of customer group WHOLESALE."),
            (cast.price(self.item, "93", self.alder), "€93.00 for one PCS: this is your own price."),
            (
                cast.price(self.item, "90", self.spring),
                "€90.00 for one PCS: campaign SPRING Spring sale gives this price until 31 March 2030.",
            ),
        ):
            self.assertEqual(self.said(price), f"You pay {words}")
        self.assertEqual(self.said(None, is_card_price=False), "You pay €100.00 for one PCS: this is the price agreed.")

    def test_discount_says_what_it_goes_off(self) -> None:
        ten = cast.discount(self.item, "10", self.spring)
        self.assertEqual(
            self.said(cast.price(self.item, "90", self.alder), ten),
            f"You pay €81.00 for one PCS: your own price is €90.00, "
            f"and campaign SPRING Spring sale takes 10{SPACE}% off until 31 March 2030.",
        )
        five = cast.discount(None, "5", CustomerDiscountGroupFactory(code="LARGE"))
        self.assertEqual(
            self.said(None, five),
            "You pay €95.00 for one PCS: the price of the item is €100.00, "
            f"and customer group LARGE gets 5{SPACE}% off.",
        )

    def test_is_read_aloud_in_dutch_too(self) -> None:
        with override("nl"):
            sentence = self.said(cast.price(self.item, "90", self.spring))
        self.assertEqual(
            sentence.replace(SPACE, " "),
            "U betaalt € 90,00 voor één PCS: campagne SPRING Spring sale geeft deze prijs tot en met 31 maart 2030.",
        )
