from django.test import TestCase

from tests.factories.campaigns import CampaignFactory
from tests.factories.users import UserFactory


class CampaignHistoryTest(TestCase):
    def test_shows_what_was_changed(self) -> None:
        campaign = CampaignFactory(number="SPRING", description="Spring fair")
        campaign.description = "Spring sale"
        campaign.save()
        self.client.force_login(UserFactory(group="Viewer"))
        self.assertContains(
            self.client.get("/campaigns/SPRING/history/"), "Description: Spring fair → <strong>Spring sale</strong>"
        )
        self.client.force_login(UserFactory())
        self.assertEqual(self.client.get("/campaigns/SPRING/history/").status_code, 403)
