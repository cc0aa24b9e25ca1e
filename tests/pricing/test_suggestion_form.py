from decimal import Decimal

from django.test import TestCase

from pricing.rounding import ROUNDINGS
from pricing.suggestion_form import SuggestionForm
from pricing.suggestions import SuggestionSource, SuggestionWish
from tests.factories import cast

TYPED = {"source": "card", "percent": "-12.5", "rounding": "x.95", "search": " chair "}


class SuggestionFormTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.spring = cast.campaign("SPRING")

    def form(self, **typed: str) -> SuggestionForm:
        return SuggestionForm({**TYPED, **typed}, campaign=self.spring)

    def test_gives_the_wish(self) -> None:
        form = self.form()
        self.assertTrue(form.is_valid(), form.errors)
        wish = SuggestionWish(
            source=SuggestionSource.CARD, percent=Decimal("-12.5"), rounding=ROUNDINGS["x.95"], search="chair"
        )
        self.assertEqual(form.wish(), wish)

    def test_offers_every_rounding(self) -> None:
        codes = [code for code, _label in self.form().fields["rounding"].choices]
        self.assertEqual(codes, list(ROUNDINGS))

    def test_other_campaign_is_found_by_its_number(self) -> None:
        summer = cast.campaign("SUMMER")
        form = self.form(source="campaign", other="summer")
        self.assertTrue(form.is_valid(), form.errors)
        self.assertEqual(form.wish().other, summer)
        for number, sentence in (
            ("", "Type the number of the campaign to start from."),
            ("SPRING", "There is no other campaign SPRING."),
        ):
            self.assertEqual(self.form(source="campaign", other=number).errors["other"], [sentence])

    def test_more_than_everything_off_is_refused(self) -> None:
        self.assertIn("percent", self.form(percent="-101").errors)
