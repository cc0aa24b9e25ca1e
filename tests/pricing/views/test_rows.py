from decimal import Decimal

from campaigns.models import Campaign
from pricing.models import SalesLineDiscount, SalesPrice
from tests.factories import cast
from tests.pricing.views.row_pages import DISCOUNTS, IN_GRID, PRICES, RowPagesTest


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


class GridTest(RowPagesTest):
    """What htmx asks for: rows of the table, and not pages."""

    def test_row_turns_into_inputs_and_back(self) -> None:
        row = cast.price(self.item, 44, self.spring)
        url = f"{PRICES}{row.pk}/"
        inputs = self.client.get(url, headers=IN_GRID)
        self.assertContains(inputs, f'<tr id="price-{row.pk}"')
        self.assertContains(inputs, 'name="unit_price" value="44.00"')
        self.assertNotContains(inputs, "<html")
        self.assertIn("HX-Request", inputs.headers["Vary"])
        saved = self.client.post(url, {"unit_price": "45"}, headers=IN_GRID)
        self.assertContains(saved, f'<tr id="price-{row.pk}" data-row="shown"')
        self.assertContains(saved, "The row was saved.")
        row.refresh_from_db()
        self.assertEqual(row.unit_price, 45)

    def test_refusal_stands_in_its_cell_and_keeps_what_was_typed(self) -> None:
        row = cast.price(self.item, 44, self.spring)
        answer = self.client.post(f"{PRICES}{row.pk}/", {"unit_price": "1,234"}, headers=IN_GRID)
        self.assertContains(answer, "can mean 1234 or 1.234. Type 1234 or 1.234.", status_code=422)
        self.assertContains(answer, 'value="1,234"', status_code=422)
        row.refresh_from_db()
        self.assertEqual(row.unit_price, 44)

    def test_added_row_is_followed_by_an_empty_one(self) -> None:
        answer = self.client.post(f"{PRICES}new/", {"item": "1000", "unit_price": "44"}, headers=IN_GRID)
        row = SalesPrice.objects.get()
        html = answer.content.decode()
        self.assertLess(html.index(f'<tr id="price-{row.pk}"'), html.index('<tr id="price-new"'))
        answer = self.client.post(f"{DISCOUNTS}new/", {"line_discount_percent": "x"}, headers=IN_GRID)
        self.assertContains(answer, '<tr id="discount-new"', status_code=422)


class SeenTest(RowPagesTest):
    """Two people change the same row."""

    def test_second_keeps_what_was_typed_sees_both_and_may_save_again(self) -> None:
        row = cast.price(self.item, 44, self.spring)
        url = f"{PRICES}{row.pk}/"
        seen = self.client.get(url).context["form"]["seen"].value()
        self.client.post(url, {"unit_price": "43", "allows_line_discount": "on", "seen": seen})
        typed = {"unit_price": "42", "allows_line_discount": "on", "seen": seen}
        for headers in ({}, IN_GRID):
            answer = self.client.post(url, typed, headers=headers)
            self.assertContains(answer, "changed this row while you were editing it.", status_code=422)
            self.assertContains(answer, "Now stored: 43.00", status_code=422)
            self.assertContains(answer, 'value="42"', status_code=422)
            row.refresh_from_db()
            self.assertEqual(row.unit_price, 43)
        self.client.post(url, {**typed, "seen": answer.context["form"]["seen"].value()})
        row.refresh_from_db()
        self.assertEqual(row.unit_price, 42)

    def test_withdrawn_meanwhile_keeps_what_was_typed(self) -> None:
        row = cast.discount(self.item, 5, self.spring)
        self.client.post(f"{DISCOUNTS}{row.pk}/withdraw/")
        answer = self.client.post(f"{DISCOUNTS}{row.pk}/", {"line_discount_percent": "6"})
        self.assertContains(answer, "This row was withdrawn meanwhile.", status_code=422)
        self.assertContains(answer, 'value="6"', status_code=422)


class ActiveTest(RowPagesTest):
    def test_change_of_an_active_campaign_is_confirmed_once(self) -> None:
        summer = cast.campaign("SUMMER", cast.company("Alder"))
        row = cast.price(self.item, 44, summer)
        url = f"/campaigns/SUMMER/prices/{row.pk}/"
        for headers in ({}, IN_GRID):
            answer = self.client.post(url, {"unit_price": "45"}, headers=headers)
            self.assertContains(answer, "Save for 1 customer", status_code=422)
            self.assertContains(answer, 'value="45"', status_code=422)
        row.refresh_from_db()
        self.assertEqual(row.unit_price, 44)
        self.client.post(url, {"unit_price": "45", "confirmed": "yes"})
        self.client.post(url, {"unit_price": "46"})
        row.refresh_from_db()
        self.assertEqual(row.unit_price, 46)
        self.assertIsNotNone(Campaign.objects.get(pk=summer.pk).terms_changed_at)
