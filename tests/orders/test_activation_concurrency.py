"""What runs and people do at the same time ends as one after the other (I5). Each test names the lock that it guards.

One of two is held at a chosen statement in the middle of its transaction. The other comes and has to wait; then the
first goes on. Where the lock is taken away nobody waits, and the test says what goes wrong. (Each was seen to fail so.)
"""

import random
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from django.test import TransactionTestCase

from campaigns.models import Campaign, CampaignEntry, CampaignTarget
from orders.activation import (
    Kind,
    NothingToSwitchError,
    StalePlanError,
    State,
    apply_chunk,
    drive_run,
    plan_run,
    run_campaign,
    start_run,
)
from orders.entry import HandPrice, change_line, enter_line, set_by_hand
from orders.heads import OrderHead, change_order
from orders.line_pricing import LineDetails
from orders.models import ActivationRun, OrderLine, PlanClock, RunLine
from orders.planning import drifting_lines
from pricing.models import SalesPrice
from pricing.services import add_row
from segments.models import SegmentLine
from segments.services import set_target_flag
from tests.concurrency import run_together, wait_for_blocked_session
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.orders.expectations import wrong_lines
from tests.orders.interruptions import Pause

Action = Callable[[], object]

# What a statement says that reads a run, to lock it.
RUN_LOCK = 'SELECT "orders_activationrun"."id"'


def blocked_statement() -> str:
    """Return the statement of a session that waits for a lock, once there is one; nothing after two seconds."""
    wait_for_blocked_session()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return "".join(query for (query,) in cursor.fetchall())


@pytest.mark.postgresql
class TogetherCase(TransactionTestCase):
    """Spring asks 90 and Summer 95 for item 1000 (100 a piece); Alder has four lines of it, Birch two."""

    def setUp(self) -> None:
        PlanClock.objects.get_or_create(pk=1)
        self.alder, self.birch = cast.company("Alder"), cast.company("Birch")
        self.item = cast.item("1000", price=100)
        self.spring = cast.campaign("SPRING", self.alder, self.birch, is_active=False)
        self.summer = cast.campaign("SUMMER", self.alder, is_active=False)
        cast.price(self.item, 90, self.spring)
        cast.price(self.item, 95, self.summer)
        self.order, other = cast.order(self.alder), cast.order(self.birch)
        self.lines = [cast.line(self.order, self.item, quantity) for quantity in (1, 2, 3, 4)]
        self.lines += [cast.line(other, self.item, quantity) for quantity in (5, 6)]

    def activate(self, campaign: Campaign | None = None) -> ActivationRun:
        return run_campaign(campaign or self.spring, kind=Kind.ACTIVATE, at=NOW, by=None, chunk_size=2)

    def planned(self, kind: Kind = Kind.ACTIVATE) -> ActivationRun:
        return plan_run(Campaign.objects.get(pk=self.spring.pk), kind=kind, at=NOW, by=None)

    def started(self) -> ActivationRun:
        return start_run(self.planned(), at=NOW, by=None)

    def enter(self) -> OrderLine:
        return enter_line(self.order, details=LineDetails(item=self.item, quantity=Decimal(7)))

    def change(self) -> OrderLine:
        return change_line(self.lines[0], details=LineDetails(item=self.item, quantity=Decimal(9)))

    def hold(self, first: Action, pause: Pause, second: Action) -> str:
        """Hold ``first`` at the pause, let ``second`` come and wait; return the statement at which it waits."""
        waited = []

        def held() -> None:
            with connection.execute_wrapper(pause):
                first()

        def later() -> None:
            pause.wait()
            second()

        def release() -> None:
            pause.wait()
            waited.append(blocked_statement())
            pause.go_on()

        run_together(held, later, release)
        return waited[0]

    def pass_by(self, first: Action, pause: Pause, second: Action) -> None:
        """Hold ``first`` at the pause until ``second``, which must not wait for it, is done."""

        def held() -> None:
            with connection.execute_wrapper(pause):
                first()

        def meanwhile() -> None:
            pause.wait()
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SET lock_timeout = '2s'")
                second()
            finally:
                pause.go_on()

        run_together(held, meanwhile)


