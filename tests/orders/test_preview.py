"""What is to be known before a run, and which run takes another one back."""

import datetime as dt

from django.test import TestCase

from campaigns.models import Campaign
from orders.activation import plan_run, run_campaign, start_run
from orders.models import ActivationRun
from orders.preview import Preview, preview_of, undo_of
from pricing.models import SalesPrice
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE

Kind = ActivationRun.Kind


class PreviewCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder, cls.item = cast.company("Alder"), cast.item()
        cls.spring = cast.campaign("SPRING", cls.alder, cast.company("Birch"), is_active=False)
        cast.price(cls.item, "90", cls.spring)
        cast.discount(cls.item, "5", cls.spring)
        cast.line(cast.order(cls.alder), cls.item)

    def campaign(self) -> Campaign:
        return Campaign.objects.get(pk=self.spring.pk)

    def make(self, kind: Kind) -> ActivationRun:
        return run_campaign(self.campaign(), kind=kind, at=NOW, by=None)


class PreviewTest(PreviewCase):
    def preview(self, kind: Kind = Kind.ACTIVATE) -> Preview:
        return preview_of(self.campaign(), kind=kind, today=WORK_DATE)

    def test_counts_what_the_campaign_brings(self) -> None:
        preview = self.preview()
        self.assertEqual((preview.target_count, preview.price_count, preview.discount_count), (2, 1, 1))
        self.assertEqual((preview.refusals, preview.warnings, preview.run), ([], [], None))

    def test_holds_the_plan_of_its_kind_only(self) -> None:
        run = plan_run(self.campaign(), kind=Kind.RESYNC, at=NOW, by=None)
        self.assertEqual(self.preview(Kind.RESYNC).run, run)
        self.assertIsNone(self.preview().run)

    def test_says_what_changed_since_the_plan(self) -> None:
        plan_run(self.campaign(), kind=Kind.ACTIVATE, at=NOW, by=None)
        self.assertEqual(self.preview().changes, [])
        SalesPrice.objects.update(unit_price=80)
        self.assertEqual(self.preview().changes, ["sales prices"])

    def test_refuses_in_words(self) -> None:
        self.assertEqual([str(found) for found in self.preview(Kind.DEACTIVATE).refusals], ["SPRING is not activated."])

    def test_says_what_the_plan_before_said_if_it_said_something_else(self) -> None:
        first = plan_run(self.campaign(), kind=Kind.ACTIVATE, at=NOW, by=None)
        self.assertIsNone(self.preview().replaced)
        plan_run(self.campaign(), kind=Kind.ACTIVATE, at=NOW, by=None)
        self.assertIsNone(self.preview().replaced)
        cast.line(cast.order(self.alder), self.item)
        SalesPrice.objects.update(unit_price=80)
        plan_run(self.campaign(), kind=Kind.ACTIVATE, at=NOW, by=None)
        replaced = self.preview().replaced
        self.assertEqual((replaced.planned_at, replaced.line_count), (NOW, 1))
        self.assertEqual((replaced.before, replaced.after), (first.local_before, first.local_after))
        self.assertEqual(replaced.changes, ["sales prices"])

    def test_holds_when_it_may_happen_by_itself(self) -> None:
        Campaign.objects.update(starting_on=WORK_DATE + dt.timedelta(days=1))
        self.assertEqual(self.preview().schedule.is_set, False)
        self.assertIsNone(self.preview(Kind.RESYNC).schedule)

    def test_names_the_run_under_way(self) -> None:
        run = plan_run(self.campaign(), kind=Kind.ACTIVATE, at=NOW, by=None)
        self.assertIsNone(self.preview().under_way)
        start_run(run, at=NOW, by=None)
        self.assertEqual(self.preview().under_way, run)


class UndoTest(PreviewCase):
    def test_last_activation_is_undone_by_deactivating_and_the_other_way_round(self) -> None:
        on = self.make(Kind.ACTIVATE)
        self.assertEqual(undo_of(on), Kind.DEACTIVATE)
        off = self.make(Kind.DEACTIVATE)
        self.assertEqual(undo_of(off), Kind.ACTIVATE)
        on.refresh_from_db()
        self.assertIsNone(undo_of(on))

    def test_resync_has_no_opposite(self) -> None:
        self.make(Kind.ACTIVATE)
        self.assertIsNone(undo_of(self.make(Kind.RESYNC)))

    def test_run_that_is_not_finished_is_not_undone(self) -> None:
        run = plan_run(self.campaign(), kind=Kind.ACTIVATE, at=NOW, by=None)
        self.assertIsNone(undo_of(run))
        self.assertIsNone(undo_of(start_run(run, at=NOW, by=None)))

    def test_plan_that_waits_is_no_later_run(self) -> None:
        on = self.make(Kind.ACTIVATE)
        plan_run(self.campaign(), kind=Kind.RESYNC, at=NOW, by=None)
        self.assertEqual(undo_of(on), Kind.DEACTIVATE)
