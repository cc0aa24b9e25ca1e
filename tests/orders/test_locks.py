"""The locks of lines and runs, and the plan clock."""

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from orders import locks
from orders.locks import lock_lines, own_lane, share_lane
from orders.models import PlanClock
from tests.factories import cast


class PlanClockTests(TestCase):
    def test_owning_the_lane_turns_the_clock_and_sharing_reads_it(self) -> None:
        before = share_lane()
        self.assertEqual(share_lane(), before)
        self.assertEqual(own_lane(), before + 1)
        self.assertEqual(share_lane(), before + 1)

    def test_clock_that_is_missing_is_made(self) -> None:
        PlanClock.objects.all().delete()
        self.assertEqual(share_lane(), 1)
        PlanClock.objects.all().delete()
        self.assertEqual(own_lane(), 2)


class LineLockTests(TestCase):
    def test_lines_are_locked_by_key(self) -> None:
        order, item = cast.order(cast.company("Alder")), cast.item()
        second, first = (cast.line(order, item, line_number=number) for number in (2, 1))
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(lock_lines(order), [second, first])
        statement = queries[0]["sql"]
        self.assertIn("ORDER BY", statement)
        if connection.vendor == "postgresql":
            self.assertLess(statement.index("ORDER BY"), statement.index("FOR UPDATE"))


@pytest.mark.postgresql
class LaneTests(TestCase):
    def test_lane_that_stays_busy_is_given_up_with_a_sentence(self) -> None:
        patience, locks._PATIENCE_SECONDS = locks._PATIENCE_SECONDS, 0
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock_shared(%s)", [locks._LANE])
            with self.assertRaisesMessage(locks.LaneBusyError, "Nothing was changed. Try again later."):
                own_lane()
        finally:
            other.close()
            locks._PATIENCE_SECONDS = patience
        self.assertEqual(own_lane(), share_lane())
