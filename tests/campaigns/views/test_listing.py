from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from tests.factories.campaigns import CampaignFactory, CampaignStatusFactory, CampaignTargetFactory
from tests.factories.contacts import SalespersonFactory
from tests.factories.users import UserFactory


class CampaignListTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer = UserFactory(group="Viewer")
        CampaignFactory(number="CHAIRS", description="Office chairs")

    def setUp(self) -> None:
        self.client.force_login(self.viewer)

    def query_count(self) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            self.assertEqual(self.client.get("/campaigns/").status_code, 200)
        return len(queries)

    def test_is_for_those_who_may_see_campaigns(self) -> None:
        self.client.force_login(UserFactory())
        self.assertContains(self.client.get("/campaigns/"), "You may not look at campaigns.", status_code=403)
        self.client.logout()
        self.assertRedirects(self.client.get("/campaigns/"), "/sign-in/?next=/campaigns/")

    def test_counts_in_words_and_shows_the_filters(self) -> None:
        CampaignFactory(number="LAMPS", description="Desk lamps")
        page = self.client.get("/campaigns/?search=chair")
        self.assertContains(page, "1 of 2 campaigns")
        self.assertContains(page, "Search: chair")
        self.assertContains(page, "CHAIRS")
        self.assertNotContains(page, "LAMPS")

    def test_invalid_filter_finds_nothing(self) -> None:
        page = self.client.get("/campaigns/?activated=perhaps")
        self.assertContains(page, "0 of 1 campaign")
        self.assertContains(page, "No campaigns match these filters.")

    def test_sorts(self) -> None:
        CampaignFactory(number="LAMPS")
        page = self.client.get("/campaigns/?sort=-number").content.decode()
        self.assertLess(page.index("LAMPS"), page.index("CHAIRS"))

    def test_fifty_rows_cost_as_many_queries_as_one(self) -> None:
        before = self.query_count()
        for _ in range(49):
            CampaignTargetFactory(
                campaign=CampaignFactory(status=CampaignStatusFactory(), salesperson=SalespersonFactory())
            )
        self.assertEqual(self.query_count(), before)

    def test_only_who_may_add_is_offered_a_new_one(self) -> None:
        self.assertNotContains(self.client.get("/campaigns/"), "New campaign")
        self.client.force_login(UserFactory(group="Marketer"))
        self.assertContains(self.client.get("/campaigns/"), "New campaign")


class EmptyListTest(TestCase):
    def test_says_what_a_campaign_is(self) -> None:
        self.client.force_login(UserFactory(group="Viewer"))
        self.assertContains(
            self.client.get("/campaigns/"), "A campaign gives a group of contacts special prices for a period."
        )


class CampaignSearchTest(TestCase):
    def test_finds_what_was_typed_outside_the_archive(self) -> None:
        CampaignFactory(number="CHAIRS", description="Office chairs")
        CampaignFactory(number="STOOLS", description="Like chairs", is_archived=True)
        self.client.force_login(UserFactory(group="Viewer"))
        found = self.client.get("/campaigns/search/", {"q": "chair"}).json()
        self.assertEqual(found, {"results": [{"value": "CHAIRS", "label": "Office chairs"}]})
        self.assertEqual(self.client.get("/campaigns/search/").json(), {"results": []})
