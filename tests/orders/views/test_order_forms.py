"""What the forms about an order have in common."""

from orders.models import Order
from tests.factories import cast
from tests.orders.pages import PageCase


class OrderFormPageTest(PageCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.item = cast.item()
        cls.order = cast.order(cast.company("Alder"), number="SO1")
        cls.line = cast.line(cls.order, cls.item, 5)

    def test_what_the_services_refuse_stands_above_the_form(self) -> None:
        Order.objects.update(status=Order.Status.CLOSED)
        answer = self.client.post("/orders/SO1/lines/new/", {"item": "1000", "quantity": "1"})
        self.assertContains(answer, "Order SO1 is closed. Only an open order can be changed.", status_code=422)
        self.assertEqual(self.order.lines.count(), 1)

    def test_wrong_field_is_named_in_the_summary_and_beside_it(self) -> None:
        answer = self.client.post(
            f"/orders/lines/{self.line.pk}/change/", {"quantity": "many", "unit": self.line.unit_id}
        )
        self.assertContains(answer, "&quot;many&quot; is not a number.", count=2, status_code=422)
        self.line.refresh_from_db()
        self.assertEqual(self.line.quantity, 5)

    def test_unknown_order_or_line_is_not_found(self) -> None:
        for url in ("/orders/NONE/lines/new/", "/orders/NONE/change/", "/orders/lines/99/change/"):
            self.assertEqual(self.client.get(url).status_code, 404, url)

    def test_crumbs_lead_back_to_the_order(self) -> None:
        page = self.page(f"/orders/lines/{self.line.pk}/change/")
        self.assertInHTML('<li><a href="/orders/SO1/">SO1</a></li>', page)
