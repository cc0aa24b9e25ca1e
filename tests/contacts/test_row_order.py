import datetime as dt

from django.db.models import F
from django.test import TestCase

from campaigns.models import Campaign
from contacts.models import Contact
from contacts.row_order import ordered
from tests.factories import cast
from tests.factories.campaigns import CampaignFactory, CampaignTargetFactory
from tests.factories.contacts import SalespersonFactory


def numbers(rows):
    return [row.number for row in rows]


class OrderedTest(TestCase):
    def test_empty_day_stands_last_in_both_directions(self) -> None:
        CampaignFactory(number="NONE", starting_on=None)
        CampaignFactory(number="MAY", starting_on=dt.date(2026, 5, 1))
        CampaignFactory(number="JUNE", starting_on=dt.date(2026, 6, 1))
        campaigns = Campaign.objects.all()
        self.assertEqual(numbers(ordered(campaigns, ["starting_on"])), ["MAY", "JUNE", "NONE"])
        self.assertEqual(numbers(ordered(campaigns, ["-starting_on"])), ["JUNE", "MAY", "NONE"])

    def test_empty_text_stands_last_in_both_directions(self) -> None:
        for name, city in (("Alder", ""), ("Birch", "Gent"), ("Cedar", "Aalst")):
            cast.company(name, city=city)
        contacts = Contact.objects.all()
        self.assertEqual(numbers(ordered(contacts, ["city"])), ["CEDAR", "BIRCH", "ALDER"])
        self.assertEqual(numbers(ordered(contacts, ["-city"])), ["BIRCH", "CEDAR", "ALDER"])

    def test_missing_relation_stands_last(self) -> None:
        CampaignFactory(number="B", salesperson=None)
        CampaignFactory(number="A", salesperson=SalespersonFactory(name="Meera"))
        for key in ("salesperson__name", "-salesperson__name"):
            self.assertEqual(numbers(ordered(Campaign.objects.all(), [key])), ["A", "B"])

    def test_equal_rows_follow_their_number_also_when_descending(self) -> None:
        for number in ("C", "A", "B"):
            CampaignFactory(number=number, description="Chairs")
        for key in ("description", "-description"):
            self.assertEqual(numbers(ordered(Campaign.objects.all(), [key])), ["A", "B", "C"])

    def test_number_itself_is_sorted_by_its_bare_name_so_that_an_index_serves(self) -> None:
        self.assertEqual(ordered(Campaign.objects.all(), ["-number"]).query.order_by, ("-number",))

    def test_row_without_a_number_of_its_own_follows_its_key(self) -> None:
        campaign = CampaignFactory()
        targets = [CampaignTargetFactory(campaign=campaign, contact_count=1) for _ in range(3)]
        rows = ordered(campaign.targets.all(), ["contact_count"])
        self.assertEqual([row.pk for row in rows], [target.pk for target in targets])

    def test_annotation_that_is_empty_stands_last(self) -> None:
        CampaignFactory(number="NONE", budget_amount=None)
        CampaignFactory(number="SOME", budget_amount=5)
        campaigns = Campaign.objects.annotate(double=F("budget_amount") * 2)
        for key in ("double", "-double"):
            self.assertEqual(numbers(ordered(campaigns, [key])), ["SOME", "NONE"])
