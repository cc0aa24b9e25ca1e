"""The list of runs, the report of one, the lines it left alone, and the files to take away."""

from io import BytesIO

from openpyxl import load_workbook

from contacts.sheets import open_sheet
from orders.activation import drive_run, plan_run, run_campaign, start_run
from orders.models import ActivationRun, KeptBlock, OrderLine
from orders.views import runs
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.orders import ActivationRunFactory
from tests.orders.pages import PageCase

Kind = ActivationRun.Kind
State = ActivationRun.State


class RunCase(PageCase):
    """SPRING takes three lines of Alder from 100 to 90; a fourth was priced by hand."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.alder, cls.item = cast.company("Alder"), cast.item(description="Office chair")
        cls.spring = cast.campaign("SPRING", cls.alder, is_active=False, description="Spring sale")
        cast.price(cls.item, "90", cls.spring)
        cls.order = cast.order(cls.alder, number="SO1")
        cls.lines = [cast.line(cls.order, cls.item) for _number in range(3)]
        cast.line(cls.order, cls.item, unit_price="70", by_hand=True)

    def activate(self) -> ActivationRun:
        return run_campaign(self.spring, kind=Kind.ACTIVATE, at=NOW, by=self.manager)

    def plan(self) -> ActivationRun:
        return plan_run(self.spring, kind=Kind.ACTIVATE, at=NOW, by=self.manager, counts_kept=True)

    def with_skipped_line(self) -> ActivationRun:
        """Return a run that skipped the first line, because it was shipped after the check."""
        run = self.plan()
        OrderLine.objects.filter(pk=self.lines[0].pk).update(shipped_quantity=1)
        start_run(run, at=NOW, by=self.manager)
        return drive_run(run.pk, at=NOW)


class RunListTest(RunCase):
    def test_shows_what_each_run_changed(self) -> None:
        run = self.with_skipped_line()
        page = self.page("/runs/")
        self.assertInHTML(f'<a href="/runs/{run.pk}/">{run.pk}</a>', page)
        self.assertIn("Spring sale", page)
        self.assertIn('15 Jan 2030 10:30<span class="below">campaign-manager</span>', page)
        self.assertInHTML('<td class="number">3</td>', page)
        self.assertInHTML('<td class="number">2</td>', page)
        self.assertInHTML('<td class="number">1</td>', page)
        self.assertInHTML('<span class="better">−€20.00</span>', page)

    def test_is_narrowed_by_campaign_kind_and_state(self) -> None:
        self.activate()
        ActivationRunFactory(kind=Kind.RESYNC)
        for query, found in (({"campaign": "sale"}, 1), ({"kind": "resync"}, 1), ({"state": "discarded"}, 0)):
            page = self.page("/runs/", **query)
            self.assertInHTML(f'<p id="result-count" role="status">{found} of 2 runs</p>', page)

    def test_wrong_filter_never_widens_the_list(self) -> None:
        self.activate()
        self.assertIn("0 of 1 run", self.page("/runs/", kind="unknown"))

    def test_more_runs_take_no_more_queries(self) -> None:
        self.activate()
        one = self.query_count("/runs/")
        for _number in range(50):
            ActivationRunFactory(started_by=self.viewer, planned_by=self.marketer)
        self.assertEqual(self.query_count("/runs/"), one)

    def test_sorts_by_difference(self) -> None:
        self.activate()
        dearer = ActivationRunFactory(local_before=0, local_after=5, state=State.FINISHED)
        table = self.client.get("/runs/?sort=-difference").context["table"]
        self.assertEqual(table.rows[0].record, dearer)

    def test_says_what_will_stand_there_while_there_is_none(self) -> None:
        self.assertIn("No runs yet", self.page("/runs/"))

    def test_campaign_has_its_own_list(self) -> None:
        self.activate()
        ActivationRunFactory(campaign=cast.campaign("WINTER"))
        table = self.client.get("/campaigns/SPRING/runs/").context["table"]
        self.assertEqual([row.record.campaign for row in table.rows], [self.spring])
        self.assertIn(
            "This campaign was never activated.", self.page(f"/campaigns/{cast.campaign('NEW').number}/runs/")
        )

    def test_is_shut_to_who_may_not_see_runs(self) -> None:
        self.assert_shut("/runs/")
        self.assert_shut("/campaigns/SPRING/runs/")
        self.client.force_login(self.viewer)
        self.page("/runs/")


class RunPageTest(RunCase):
    def test_reports_counts_totals_and_who(self) -> None:
        run = self.activate()
        page = self.page(f"/runs/{run.pk}/")
        self.assertInHTML('<span class="hint">€300.00 → €270.00</span>', page)
        self.assertInHTML('<a href="/campaigns/SPRING/">SPRING Spring sale</a>', page)
        self.assertInHTML("<dd>15 Jan 2030 10:30 · campaign-manager</dd>", page)
        self.assertIn("3 order lines changed, total", page)

    def test_each_line_leads_to_why_it_costs_that(self) -> None:
        run = self.activate()
        link = f'<a href="/orders/lines/{self.lines[0].pk}/why/">campaign SPRING</a>'
        self.assertInHTML(link, self.page(f"/runs/{run.pk}/"))

    def test_skipped_lines_are_listed_with_the_reason(self) -> None:
        run = self.with_skipped_line()
        page = self.page(f"/runs/{run.pk}/", result="skipped")
        self.assertIn("1 order line changed after the effect was checked", page)
        self.assertIn("1 of 3 order lines", page)
        self.assertInHTML(
            '<td class="text"><strong>Skipped.</strong> Something on the line had been shipped or invoiced.</td>', page
        )
        self.assertIn("2 of 3 order lines", self.page(f"/runs/{run.pk}/", result="applied"))

    def test_more_lines_take_no_more_queries(self) -> None:
        few = self.activate()
        url = f"/runs/{few.pk}/"
        query_count = self.query_count(url)
        for number in range(60):
            line = cast.line(cast.order(cast.company(f"Buyer {number}")), self.item)
            cast.target(self.spring, line.buyer)
        run = run_campaign(self.spring, kind=Kind.RESYNC, at=NOW, by=self.manager)
        self.assertEqual(run.applied_count, 60)
        self.assertEqual(self.query_count(f"/runs/{run.pk}/"), query_count - 1, "no look for what undoes a re-sync")

    def test_undo_checks_the_opposite(self) -> None:
        run = self.activate()
        self.assertIn('action="/campaigns/SPRING/deactivate/check/"', self.page(f"/runs/{run.pk}/"))
        off = run_campaign(self.spring, kind=Kind.DEACTIVATE, at=NOW, by=None)
        self.assertIn('action="/campaigns/SPRING/activate/check/"', self.page(f"/runs/{off.pk}/"))
        self.assertNotIn("Undo", self.page(f"/runs/{run.pk}/"))

    def test_viewer_is_not_offered_to_undo(self) -> None:
        run = self.activate()
        self.client.force_login(self.viewer)
        self.assertNotIn("Undo", self.page(f"/runs/{run.pk}/"))

    def test_run_that_waits_is_shown_as_a_preview(self) -> None:
        run = self.plan()
        self.assertRedirects(
            self.client.get(f"/runs/{run.pk}/"), "/campaigns/SPRING/activate/", fetch_redirect_response=False
        )

    def test_is_shut_without_permission(self) -> None:
        self.assert_shut(f"/runs/{self.activate().pk}/")
        self.assertEqual(self.client.get("/runs/99/").status_code, 404)


class KeptPageTest(RunCase):
    def test_lists_the_lines_with_where_their_price_comes_from(self) -> None:
        run = self.plan()
        page = self.page(f"/runs/{run.pk}/kept/", reason="by_hand")
        self.assertInHTML("<h1>Stays as it is: priced by hand</h1>", page)
        self.assertIn("1 of 1 order line when the effect was checked on 15 Jan 2030 10:30", page)
        self.assertIn("priced by hand on 15 Jan 2030 10:30</a>", page)
        self.assertInHTML('<a href="/campaigns/SPRING/activate/">Activate</a>', page)

    def test_narrows_to_a_buyer_or_an_item_and_never_widens(self) -> None:
        other = cast.item("DESK")
        cast.line(self.order, other, by_hand=True)
        url = f"/runs/{self.plan().pk}/kept/"
        for narrowed, found in (
            ({"item": "desk"}, 1),
            ({"buyer": "alder"}, 2),
            ({"buyer": "ALD"}, 0),
            ({"item": "x"}, 0),
        ):
            with self.subTest(narrowed=narrowed):
                page = self.page(url, reason="by_hand", **narrowed)
                self.assertIn(f"{found} of 2 order lines", page)
                self.assertInHTML('<input type="hidden" name="reason" value="by_hand">', page)

    def test_list_of_a_run_made_before_lists_were_kept_says_so(self) -> None:
        run = self.plan()
        KeptBlock.objects.all().delete()
        page = self.page(f"/runs/{run.pk}/kept/", reason="by_hand")
        self.assertIn("only the number is left", page)

    def test_reads_a_page_at_a_time(self) -> None:
        for _number in range(60):
            cast.line(self.order, self.item, shipped_quantity=1)
        url = f"/runs/{self.plan().pk}/kept/?reason=shipped"
        self.assertEqual(len(self.client.get(url).context["table"].page.object_list), 50)
        self.assertEqual(len(self.client.get(f"{url}&page=2").context["table"].page.object_list), 10)

    def test_more_lines_take_no_more_queries(self) -> None:
        run = self.plan()
        one = self.query_count(f"/runs/{run.pk}/kept/?reason=by_hand")
        for _number in range(40):
            cast.line(self.order, self.item, by_hand=True, hand_priced_by=self.viewer)
        self.assertEqual(self.query_count(f"/runs/{self.plan().pk}/kept/?reason=by_hand"), one)

    def test_unknown_filter_shows_no_line_and_says_so(self) -> None:
        run = self.activate()
        for url in (f"/runs/{run.pk}/kept/?reason=by_hand&colour=red", f"/runs/{run.pk}/?colour=red"):
            page = self.client.get(url)
            self.assertEqual(page.context["table"].paginator.count, 0)
            self.assertIn("This list has no filter “colour”.", page.content.decode())

    def test_unknown_reason_is_not_found(self) -> None:
        run = self.plan()
        for url in (f"/runs/{run.pk}/kept/", f"/runs/{run.pk}/kept/?reason=whim"):
            self.assertEqual(self.client.get(url).status_code, 404)

    def test_is_shut_without_permission(self) -> None:
        self.assert_shut(f"/runs/{self.plan().pk}/kept/?reason=by_hand".partition("?")[0])


class DownloadTest(RunCase):
    def test_csv_holds_every_line(self) -> None:
        run = self.plan()
        answer = self.client.get(f"/runs/{run.pk}/changes.csv")
        self.assertEqual(answer["Content-Disposition"], f'attachment; filename="SPRING-activate-{run.pk}.csv"')
        with open_sheet(BytesIO(b"".join(answer.streaming_content)), name="changes.csv") as sheet:
            rows = list(sheet.rows)
        self.assertEqual(len(rows), 3)

    def test_workbook_holds_numbers(self) -> None:
        run = self.plan()
        answer = self.client.get(f"/runs/{run.pk}/changes.xlsx")
        rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values)
        self.assertEqual(len(rows), 4)
        self.assertIn(90, rows[1])

    def test_long_run_has_no_workbook(self) -> None:
        run = self.plan()
        ActivationRun.objects.update(line_count=runs.MOST_WORKBOOK_LINES + 1)
        self.assertEqual(self.client.get(f"/runs/{run.pk}/changes.xlsx").status_code, 404)
        self.assertNotIn("changes.xlsx", self.page("/campaigns/SPRING/activate/"))

    def test_is_shut_without_permission(self) -> None:
        run = self.plan()
        self.assert_shut(f"/runs/{run.pk}/changes.csv")
        self.assert_shut(f"/runs/{run.pk}/changes.xlsx")