class LaneTest(TogetherCase):
    """``share_lane`` in entry against ``own_lane`` in planning and starting."""

    def test_run_waits_for_a_line_that_is_being_entered(self) -> None:
        """Without the lane the line is priced without the campaign and no run knows of it: it stays at 100."""
        waited = self.hold(self.enter, Pause('INSERT INTO "orders_orderline"'), self.activate)
        self.assertIn("pg_advisory_xact_lock", waited)
        self.assertEqual(OrderLine.objects.get(quantity=7).unit_price, Decimal(90))
        self.assertEqual(wrong_lines(), set())

    def test_plan_waits_for_a_line_that_is_being_entered(self) -> None:
        """Without the lane of the plan the line is older than the plan, which does not have it: it stays at 100."""
        self.hold(self.enter, Pause('INSERT INTO "orders_orderline"'), self.planned)
        run = start_run(ActivationRun.objects.get(), at=NOW, by=None, takes_latecomers=True)
        drive_run(run.pk, at=NOW)
        self.assertEqual(wrong_lines(), set())

    def test_line_is_entered_after_a_start_under_way(self) -> None:
        """Without the lane of the start the line is priced before anybody sees the campaign active: it stays at 100."""
        run = self.planned()
        start = partial(start_run, run, at=NOW, by=None, takes_latecomers=True)
        self.hold(start, Pause('UPDATE "campaigns_campaign"'), self.enter)
        drive_run(run.pk, at=NOW)
        self.assertEqual(OrderLine.objects.get(quantity=7).unit_price, Decimal(90))
        self.assertEqual(wrong_lines(), set())

    def test_line_is_changed_after_a_start_under_way(self) -> None:
        """As before, for a line that is there and loses its price."""
        self.activate()
        run = self.planned(Kind.DEACTIVATE)
        start = partial(start_run, run, at=NOW, by=None, takes_latecomers=True)
        self.hold(start, Pause('UPDATE "campaigns_campaign"'), self.change)
        drive_run(run.pk, at=NOW)
        self.assertEqual(wrong_lines(), set())

    def test_nobody_who_enters_a_line_waits_for_a_plan_or_a_chunk(self) -> None:
        """The lane is taken for a moment by a plan and not at all by a chunk: T7 stands on it."""
        run = self.started()
        self.pass_by(partial(apply_chunk, run.pk, at=NOW), Pause("UPDATE orders_orderline", after=True), self.enter)
        drive_run(run.pk, at=NOW)
        plan = partial(self.planned, Kind.RESYNC)
        self.pass_by(plan, Pause("INSERT INTO orders_runline", after=True), self.enter)
        self.assertEqual(wrong_lines(), set())


class RunsTest(TogetherCase):
    """Two runs at once: the lane and the check for a run under way in ``start_run``, ``lock_run`` in a chunk."""

    def test_two_campaigns_activated_at_once_end_as_one_after_the_other(self) -> None:
        """Without the lane of the start both find no run under way, and the second breaks off at the constraint."""
        for first, second in ((self.spring, self.summer), (self.summer, self.spring)):
            with self.subTest(first=first.number):
                pause = Pause('UPDATE "campaigns_campaign"', after=True)
                self.hold(partial(self.activate, first), pause, partial(self.activate, second))
                self.assertEqual(Campaign.objects.active().count(), 2)
                self.assertEqual(wrong_lines(), set())
                self.assertEqual({line.unit_price for line in OrderLine.objects.all()}, {Decimal(90)})
                for campaign in (first, second):
                    run_campaign(campaign, kind=Kind.DEACTIVATE, at=NOW, by=None)

    def test_one_campaign_activated_twice_at_once_is_activated_once(self) -> None:
        outcomes = []

        def activate() -> None:
            with suppress(NothingToSwitchError):
                outcomes.append(self.activate().applied_count)

        self.hold(activate, Pause('UPDATE "campaigns_campaign"'), activate)
        self.assertEqual(outcomes, [6])
        self.assertEqual(CampaignEntry.objects.count(), 1)
        self.assertEqual(wrong_lines(), set())

    def test_resync_finishes_a_deactivation_under_way_first(self) -> None:
        self.activate()
        deactivate, resync = (
            partial(run_campaign, self.spring, kind=kind, at=NOW, by=None, chunk_size=1)
            for kind in (Kind.DEACTIVATE, Kind.RESYNC)
        )
        self.hold(deactivate, Pause("UPDATE orders_orderline"), resync)
        self.assertEqual(wrong_lines(), set())
        self.assertFalse(Campaign.objects.active().exists())

    def test_two_drivers_of_one_run_take_turns(self) -> None:
        """Without the lock of the run both apply the same chunk: lines count as skipped, and the run ends twice."""
        run = self.started()
        drive = partial(drive_run, run.pk, at=NOW, chunk_size=2)
        waited = self.hold(drive, Pause("UPDATE orders_orderline", after=True), drive)
        self.assertIn(RUN_LOCK, waited)
        run.refresh_from_db()
        self.assertEqual((run.state, run.applied_count, run.skipped_count), (State.FINISHED, 6, 0))
        self.assertEqual(CampaignEntry.objects.count(), 1)


