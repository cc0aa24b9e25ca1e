"""The statements about kept lines cost the same number of queries whatever they count."""

from django.test import TestCase

from orders.activation import Kind, plan_run
from orders.kept import KeptReason, kept_counts, kept_lines_of
from tests.factories import cast
from tests.factories.campaigns import NOW


class KeptQueryTests(TestCase):
    def test_one_query_counts_and_two_list(self) -> None:
        alder, item = cast.company("Alder"), cast.item()
        spring = cast.campaign("SPRING", alder, is_active=False)
        for number in range(1, 8):
            cast.line(cast.order(alder), item, line_number=number)
        run = plan_run(spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        with self.assertNumQueries(1):
            self.assertEqual(kept_counts(run), {"nothing_for_item": 7})
        with self.assertNumQueries(2):
            self.assertEqual(len(kept_lines_of(run, KeptReason.NOTHING_FOR_ITEM, limit=50)), 7)
