"""The pages of campaign SPRING, which has no dates and is not active, and of item 1000, which costs 50."""

from django.test import TestCase

from tests.factories import cast
from tests.factories.campaigns import CampaignFactory
from tests.factories.users import UserFactory

PRICES, DISCOUNTS = "/campaigns/SPRING/prices/", "/campaigns/SPRING/discounts/"
# What htmx says of itself.
IN_GRID = {"HX-Request": "true"}


class RowPagesTest(TestCase):
    """Signed in is a marketer."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer")
        cls.spring = CampaignFactory(number="SPRING")
        cls.item = cast.item("1000", "50", description="Chair")

    def setUp(self) -> None:
        self.client.force_login(self.marketer)
