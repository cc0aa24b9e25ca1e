from django.test import TestCase

from campaigns.entries import (
    EntryChoice,
    EntryNotCancelledError,
    UnknownChoiceError,
    cancel_entries,
    delete_cancelled_entries,
    delete_entries,
    uncancel_entries,
)
from campaigns.models import CampaignEntry
from tests.factories import cast
from tests.factories.campaigns import WORK_DATE, CampaignEntryFactory
from tests.factories.contacts import SalespersonFactory


class EntriesTest(TestCase):
    def setUp(self) -> None:
        self.standing = CampaignEntryFactory()
        self.cancelled = CampaignEntryFactory(is_cancelled=True)
        self.both = CampaignEntry.objects.filter(pk__in=[self.standing.pk, self.cancelled.pk])

    def cancelled_entries(self) -> set[CampaignEntry]:
        return set(CampaignEntry.objects.filter(is_cancelled=True))

    def test_cancelling_counts_those_that_stood(self) -> None:
        other = CampaignEntryFactory()
        self.assertEqual(cancel_entries(self.both), 1)
        self.assertEqual(self.cancelled_entries(), {self.standing, self.cancelled})
        self.assertFalse(CampaignEntry.objects.get(pk=other.pk).is_cancelled)

    def test_cancelling_is_taken_back(self) -> None:
        self.assertEqual(uncancel_entries(self.both), 1)
        self.assertEqual(self.cancelled_entries(), set())

    def test_only_cancelled_entries_are_deleted(self) -> None:
        with self.assertRaisesMessage(
            EntryNotCancelledError, "1 entry is not cancelled. Cancel it before deleting it."
        ):
            delete_entries(self.both)
        self.assertEqual(CampaignEntry.objects.count(), 2)
        self.assertEqual(delete_entries(CampaignEntry.objects.filter(pk=self.cancelled.pk)), 1)
        self.assertEqual(list(CampaignEntry.objects.all()), [self.standing])


class DeleteCancelledEntriesTest(TestCase):
    def setUp(self) -> None:
        self.spring, self.summer = cast.campaign("SPRING"), cast.campaign("SUMMER")
        self.sam = SalespersonFactory(code="SAM")
        self.standing = CampaignEntryFactory(campaign=self.spring)
        self.old = CampaignEntryFactory(
            campaign=self.spring, is_cancelled=True, entered_on=WORK_DATE.replace(day=14), salesperson=self.sam
        )
        self.new = CampaignEntryFactory(campaign=self.spring, is_cancelled=True, entered_on=WORK_DATE)
        self.other = CampaignEntryFactory(campaign=self.summer, is_cancelled=True, entered_on=WORK_DATE)

    def left(self) -> set[CampaignEntry]:
        return set(CampaignEntry.objects.all())

    def test_all_cancelled_entries_and_none_that_stands(self) -> None:
        self.assertEqual(delete_cancelled_entries(EntryChoice()), 3)
        self.assertEqual(self.left(), {self.standing})

    def test_d15_those_of_one_campaign(self) -> None:
        self.assertEqual(delete_cancelled_entries(EntryChoice(campaign_numbers=["SPRING"])), 2)
        self.assertEqual(self.left(), {self.standing, self.other})

    def test_those_before_a_day(self) -> None:
        self.assertEqual(delete_cancelled_entries(EntryChoice(before=WORK_DATE)), 1)
        self.assertEqual(self.left(), {self.standing, self.new, self.other})

    def test_those_of_a_salesperson(self) -> None:
        self.assertEqual(delete_cancelled_entries(EntryChoice(salesperson_code="SAM")), 1)
        self.assertEqual(self.left(), {self.standing, self.new, self.other})

    def test_dry_run_counts_and_deletes_none(self) -> None:
        self.assertEqual(delete_cancelled_entries(EntryChoice(campaign_numbers=["SPRING"]), is_dry_run=True), 2)
        self.assertEqual(len(self.left()), 4)

    def test_unknown_campaign_or_salesperson_is_named_and_nothing_is_deleted(self) -> None:
        with self.assertRaisesMessage(UnknownChoiceError, "There is no campaign AUTUMN, WINTER."):
            delete_cancelled_entries(EntryChoice(campaign_numbers=["WINTER", "SPRING", "AUTUMN"]))
        with self.assertRaisesMessage(UnknownChoiceError, "There is no salesperson TIM."):
            delete_cancelled_entries(EntryChoice(salesperson_code="TIM"))
        self.assertEqual(len(self.left()), 4)
