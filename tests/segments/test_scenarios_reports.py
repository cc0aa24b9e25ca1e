"""The acceptance scenarios about what can be printed, exported and deleted, each named after its id."""

from campaigns.models import Campaign, CampaignEntry
from campaigns.services import CampaignInUseError, delete_campaign
from segments.logging import log_segment
from segments.models import Segment
from tests.factories.users import UserFactory
from tests.segments.counting import targets_of
from tests.segments.stage import SegmentTestCase


class ReportScenarioTest(SegmentTestCase):
    """Segment of Alder and Zoe, for campaign SUMMER."""

    def setUp(self) -> None:
        self.client.force_login(UserFactory(group="Marketer"))
        self.letters = self.segment(self.alder, self.zoe, campaign=self.summer, description="Letters")

    def test_o06_contacts_of_a_segment_are_exported(self) -> None:
        answer = self.client.get(f"/segments/{self.letters.number}/?export=csv")
        rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        self.assertEqual(len(rows), 3)
        self.assertTrue(rows[1].startswith("Alder"))
        self.assertTrue(rows[2].startswith("Zoe"))

    def test_o07_campaign_is_printed_with_its_segment_and_its_entry_is_listed(self) -> None:
        other = self.segment(self.ann, campaign=self.summer, description="Cards", is_campaign_target=False)
        log_segment(other, by=None)
        sheet = self.client.get("/campaigns/SUMMER/print/")
        for words in ("SUMMER", self.summer.description, self.letters.number, "Letters"):
            self.assertContains(sheet, words)
        entry = CampaignEntry.objects.get()
        self.assertEqual(
            (entry.campaign, entry.description, entry.document_number), (self.summer, "Cards", other.number)
        )
        self.assertContains(self.client.get("/campaigns/SUMMER/entries/"), "Cards")

    def test_e11_campaign_that_a_segment_names_is_not_deleted(self) -> None:
        """Business Central deletes it and leaves the segment without; D2 refuses and names what refers to it."""
        with self.assertRaisesMessage(CampaignInUseError, "1 segment"):
            delete_campaign(self.summer)
        self.assertTrue(Campaign.objects.filter(number="SUMMER").exists())
        self.assertEqual(
            (Segment.objects.get().campaign, targets_of(self.summer)), (self.summer, {"ALDER": 1, "ZOE": 1})
        )
