"""Activation: plan, start, apply, undo, and everything it refuses."""

import datetime as dt
from decimal import Decimal

from django.test import TestCase

from campaigns.models import Campaign, CampaignEntry, CampaignTarget
from orders.activation import (
    ArchivedError,
    Kind,
    NoTargetsError,
    NothingToSwitchError,
    NotPlannedError,
    StalePlanError,
    State,
    discard_run,
    drive_run,
    finish_runs,
    plan_run,
    refusals,
    run_campaign,
    start_run,
    warnings,
)
from orders.entry import LineDetails, change_line, enter_line
from orders.models import ActivationRun, OrderLine, RunLine
from pricing.models import SalesPrice
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE


class ActivationCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.item = cast.item(price="100")
        cls.spring = cast.campaign("SPRING", cls.alder, is_active=False)
        cls.ninety = cast.price(cls.item, "90", cls.spring, minimum_quantity=2)
        cls.order = cast.order(cls.alder)
        cls.line = cast.line(cls.order, cls.item, 2, line_number=1)

    def plan(self, kind: Kind = Kind.ACTIVATE) -> ActivationRun:
        return plan_run(self.spring, kind=kind, at=NOW, by=None)

    def run_kind(self, kind: Kind) -> ActivationRun:
        return run_campaign(self.spring, kind=kind, at=NOW, by=None)

    def prices(self) -> list[Decimal]:
        return list(OrderLine.objects.order_by("pk").values_list("unit_price", flat=True))

    def assert_nothing_written(self) -> None:
        self.assertEqual(self.prices(), [100])
        self.assertFalse(Campaign.objects.get(pk=self.spring.pk).is_active)
        self.assertEqual(CampaignEntry.objects.count(), 0)


class RefusalTests(ActivationCase):
    def test_without_targets(self) -> None:
        CampaignTarget.objects.all().delete()
        with self.assertRaisesMessage(NoTargetsError, "no contact is marked as campaign target"):
            self.run_kind(Kind.ACTIVATE)
        self.assert_nothing_written()

    def test_archived(self) -> None:
        Campaign.objects.update(is_archived=True)
        with self.assertRaisesMessage(ArchivedError, "SPRING is archived. Restore it first."):
            self.run_kind(Kind.ACTIVATE)
        self.assert_nothing_written()

    def test_already_what_it_was_to_become(self) -> None:
        with self.assertRaisesMessage(NothingToSwitchError, "SPRING is not activated."):
            self.run_kind(Kind.DEACTIVATE)
        self.run_kind(Kind.ACTIVATE)
        with self.assertRaisesMessage(NothingToSwitchError, "SPRING is already activated."):
            self.run_kind(Kind.ACTIVATE)
        self.assertEqual(ActivationRun.objects.count(), 1)

    def test_fit_campaign_has_neither_refusals_nor_warnings(self) -> None:
        self.assertEqual(refusals(self.spring, Kind.ACTIVATE), [])
        self.assertEqual(warnings(self.spring, Kind.ACTIVATE, today=WORK_DATE), [])

    def test_warns_of_a_campaign_without_rows_and_of_one_that_ended(self) -> None:
        SalesPrice.objects.all().delete()
        self.spring.ending_on = WORK_DATE - dt.timedelta(days=1)
        no_rows, ended = warnings(self.spring, Kind.ACTIVATE, today=WORK_DATE)
        self.assertIn("SPRING has no prices or discounts.", no_rows)
        self.assertIn("SPRING ended on 2030-01-14.", ended)
        self.assertEqual(warnings(self.spring, Kind.DEACTIVATE, today=WORK_DATE), [])