class LinesTest(TogetherCase):
    """A chunk against people who change lines."""

    def test_new_head_of_an_order_waits_for_the_chunk_before_it_takes_a_line(self) -> None:
        """Without ``lock_applying_run`` it takes lines by key while the chunk takes them by another order: deadlock."""
        run = self.started()
        chunk = partial(apply_chunk, run.pk, at=NOW, chunk_size=3)
        waited = self.hold(chunk, Pause("UPDATE orders_orderline", after=True), self.change_head)
        self.assertIn(RUN_LOCK, waited)
        drive_run(run.pk, at=NOW, chunk_size=3)
        self.assertEqual(wrong_lines(), set())

    def test_chunk_waits_for_the_new_head_of_an_order_before_it_takes_a_line(self) -> None:
        """The same the other way round."""
        run = self.started()
        drive = partial(drive_run, run.pk, at=NOW, chunk_size=3)
        waited = self.hold(self.change_head, Pause('UPDATE "orders_orderline"', after=True), drive)
        self.assertIn(RUN_LOCK, waited)
        run.refresh_from_db()
        self.assertEqual((run.state, run.applied_count, run.skipped_count), (State.FINISHED, 2, 4))
        self.assertEqual(wrong_lines(), set())

    def test_chunk_leaves_a_line_that_is_being_priced_by_hand(self) -> None:
        """Compare and set: without it the hand-set price is lost."""
        run = self.started()
        price = HandPrice(unit_price=Decimal(77), line_discount_percent=Decimal(0), reason="")
        by_hand = partial(set_by_hand, self.lines[0], price=price, at=NOW, by=None)
        drive = partial(drive_run, run.pk, at=NOW)
        waited = self.hold(by_hand, Pause('UPDATE "orders_orderline"', after=True), drive)
        self.assertIn("UPDATE orders_orderline", waited)
        self.assertEqual(OrderLine.objects.get(pk=self.lines[0].pk).unit_price, Decimal(77))
        self.assertEqual(RunLine.objects.get(is_skipped=True).order_line_id, self.lines[0].pk)

    def test_line_that_a_chunk_writes_is_changed_after_the_chunk(self) -> None:
        run = self.started()
        chunk = partial(apply_chunk, run.pk, at=NOW, chunk_size=2)
        self.hold(chunk, Pause("UPDATE orders_orderline", after=True), self.change)
        line = OrderLine.objects.get(pk=self.lines[0].pk)
        self.assertEqual((line.unit_price, line.line_amount), (Decimal(90), Decimal("810.00")))

    def test_two_lines_entered_at_once_get_numbers_of_their_own(self) -> None:
        """Without ``lock_order`` both take the next number, and one of them breaks off at the constraint."""
        self.hold(self.enter, Pause('INSERT INTO "orders_orderline"', after=True), self.enter)
        numbers = self.order.lines.filter(quantity=7).order_by("line_number").values_list("line_number", flat=True)
        self.assertEqual([*numbers], [40001, 40002])

    def test_many_people_at_work_during_a_run(self) -> None:
        """Without any of these locks some of the lines come out wrong here too, now and then."""
        chance = random.Random(1)
        quantities = [[Decimal(chance.randint(1, 50)) for _ in range(8)] for _ in range(3)]

        def work(person: int) -> None:
            for place, quantity in enumerate(quantities[person]):
                details = LineDetails(item=self.item, quantity=quantity)
                if place % 2:
                    change_line(self.lines[(person + place) % 6], details=details)
                else:
                    enter_line(self.order, details=details)

        def activate_and_deactivate() -> None:
            self.activate()
            run_campaign(self.spring, kind=Kind.DEACTIVATE, at=NOW, by=None, chunk_size=1)

        people = [partial(work, person) for person in range(3)]
        run_together(*people, activate_and_deactivate, partial(self.activate, self.summer))
        self.assertEqual(OrderLine.objects.count(), 6 + 12)
        self.assertEqual(wrong_lines(), set())

    def change_head(self) -> None:
        change_order(self.order, head=OrderHead(ordered_on=WORK_DATE, campaign=self.spring))


