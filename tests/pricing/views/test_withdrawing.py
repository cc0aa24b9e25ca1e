from campaigns.models import Campaign
from pricing.models import SalesLineDiscount, SalesPrice
from tests.factories import cast
from tests.pricing.views.row_pages import DISCOUNTS, IN_GRID, PRICES, RowPagesTest


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
        self.client.post(f"/campaigns/SUMMER/prices/{row.pk}/withdraw/", {"confirmed": "yes"})
        self.assertIsNotNone(Campaign.objects.get(pk=summer.pk).terms_changed_at)

    def test_is_never_done_by_a_link(self) -> None:
        row = cast.price(self.item, 44, self.spring)
        self.assertEqual(self.client.get(f"{PRICES}{row.pk}/withdraw/").status_code, 405)
        for verb in ("withdraw", "restore"):
            self.assertEqual(self.client.get(f"{PRICES}{verb}/").status_code, 405)

    def test_in_the_grid_the_row_goes_and_comes_back_in_its_place(self) -> None:
        row = cast.price(self.item, "44.44", self.spring)
        answer = self.client.post(f"{PRICES}{row.pk}/withdraw/", headers=IN_GRID)
        self.assertContains(answer, f'<tr id="price-{row.pk}" hidden></tr>')
        self.assertContains(answer, "The price of item 1000 (€44.44) was deleted.")
        self.assertContains(answer, f'hx-post="{PRICES}restore/"')
        answer = self.client.post(f"{PRICES}restore/", {"row": row.pk}, headers=IN_GRID)
        self.assertContains(answer, f'<tr id="price-{row.pk}" data-row="shown"')
        self.assertEqual(SalesPrice.objects.in_force().get(), row)

    def test_refusal_in_the_grid_is_told(self) -> None:
        row = cast.discount(self.item, 5, self.spring)
        self.client.post(f"{DISCOUNTS}{row.pk}/withdraw/")
        cast.discount(self.item, 6, self.spring)
        answer = self.client.post(f"{DISCOUNTS}restore/", {"row": row.pk}, headers=IN_GRID)
        self.assertContains(answer, "There already is a discount on item 1000")
        self.assertNotContains(answer, "<tr")


class SeveralTest(RowPagesTest):
    def setUp(self) -> None:
        super().setUp()
        self.rows = [cast.price(self.item, 44, self.spring, minimum_quantity=quantity) for quantity in range(3)]

    def test_ticked_rows_go_together_and_come_back_together(self) -> None:
        keys = [self.rows[0].pk, self.rows[2].pk]
        page = self.client.post(f"{PRICES}withdraw/", {"row": keys}, follow=True)
        self.assertRedirects(page, f"{PRICES}?withdrawn={keys[0]}%2C{keys[1]}")
        self.assertEqual(list(SalesPrice.objects.in_force()), [self.rows[1]])
        page = self.client.post(f"{PRICES}restore/", {"row": keys}, follow=True)
        self.assertContains(page, "2 rows are back.")
        self.assertEqual(SalesPrice.objects.in_force().count(), 3)

    def test_nothing_ticked_deletes_nothing(self) -> None:
        page = self.client.post(f"{PRICES}withdraw/", {"row": ["x", ""]}, follow=True)
        self.assertContains(page, "No row was ticked, so none was deleted.")
        self.assertEqual(SalesPrice.objects.in_force().count(), 3)

    def test_rows_of_other_campaigns_stay(self) -> None:
        other = cast.price(self.item, 44, cast.campaign("SUMMER"))
        self.client.post(f"{PRICES}withdraw/", {"row": [other.pk]})
        other.refresh_from_db()
        self.assertIsNone(other.withdrawn_at)

    def test_active_campaign_wants_a_confirmation_first(self) -> None:
        row = cast.price(self.item, 44, cast.campaign("SUMMER"))
        for verb in ("withdraw/", f"{row.pk}/withdraw/"):
            page = self.client.post(f"/campaigns/SUMMER/prices/{verb}", {"row": [row.pk]}, follow=True)
            self.assertContains(page, "Confirm that first; then repeat.")
        row.refresh_from_db()
        self.assertIsNone(row.withdrawn_at)

    def test_viewer_may_not(self) -> None:
        self.client.force_login(self.viewer)
        for verb in ("withdraw/", "restore/"):
            answer = self.client.post(f"{PRICES}{verb}", {"row": [self.rows[0].pk]})
            self.assertContains(answer, "You can look at prices but not change them.", status_code=403)
        self.assertEqual(SalesPrice.objects.in_force().count(), 3)
