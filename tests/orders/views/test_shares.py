"""What a run changes by buyer and by item."""

from orders.activation import plan_run, run_campaign
from orders.models import ActivationRun
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.orders.pages import PageCase

Kind = ActivationRun.Kind


class SharePageTest(PageCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.alder, cls.item = cast.company("Alder"), cast.item("1000", description="Chair", price=100)
        cls.spring = cast.campaign("SPRING", cls.alder, is_active=False)
        cast.price(cls.item, 90, cls.spring)
        cast.line(cast.order(cls.alder), cls.item)

    def test_plan_leads_to_the_lines_of_its_preview(self) -> None:
        run = plan_run(self.spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        page = self.page(f"/runs/{run.pk}/buyers/")
        self.assertInHTML('<a href="/campaigns/SPRING/activate/?buyer=ALDER#lines">1</a>', page)
        self.assertIn("1 buyer", page)
        self.assertIn(f'href="/runs/{run.pk}/buyers/"', self.page("/campaigns/SPRING/activate/"))

    def test_run_leads_to_the_lines_of_its_report(self) -> None:
        run = run_campaign(self.spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        page = self.page(f"/runs/{run.pk}/items/", sort="-lines")
        self.assertInHTML(f'<a href="/runs/{run.pk}/?item=1000#lines">1</a>', page)
        self.assertIn("Chair", page)

    def test_more_buyers_take_no_more_queries(self) -> None:
        run = plan_run(self.spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        few = self.query_count(f"/runs/{run.pk}/buyers/")
        for number in range(60):
            buyer = cast.company(f"Buyer {number}")
            cast.target(self.spring, buyer)
            cast.line(cast.order(buyer), self.item)
        run = plan_run(self.spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        self.assertEqual(self.query_count(f"/runs/{run.pk}/buyers/"), few)
        self.assertIn("1 to 50 of 61", self.page(f"/runs/{run.pk}/buyers/"))

    def test_is_shut_without_permission(self) -> None:
        run = plan_run(self.spring, kind=Kind.ACTIVATE, at=NOW, by=None)
        self.assert_shut(f"/runs/{run.pk}/buyers/")
        self.assertEqual(self.client.get("/runs/99/items/").status_code, 404)
