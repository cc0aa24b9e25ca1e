from pricing.models import SalesLineDiscount, SalesPrice
from tests.factories import cast
from tests.pricing.views.row_pages import DISCOUNTS, PRICES, RowPagesTest

PASTE = f"{PRICES}paste/"


class PasteTest(RowPagesTest):
    def setUp(self) -> None:
        super().setUp()
        cast.item("1001", 20)

    def test_rows_are_checked_before_anything_is_saved(self) -> None:
        cast.price(self.item, 45, self.spring)
        page = self.client.post(PASTE, {"text": "Item\tPrice\n1000\t44\n1001\t18\n9999\t1"})
        self.assertContains(page, "3 rows. Nothing is saved yet.")
        self.assertInHTML("<s>45</s>", page.content.decode())
        self.assertContains(page, "There is no item 9999.")
        self.assertContains(page, 'name="cell-4-item"')
        self.assertNotContains(page, 'name="save"')
        self.assertEqual(SalesPrice.objects.get().unit_price, 45)

    def test_stands_under_the_tab_of_its_rows(self) -> None:
        for page, tab in ((PASTE, PRICES), (f"{DISCOUNTS}paste/", DISCOUNTS), (f"{PRICES}suggest/", PRICES)):
            self.assertContains(self.client.get(page), f'<a href="{tab}" aria-current="page">')

    def test_wrong_row_is_mended_or_left_out_and_the_rest_saved(self) -> None:
        page = self.client.post(PASTE, {"text": "1000\tabc\n1001\t18\n9999\t1"})
        rows = page.context["rows_text"]
        mended = {"rows": rows, "cell-1-unit_price": "44", "leave_out": "3"}
        page = self.client.post(PASTE, mended)
        self.assertContains(page, "Save 2 rows")
        page = self.client.post(PASTE, {"rows": page.context["rows_text"], "save": "yes"}, follow=True)
        self.assertRedirects(page, PRICES)
        self.assertContains(page, "Saved: 2 new, 0 changed. 0 stayed as they were.")
        self.assertEqual(sorted(SalesPrice.objects.values_list("unit_price", flat=True)), [18, 44])

    def test_saving_a_wrong_row_saves_none(self) -> None:
        page = self.client.post(PASTE, {"text": "1000\t44\n9999\t1", "save": "yes"})
        self.assertContains(page, "There is no item 9999.", status_code=422)
        self.assertEqual(SalesPrice.objects.count(), 0)

    def test_what_is_no_rows_stays_in_the_field(self) -> None:
        page = self.client.post(PASTE, {"text": "Item\tUnit\n1000\tBOX"})
        self.assertContains(page, "The headings have no column “Unit price”.", status_code=422)
        self.assertContains(page, "1000\tBOX", status_code=422)

    def test_columns_that_are_not_used_are_told(self) -> None:
        page = self.client.post(PASTE, {"text": "Item\tPrice\tColour\n1000\t44\tred"})
        self.assertContains(page, "These columns are not used: Colour")

    def test_rows_that_change_nothing_are_not_to_be_saved(self) -> None:
        cast.price(self.item, 45, self.spring)
        page = self.client.post(PASTE, {"text": "1000\t45"})
        self.assertContains(page, "There is nothing to save.")

    def test_discounts_are_pasted_likewise(self) -> None:
        text = "Artikel\tKorting %\tAlle artikelen\n1000\t5\n\t2\tja"
        page = self.client.post(f"{DISCOUNTS}paste/", {"text": text, "save": "yes"})
        self.assertRedirects(page, DISCOUNTS)
        self.assertEqual(SalesLineDiscount.objects.filter(campaign=self.spring).count(), 2)

    def test_active_campaign_is_told_how_many_customers_it_touches(self) -> None:
        cast.campaign("SUMMER", cast.company("Alder"), cast.company("Birch"))
        url = "/campaigns/SUMMER/prices/paste/"
        page = self.client.post(url, {"text": "1000\t44"})
        self.assertContains(page, "Save 1 row, at once for 2 customers")
        page = self.client.post(url, {"text": "1000\t44", "save": "yes"})
        self.assertContains(page, "Say that it may.", status_code=422)
        self.assertEqual(SalesPrice.objects.count(), 0)
        self.client.post(url, {"text": "1000\t44", "save": "yes", "confirmed": "yes"})
        self.assertEqual(SalesPrice.objects.count(), 1)

    def test_many_rows_are_paged_and_none_is_lost(self) -> None:
        for number in range(120):
            cast.item(f"3{number:03}")
        text = "\n".join(f"3{number:03}\t5" for number in range(120))
        page = self.client.post(PASTE, {"text": text})
        self.assertContains(page, "1 to 100 of 120")
        page = self.client.post(PASTE, {"rows": page.context["rows_text"], "page": "2"})
        self.assertContains(page, "101 to 120 of 120")
        self.assertContains(page, "Save 120 rows")

    def test_viewer_may_not(self) -> None:
        self.client.force_login(self.viewer)
        for url in (PASTE, f"{DISCOUNTS}paste/"):
            self.assertEqual(self.client.get(url).status_code, 403)
            self.assertEqual(self.client.post(url, {"text": "1000\t44", "save": "yes"}).status_code, 403)
        self.client.logout()
        self.assertRedirects(self.client.get(PASTE), f"/sign-in/?next={PASTE}")
        self.assertEqual(SalesPrice.objects.count(), 0)
