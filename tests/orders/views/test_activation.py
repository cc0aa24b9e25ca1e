"""Checking the effect of a run, starting it, and going on with it."""

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import Any
from unittest import mock

from django.utils import timezone

from campaigns.models import Campaign
from orders.activation import apply_chunk, plan_run, start_run
from orders.models import ActivationRun, OrderLine
from orders.views import activation
from pricing.models import SalesPrice
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.orders.pages import PageCase

Kind = ActivationRun.Kind
State = ActivationRun.State

PREVIEW = "/campaigns/SPRING/activate/"
CHECK = f"{PREVIEW}check/"
START = f"{PREVIEW}start/"


class ActivationCase(PageCase):
    """SPRING would take five lines of Alder from 100 to 90; the sixth was priced by hand."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.alder, cls.item = cast.company("Alder"), cast.item(description="Office chair")
        cls.spring = cast.campaign("SPRING", cls.alder, is_active=False)
        cls.price = cast.price(cls.item, "90", cls.spring)
        cls.order = cast.order(cls.alder, number="SO1")
        cls.lines = [cast.line(cls.order, cls.item) for _number in range(5)]
        cls.by_hand = cast.line(cls.order, cls.item, unit_price="70", by_hand=True)

    def plan(self, kind: Kind = Kind.ACTIVATE, campaign: Campaign | None = None) -> ActivationRun:
        return plan_run(campaign or self.spring, kind=kind, at=NOW, by=None, counts_kept=True)

    def activate(self) -> ActivationRun:
        run = self.plan()
        self.post(START, run=run.pk)
        run.refresh_from_db()
        return run

    def prices(self) -> list[Decimal]:
        lines = OrderLine.objects.exclude(pk=self.by_hand.pk).order_by("pk")
        return list(lines.values_list("unit_price", flat=True))

    def assert_nothing_changed(self) -> None:
        self.assertEqual(self.prices(), [Decimal(100)] * 5)
        self.spring.refresh_from_db()
        self.assertFalse(self.spring.is_active)


class PreviewTest(ActivationCase):
    def test_says_who_and_what_it_is_about_before_the_check(self) -> None:
        page = self.page(PREVIEW)
        self.assertIn("1 buyer in the target group", page)
        self.assertIn("Sales prices: 1, line discounts: 0", page)
        self.assertIn("Check the effect", page)
        self.assertNotIn("Order lines that change", page)

    def test_check_plans_and_changes_nothing(self) -> None:
        self.assertEqual(self.post(CHECK), [])
        run = self.spring.runs.get()
        self.assertEqual((run.state, run.line_count, run.planned_by), (State.PLANNED, 5, self.manager))
        self.assert_nothing_changed()

    def test_shows_every_line_that_changes_with_old_and_new(self) -> None:
        self.plan()
        page = self.page(PREVIEW)
        self.assertInHTML('<del>€100.00</del><br><span class="becomes">€90.00</span>', page, count=10)
        self.assertInHTML('<span class="better">−€10.00</span>', page, count=5)
        self.assertInHTML('<span class="hint">€500.00 → €450.00</span>', page)
        self.assertIn("campaign SPRING", page)
        self.assertInHTML('<a href="/orders/SO1/">SO1/10000</a>', page)

    def test_button_carries_the_number(self) -> None:
        self.plan()
        self.assertIn("Activate: change 5 order lines", self.page(PREVIEW))
        OrderLine.objects.all().update(is_priced_by_hand=True, hand_priced_at=NOW)
        self.plan()
        self.assertIn("Activate: no order line changes", self.page(PREVIEW))

    def test_counts_of_lines_that_stay_lead_to_them(self) -> None:
        run = self.plan()
        link = f'<a href="/runs/{run.pk}/kept/?reason=by_hand">1<span class="visually-hidden">priced by hand</span></a>'
        self.assertInHTML(link, self.page(PREVIEW))

    def test_search_narrows_the_lines_and_not_the_run(self) -> None:
        cast.line(cast.order(self.alder, number="SO2"), self.item)
        self.plan()
        page = self.page(PREVIEW, search="SO2")
        self.assertInHTML('<p id="result-count" role="status">1 of 6 order lines</p>', page)
        self.assertIn("Activate: change 6 order lines", page)

    def test_pages_at_fifty_lines_and_takes_no_more_queries_for_them(self) -> None:
        self.plan()
        few = self.query_count(PREVIEW)
        for number in range(60):
            cast.line(cast.order(cast.company(f"Buyer {number}")), cast.item(f"2{number:03}"))
            cast.target(self.spring, OrderLine.objects.latest("pk").buyer)
            cast.price(OrderLine.objects.latest("pk").item, "1", self.spring)
        self.plan()
        self.assertEqual(self.query_count(PREVIEW), few)
        self.assertIn("1 to 50 of 65", self.page(PREVIEW))

    def test_plan_of_another_kind_is_not_shown(self) -> None:
        cast_on = cast.campaign("WINTER", self.alder)
        self.plan(Kind.RESYNC, cast_on)
        self.assertNotIn("Calculated", self.page("/campaigns/WINTER/deactivate/"))
        self.assertIn("Calculated", self.page("/campaigns/WINTER/resync/"))

    def test_stale_plan_offers_a_new_check_and_no_start(self) -> None:
        self.plan()
        SalesPrice.objects.update(unit_price=80)
        page = self.page(PREVIEW)
        self.assertIn("Changed since: sales prices.", page)
        self.assertNotIn("Activate: change", page)

    def test_refusal_is_shown_instead_of_the_button(self) -> None:
        self.spring.targets.all().delete()
        page = self.page(PREVIEW)
        self.assertIn("no contact is marked as campaign target", page)
        self.assertNotIn("Check the effect", page)
        self.assertEqual(len(self.post(CHECK)), 1)
        self.assertFalse(self.spring.runs.exists())

    def test_active_campaign_says_since_when_and_what_can_be_done(self) -> None:
        self.activate()
        page = self.page(PREVIEW)
        self.assertIn("This campaign is activated", page)
        self.assertIn("by campaign-manager.", page)
        self.assertIn('href="/campaigns/SPRING/deactivate/"', page)
        self.assertIn('href="/campaigns/SPRING/resync/"', page)

    def test_change_of_terms_is_noticed(self) -> None:
        self.activate()
        Campaign.objects.update(terms_changed_at=NOW)
        self.assertIn("Prices, targets or dates changed since 15 Jan 2030 10:30.", self.page(PREVIEW))

    def test_resync_counts_the_lines_that_differ(self) -> None:
        self.activate()
        SalesPrice.objects.update(unit_price=85)
        Campaign.objects.update(terms_changed_at=NOW)
        self.plan(Kind.RESYNC, Campaign.objects.get())
        self.assertIn("5 open order lines differ from what the rule gives.", self.page("/campaigns/SPRING/resync/"))

    def test_unknown_campaign_is_not_found(self) -> None:
        self.assertEqual(self.client.get("/campaigns/NONE/activate/").status_code, 404)

    def test_narrows_to_a_buyer_an_item_and_a_direction(self) -> None:
        birch, desk = cast.company("Birch"), cast.item("DESK", price=10)
        cast.target(self.spring, birch)
        cast.price(desk, 1, self.spring)
        cast.line(cast.order(birch), desk)
        dearer = cast.line(cast.order(birch), self.item, unit_price=80, normal_unit_price=100)
        OrderLine.objects.filter(pk=dearer.pk).update(line_amount=80)
        self.plan()
        for narrowed, found in (
            ({"buyer": "alder"}, 5),
            ({"item": "desk"}, 1),
            ({"buyer": "BIRCH", "item": self.item.number}, 1),
            ({"change": "rise"}, 1),
            ({"change": "fall"}, 6),
            ({"buyer": "ALD"}, 0),
            ({"change": "sideways"}, 0),
        ):
            with self.subTest(narrowed=narrowed):
                self.assertIn(f"{found} of 7 order lines", self.page(PREVIEW, **narrowed))

    def test_lines_that_become_dearer_are_to_be_confirmed_and_lead_to_themselves(self) -> None:
        OrderLine.objects.filter(pk=self.lines[0].pk).update(unit_price=80, line_amount=80)
        run = self.plan()
        page = self.page(PREVIEW)
        self.assertIn("1 order line becomes dearer than it is today.", page)
        self.assertInHTML('<a href="?change=rise#lines">Show these lines</a>', page)
        self.assertEqual(self.post(START, run=run.pk), ["Tick each warning to confirm it. Nothing was changed."])
        self.post(START, run=run.pk, confirmed=["dearer"])
        self.assertEqual(self.prices(), [Decimal(90)] * 5)

    def test_counts_orders_and_buyers_once(self) -> None:
        self.plan()
        page = " ".join(self.page(PREVIEW).split())
        self.assertIn('<a href="?sort=order#lines">1<span class="visually-hidden">Orders</span></a>', page)
        self.assertIn("customers: 0, prospects: 1; contacts behind them: 1", page)

    def test_refusal_leads_to_where_it_is_put_right(self) -> None:
        self.spring.targets.all().delete()
        page = " ".join(self.page(PREVIEW).split())
        self.assertIn('<a href="/campaigns/SPRING/segments/">Choose whom it is for</a>', page)
        self.assertEqual(page.count("Choose whom it is for"), 1)

    def test_drift_is_shown_with_who_changed_what_and_leads_to_the_lines(self) -> None:
        self.activate()
        self.price.unit_price = 85
        self.price._history_user = self.marketer
        self.price.save()
        Campaign.objects.update(terms_changed_at=timezone.now())
        page = " ".join(self.page("/campaigns/SPRING/deactivate/").split())
        self.assertIn("Open order lines may differ from what the rule gives.", page)
        self.assertInHTML('<a href="/campaigns/SPRING/prices/">1 sales price</a>', page)
        self.assertIn(f"by {self.marketer.username}", page)
        self.assertIn('action="/campaigns/SPRING/resync/check/"', page)
        self.post("/campaigns/SPRING/resync/check/")
        self.assertIn("5 open order lines differ from what the rule gives.", self.page("/campaigns/SPRING/deactivate/"))


class StartTest(ActivationCase):
    def test_changes_the_lines_and_shows_the_report(self) -> None:
        run = self.plan()
        self.assertEqual(self.post(START, run=run.pk), ["Activate is done: 5 order lines changed."])
        run.refresh_from_db()
        self.assertEqual((run.state, run.applied_count, run.started_by), (State.FINISHED, 5, self.manager))
        self.assertEqual(self.prices(), [Decimal(90)] * 5)
        self.by_hand.refresh_from_db()
        self.assertEqual(self.by_hand.unit_price, 70)

    def test_second_submit_does_nothing_twice(self) -> None:
        run = self.activate()
        response = self.client.post(START, {"run": run.pk})
        self.assertRedirects(response, f"/runs/{run.pk}/", fetch_redirect_response=False)
        self.assertEqual(self.spring.runs.count(), 1)
        self.assertEqual(self.spring.entries.count(), 1)

    def test_stale_plan_is_refused_with_what_changed(self) -> None:
        run = self.plan()
        SalesPrice.objects.update(unit_price=80)
        [message] = self.post(START, run=run.pk)
        self.assertEqual(message, "Changed since the preview: sales prices. Nothing was changed.")
        self.assert_nothing_changed()
        page = " ".join(self.page(PREVIEW).split())
        self.assertIn('said 5 order lines, <span class="better">−€50.00</span>; now it is 5 order lines,', page)
        self.assertIn("−€100.00</span>. Changed in between: sales prices.", page)
        self.assertIn("Activate: change 5 order lines", page)

    def test_plan_that_was_replaced_is_refused(self) -> None:
        old = self.plan().pk
        self.plan()
        [message] = self.post(START, run=old)
        self.assertIn("The effect was checked again since this page was opened.", message)
        self.assert_nothing_changed()

    def test_plan_replaced_at_the_last_moment_is_refused(self) -> None:
        def start_after_another_check(run: ActivationRun, **rest: Any) -> ActivationRun:
            self.plan()
            return start_run(run, **rest)

        run = self.plan()
        with mock.patch.object(activation, "start_run", start_after_another_check):
            [message] = self.post(START, run=run.pk)
        self.assertEqual(message, "This preview was replaced by a newer one. Check the effect again.")
        self.assert_nothing_changed()

    def test_plan_of_another_kind_or_campaign_is_refused(self) -> None:
        winter = cast.campaign("WINTER", self.alder)
        for run in (self.plan(Kind.DEACTIVATE, winter), self.plan(Kind.RESYNC, winter)):
            [message] = self.post(START, run=run.pk)
            self.assertIn("The effect was checked again", message)
        self.assert_nothing_changed()

    def test_warnings_need_their_ticks(self) -> None:
        SalesPrice.objects.update(withdrawn_at=NOW)
        run = self.plan()
        page = self.page(PREVIEW)
        self.assertIn("SPRING has no prices or discounts. Activating it changes nothing for customers.", page)
        self.assertIn('value="rows"', page)
        self.assertEqual(self.post(START, run=run.pk), ["Tick each warning to confirm it. Nothing was changed."])
        self.assert_nothing_changed()
        self.post(START, run=run.pk, confirmed=["rows"])
        self.spring.refresh_from_db()
        self.assertTrue(self.spring.is_active)

    def test_line_touched_since_the_check_is_skipped(self) -> None:
        run = self.plan()
        OrderLine.objects.filter(pk=self.lines[0].pk).update(quantity=2)
        self.assertEqual(self.post(START, run=run.pk), ["Activate is done: 4 order lines changed."])
        self.assertEqual(self.prices(), [Decimal(100), *[Decimal(90)] * 4])

    def test_deactivating_puts_every_line_back(self) -> None:
        self.activate()
        self.post("/campaigns/SPRING/deactivate/check/")
        run = self.spring.runs.get(state=State.PLANNED)
        self.post("/campaigns/SPRING/deactivate/start/", run=run.pk)
        self.assert_nothing_changed()

    def test_big_run_is_left_under_way_and_gone_on_with(self) -> None:
        run = self.plan()
        with (
            mock.patch.object(activation, "PATIENCE", dt.timedelta(0)),
            mock.patch.object(activation, "apply_chunk", partial(apply_chunk, chunk_size=2)),
        ):
            self.assertEqual(self.post(START, run=run.pk), [])
            self.assertInHTML('<p role="status">2 of 5 order lines</p>', self.page(f"/runs/{run.pk}/"))
            self.assertEqual(self.prices().count(Decimal(90)), 2)
            answer = self.client.post(f"/runs/{run.pk}/continue/", headers={"HX-Request": "true"})
            self.assertInHTML(
                '<progress max="5" value="4" aria-labelledby="progress-head"></progress>', answer.content.decode()
            )
        self.assertEqual(self.post(f"/runs/{run.pk}/continue/"), ["Activate is done: 5 order lines changed."])
        self.assertEqual(self.prices(), [Decimal(90)] * 5)


class DiscardTest(ActivationCase):
    def test_throws_the_plan_away(self) -> None:
        run = self.plan()
        discarded = self.post(f"/runs/{run.pk}/discard/")
        self.assertEqual(discarded, ["The check was discarded. No order line was changed."])
        self.assertFalse(ActivationRun.objects.exists())
        self.assertEqual(self.client.post(f"/runs/{run.pk}/discard/").status_code, 404)
        self.assert_nothing_changed()

    def test_is_offered_in_the_lists_of_runs_and_leads_back_there(self) -> None:
        run = self.plan()
        offer = f'formaction="/runs/{run.pk}/discard/"'
        for url in ("/runs/", f"/campaigns/{run.campaign.number}/runs/"):
            self.assertIn(offer, self.client.get(url).content.decode())
        answer = self.client.post(f"/runs/{run.pk}/discard/", {"next": "/runs/?state=planned"})
        self.assertRedirects(answer, "/runs/?state=planned")
        self.client.force_login(self.viewer)
        self.assertNotIn(offer, self.client.get("/runs/").content.decode())

    def test_run_that_was_started_stays(self) -> None:
        run = self.activate()
        [message] = self.post(f"/runs/{run.pk}/discard/")
        self.assertEqual(message, f"Run {run.pk} is finished already.")
        self.assertEqual(self.prices(), [Decimal(90)] * 5)


class ProceedTest(ActivationCase):
    def started(self) -> ActivationRun:
        return start_run(self.plan(), at=timezone.now(), by=None)

    def test_last_part_leads_to_the_report(self) -> None:
        run = self.started()
        answer = self.client.post(f"/runs/{run.pk}/continue/", headers={"HX-Request": "true"})
        self.assertEqual(answer["HX-Redirect"], f"/runs/{run.pk}/")
        self.assertEqual(self.prices(), [Decimal(90)] * 5)

    def test_twice_changes_nothing_more(self) -> None:
        run = self.started()
        self.post(f"/runs/{run.pk}/continue/")
        self.post(f"/runs/{run.pk}/continue/")
        run.refresh_from_db()
        self.assertEqual((run.state, run.applied_count), (State.FINISHED, 5))
        self.assertEqual(self.spring.entries.count(), 1)

    def test_preview_leads_to_the_run_under_way(self) -> None:
        run = self.started()
        self.assertInHTML(f'<a href="/runs/{run.pk}/">Open run {run.pk}</a>', self.page(PREVIEW))

    def test_viewer_sees_how_far_it_is_and_cannot_go_on(self) -> None:
        run = self.started()
        self.client.force_login(self.viewer)
        page = self.page(f"/runs/{run.pk}/")
        self.assertIn("0 of 5 order lines", page)
        self.assertNotIn("continue/", page)

    def test_unknown_run_is_not_found(self) -> None:
        self.assertEqual(self.client.post("/runs/99/continue/").status_code, 404)


class WhoMayTest(ActivationCase):
    def test_viewer_looks_and_is_told_who_may_more(self) -> None:
        self.plan()
        self.client.force_login(self.viewer)
        page = self.page(PREVIEW)
        self.assertIn("You may look, not activate. A campaign manager can.", page)
        self.assertNotIn('<button type="submit" class="btn btn-primary">', page)

    def test_only_a_campaign_manager_checks_starts_and_goes_on(self) -> None:
        run = self.plan()
        for url in (CHECK, START, f"/runs/{run.pk}/continue/", f"/runs/{run.pk}/discard/"):
            self.assert_shut(url, self.viewer, self.marketer, method="post")
        self.assertEqual(self.spring.runs.get(), run)
        self.assert_nothing_changed()

    def test_nobody_sees_the_preview_without_signing_in(self) -> None:
        self.assert_shut(PREVIEW)

    def test_verbs_are_posted(self) -> None:
        run = self.plan()
        for url in (CHECK, START, f"/runs/{run.pk}/continue/", f"/runs/{run.pk}/discard/"):
            self.assertEqual(self.client.get(url).status_code, 405)
