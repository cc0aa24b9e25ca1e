"""A run from plan to undo: what each step writes, what it refuses, and that doing it twice changes nothing more."""

import datetime as dt
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign, CampaignEntry
from contacts.models import Contact
from orders.activation import (
    ActivationError,
    ArchivedError,
    Kind,
    NoTargetsError,
    NothingToSwitchError,
    NotPlannedError,
    StalePlanError,
    State,
    apply_chunk,
    discard_run,
    drive_run,
    finish_runs,
    plan_run,
    run_campaign,
    start_run,
)
from orders.checks import refusals
from orders.entry import HandPrice, change_line, enter_line, set_by_hand
from orders.line_pricing import LineDetails
from orders.models import ActivationRun, Order, OrderLine, RunLine
from pricing.models import Item, SalesPrice
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.users import UserFactory
from tests.orders.expectations import carried_by_line, ledger_by_line, total_of_orders, wrong_lines

LATER = NOW + dt.timedelta(hours=1)


class RunCase(TestCase):
    """Spring asks 90 for item 1000 (100 a piece), of which Alder ordered 1, 2 and 3; Birch, no target, 4."""

    user: User
    alder: Contact
    item: Item
    spring: Campaign
    row: SalesPrice
    order: Order
    lines: list[OrderLine]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.user = UserFactory()
        cls.alder, birch = cast.company("Alder"), cast.company("Birch")
        cls.item = cast.item("1000", price=100)
        cls.spring = cast.campaign("SPRING", cls.alder, is_active=False)
        cls.row = cast.price(cls.item, 90, cls.spring)
        cls.order = cast.order(cls.alder)
        cls.lines = [cast.line(cls.order, cls.item, quantity) for quantity in (1, 2, 3)]
        cast.line(cast.order(birch), cls.item, 4)

    def plan(self, kind: Kind = Kind.ACTIVATE, **options: bool) -> ActivationRun:
        return plan_run(Campaign.objects.get(pk=self.spring.pk), kind=kind, at=NOW, by=self.user, **options)

    def start(self, run: ActivationRun, **options: bool) -> ActivationRun:
        return start_run(run, at=LATER, by=self.user, **options)

    def run_it(self, kind: Kind = Kind.ACTIVATE, chunk_size: int = 2) -> ActivationRun:
        return run_campaign(self.spring, kind=kind, at=NOW, by=self.user, chunk_size=chunk_size)

    def is_active(self) -> bool:
        return Campaign.objects.get(pk=self.spring.pk).is_active

    def prices(self) -> list[Decimal]:
        return [*OrderLine.objects.order_by("pk").values_list("unit_price", flat=True)]

    def enter(self, quantity: int) -> OrderLine:
        return enter_line(self.order, details=LineDetails(item=self.item, quantity=Decimal(quantity)))


class RefusalsTest(RunCase):
    def refused(self, kind: Kind) -> list[type[ActivationError]]:
        before = carried_by_line()
        campaign = Campaign.objects.get(pk=self.spring.pk)
        raised = []
        for finding in refusals(campaign, kind):
            for call in (self.plan, self.run_it):
                with self.assertRaisesMessage(ActivationError, finding.sentence) as caught:
                    call(kind)
                raised.append(type(caught.exception))
        self.assertEqual((carried_by_line(), ActivationRun.objects.count()), (before, 0))
        return raised[1:]

    def test_campaign_without_targets_is_not_activated_and_the_sentence_names_the_flag(self) -> None:
        self.spring.targets.all().delete()
        self.assertEqual(self.refused(Kind.ACTIVATE), [NoTargetsError])
        self.assertIn("tick “Campaign target”", str(refusals(self.spring, Kind.ACTIVATE)[0]))

    def test_archived_campaign_is_not_activated(self) -> None:
        Campaign.objects.update(is_archived=True)
        self.assertEqual(self.refused(Kind.ACTIVATE), [ArchivedError])

    def test_active_campaign_is_not_activated_and_an_inactive_one_not_deactivated(self) -> None:
        self.assertEqual(self.refused(Kind.DEACTIVATE), [NothingToSwitchError])
        Campaign.objects.update(is_active=True, activated_at=NOW)
        self.assertEqual(self.refused(Kind.ACTIVATE), [NothingToSwitchError])

    def test_campaign_may_be_deactivated_and_resynced_without_targets(self) -> None:
        Campaign.objects.update(is_active=True, activated_at=NOW)
        self.spring.targets.all().delete()
        self.assertEqual((self.refused(Kind.DEACTIVATE), self.refused(Kind.RESYNC)), ([], []))


