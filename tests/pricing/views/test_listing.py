"""The list of all prices and discounts; what all lists do is tried in tests/config/test_list_pages.py."""

import csv
import io

from django.test import TestCase

from tests.factories import cast
from tests.factories.users import UserFactory


class PriceListTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer = UserFactory(group="Viewer")
        cls.chair = cast.item("1000", description="Office chair")
        cast.price(cls.chair, "90", cast.campaign("SPRING", is_active=False, description="Spring sale"))
        cls.standing = cast.discount(cls.chair, "12.5", cast.company("Alder"), minimum_quantity=5)

    def setUp(self) -> None:
        self.client.force_login(self.viewer)

    def test_shows_on_what_for_whom_and_how_much(self) -> None:
        page = self.client.get("/pricing/")
        self.assertContains(page, "2 of 2 prices and discounts")
        self.assertContains(page, '<a href="/campaigns/SPRING/prices/">1000</a>')
        self.assertContains(page, '<a href="/campaigns/SPRING/">Campaign SPRING Spring sale</a>')
        self.assertContains(page, "€90.00")
        self.assertContains(page, "Campaign is off")
        self.assertContains(page, '<a href="/contacts/ALDER/">Buyer ALDER Alder</a>')
        self.assertContains(page, "12.5\N{NO-BREAK SPACE}%")

    def test_standing_row_opens_the_set_up_for_who_keeps_it(self) -> None:
        url = f"/admin/pricing/saleslinediscount/{self.standing.pk}/change/"
        self.assertNotContains(self.client.get("/pricing/"), url)
        self.client.force_login(UserFactory(is_staff=True, is_superuser=True))
        self.assertContains(self.client.get("/pricing/"), url)

    def test_file_tells_prices_from_percentages_and_names_the_currency(self) -> None:
        columns = {"columns": ["item", "kind", "source", "price", "discount", "currency", "minimum_quantity"]}
        answer = self.client.get("/pricing/", {**columns, "export": "csv"})
        content = b"".join(answer.streaming_content).decode("utf-8-sig")
        _headings, *rows = csv.reader(io.StringIO(content, newline=""))
        self.assertEqual(
            rows,
            [
                [
                    "1000",
                    "Sales price",
                    "Campaign SPRING Spring sale",
                    "90.00000",
                    "",
                    "0.00000",
                    "EUR",
                    "Office chair",
                ],
                ["1000", "Line discount", "Buyer ALDER Alder", "", "12.50000", "5.00000", "EUR", "Office chair"],
            ],
        )

    def test_is_for_those_who_may_see_both_kinds(self) -> None:
        self.client.force_login(UserFactory(permissions=["pricing.view_salesprice"]))
        self.assertContains(self.client.get("/pricing/"), "You may not look at prices and discounts.", status_code=403)
        self.client.logout()
        self.assertRedirects(self.client.get("/pricing/"), "/sign-in/?next=/pricing/")

    def test_says_what_to_do_while_there_is_none(self) -> None:
        self.chair.prices.all().delete()
        self.chair.discounts.all().delete()
        self.assertContains(self.client.get("/pricing/"), "No prices or discounts yet")

    def test_views_of_it_can_be_saved(self) -> None:
        self.assertEqual(self.client.get("/views/new/", {"list": "pricing:list"}).status_code, 200)
