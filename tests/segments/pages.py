"""Where the tests of the pages of one segment take place."""

from django.test import TestCase

from segments.models import SegmentLine
from tests.factories import cast
from tests.factories.campaigns import CampaignFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory
from tests.segments.counting import targets_of

WEST = "/segments/WEST/"


class LinesTest(TestCase):
    """Three lines on a segment of a campaign: Alder, Birch and Cedar, none of them marked."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer")
        cls.campaign = CampaignFactory(number="SPRING")
        cls.segment = SegmentFactory(number="WEST", campaign=cls.campaign)
        cls.lines = [
            SegmentLineFactory(segment=cls.segment, contact=cast.company(name, city=city), line_number=number)
            for number, (name, city) in enumerate([("Alder", "Gent"), ("Birch", "Gent"), ("Cedar", "Utrecht")], start=1)
        ]

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def marked(self) -> list[str]:
        """Return whose lines are marked, having held the target group to them."""
        names = [
            line.contact.number
            for line in self.segment.lines.filter(is_campaign_target=True).select_related("contact").order_by("pk")
        ]
        self.assertEqual(targets_of(self.campaign), dict.fromkeys(names, 1))
        return names

    def send(self, verb: str, *lines: SegmentLine, query: str = "", **data: str) -> str:
        answer = self.client.post(
            f"{WEST}lines/{verb}/{query}", {"line": [line.pk for line in lines], **data}, follow=True
        )
        return answer.content.decode()
