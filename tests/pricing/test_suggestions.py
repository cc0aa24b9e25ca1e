import datetime as dt
from decimal import Decimal
from unittest import mock

from django.test import TestCase
from django.utils import translation

from pricing import suggestions
from pricing.models import SalesPrice
from pricing.rounding import ROUNDINGS
from pricing.suggestions import SuggestionError, Suggestions, SuggestionSource, SuggestionWish, suggest_prices
from tests.factories import cast
from tests.factories.campaigns import WORK_DATE
from tests.factories.pricing import ItemDiscountGroupFactory


class SuggestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.chairs = ItemDiscountGroupFactory(code="CHAIRS")
        cls.chair = cast.item("1000", "99.99", description="Chair", discount_group=cls.chairs)
        cls.lamp = cast.item("2000", "20", description="Lamp")
        cls.spring = cast.campaign("SPRING")

    def suggest(self, source: SuggestionSource, **wish: object) -> Suggestions:
        values = {"percent": Decimal(-15), "rounding": ROUNDINGS["0.05"], **wish}
        return suggest_prices(self.spring, SuggestionWish(source=source, **values), on=WORK_DATE)

    def rows(self, source: SuggestionSource, **wish: object) -> list[tuple[str, str]]:
        return [(row.cells["item"], row.cells["unit_price"]) for row in self.suggest(source, **wish).pasted.rows]


class CardTest(SuggestCase):
    def test_card_prices_are_changed_and_rounded_once(self) -> None:
        self.assertEqual(self.rows(SuggestionSource.CARD), [("1000", "85.00"), ("2000", "17.00")])
        self.assertEqual(SalesPrice.objects.count(), 0)

    def test_items_are_chosen_by_text_and_by_group(self) -> None:
        self.assertEqual(self.rows(SuggestionSource.CARD, search="lamp"), [("2000", "17.00")])
        self.assertEqual(self.rows(SuggestionSource.CARD, group=self.chairs), [("1000", "85.00")])

    def test_number_is_written_as_the_reader_types_it(self) -> None:
        with translation.override("nl"):
            self.assertEqual(self.rows(SuggestionSource.CARD, search="lamp"), [("2000", "17,00")])

    def test_what_cannot_be_a_price_is_left_out_with_the_reason(self) -> None:
        cast.price(self.chair, 80, self.spring)
        cast.item("3000", "0.02")
        cast.item("4000", is_blocked=True)
        found = self.suggest(SuggestionSource.CARD)
        self.assertEqual(
            found.skipped,
            [
                ("1000", "the campaign already has this price"),
                ("3000", "the price would be 0"),
                ("4000", "the item is blocked"),
            ],
        )
        self.assertEqual([row.cells["item"] for row in found.pasted.rows], ["2000"])


class StandingTest(SuggestCase):
    def test_prices_for_everyone_that_are_valid_keep_what_they_are_about(self) -> None:
        box = cast.unit(self.chair, "BOX")
        cast.price(self.chair, 400, unit=box, minimum_quantity=2, allows_line_discount=False, currency_code="USD")
        cast.price(self.lamp, 10, ending_on=WORK_DATE - dt.timedelta(days=1))
        cast.price(self.lamp, 11, cast.company("Alder"))
        [row] = self.suggest(SuggestionSource.STANDING).pasted.rows
        self.assertEqual(
            {name: cell for name, cell in row.cells.items() if cell},
            {
                "item": "1000",
                "unit_price": "340.00",
                "minimum_quantity": "2",
                "unit": "BOX",
                "currency": "USD",
                "allow_line_discount": "no",
            },
        )


class OtherCampaignTest(SuggestCase):
    def test_prices_of_the_other_campaign_only(self) -> None:
        summer = cast.campaign("SUMMER")
        cast.price(self.chair, 90, summer, variant=cast.variant(self.chair, "BLUE"))
        cast.price(self.lamp, 10)
        found = self.suggest(SuggestionSource.CAMPAIGN, other=summer, percent=Decimal(0))
        [row] = found.pasted.rows
        self.assertEqual((row.cells["item"], row.cells["variant"], row.cells["unit_price"]), ("1000", "BLUE", "90.00"))


class RefusalTest(SuggestCase):
    def test_nothing_to_start_from_is_said(self) -> None:
        with self.assertRaisesMessage(SuggestionError, "No prices were found to start from."):
            self.suggest(SuggestionSource.STANDING)

    def test_more_than_a_page_takes_is_said(self) -> None:
        with (
            mock.patch.object(suggestions, "MOST_ROWS", 1),
            self.assertRaisesMessage(SuggestionError, "2 rows are too many for this page; it takes 1."),
        ):
            self.suggest(SuggestionSource.CARD)
