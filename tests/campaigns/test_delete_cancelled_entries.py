from io import StringIO

from django.core.management import CommandError, call_command
from django.test import TestCase

from campaigns.models import CampaignEntry
from tests.factories import cast
from tests.factories.campaigns import WORK_DATE, CampaignEntryFactory
from tests.factories.contacts import SalespersonFactory


class DeleteCancelledEntriesCommandTest(TestCase):
    def setUp(self) -> None:
        spring, summer = cast.campaign("SPRING"), cast.campaign("SUMMER")
        self.standing = CampaignEntryFactory(campaign=spring)
        CampaignEntryFactory(campaign=spring, is_cancelled=True, salesperson=SalespersonFactory(code="SAM"))
        CampaignEntryFactory(campaign=summer, is_cancelled=True, entered_on=WORK_DATE.replace(day=14))

    def run_it(self, *arguments: str) -> str:
        output = StringIO()
        call_command("delete_cancelled_entries", *arguments, stdout=output)
        return output.getvalue()

    def test_says_how_many_it_deleted(self) -> None:
        self.assertEqual(self.run_it(), "2 cancelled entries deleted.\n")
        self.assertEqual(list(CampaignEntry.objects.all()), [self.standing])

    def test_choices_narrow(self) -> None:
        self.assertEqual(
            self.run_it("--campaign", "summer", "spring", "--before", "2030-01-15"), "1 cancelled entry deleted.\n"
        )
        self.assertEqual(self.run_it("--salesperson", "sam"), "1 cancelled entry deleted.\n")
        self.assertEqual(self.run_it(), "0 cancelled entries deleted.\n")

    def test_dry_run_deletes_none(self) -> None:
        self.assertEqual(self.run_it("--dry-run", "--campaign", "SPRING"), "1 cancelled entry would be deleted.\n")
        self.assertEqual(CampaignEntry.objects.count(), 3)

    def test_unknown_campaign_is_refused(self) -> None:
        with self.assertRaisesMessage(CommandError, "There is no campaign WINTER."):
            self.run_it("--campaign", "WINTER")
        self.assertEqual(CampaignEntry.objects.count(), 3)

    def test_day_that_is_none_is_refused(self) -> None:
        with self.assertRaisesMessage(CommandError, "31-01-2030 is not a day: write it as 2030-01-31."):
            self.run_it("--before", "31-01-2030")
