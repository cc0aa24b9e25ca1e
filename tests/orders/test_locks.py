"""The locks of order lines and runs. That they hold is shown in test_activation_concurrency."""

import threading
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.test import TestCase, TransactionTestCase
from django.test.utils import CaptureQueriesContext

from orders import locks
from orders.activation import BusyError, Kind, plan_run
from orders.locks import (
    LaneBusyError,
    lock_applying_run,
    lock_lines,
    lock_numbered_lines,
    lock_order,
    lock_orders,
    lock_run,
    own_lane,
    share_lane,
)
from orders.models import ActivationRun, PlanClock
from tests.concurrency import run_together
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.orders import ActivationRunFactory


class ClockTest(TestCase):
    def test_sharing_reads_the_clock_and_owning_turns_it(self) -> None:
        first = share_lane()
        self.assertEqual([share_lane(), own_lane(), share_lane(), own_lane()], [first, first + 1, first + 1, first + 2])

    def test_clock_is_made_where_there_is_none(self) -> None:
        PlanClock.objects.all().delete()
        self.assertEqual((share_lane(), own_lane()), (1, 2))


class LockTest(TestCase):
    """What is locked is read anew, in the order of the keys."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.order = cast.order(cast.company("Alder"), number="ORDER2")
        cls.other = cast.order(cls.order.buyer, number="ORDER1")
        item = cast.item()
        cls.lines = [cast.line(cls.order, item, line_number=number) for number in (3, 1, 2)]
        cls.other_line = cast.line(cls.other, item, line_number=3)
        cls.run_under_way = ActivationRunFactory(state=ActivationRun.State.APPLYING)

    def test_what_is_locked_comes_back(self) -> None:
        self.assertEqual(lock_run(self.run_under_way.pk), self.run_under_way)
        self.assertEqual(lock_order(self.order.pk), self.order)
        self.assertEqual(lock_orders(["ORDER1", "ORDER2", "ORDER9"]), [self.order, self.other])
        self.assertEqual(lock_lines(self.order), self.lines)
        numbered = lock_numbered_lines([self.order.pk, self.other.pk], [3, 2])
        self.assertEqual(numbered, [self.lines[0], self.lines[2], self.other_line])

    def test_run_brings_its_campaign(self) -> None:
        run = lock_run(self.run_under_way.pk)
        with self.assertNumQueries(0):
            self.assertEqual(run.campaign, self.run_under_way.campaign)

    @pytest.mark.postgresql
    def test_every_one_of_them_locks_rows_before_anything_is_written(self) -> None:
        for lock in (
            lambda: lock_run(self.run_under_way.pk),
            lock_applying_run,
            lambda: lock_order(self.order.pk),
            lambda: lock_orders(["ORDER1"]),
            lambda: lock_lines(self.order),
            lambda: lock_numbered_lines([self.order.pk], [1]),
        ):
            with CaptureQueriesContext(connection) as queries:
                lock()
            [query] = queries.captured_queries
            self.assertIn("FOR UPDATE", query["sql"])


@pytest.mark.postgresql
class BusyLaneTest(TransactionTestCase):
    """Somebody shares the lane for very long, for example an import of a million orders."""

    def test_owning_gives_up_after_a_while_and_the_plan_says_so(self) -> None:
        PlanClock.objects.get_or_create(pk=1)
        campaign = cast.campaign("SPRING", cast.company("Alder"), is_active=False)
        is_shared, is_over = threading.Event(), threading.Event()
        errors: list[Exception] = []

        def share() -> None:
            with transaction.atomic():
                share_lane()
                is_shared.set()
                is_over.wait(timeout=20)

        def own() -> None:
            is_shared.wait(timeout=20)
            try:
                with patch.object(locks, "_PATIENCE_SECONDS", 0.3):
                    for attempt in (self.own, lambda: plan_run(campaign, kind=Kind.ACTIVATE, at=NOW, by=None)):
                        try:
                            attempt()
                        except (LaneBusyError, BusyError) as error:
                            errors.append(error)
            finally:
                is_over.set()

        run_together(share, own)
        self.assertEqual([type(error) for error in errors], [LaneBusyError, BusyError])
        self.assertEqual(str(errors[0]), str(errors[1]))
        self.assertEqual((PlanClock.objects.get().generation, ActivationRun.objects.count()), (1, 0))

    @transaction.atomic
    def own(self) -> int:
        return own_lane()