class TermsTest(TogetherCase):
    """``lock_campaigns`` in ``start_run``, before the fingerprint is read: whoever changes the terms writes a note."""

    def setUp(self) -> None:
        super().setUp()
        self.cedar = cast.company("Cedar")
        cast.line(cast.order(self.cedar), self.item, 8)
        self.segment = SegmentFactory(campaign=self.spring)
        for buyer in (self.alder, self.birch):
            SegmentLineFactory(segment=self.segment, contact=buyer, is_campaign_target=True)
        SegmentLineFactory(segment=self.segment, contact=self.cedar)

    def target_cedar(self) -> None:
        lines = SegmentLine.objects.filter(contact=self.cedar)
        set_target_flag(self.segment, lines=lines, is_target=True, at=NOW)

    def add_price(self) -> None:
        add_row(
            row=SalesPrice(item=self.item, campaign=self.spring, unit_price=80, minimum_quantity=3), at=NOW, by=None
        )

    def test_change_during_a_start_is_noted_on_the_campaign(self) -> None:
        """Without the lock the change passes between the check of the plan and the switch, and nobody is told."""
        for change in (self.target_cedar, self.add_price):
            with self.subTest(change=change.__name__):
                run = self.planned()
                start = partial(start_run, run, at=NOW, by=None)
                self.hold(start, Pause('SUM("campaigns_campaigntarget"', after=True), change)
                drive_run(run.pk, at=NOW)
                spring = Campaign.objects.get(pk=self.spring.pk)
                self.assertEqual(spring.terms_changed_at, NOW)
                self.assertEqual(set(drifting_lines(spring)), wrong_lines())
                self.assertNotEqual(wrong_lines(), set())
                run_campaign(spring, kind=Kind.RESYNC, at=NOW, by=None)
                run_campaign(spring, kind=Kind.DEACTIVATE, at=NOW, by=None)

    def test_start_waits_for_a_change_and_finds_its_plan_stale(self) -> None:
        """Without the lock the start reads the old target group and activates what nobody checked."""
        run, errors = self.planned(), []

        def start() -> None:
            try:
                start_run(run, at=NOW, by=None)
            except StalePlanError as error:
                errors.append(str(error))

        pause = Pause("INSERT INTO campaigns_campaigntarget", after=True)
        waited = self.hold(self.target_cedar, pause, start)
        self.assertIn('FROM "campaigns_campaign"', waited)
        self.assertEqual(
            errors, ["Changed since the preview: the target group. Nothing was changed. Check the effect again."]
        )
        self.assertFalse(Campaign.objects.active().exists())
        self.assertEqual(CampaignTarget.objects.count(), 4)

    def test_price_is_written_while_a_chunk_is_applied(self) -> None:
        """Who enters prices waits for a start at most, never for a chunk."""
        run = self.started()
        chunk = partial(apply_chunk, run.pk, at=NOW)
        self.pass_by(chunk, Pause("UPDATE orders_orderline", after=True), self.add_price)
        drive_run(run.pk, at=NOW)
        self.assertEqual(Campaign.objects.get(pk=self.spring.pk).terms_changed_at, NOW)
