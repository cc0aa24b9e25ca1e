from django.test import TestCase

from campaigns.parts import DateChange, DateEffect
from pricing.date_effects import rows_that_move
from tests.factories import cast
from tests.factories.campaigns import NOW


class RowsThatMoveTest(TestCase):
    def test_counts_the_rows_in_force(self) -> None:
        spring, chair = cast.campaign("SPRING"), cast.item("CHAIR")
        cast.price(chair, 90, spring)
        cast.price(chair, 80, spring, minimum_quantity=10, withdrawn_at=NOW)
        cast.price(chair, 95)
        cast.discount(chair, 5, spring)
        cast.discount(None, 3, spring)
        change = DateChange(campaign=spring, starting_on=None, ending_on=None)
        self.assertEqual(
            rows_that_move(change),
            [
                DateEffect(count=1, sentence="1 sales price moves."),
                DateEffect(count=2, sentence="2 line discounts move."),
            ],
        )
