from django.test import SimpleTestCase, override_settings

from campaigns.parts import CampaignParts, campaign_parts
from config.campaign_parts import PARTS

NONE = CampaignParts()


class CampaignPartsTest(SimpleTestCase):
    def test_are_those_of_the_setting(self) -> None:
        self.assertIs(campaign_parts(), PARTS)
        with override_settings(CAMPAIGN_PARTS=f"{__name__}.NONE"):
            self.assertEqual(campaign_parts(), CampaignParts())
