import datetime as dt
from decimal import Decimal

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.orders import ActivationRunFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory

URL = "/campaigns/SPRING/print/"


class CampaignSheetTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer = UserFactory(group="Viewer")
        cls.spring = cast.campaign(
            "SPRING",
            cast.company("Alder"),
            description="Spring fair",
            starting_on=dt.date(2030, 1, 1),
            budget_amount=Decimal("2500"),
            objective="Sell chairs.",
        )
        cls.chair = cast.item("CHAIR", description="Chair")
        cast.price(cls.chair, "89.50", cls.spring, minimum_quantity=10)
        cast.price(cls.chair, "70", cls.spring, withdrawn_at=NOW)
        cast.discount(None, "12.5", cls.spring)
        segment = SegmentFactory(number="FAIR", description="Visitors", campaign=cls.spring)
        SegmentLineFactory(segment=segment)
        ActivationRunFactory(campaign=cls.spring, started_at=NOW, applied_count=1234)
        ActivationRunFactory(campaign=cls.spring)

    def setUp(self) -> None:
        self.client.force_login(self.viewer)

    def test_has_all_that_is_known_of_the_campaign(self) -> None:
        page = self.client.get(URL)
        for text in (
            "SPRING Spring fair",
            "1 January 2030",
            "Open-ended",
            "€2,500.00",
            "Sell chairs.",
            "Buyers in the target group: 1.",
            "Visitors",
            "CHAIR Chair",
            "€89.50",
            "all items",
            "12.5\N{NO-BREAK SPACE}%",
            "1,234",
        ):
            with self.subTest(text=text):
                self.assertContains(page, text)
        self.assertNotContains(page, "€70.00")
        self.assertEqual(len(page.context["runs"]), 1)

    def test_card_leads_to_it(self) -> None:
        self.assertContains(self.client.get("/campaigns/SPRING/"), f'href="{URL}"')

    def test_campaign_with_nothing_says_so(self) -> None:
        cast.campaign("PLAIN", is_active=False)
        page = self.client.get("/campaigns/PLAIN/print/")
        for text in ("Nobody is targeted yet", "No prices", "No discounts", "Nothing was activated yet."):
            self.assertContains(page, text)

    def test_cost_does_not_grow_with_rows(self) -> None:
        with CaptureQueriesContext(connection) as few:
            self.client.get(URL)
        for quantity in range(20, 30):
            cast.price(self.chair, 80, self.spring, minimum_quantity=quantity)
            SegmentFactory(campaign=self.spring)
            ActivationRunFactory(campaign=self.spring, started_at=NOW)
        with CaptureQueriesContext(connection) as many:
            self.client.get(URL)
        self.assertEqual(len(many), len(few))

    def test_is_for_those_who_may_see_all_of_it(self) -> None:
        self.client.force_login(UserFactory(permissions=["campaigns.view_campaign", "segments.view_segment"]))
        self.assertContains(self.client.get(URL), "You may not look at all", status_code=403)
        self.client.logout()
        self.assertRedirects(self.client.get(URL), f"/sign-in/?next={URL}")
