from campaigns.models import Campaign
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.pricing.views.row_pages import RowPagesTest


class ConfirmationTest(RowPagesTest):
    def test_counts_until_the_campaign_is_activated_again(self) -> None:
        cast.campaign("SUMMER", activated_at=NOW)
        page = "/campaigns/SUMMER/prices/"
        self.client.post(f"{page}confirm/", {"confirmed": "yes"})
        self.assertFalse(self.client.get(page).context["must_confirm"])
        self.assertFalse(self.client.get("/campaigns/SUMMER/discounts/").context["must_confirm"])
        Campaign.objects.filter(number="SUMMER").update(activated_at=NOW.replace(year=2031))
        self.assertTrue(self.client.get(page).context["must_confirm"])

    def test_is_not_asked_while_the_campaign_is_not_active(self) -> None:
        self.assertFalse(self.client.get("/campaigns/SPRING/prices/").context["must_confirm"])

    def test_no_such_campaign_is_not_found(self) -> None:
        self.assertEqual(self.client.get("/campaigns/AUTUMN/prices/").status_code, 404)
