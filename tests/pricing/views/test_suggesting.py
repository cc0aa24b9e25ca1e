from pricing.models import SalesPrice
from tests.factories import cast
from tests.pricing.views.row_pages import PRICES, RowPagesTest

SUGGEST = f"{PRICES}suggest/"
TYPED = {"source": "card", "percent": "-10", "rounding": "0.05"}


class SuggestTest(RowPagesTest):
    def test_rows_are_shown_and_saved_from_there(self) -> None:
        cast.item("1001", 20)
        cast.price(self.item, 45, self.spring)
        self.assertContains(self.client.get(SUGGEST), "Show the rows")
        page = self.client.post(SUGGEST, TYPED)
        self.assertContains(page, "1 price was left out")
        self.assertContains(page, "1000: the campaign already has this price")
        self.assertContains(page, "Save 1 row")
        self.assertEqual(SalesPrice.objects.count(), 1)
        page = self.client.post(f"{PRICES}paste/", {"rows": page.context["rows_text"], "save": "yes"})
        self.assertRedirects(page, PRICES)
        self.assertEqual(SalesPrice.objects.get(item__number="1001").unit_price, 18)

    def test_refusal_keeps_what_was_chosen(self) -> None:
        page = self.client.post(SUGGEST, {**TYPED, "search": "nothing"})
        self.assertContains(page, "No prices were found to start from.", status_code=422)
        self.assertContains(page, 'value="nothing"', status_code=422)

    def test_viewer_may_not(self) -> None:
        self.client.force_login(self.viewer)
        self.assertEqual(self.client.get(SUGGEST).status_code, 403)
        self.assertEqual(self.client.post(SUGGEST, TYPED).status_code, 403)
        self.client.logout()
        self.assertRedirects(self.client.get(SUGGEST), f"/sign-in/?next={SUGGEST}")
