from django.test import TestCase

from campaigns.models import Campaign, CampaignStatus
from campaigns.selectors import campaigns_with_counts, entries_of, status_path, status_text, targets_of
from tests.factories import cast
from tests.factories.campaigns import WORK_DATE, CampaignEntryFactory, CampaignStatusFactory


class CampaignsWithCountsTest(TestCase):
    def test_counts_buyers_and_the_contacts_behind_them(self) -> None:
        spring = cast.campaign("SPRING")
        cast.campaign("SUMMER")
        cast.target(spring, cast.company("Alder"), contact_count=3)
        cast.target(spring, cast.company("Birch"), contact_count=1)
        counts = campaigns_with_counts().order_by("number").values_list("number", "target_count", "contact_count")
        self.assertEqual(list(counts), [("SPRING", 2, 4), ("SUMMER", 0, 0)])

    def test_a_list_is_one_query(self) -> None:
        for number in ("A", "B", "C"):
            cast.campaign(number, status=CampaignStatusFactory())
        with self.assertNumQueries(1):
            rows = [(campaign.status.code, campaign.salesperson, campaign.type) for campaign in campaigns_with_counts()]
        self.assertEqual(len(rows), 3)


class TargetsAndEntriesTest(TestCase):
    def test_targets_come_by_name_with_their_buyers(self) -> None:
        spring = cast.campaign("SPRING", cast.company("Birch"), cast.company("Alder"))
        cast.campaign("SUMMER", cast.company("Cedar"))
        with self.assertNumQueries(1):
            names = [(target.buyer.name, target.buyer.salesperson) for target in targets_of(spring)]
        self.assertEqual(names, [("Alder", None), ("Birch", None)])

    def test_entries_come_last_first_cancelled_ones_too(self) -> None:
        spring = cast.campaign("SPRING")
        first = CampaignEntryFactory(campaign=spring, entered_on=WORK_DATE.replace(day=1), is_cancelled=True)
        second, third = CampaignEntryFactory(campaign=spring), CampaignEntryFactory(campaign=spring)
        CampaignEntryFactory()
        with self.assertNumQueries(1):
            entries = [entry for entry in entries_of(spring) if (entry.user, entry.salesperson) == (None, None)]
        self.assertEqual(entries, [third, second, first])


class StatusPathTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        CampaignStatus.objects.all().delete()
        cls.planned = CampaignStatusFactory(
            code="1-PLAN",
            description="Planned",
            description_nl="Gepland",
            next_step="Choose whom.",
            next_step_nl="Kies wie.",
            sort_order=10,
        )
        cls.done = CampaignStatusFactory(code="3-DONE", description="Done", sort_order=30)
        cls.started = CampaignStatusFactory(code="2-START", description="Started", sort_order=20)

    def campaign(self, status: CampaignStatus | None) -> Campaign:
        return cast.campaign(status=status)

    def test_says_where_the_campaign_stands_and_what_comes_next(self) -> None:
        path = status_path(self.campaign(self.started), language="en-gb")
        self.assertEqual(
            [(step.description, step.is_passed, step.is_current) for step in path.steps],
            [("Planned", True, False), ("Started", False, True), ("Done", False, False)],
        )
        self.assertEqual((path.current.status, path.following.status), (self.started, self.done))

    def test_last_status_has_none_after_it(self) -> None:
        path = status_path(self.campaign(self.done), language="en-gb")
        self.assertEqual((path.current.status, path.following), (self.done, None))

    def test_campaign_without_a_status_stands_before_the_first(self) -> None:
        path = status_path(self.campaign(None), language="en-gb")
        self.assertEqual((path.current, path.following.status), (None, self.planned))
        self.assertFalse(any(step.is_passed or step.is_current for step in path.steps))

    def test_speaks_dutch_where_there_is_a_dutch_text(self) -> None:
        path = status_path(self.campaign(self.planned), language="nl")
        self.assertEqual((path.current.description, path.current.next_step), ("Gepland", "Kies wie."))
        self.assertEqual(path.following.description, "Started")
        self.assertEqual(status_text(self.planned, language="en-gb"), "Planned")

    def test_asks_one_query(self) -> None:
        campaign = self.campaign(self.started)
        with self.assertNumQueries(1):
            status_path(campaign, language="nl")
