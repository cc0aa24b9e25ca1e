import datetime as dt

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory

URL = "/contacts/ALDER/campaigns/"


class ContactCampaignsTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer = UserFactory(group="Viewer")
        cls.alder, cls.birch = cast.company("Alder"), cast.company("Birch")
        cls.ann = cast.person("Ann", cls.alder)
        cls.spring = cast.campaign(
            "SPRING", cls.alder, description="Spring fair", starting_on=dt.date(2030, 1, 1), activated_at=NOW
        )
        cls.autumn = cast.campaign("AUTUMN", cls.alder, cls.birch, is_active=False)
        cast.campaign("OLD", cls.alder, is_active=False, is_archived=True)
        for number, campaign in (("FAIR", cls.spring), ("MAIL", cls.spring), ("NEXT", cls.autumn)):
            segment = SegmentFactory(number=number, campaign=campaign, is_campaign_target=True)
            SegmentLineFactory(segment=segment, contact=cls.ann)
        SegmentLineFactory(segment=segment, contact=cls.birch)

    def setUp(self) -> None:
        self.client.force_login(self.viewer)

    def shown(self, url: str = URL) -> list[tuple[str, list[str]]]:
        rows = [row.record for row in self.client.get(url).context["table"].rows]
        return [(row.campaign.number, [segment.number for segment in row.flagging_segments]) for row in rows]

    def test_shows_campaigns_that_are_not_archived_and_what_put_the_buyer_there(self) -> None:
        self.assertEqual(self.shown(), [("SPRING", ["FAIR", "MAIL"]), ("AUTUMN", ["NEXT"])])
        page = self.client.get(URL)
        self.assertContains(page, '<a href="/campaigns/SPRING/">SPRING</a>')
        self.assertContains(page, '<a href="/segments/FAIR/">FAIR</a>, <a href="/segments/MAIL/">MAIL</a>')
        self.assertContains(page, "since 15 Jan 2030 10:30")
        self.assertContains(page, "/campaigns/SPRING/targets/contacts/?buyer=ALDER")
        self.assertContains(page, '<span class="tab-count">2</span>')

    def test_person_has_the_campaigns_of_the_company(self) -> None:
        page = self.client.get("/contacts/ANN/campaigns/")
        self.assertContains(page, "Ann buys through Alder: these are the campaigns of that company.")
        self.assertEqual(self.shown("/contacts/ANN/campaigns/"), self.shown())

    def test_buyer_of_no_campaign_reads_so(self) -> None:
        cast.company("Cedar")
        page = self.client.get("/contacts/CEDAR/campaigns/")
        self.assertContains(page, "No campaign has this buyer in its target group.")

    def test_cost_does_not_grow_with_campaigns(self) -> None:
        with CaptureQueriesContext(connection) as few:
            self.client.get(URL)
        for number in range(5):
            segment = SegmentFactory(campaign=cast.campaign(f"C{number}", self.alder), is_campaign_target=True)
            SegmentLineFactory(segment=segment, contact=self.alder)
        with CaptureQueriesContext(connection) as many:
            self.client.get(URL)
        self.assertEqual(len(many), len(few))

    def test_is_for_those_who_may_see_target_groups(self) -> None:
        self.client.force_login(UserFactory(permissions=["segments.view_segment"]))
        self.assertContains(self.client.get(URL), "You may not look at target groups.", status_code=403)
        self.client.logout()
        self.assertRedirects(self.client.get(URL), f"/sign-in/?next={URL}")
