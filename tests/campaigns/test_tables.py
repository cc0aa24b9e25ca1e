import datetime as dt

from django.test import TestCase

from campaigns.models import Campaign
from campaigns.selectors import campaigns_with_counts, entries_of, targets_of
from campaigns.tables import CampaignTable, EntryTable, TargetTable
from tests.factories import cast
from tests.factories.campaigns import CampaignEntryFactory, CampaignFactory, CampaignStatusFactory
from tests.factories.contacts import SalespersonFactory
from tests.factories.users import UserFactory


class CampaignTableTest(TestCase):
    def row(self, campaign: Campaign) -> dict[str, str]:
        [row] = CampaignTable(campaigns_with_counts().filter(pk=campaign.pk)).rows
        return {column.name: str(value) for column, value in row.items()}

    def test_shows_values_as_readers_know_them(self) -> None:
        spring = cast.campaign(
            "SPRING",
            cast.company(),
            description="Spring fair",
            status=CampaignStatusFactory(code="2", description="Scheduled"),
            starting_on=dt.date(2030, 1, 1),
            ending_on=dt.date(2030, 3, 31),
            salesperson=SalespersonFactory(name="Meera"),
        )
        row = self.row(spring)
        self.assertEqual(row["number"], '<a href="/campaigns/SPRING/">SPRING</a>')
        self.assertEqual(row["description"], "Spring fair")
        self.assertEqual(row["status"], "Scheduled")
        self.assertIn("Activated", row["is_active"])
        self.assertEqual((row["starting_on"], row["ending_on"]), ("1 Jan 2030", "31 Mar 2030"))
        self.assertEqual(row["target_count"], '<a href="/campaigns/SPRING/targets/">1</a>')
        self.assertEqual(row["salesperson"], "Meera")

    def test_says_archived_and_leaves_blanks_blank(self) -> None:
        row = self.row(CampaignFactory(description="Old", is_archived=True))
        self.assertEqual(row["description"], 'Old <span class="badge">Archived</span>')
        self.assertIn("Not activated", row["is_active"])
        self.assertEqual((row["status"], row["starting_on"], row["salesperson"]), ("", "", ""))


class TargetTableTest(TestCase):
    def test_links_the_buyer(self) -> None:
        alder = cast.company("Alder", city="Gent", is_customer=True)
        [row] = TargetTable(targets_of(cast.campaign("SPRING", alder))).rows
        shown = [str(value) for _column, value in row.items()]
        self.assertEqual(shown, ['<a href="/contacts/ALDER/">ALDER</a>', "Alder", "Gent", "Yes", "1"])


class EntryTableTest(TestCase):
    def test_shows_who_did_what_when(self) -> None:
        campaign = CampaignFactory()
        entry = CampaignEntryFactory(
            campaign=campaign,
            description="Activated",
            user=UserFactory(first_name="Anna", last_name="de Vries"),
            salesperson=SalespersonFactory(name="Meera"),
            is_cancelled=True,
        )
        [row] = EntryTable(entries_of(campaign), document_pages={}).rows
        shown = {column.name: str(value) for column, value in row.items()}
        self.assertIn(f'form="entries" name="entry" value="{entry.pk}" data-tick aria-label="Activated"', shown["tick"])
        self.assertEqual(shown["entered_on"], "15 Jan 2030")
        self.assertEqual((shown["kind"], shown["user"], shown["salesperson"]), ("Activation", "Anna de Vries", "Meera"))
        self.assertIn("Cancelled", shown["is_cancelled"])
        self.assertEqual(row.attrs["class"], "row-cancelled even")
