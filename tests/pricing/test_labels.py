import datetime as dt
from decimal import Decimal

from django.test import SimpleTestCase, TestCase

from pricing.labels import discount_labels, price_labels, reason_words
from pricing.terms import Reason, SourceKind
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.pricing import (
    CustomerDiscountGroupFactory,
    CustomerPriceGroupFactory,
    ItemDiscountGroupFactory,
)


class LabelTest(TestCase):
    def test_of_campaign_price_has_dates_of_campaign(self) -> None:
        item = cast.item("1000", description="Bicycle")
        spring = cast.campaign(
            "SPRING", description="Spring sale", starting_on=dt.date(2030, 3, 1), ending_on=dt.date(2030, 3, 31)
        )
        row = cast.price(
            item,
            90,
            spring,
            variant=cast.variant(item, "BLUE"),
            unit=cast.unit(item, "BOX"),
            currency_code="USD",
            minimum_quantity="2.5",
        )
        label = price_labels([row.pk])[row.pk]
        self.assertEqual(str(label), "Campaign SPRING Spring sale")
        self.assertEqual((label.kind, label.source), (SourceKind.CAMPAIGN, "SPRING Spring sale"))
        self.assertEqual((label.campaign_id, label.subject), (spring.pk, "1000 Bicycle"))
        self.assertEqual((label.variant, label.unit, label.currency_code), ("BLUE", "BOX", "USD"))
        self.assertEqual(label.minimum_quantity, Decimal("2.5"))
        self.assertEqual((label.starting_on, label.ending_on), (dt.date(2030, 3, 1), dt.date(2030, 3, 31)))
        self.assertFalse(label.is_withdrawn)

    def test_of_standing_prices(self) -> None:
        item, alder = cast.item(), cast.company("Alder")
        rows = {
            "Everyone": cast.price(item, 90, starting_on=dt.date(2030, 1, 1)),
            "Buyer ALDER Alder": cast.price(item, 90, alder),
            "Customer group WHOLESALE": cast.price(item, 90, CustomerPriceGroupFactory(code="WHOLESALE")),
        }
        labels = price_labels([row.pk for row in rows.values()])
        for words, row in rows.items():
            with self.subTest(words=words):
                self.assertEqual(str(labels[row.pk]), words)
        self.assertEqual(labels[rows["Everyone"].pk].starting_on, dt.date(2030, 1, 1))

    def test_of_discounts_say_what_they_are_on(self) -> None:
        rows = {
            "1000": cast.discount(cast.item("1000", description=""), 5),
            "RESALE": cast.discount(ItemDiscountGroupFactory(code="RESALE"), 5),
            "": cast.discount(None, 5, CustomerDiscountGroupFactory(code="LARGE")),
        }
        labels = discount_labels([row.pk for row in rows.values()])
        self.assertEqual({label.subject for label in labels.values()}, set(rows))
        self.assertEqual(str(labels[rows[""].pk]), "Customer group LARGE")

    def test_of_withdrawn_row_says_so(self) -> None:
        row = cast.discount(None, 5, withdrawn_at=NOW)
        self.assertTrue(discount_labels([row.pk])[row.pk].is_withdrawn)

    def test_of_row_that_is_gone_is_left_out(self) -> None:
        self.assertEqual((price_labels([4711]), discount_labels([4711])), ({}, {}))

    def test_query_count_does_not_grow_with_rows(self) -> None:
        item, spring = cast.item(), cast.campaign()
        prices = [cast.price(item, 90, spring, minimum_quantity=quantity).pk for quantity in range(20)]
        discounts = [cast.discount(item, 10, spring, minimum_quantity=quantity).pk for quantity in range(20)]
        with self.assertNumQueries(2):
            self.assertEqual((len(price_labels(prices)), len(discount_labels(discounts))), (20, 20))


class ReasonWordsTest(SimpleTestCase):
    def test_say_in_english_what_the_reason_says(self) -> None:
        for reason in Reason:
            with self.subTest(reason=reason):
                self.assertEqual(reason_words(reason), reason.value)
