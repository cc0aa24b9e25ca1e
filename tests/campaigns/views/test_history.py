import datetime as dt

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign
from pricing.models import SalesPrice
from pricing.services import add_row, change_row, withdraw_row
from segments.models import Segment
from tests.factories import cast
from tests.factories.campaigns import NOW, CampaignFactory
from tests.factories.orders import ActivationRunFactory
from tests.factories.segments import SegmentFactory
from tests.factories.users import UserFactory

URL = "/campaigns/SPRING/history/"


class CampaignHistoryTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer, cls.anna = UserFactory(group="Viewer"), UserFactory(first_name="Anna")
        cls.campaign = CampaignFactory(number="SPRING", description="Spring fair")
        cls.campaign.description = "Spring sale"
        cls.campaign.save()

    def setUp(self) -> None:
        self.client.force_login(self.viewer)

    def titles(self, query: str = "") -> list[str]:
        page = self.client.get(URL + query)
        return [row.record.happening.title for row in page.context["table"].page.object_list]

    def test_shows_old_and_new_values(self) -> None:
        self.assertContains(self.client.get(URL), "Description: Spring fair → <strong>Spring sale</strong>")

    def test_merges_the_card_with_its_parts_by_time(self) -> None:
        chair = cast.item("CHAIR", description="Chair")
        row = SalesPrice(campaign=self.campaign, item=chair, unit_price=90, minimum_quantity=10)
        later = [NOW + dt.timedelta(days=30000, hours=hours) for hours in range(4)]
        add_row(row=row, at=later[0], by=self.anna)
        row.unit_price = 85
        change_row(row=row, at=later[1], by=self.anna)
        ActivationRunFactory(campaign=self.campaign, started_at=later[2], started_by=self.anna, applied_count=12)
        ActivationRunFactory(campaign=self.campaign)
        withdraw_row(row=row, at=later[3], by=self.anna)
        segment = SegmentFactory(number="FAIR", description="Visitors", campaign=self.campaign)
        Segment.history.filter(id=segment.pk).update(history_date=NOW - dt.timedelta(days=3650))
        self.assertEqual(
            self.titles(),
            [
                "Withdrawn: CHAIR Chair, from 10: €85.00",
                "Activate: 12 order lines changed",
                "Changed: CHAIR Chair, from 10: €85.00",
                "Added: CHAIR Chair, from 10: €90.00",
                "Campaign changed",
                "Campaign made",
                "Segment made: FAIR Visitors",
            ],
        )
        self.assertContains(self.client.get(URL), "Unit price: 90 → <strong>85</strong>")
        self.assertEqual(len(self.titles("?kind=prices")), 3)
        self.assertEqual(len(self.titles(f"?person={self.anna.pk}")), 4)

    def test_filter_that_is_none_finds_nothing(self) -> None:
        for query in ("?kind=weather", "?person=0"):
            with self.subTest(query=query):
                self.assertEqual(self.titles(query), [])

    def test_leaves_out_what_may_not_be_seen(self) -> None:
        cast.price(cast.item("CHAIR"), 90, self.campaign)
        self.assertEqual(len(self.titles()), 3)
        self.client.force_login(UserFactory(permissions=["campaigns.view_campaign"]))
        self.assertEqual(self.titles(), ["Campaign changed", "Campaign made"])
        self.client.force_login(UserFactory())
        self.assertEqual(self.client.get(URL).status_code, 403)

    def test_cost_does_not_grow_with_what_happened(self) -> None:
        chair = cast.item("CHAIR")
        cast.price(chair, 90, self.campaign)
        SegmentFactory(campaign=self.campaign)
        with CaptureQueriesContext(connection) as few:
            self.client.get(URL)
        for quantity in range(1, 9):
            cast.price(chair, 90, self.campaign, minimum_quantity=quantity)
            SegmentFactory(campaign=self.campaign)
            ActivationRunFactory(campaign=self.campaign, started_at=NOW, kind="resync")
        with CaptureQueriesContext(connection) as many:
            self.client.get(URL)
        # The first run adds the query that tells runs.
        self.assertEqual(len(many), len(few) + 1)
        self.assertEqual(Campaign.objects.count(), 1)
