"""The prices and discounts that the list of campaigns counts."""

from django.test import TestCase

from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.users import UserFactory


class CampaignFiguresTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        item = cast.item()
        cls.spring = cast.campaign("SPRING")
        cast.campaign("BARE")
        cast.price(item, "90", cls.spring)
        cast.price(item, "85", cls.spring, minimum_quantity=5)
        cast.price(item, "80", cls.spring, minimum_quantity=9, withdrawn_at=NOW)
        cast.discount(item, "5", cls.spring)

    def test_counts_rows_in_force_and_leads_to_them(self) -> None:
        self.client.force_login(UserFactory(group="Viewer"))
        page = self.client.get("/campaigns/?sort=-price_count")
        self.assertContains(page, '<a href="/campaigns/SPRING/prices/">2</a>')
        self.assertContains(page, '<a href="/campaigns/SPRING/discounts/">1</a>')
        self.assertContains(page, '<a href="/campaigns/BARE/prices/">0</a>')
        self.assertEqual([row.record.number for row in page.context["table"].rows], ["SPRING", "BARE"])

    def test_who_may_not_see_prices_sees_no_numbers_of_them(self) -> None:
        self.client.force_login(UserFactory(permissions=["campaigns.view_campaign"]))
        self.assertNotContains(self.client.get("/campaigns/"), "/prices/")
