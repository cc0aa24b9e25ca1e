import datetime as dt

import time_machine
from django.test import TestCase

from campaigns.filters import CampaignFilter
from campaigns.models import Campaign
from tests.factories.campaigns import CampaignFactory, CampaignStatusFactory, CampaignTypeFactory
from tests.factories.contacts import SalespersonFactory

MARCH, APRIL = dt.date(2030, 3, 1), dt.date(2030, 4, 1)


class CampaignFilterTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.started = CampaignStatusFactory(code="STARTED", description="Started")
        cls.meera = SalespersonFactory(code="MK")
        CampaignFactory(number="A1", description="Chairs", status=cls.started, salesperson=cls.meera, active=True)
        CampaignFactory(number="A2", description="Lamps", starting_on=APRIL)
        CampaignFactory(number="B1", description="Old lamps", is_archived=True, ending_on=MARCH)

    def found(self, **query: str) -> list[str]:
        chosen = CampaignFilter(query, Campaign.objects.order_by("number"))
        self.assertTrue(chosen.is_valid(), chosen.errors)
        return [campaign.number for campaign in chosen.qs]

    def test_archive_is_left_out_unless_asked_for(self) -> None:
        self.assertEqual(self.found(), ["A1", "A2"])
        self.assertEqual(self.found(archive="archived"), ["B1"])
        self.assertEqual(self.found(archive="all"), ["A1", "A2", "B1"])

    def test_without_a_query_it_still_leaves_the_archive_out(self) -> None:
        chosen = CampaignFilter(None, Campaign.objects.order_by("number"))
        self.assertEqual([campaign.number for campaign in chosen.qs], ["A1", "A2"])

    def test_each_filter_narrows(self) -> None:
        self.assertEqual(self.found(search="a2"), ["A2"])
        self.assertEqual(self.found(search="CHAIR"), ["A1"])
        self.assertEqual(self.found(status=str(self.started.pk)), ["A1"])
        self.assertEqual(self.found(salesperson=str(self.meera.pk)), ["A1"])
        self.assertEqual(self.found(activated="yes"), ["A1"])
        self.assertEqual(self.found(activated="no"), ["A2"])
        self.assertEqual(self.found(valid_on="2030-03-02"), ["A1"])
        self.assertEqual(self.found(phase=self.started.phase), ["A1"])
        self.assertEqual(self.found(starts_from="2030-04-01"), ["A2"])
        self.assertEqual(self.found(starts_from="2030-04-02"), [])
        self.assertEqual(self.found(starts_until="2030-04-01"), ["A2"])
        self.assertEqual(self.found(starts_until="2030-03-31"), [])
        self.assertEqual(self.found(ends_from="2030-03-01", archive="all"), ["B1"])
        self.assertEqual(self.found(ends_until="2030-02-28", archive="all"), [])

    def test_type_narrows(self) -> None:
        sale = CampaignTypeFactory()
        Campaign.objects.filter(number="A2").update(type=sale)
        self.assertEqual(self.found(type=str(sale.pk)), ["A2"])
        self.assertEqual(self.found(valid_on="2030-03-01", archive="all"), ["A1", "B1"])

    def test_situation_is_that_of_today(self) -> None:
        for day, found in ((MARCH, []), (APRIL - dt.timedelta(days=7), ["A2"]), (APRIL + dt.timedelta(days=1), [])):
            with time_machine.travel(dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC), tick=False):
                self.assertEqual(self.found(situation="starts-soon"), found)

    def test_unknown_choice_is_not_valid(self) -> None:
        for unknown in ({"activated": "perhaps"}, {"situation": "sunny"}):
            self.assertFalse(CampaignFilter(unknown, Campaign.objects.all()).is_valid())