class StartTests(ActivationCase):
    def test_stale_plan_says_what_changed_and_changes_nothing(self) -> None:
        run = self.plan()
        SalesPrice.objects.update(unit_price=Decimal(80))
        with self.assertRaisesMessage(StalePlanError, "Changed since the preview: sales prices. Nothing was changed."):
            start_run(run, at=NOW, by=None)
        self.assert_nothing_written()
        self.assertEqual(ActivationRun.objects.get().state, State.PLANNED)

    def test_run_starts_once(self) -> None:
        run = self.plan()
        start_run(run, at=NOW, by=None)
        drive_run(run.pk, at=NOW)
        with self.assertRaisesMessage(NotPlannedError, f"Run {run.pk} is finished already."):
            start_run(run, at=NOW, by=None)

    def test_plan_that_was_replaced_cannot_start(self) -> None:
        replaced = self.plan()
        self.plan()
        with self.assertRaisesMessage(NotPlannedError, "This preview was replaced by a newer one."):
            start_run(replaced, at=NOW, by=None)
        self.assert_nothing_written()
        self.assertEqual(RunLine.objects.count(), 1)

    def test_run_under_way_is_finished_first(self) -> None:
        summer = cast.campaign("SUMMER", self.alder, is_active=False)
        cast.price(self.item, "80", summer)
        first = self.plan()
        start_run(first, at=NOW, by=None)
        second = plan_run(summer, kind=Kind.ACTIVATE, at=NOW, by=None)
        start_run(second, at=NOW, by=None)
        first.refresh_from_db()
        self.assertEqual((first.state, self.prices()), (State.FINISHED, [90]))

    def test_discarded_plan_leaves_nothing(self) -> None:
        discard_run(self.plan())
        self.assertEqual((ActivationRun.objects.count(), RunLine.objects.count()), (0, 0))
        self.assert_nothing_written()


class LatecomerTests(ActivationCase):
    def test_line_changed_since_the_preview_is_skipped(self) -> None:
        run = self.plan()
        change_line(self.line, details=LineDetails(item=self.item, quantity=Decimal(3)))
        start_run(run, at=NOW, by=None)
        run = drive_run(run.pk, at=NOW)
        self.assertEqual((run.applied_count, run.skipped_count, self.prices()), (0, 1, [100]))

    def test_run_without_preview_takes_lines_entered_and_changed_since_its_plan(self) -> None:
        run = self.plan()
        change_line(self.line, details=LineDetails(item=self.item, quantity=Decimal(1)))
        enter_line(self.order, details=LineDetails(item=self.item, quantity=Decimal(2)))
        start_run(run, at=NOW, by=None, takes_latecomers=True)
        run = drive_run(run.pk, at=NOW)
        self.assertEqual((run.line_count, run.applied_count, run.skipped_count), (1, 1, 0))
        self.assertEqual(self.prices(), [100, 90])


class RunTests(ActivationCase):
    def test_activation_is_recorded(self) -> None:
        run = self.run_kind(Kind.ACTIVATE)
        self.spring.refresh_from_db()
        self.assertEqual((self.spring.is_active, self.spring.activated_at), (True, NOW))
        self.assertEqual(self.spring.activated_target_count, 1)
        self.assertEqual((run.state, run.total_before, run.total_after), (State.FINISHED, Decimal(200), Decimal(180)))
        self.assertEqual(run.entry, CampaignEntry.objects.get())
        self.assertEqual(run.entry.description, "1 order line changed, total -20.00")

    def test_deactivation_gives_back_value_for_value(self) -> None:
        before = OrderLine.objects.values().get()
        self.run_kind(Kind.ACTIVATE)
        self.assertEqual(OrderLine.objects.values_list("unit_price", "sales_price").get(), (90, self.ninety.pk))
        self.run_kind(Kind.DEACTIVATE)
        self.assertEqual(OrderLine.objects.values().get(), before)

    def test_resync_clears_the_note_of_changed_terms(self) -> None:
        self.run_kind(Kind.ACTIVATE)
        Campaign.objects.update(terms_changed_at=NOW)
        run = self.run_kind(Kind.RESYNC)
        self.spring.refresh_from_db()
        self.assertEqual((run.applied_count, self.spring.terms_changed_at), (0, None))

    def test_finishing_runs_where_none_is_under_way_does_nothing(self) -> None:
        self.assertEqual(finish_runs(at=NOW), [])
        self.assert_nothing_written()
