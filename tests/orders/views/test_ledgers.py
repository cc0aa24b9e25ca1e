"""Pages that show a ledger stay quick however long it is."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.activation import plan_run
from orders.models import ActivationRun, OrderLine
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.orders.pages import PageCase

URL = "/campaigns/SPRING/activate/"


class LedgerPageTest(PageCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        alder, item = cast.company("Alder"), cast.item()
        spring = cast.campaign("SPRING", alder, is_active=False)
        cast.price(item, "90", spring)
        order = cast.order(alder, number="SO1")
        for quantity in range(1, 61):
            cast.line(order, item, quantity)
        plan_run(spring, kind=ActivationRun.Kind.ACTIVATE, at=NOW, by=None)

    def statements(self, **query: str) -> list[str]:
        """Return the statements about the ledger that the page takes."""
        with CaptureQueriesContext(connection) as queries:
            self.page(URL, **query)
        return [query["sql"] for query in queries if "orders_runline" in query["sql"]]

    def test_whole_ledger_is_not_counted(self) -> None:
        self.assertFalse(any("COUNT(" in statement for statement in self.statements(page="2", search="")))
        self.assertTrue(any("COUNT(" in statement for statement in self.statements(search="SO1")))

    def test_only_the_rows_of_the_page_are_joined(self) -> None:
        keys, rows = self.statements(page="2")
        self.assertNotIn("JOIN", keys)
        self.assertIn("OFFSET 50", keys)
        self.assertIn("JOIN", rows)
        self.assertNotIn("OFFSET", rows)

    def test_order_of_the_lines_holds_over_pages(self) -> None:
        shown = []
        for page in (1, 2):
            rows = self.client.get(URL, {"sort": "-quantity", "page": page}).context["table"].page.object_list
            shown += [int(row.record.quantity) for row in rows]
        self.assertEqual(shown, list(range(60, 0, -1)))

    def test_line_that_was_removed_since_is_left_out(self) -> None:
        OrderLine.objects.order_by("pk").first().delete()
        rows = self.client.get(URL).context["table"].page.object_list
        self.assertEqual(len(list(rows)), 49)

    def test_wrong_search_shows_no_line(self) -> None:
        self.assertInHTML(
            '<p id="result-count" role="status">0 of 60 order lines</p>', self.page(URL, search="with \0 in it")
        )
