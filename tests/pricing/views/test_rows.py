from decimal import Decimal

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign
from pricing.models import SalesLineDiscount, SalesPrice
from tests.factories import cast
from tests.factories.campaigns import CampaignFactory
from tests.factories.pricing import ItemFactory
from tests.factories.users import UserFactory

PRICES, DISCOUNTS = "/campaigns/SPRING/prices/", "/campaigns/SPRING/discounts/"


class RowPagesTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer")
        cls.spring = CampaignFactory(number="SPRING")
        cls.item = cast.item("1000", "50", description="Chair")

    def setUp(self) -> None:
        self.client.force_login(self.marketer)


class ListTest(RowPagesTest):
    def test_are_for_those_who_may_see_rows(self) -> None:
        for page, sentence in [(PRICES, "You may not look at prices."), (DISCOUNTS, "You may not look at discounts.")]:
            self.client.force_login(UserFactory())
            self.assertContains(self.client.get(page), sentence, status_code=403)
            self.client.logout()
            self.assertRedirects(self.client.get(page), f"/sign-in/?next={page}")

    def test_show_rows_of_this_campaign_in_force(self) -> None:
        cast.price(self.item, "44.44", self.spring)
        cast.price(self.item, "43.43", cast.campaign("SUMMER"))
        cast.discount(self.item, "7.77", self.spring)
        page = self.client.get(PRICES)
        self.assertContains(page, "€44.44")
        self.assertNotContains(page, "€43.43")
        self.assertContains(page, "Valid on every day: the campaign has no dates.")
        self.assertContains(self.client.get(DISCOUNTS), "7.77\N{NO-BREAK SPACE}%")

    def test_empty_ones_say_what_to_do(self) -> None:
        self.assertContains(self.client.get(PRICES), "Without prices or discounts activation has no effect.")
        self.assertContains(self.client.get(DISCOUNTS), "No discounts yet")

    def test_fifty_rows_cost_as_many_queries_as_one(self) -> None:
        def query_count(page: str) -> int:
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.client.get(page).status_code, 200)
            return len(queries)

        cast.price(self.item, 44, self.spring)
        cast.discount(self.item, 5, self.spring)
        before = query_count(PRICES), query_count(DISCOUNTS)
        for quantity in range(1, 50):
            cast.price(ItemFactory(), 44, self.spring, minimum_quantity=quantity)
            cast.discount(ItemFactory(), 5, self.spring, minimum_quantity=quantity)
        self.assertEqual((query_count(PRICES), query_count(DISCOUNTS)), before)

    def test_active_campaign_has_the_bar(self) -> None:
        self.assertNotContains(self.client.get(PRICES), "is active. A change")
        cast.campaign("SUMMER")
        self.assertContains(self.client.get("/campaigns/SUMMER/prices/"), "Campaign SUMMER is active. A change")

    def test_viewer_sees_no_verbs(self) -> None:
        row = cast.price(self.item, 44, self.spring)
        self.client.force_login(self.viewer)
        page = self.client.get(f"{PRICES}?withdrawn={row.pk}")
        for verb in ("new", row.pk, "withdraw", "restore"):
            self.assertNotContains(page, f"/{verb}/")


class AddTest(RowPagesTest):
    def test_adds_a_price(self) -> None:
        typed = {"item": "1000", "unit_price": "44.50", "allows_line_discount": "on"}
        page = self.client.post(f"{PRICES}new/", typed, follow=True)
        self.assertRedirects(page, PRICES)
        self.assertContains(page, "The row was added.")
        row = SalesPrice.objects.get()
        self.assertEqual((row.campaign, row.unit_price), (self.spring, Decimal("44.5")))
        self.assertEqual(row.history.get().history_user, self.marketer)

    def test_adds_a_discount_and_comes_back_for_another(self) -> None:
        typed = {"line_discount_percent": "5", "another": "yes"}
        self.assertRedirects(self.client.post(f"{DISCOUNTS}new/", typed), f"{DISCOUNTS}new/")
        self.assertEqual(SalesLineDiscount.objects.get().line_discount_percent, 5)

    def test_refusal_stands_at_the_field_keeps_what_was_typed_and_writes_nothing(self) -> None:
        page = self.client.post(f"{PRICES}new/", {"item": "1000", "unit_price": "0"})
        self.assertContains(page, "A price of 0 gives item 1000 away. Tick “free of charge”", status_code=422)
        self.assertContains(page, 'name="item" value="1000"', status_code=422)
        page = self.client.post(f"{DISCOUNTS}new/", {"line_discount_percent": "101"})
        self.assertContains(page, "A discount is between 0 and 100 %.", status_code=422)
        self.assertEqual((SalesPrice.objects.count(), SalesLineDiscount.objects.count()), (0, 0))

    def test_same_row_twice_is_refused(self) -> None:
        cast.price(self.item, 44, self.spring)
        page = self.client.post(f"{PRICES}new/", {"item": "1000", "unit_price": "40"})
        self.assertContains(page, "Item 1000 already has a price for any quantity in campaign SPRING.", status_code=422)
        self.assertEqual(SalesPrice.objects.get().unit_price, 44)

    def test_viewer_may_not(self) -> None:
        self.client.force_login(self.viewer)
        typed = {"item": "1000", "unit_price": "44.50", "line_discount_percent": "5"}
        for page, what in [(f"{PRICES}new/", "prices"), (f"{DISCOUNTS}new/", "discounts")]:
            sentence = f"You can look at {what} but not change them."
            self.assertContains(self.client.get(page), sentence, status_code=403)
            self.assertContains(self.client.post(page, typed), sentence, status_code=403)
        self.assertEqual((SalesPrice.objects.count(), SalesLineDiscount.objects.count()), (0, 0))