class PlanTest(RunCase):
    def test_writes_a_ledger_and_nothing_else(self) -> None:
        before = carried_by_line()
        run = self.plan(counts_kept=True)
        self.assertEqual((run.state, run.line_count, run.kept_counts), (State.PLANNED, 3, {}))
        self.assertEqual((run.total_before, run.total_after), (Decimal("600.00"), Decimal("540.00")))
        self.assertEqual((run.planned_at, run.planned_by, run.started_at), (NOW, self.user, None))
        self.assertEqual(ledger_by_line(run).keys(), {line.pk for line in self.lines})
        self.assertEqual((carried_by_line(), self.is_active()), (before, False))
        self.assertEqual(CampaignEntry.objects.count(), 0)

    def test_counts_what_it_keeps_only_when_asked(self) -> None:
        cast.line(self.order, cast.item("2000"))
        self.assertEqual(self.plan().kept_counts, {})
        self.assertEqual(self.plan(counts_kept=True).kept_counts, {"nothing_for_item": 1})

    def test_replaces_the_plan_before_with_its_ledger(self) -> None:
        first, second = self.plan(), self.plan()
        self.assertEqual([*ActivationRun.objects.all()], [second])
        self.assertFalse(RunLine.objects.filter(run_id=first.pk).exists())

    def test_of_another_campaign_stays(self) -> None:
        first = self.plan()
        summer = cast.campaign("SUMMER", self.alder, is_active=False)
        second = plan_run(summer, kind=Kind.ACTIVATE, at=NOW, by=None)
        self.assertEqual({*ActivationRun.objects.all()}, {first, second})

    def test_discarded_leaves_no_trace(self) -> None:
        discard_run(self.plan())
        self.assertEqual((ActivationRun.objects.count(), RunLine.objects.count()), (0, 0))

    def test_started_cannot_be_discarded(self) -> None:
        run = self.start(self.plan())
        with self.assertRaises(NotPlannedError):
            discard_run(run)
        self.assertEqual(RunLine.objects.count(), 3)

    def test_number_of_queries_does_not_grow_with_the_lines(self) -> None:
        with CaptureQueriesContext(connection) as few:
            self.plan(counts_kept=True)
        for quantity in range(1, 30):
            cast.line(self.order, self.item, quantity)
        discard_run(ActivationRun.objects.get())
        with self.assertNumQueries(len(few)):
            self.assertEqual(self.plan(counts_kept=True).line_count, 32)


