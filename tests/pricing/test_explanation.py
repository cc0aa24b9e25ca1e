"""Every offer that was looked at, the deciding ones first."""

from decimal import Decimal

from django.test import TestCase

from pricing.explanation import offer_rows
from pricing.selectors import OfferBook
from pricing.terms import Sale
from tests.factories import cast
from tests.factories.campaigns import WORK_DATE


class OfferRowsTest(TestCase):
    def test_winner_stands_first_then_what_came_nearest(self) -> None:
        alder, item = cast.company("Alder"), cast.item()
        spring, winter = cast.campaign("SPRING", alder), cast.campaign("WINTER", alder, is_active=False)
        dear, won = cast.price(item, "95", spring), cast.price(item, "90", alder)
        off = cast.price(item, "50", winter)
        small, large = cast.discount(item, "5"), cast.discount(item, "6", alder)
        book = OfferBook.load(item_ids={item.pk}, buyer_ids={alder.pk}, shows_every_campaign=True)
        sale = Sale(item_id=item.pk, buyer_id=alder.pk, ordered_on=WORK_DATE, quantity=Decimal(1))
        judgement = book.judge(sale)
        with self.assertNumQueries(2):
            rows = offer_rows(judgement)
        self.assertEqual([row.row_id for row in rows.prices], [won.pk, dear.pk, off.pk])
        self.assertEqual(
            [row.reason for row in rows.prices], ["", "normal price already better", "campaign not active"]
        )
        self.assertEqual([row.net for row in rows.prices], [Decimal("84.6"), Decimal("89.3"), None])
        self.assertEqual([row.row_id for row in rows.discounts], [large.pk, small.pk])
        self.assertEqual(str(rows.price_label(won.pk)), "Buyer ALDER Alder")
        self.assertEqual(str(rows.discount_label(large.pk)), "Buyer ALDER Alder")
        self.assertIsNone(rows.price_label(None))
        self.assertEqual(rows.normal_reason, "")