class ChangeTest(RowPagesTest):
    def test_changes_a_price_beside_its_card_price(self) -> None:
        row = cast.price(self.item, 44, self.spring)
        url = f"{PRICES}{row.pk}/"
        self.assertContains(self.client.get(url), "Card price: €50.00 for 1 PCS.")
        page = self.client.post(url, {"unit_price": "45", "minimum_quantity": "10"}, follow=True)
        self.assertRedirects(page, PRICES)
        row.refresh_from_db()
        self.assertEqual((row.unit_price, row.minimum_quantity, row.item), (45, 10, self.item))

    def test_refusal_writes_nothing(self) -> None:
        row = cast.discount(self.item, 5, self.spring)
        page = self.client.post(f"{DISCOUNTS}{row.pk}/", {"line_discount_percent": "abc"})
        self.assertContains(page, "&quot;abc&quot; is not a number.", status_code=422)
        self.assertContains(page, 'value="abc"', status_code=422)
        row.refresh_from_db()
        self.assertEqual(row.line_discount_percent, 5)

    def test_row_of_another_campaign_is_not_found_here(self) -> None:
        row = cast.price(self.item, 44, cast.campaign("SUMMER"))
        for verb in ("", "withdraw/", "restore/"):
            answer = self.client.post(f"{PRICES}{row.pk}/{verb}", {"unit_price": "1"})
            self.assertEqual(answer.status_code, 404)
        row.refresh_from_db()
        self.assertEqual((row.unit_price, row.withdrawn_at), (44, None))

    def test_viewer_may_not(self) -> None:
        row = cast.price(self.item, 44, self.spring)
        self.client.force_login(self.viewer)
        for verb in ("", "withdraw/", "restore/"):
            answer = self.client.post(f"{PRICES}{row.pk}/{verb}", {"unit_price": "1"})
            self.assertContains(answer, "You can look at prices but not change them.", status_code=403)
        row.refresh_from_db()
        self.assertEqual((row.unit_price, row.withdrawn_at), (44, None))


class WithdrawTest(RowPagesTest):
    def test_withdrawn_row_leaves_the_list_and_can_be_put_back(self) -> None:
        row = cast.price(self.item, "44.44", self.spring)
        page = self.client.post(f"{PRICES}{row.pk}/withdraw/", follow=True)
        self.assertRedirects(page, f"{PRICES}?withdrawn={row.pk}")
        self.assertContains(page, "The price of item 1000 (€44.44) was deleted.")
        self.assertEqual(SalesPrice.objects.in_force().count(), 0)

        page = self.client.post(f"{PRICES}{row.pk}/restore/", follow=True)
        self.assertRedirects(page, PRICES)
        self.assertContains(page, "The row is back.")
        self.assertEqual(SalesPrice.objects.in_force().get(), row)

    def test_cannot_be_put_back_where_another_took_its_place(self) -> None:
        row = cast.discount(self.item, 5, self.spring)
        self.client.post(f"{DISCOUNTS}{row.pk}/withdraw/")
        cast.discount(self.item, 6, self.spring)
        page = self.client.post(f"{DISCOUNTS}{row.pk}/restore/", follow=True)
        self.assertContains(page, "There already is a discount on item 1000")
        self.assertEqual(SalesLineDiscount.objects.in_force().get().line_discount_percent, 6)

    def test_is_noted_on_an_active_campaign(self) -> None:
        summer = cast.campaign("SUMMER")
        row = cast.price(self.item, 44, summer)
        self.client.post(f"/campaigns/SUMMER/prices/{row.pk}/withdraw/")
        self.assertIsNotNone(Campaign.objects.get(pk=summer.pk).terms_changed_at)

    def test_is_never_done_by_a_link(self) -> None:
        row = cast.price(self.item, 44, self.spring)
        self.assertEqual(self.client.get(f"{PRICES}{row.pk}/withdraw/").status_code, 405)
        for key in (row.pk, 0, "x", "9" * 30):
            self.assertNotContains(self.client.get(f"{PRICES}?withdrawn={key}"), "was deleted.")