class StartTest(RunCase):
    def test_switches_the_campaign_and_changes_no_line(self) -> None:
        before = carried_by_line()
        run = self.start(self.plan())
        self.assertEqual((run.state, run.started_at, run.started_by), (State.APPLYING, LATER, self.user))
        spring = Campaign.objects.get()
        self.assertEqual((spring.is_active, spring.activated_at, spring.activated_by), (True, LATER, self.user))
        self.assertEqual((spring.activated_target_count, carried_by_line()), (1, before))

    def assert_stale(self, run: ActivationRun, words: str) -> None:
        before = carried_by_line()
        message = f"Changed since the preview: {words}. Nothing was changed. Check the effect again."
        for takes_latecomers in (False, True):
            with self.assertRaisesMessage(StalePlanError, message):
                self.start(run, takes_latecomers=takes_latecomers)
        self.assertEqual((carried_by_line(), self.is_active()), (before, False))
        self.assertEqual(ActivationRun.objects.get(pk=run.pk).state, State.PLANNED)

    def test_stale_plan_is_refused_and_says_what_changed(self) -> None:
        run = self.plan()
        SalesPrice.objects.update(unit_price=91)
        self.assert_stale(run, "sales prices")
        cast.target(self.spring, cast.company("Cedar"))
        self.assert_stale(run, "sales prices, the target group")

    def test_plan_is_stale_once_another_campaign_is_activated(self) -> None:
        run = self.plan()
        cast.campaign("SUMMER", self.alder)
        words = "the dates or flags of campaigns, or which of them are activated, the target group"
        self.assert_stale(run, words)

    def test_what_was_refused_meanwhile_stays_refused(self) -> None:
        run = self.plan()
        Campaign.objects.update(is_archived=True)
        with self.assertRaises(ArchivedError):
            self.start(run)
        self.assertFalse(self.is_active())

    def test_run_that_was_started_or_replaced_is_not_started_again(self) -> None:
        replaced, run = self.plan(), self.plan()
        with self.assertRaisesMessage(NotPlannedError, "This preview was replaced by a newer one."):
            self.start(replaced)
        self.start(run)
        with self.assertRaisesMessage(NotPlannedError, f"Run {run.pk} is finished already."):
            self.start(run)

    def test_finishes_the_run_under_way_first_and_then_refuses_what_was_planned_meanwhile(self) -> None:
        """The plan has old values from before that run: its lines would be skipped, and stay wrong."""
        summer = cast.campaign("SUMMER", self.alder, is_active=False)
        cast.price(self.item, 95, summer)
        first = start_run(plan_run(summer, kind=Kind.ACTIVATE, at=NOW, by=None), at=NOW, by=None)
        run = self.plan()
        with self.assertRaisesMessage(StalePlanError, "Changed since the preview: order lines, by another run."):
            self.start(run)
        first.refresh_from_db()
        self.assertEqual((first.state, first.applied_count, self.is_active()), (State.FINISHED, 3, False))

    def test_latecomers_are_planned_anew_where_nobody_saw_the_plan(self) -> None:
        run = self.plan()
        self.enter(4)
        change_line(self.lines[0], details=LineDetails(item=self.item, quantity=Decimal(10)))
        run = self.start(run, takes_latecomers=True)
        self.assertEqual((run.line_count, run.total_before), (4, Decimal("1900.00")))
        run = drive_run(run.pk, at=LATER)
        self.assertEqual((run.applied_count, run.skipped_count), (4, 0))
        self.assertEqual(wrong_lines(), set())

    def test_latecomers_are_left_where_somebody_saw_the_plan(self) -> None:
        """The entered line is not in the run, the changed one is skipped; the drift panel lists both."""
        run = self.plan()
        entered = self.enter(4)
        changed = change_line(self.lines[0], details=LineDetails(item=self.item, quantity=Decimal(10)))
        run = drive_run(self.start(run).pk, at=LATER)
        self.assertEqual((run.line_count, run.applied_count, run.skipped_count), (3, 2, 1))
        self.assertEqual((run.total_before, run.total_after), (Decimal("500.00"), Decimal("450.00")))
        self.assertEqual(RunLine.objects.get(is_skipped=True).order_line_id, changed.pk)
        self.assertEqual(wrong_lines(), {entered.pk, changed.pk})


class ApplyTest(RunCase):
    def test_brings_the_ledger_to_the_lines_chunk_by_chunk(self) -> None:
        run = self.start(self.plan())
        progress = []
        for _ in range(3):
            run = apply_chunk(run.pk, at=LATER, chunk_size=2)
            progress.append((run.state, run.applied_count, self.prices()))
        ninety, hundred = Decimal(90), Decimal(100)
        self.assertEqual(
            progress,
            [
                (State.APPLYING, 2, [ninety, ninety, hundred, hundred]),
                (State.APPLYING, 3, [ninety, ninety, ninety, hundred]),
                (State.FINISHED, 3, [ninety, ninety, ninety, hundred]),
            ],
        )
        self.assertEqual(OrderLine.objects.get(pk=self.lines[2].pk).line_amount, Decimal("270.00"))
        self.assertEqual(OrderLine.objects.get(pk=self.lines[2].pk).sales_price, self.row)

    def test_finished_run_writes_an_entry(self) -> None:
        run = self.run_it()
        entry = CampaignEntry.objects.get()
        self.assertEqual((run.entry, run.finished_at), (entry, NOW))
        self.assertEqual((entry.kind, entry.user, entry.entered_on), ("activation", self.user, WORK_DATE))
        self.assertEqual(entry.description, "3 order lines changed, total -60.00")
        self.assertEqual(entry.document_number, str(run.pk))

    def test_on_a_run_that_is_not_under_way_does_nothing(self) -> None:
        planned = self.plan()
        self.assertEqual(apply_chunk(planned.pk, at=LATER).state, State.PLANNED)
        finished = drive_run(self.start(planned).pk, at=LATER)
        before = ActivationRun.objects.values().get()
        self.assertEqual(drive_run(finished.pk, at=LATER).state, State.FINISHED)
        self.assertEqual(ActivationRun.objects.values().get(), before)
        self.assertEqual(CampaignEntry.objects.count(), 1)

    def test_number_of_queries_grows_with_the_chunks_only(self) -> None:
        def queries(chunk_size: int) -> int:
            run = self.start(self.plan())
            with CaptureQueriesContext(connection) as captured:
                drive_run(run.pk, at=LATER, chunk_size=chunk_size)
            self.run_it(Kind.DEACTIVATE)
            return len(captured)

        few = queries(chunk_size=3)
        for quantity in range(1, 28):
            cast.line(self.order, self.item, quantity)
        self.assertEqual(queries(chunk_size=30), few)
        for_a_chunk = 7 if connection.vendor == "postgresql" else 6
        self.assertEqual(queries(chunk_size=10), few + 2 * for_a_chunk)

    def test_line_that_was_removed_is_skipped(self) -> None:
        run = self.start(self.plan())
        OrderLine.objects.filter(pk=self.lines[0].pk).delete()
        run = drive_run(run.pk, at=LATER)
        self.assertEqual((run.applied_count, run.skipped_count), (2, 1))


