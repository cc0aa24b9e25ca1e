from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.pricing import ItemFactory
from tests.factories.users import UserFactory
from tests.pricing.views.row_pages import DISCOUNTS, PRICES, RowPagesTest


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
        self.assertContains(self.client.get(DISCOUNTS), "No discounts yet.")

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
        self.assertNotContains(self.client.get(PRICES), "This campaign is active.")
        cast.campaign("SUMMER", cast.company("Alder"), cast.company("Birch"))
        for kind in ("prices", "discounts"):
            page = self.client.get(f"/campaigns/SUMMER/{kind}/")
            self.assertContains(page, "takes effect at once for new lines of 2 customers")

    def test_viewer_sees_no_verbs(self) -> None:
        row = cast.price(self.item, 44, self.spring)
        self.client.force_login(self.viewer)
        page = self.client.get(f"{PRICES}?withdrawn={row.pk}")
        for verb in ("new", row.pk, "withdraw", "restore"):
            self.assertNotContains(page, f"/{verb}/")

    def test_rows_can_be_typed_where_they_stand(self) -> None:
        row = cast.price(self.item, "44.50", self.spring, minimum_quantity=1000)
        page = self.client.get(PRICES)
        self.assertContains(page, f'hx-get="{PRICES}{row.pk}/"')
        self.assertContains(page, 'data-column="minimum_quantity" data-value="1000"')
        self.assertContains(page, f'hx-post="{PRICES}new/"')
        self.assertContains(page, 'form="row-form-new"')


class MarkTest(RowPagesTest):
    def setUp(self) -> None:
        super().setUp()
        self.better = cast.price(self.item, "44.44", self.spring)
        self.dearer = cast.price(cast.item("2000", 50), "55.55", self.spring)
        cast.price(self.item, 40, cast.campaign("SUMMER"))

    def test_every_number_opens_its_rows(self) -> None:
        page = self.client.get(PRICES)
        self.assertContains(page, "Overlap with SUMMER")
        self.assertContains(page, "Not better than normal")
        for mark, shown, hidden in (("overlap", "44.44", "55.55"), ("no-better", "55.55", "44.44")):
            self.assertContains(page, f'href="{PRICES}?mark={mark}"')
            marked = self.client.get(f"{PRICES}?mark={mark}")
            self.assertContains(marked, f'<td class="number" data-column="unit_price" data-value="{shown}">')
            self.assertNotContains(marked, hidden)

    def test_without_rows_of_that_mark_says_so(self) -> None:
        self.assertContains(self.client.get(f"{PRICES}?mark=free"), "No row of this campaign is like that.")

    def test_unknown_mark_leads_to_the_list(self) -> None:
        self.assertRedirects(self.client.get(f"{PRICES}?mark=x"), PRICES)

    def test_shows_what_a_row_does_for_a_buyer(self) -> None:
        self.assertContains(self.client.get(PRICES), "1 PCS: €50.00 → €44.44")
        cast.discount(self.item, 10, self.spring, minimum_quantity=2)
        self.assertContains(self.client.get(DISCOUNTS), "2 PCS: €100.00 → €79.99")


class UndoTest(RowPagesTest):
    def test_offers_to_put_back_several(self) -> None:
        rows = [cast.price(self.item, 44, self.spring, minimum_quantity=n, withdrawn_at=NOW) for n in range(3)]
        page = self.client.get(f"{PRICES}?withdrawn={rows[0].pk},{rows[2].pk}")
        self.assertContains(page, "2 rows were deleted.")
        self.assertContains(page, f'name="row" value="{rows[2].pk}"')
        self.assertNotContains(page, f'name="row" value="{rows[1].pk}"')

    def test_offers_nothing_that_is_no_withdrawn_row_of_the_campaign(self) -> None:
        keys = [cast.price(self.item, 44, self.spring).pk]
        keys.append(cast.price(self.item, 44, cast.campaign("SUMMER"), withdrawn_at=NOW).pk)
        for key in (*keys, 0, "x", "9" * 30, ""):
            self.assertNotContains(self.client.get(f"{PRICES}?withdrawn={key}"), "was deleted.")


class ActiveTest(RowPagesTest):
    def setUp(self) -> None:
        super().setUp()
        summer = cast.campaign("SUMMER", cast.company("Alder"))
        self.row = cast.price(self.item, 44, summer)
        self.page = "/campaigns/SUMMER/prices/"

    def test_rows_are_typed_in_after_one_confirmation(self) -> None:
        page = self.client.get(self.page)
        self.assertContains(page, "Change rows for 1 customer")
        self.assertNotContains(page, f"{self.page}{self.row.pk}/")
        self.assertRedirects(self.client.post(f"{self.page}confirm/", {"confirmed": "yes"}), self.page)
        page = self.client.get(self.page)
        self.assertNotContains(page, "Change rows for 1 customer")
        self.assertContains(page, f'hx-get="{self.page}{self.row.pk}/"')

    def test_who_may_not_change_rows_is_not_asked(self) -> None:
        self.client.force_login(self.viewer)
        self.assertNotContains(self.client.get(self.page), "Change rows for 1 customer")
        self.assertEqual(self.client.post(f"{self.page}confirm/", {"confirmed": "yes"}).status_code, 403)
