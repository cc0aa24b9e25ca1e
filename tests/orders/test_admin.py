"""Orders and runs can be looked at in the admin, and nothing else."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orders.models import ActivationRun, Order, OrderLine
from tests.factories import cast
from tests.factories.orders import ActivationRunFactory
from tests.factories.users import UserFactory

ORDERS = reverse("admin:orders_order_changelist")
RUNS = reverse("admin:orders_activationrun_changelist")


class OrdersAdminTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.boss = UserFactory(is_staff=True, is_superuser=True)
        cls.item = cast.item()
        cls.order = cast.order(cast.company("Alder"), number="SO1")
        cls.line = cast.line(cls.order, cls.item)
        cls.finished = ActivationRunFactory(state=ActivationRun.State.FINISHED)

    def setUp(self) -> None:
        self.client.force_login(self.boss)

    def query_count(self, url: str) -> int:
        self.client.get(url)  # What Django reads once and keeps is no matter of rows.
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.get(url).status_code, 200)
        return len(queries)

    def test_order_shows_its_lines_with_a_link_to_the_reason_of_each_price(self) -> None:
        page = self.client.get(reverse("admin:orders_order_change", args=[self.order.pk]))
        self.assertContains(page, f'<a href="/orders/lines/{self.line.pk}/why/">Why this price?</a>', html=True)

    def test_run_leads_to_the_page_with_its_ledger(self) -> None:
        self.assertContains(
            self.client.get(RUNS), f'<a href="/runs/{self.finished.pk}/">What it changed</a>', html=True
        )
        page = self.client.get(reverse("admin:orders_activationrun_change", args=[self.finished.pk]))
        self.assertContains(page, f'href="/runs/{self.finished.pk}/"')

    def test_more_rows_take_no_more_queries(self) -> None:
        one_order = reverse("admin:orders_order_change", args=[self.order.pk])
        before = [self.query_count(url) for url in (ORDERS, RUNS, one_order)]
        for number in range(10):
            cast.line(self.order, self.item)
            cast.order(cast.company(f"Buyer {number}"))
            ActivationRunFactory(started_by=UserFactory())
        self.assertEqual([self.query_count(url) for url in (ORDERS, RUNS, one_order)], before)

    def test_not_even_the_boss_changes_anything(self) -> None:
        for url in (
            reverse("admin:orders_order_add"),
            reverse("admin:orders_activationrun_add"),
            reverse("admin:orders_order_delete", args=[self.order.pk]),
            reverse("admin:orders_activationrun_delete", args=[self.finished.pk]),
        ):
            self.assertEqual(self.client.get(url).status_code, 403, url)
        change = reverse("admin:orders_order_change", args=[self.order.pk])
        self.assertEqual(self.client.post(change, {"number": "SO2"}).status_code, 403)
        self.assertEqual(Order.objects.get().number, "SO1")
        self.assertEqual((OrderLine.objects.count(), ActivationRun.objects.count()), (1, 1))

    def test_viewer_of_the_admin_sees_runs_but_no_ledger_table(self) -> None:
        self.client.force_login(UserFactory(is_staff=True, permissions=["orders.view_activationrun"]))
        self.assertContains(self.client.get(RUNS), "What it changed")
        self.assertEqual(self.client.get(ORDERS).status_code, 403)