class RunCampaignTest(RunCase):
    def test_reports_progress_after_each_chunk(self) -> None:
        seen: list[int] = []
        run_campaign(
            self.spring,
            kind=Kind.ACTIVATE,
            at=NOW,
            by=None,
            chunk_size=2,
            on_progress=lambda run: seen.append(run.applied_count),
        )
        self.assertEqual(seen, [2, 3, 3])

    def test_applied_is_what_was_previewed(self) -> None:
        preview, before, total = ledger_by_line(self.plan()), carried_by_line(), total_of_orders()
        run = self.run_it()
        after = carried_by_line()
        changed = {key: (before[key], after[key]) for key in after if after[key] != before[key]}
        self.assertEqual((changed, ledger_by_line(run)), (preview, preview))
        self.assertEqual(total_of_orders() - total, run.total_after - run.total_before)

    def test_twice_changes_nothing_more(self) -> None:
        self.run_it()
        before = carried_by_line()
        with self.assertRaises(NothingToSwitchError):
            self.run_it()
        resync = self.run_it(Kind.RESYNC)
        self.assertEqual((resync.line_count, carried_by_line()), (0, before))

    def test_deactivation_gives_back_what_was(self) -> None:
        before = carried_by_line()
        self.run_it()
        run = self.run_it(Kind.DEACTIVATE)
        self.assertEqual((carried_by_line(), self.is_active()), (before, False))
        self.assertEqual((run.applied_count, run.entry.kind), (3, "deactivation"))

    def test_deactivation_leaves_lines_priced_by_hand_since(self) -> None:
        self.run_it()
        agreed = HandPrice(unit_price=Decimal(77), line_discount_percent=Decimal(0), reason="Agreed")
        set_by_hand(self.lines[0], price=agreed, at=NOW, by=None)
        self.run_it(Kind.DEACTIVATE)
        self.assertEqual(self.prices(), [Decimal(77), Decimal(100), Decimal(100), Decimal(100)])

    def test_deactivation_goes_to_the_best_that_remains(self) -> None:
        summer = cast.campaign("SUMMER", self.alder)
        row = cast.price(self.item, 95, summer)
        self.run_it()
        self.run_it(Kind.DEACTIVATE)
        line = OrderLine.objects.get(pk=self.lines[0].pk)
        self.assertEqual((line.unit_price, line.sales_price), (Decimal(95), row))

    def test_resync_follows_edits_and_takes_the_note_off(self) -> None:
        self.run_it()
        SalesPrice.objects.update(unit_price=85)
        Campaign.objects.update(terms_changed_at=NOW)
        run = self.run_it(Kind.RESYNC)
        self.assertEqual((run.applied_count, run.entry.kind), (3, "resync"))
        self.assertEqual(self.prices(), [Decimal(85)] * 3 + [Decimal(100)])
        self.assertIsNone(Campaign.objects.get().terms_changed_at)

    def test_finishes_what_was_interrupted_first(self) -> None:
        run = self.start(self.plan())
        apply_chunk(run.pk, at=LATER, chunk_size=1)
        resync = self.run_it(Kind.RESYNC)
        run.refresh_from_db()
        self.assertEqual((run.state, run.applied_count, resync.line_count), (State.FINISHED, 3, 0))
        self.assertEqual(finish_runs(at=LATER), [])
