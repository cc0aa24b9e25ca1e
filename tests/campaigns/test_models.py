import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import TestCase

from campaigns.models import Campaign, CampaignEntry, CampaignStatus, CampaignTarget
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE, CampaignEntryFactory

DAY = dt.timedelta(days=1)


class PeriodTest(TestCase):
    def test_both_days_count_and_a_blank_one_is_unbounded(self) -> None:
        for starting_on, ending_on, days in (
            (WORK_DATE, WORK_DATE, [False, True, False]),
            (WORK_DATE, None, [False, True, True]),
            (None, WORK_DATE, [True, True, False]),
            (None, None, [True, True, True]),
        ):
            with self.subTest(starting_on=starting_on, ending_on=ending_on), transaction.atomic():
                campaign = cast.campaign("SPRING", starting_on=starting_on, ending_on=ending_on)
                for day, is_valid in zip((WORK_DATE - DAY, WORK_DATE, WORK_DATE + DAY), days, strict=True):
                    self.assertEqual(campaign.is_valid_on(day), is_valid)
                    self.assertEqual(Campaign.objects.valid_on(day).exists(), is_valid)
                campaign.delete()

    def test_due_to_start_are_those_whose_day_has_come_and_not_gone(self) -> None:
        inactive = {"is_active": False, "starts_by_itself": True}
        due = cast.campaign("DUE", starting_on=WORK_DATE, **inactive)
        missed = cast.campaign("MISSED", starting_on=WORK_DATE - DAY, **inactive)
        cast.campaign("TOMORROW", starting_on=WORK_DATE + DAY, **inactive)
        cast.campaign("GONE", starting_on=WORK_DATE - DAY, ending_on=WORK_DATE - DAY, **inactive)
        cast.campaign("BY HAND", starting_on=WORK_DATE, is_active=False)
        cast.campaign("STARTED", starting_on=WORK_DATE, starts_by_itself=True)
        self.assertEqual(set(Campaign.objects.due_to_start(WORK_DATE)), {due, missed})

    def test_due_to_stop_are_active_ones_whose_last_day_is_over(self) -> None:
        over = {"ending_on": WORK_DATE - DAY, "stops_by_itself": True}
        due = cast.campaign("DUE", **over)
        cast.campaign("LAST DAY", ending_on=WORK_DATE, stops_by_itself=True)
        cast.campaign("BY HAND", ending_on=WORK_DATE - DAY)
        cast.campaign("OFF", is_active=False, **over)
        self.assertEqual(set(Campaign.objects.due_to_stop(WORK_DATE)), {due})


class ConstraintsTest(TestCase):
    def test_database_refuses_what_no_campaign_can_be(self) -> None:
        campaign = cast.campaign("SPRING")
        for wrong in (
            {"starting_on": WORK_DATE, "ending_on": WORK_DATE - DAY},
            {"is_active": False},
            {"activated_at": None},
            {"budget_amount": Decimal("-0.01")},
        ):
            with self.subTest(wrong=wrong), self.assertRaises(IntegrityError), transaction.atomic():
                Campaign.objects.filter(pk=campaign.pk).update(**wrong)

    def test_form_says_why(self) -> None:
        campaign = Campaign(number="X", description="X", starting_on=WORK_DATE, ending_on=WORK_DATE - DAY)
        with self.assertRaisesMessage(ValidationError, "The ending date is before the starting date."):
            campaign.full_clean()

    def test_buyer_is_a_target_once_and_with_somebody_behind_it(self) -> None:
        alder = cast.company("Alder")
        spring = cast.campaign("SPRING", alder)
        with self.assertRaises(IntegrityError), transaction.atomic():
            cast.target(spring, alder)
        with self.assertRaises(IntegrityError), transaction.atomic():
            CampaignTarget.objects.update(contact_count=0)


class HistoryTest(TestCase):
    def test_what_runs_note_on_a_campaign_is_no_history(self) -> None:
        fields = {field.name for field in Campaign.history.model._meta.fields}
        self.assertFalse({"terms_changed_at", "modified_at"} & fields)
        self.assertLessEqual({"is_active", "starting_on", "ending_on"}, fields)


class NamesTest(TestCase):
    def test_records_are_called_by_what_staff_know_them_by(self) -> None:
        spring = cast.campaign("SPRING", description="Spring fair")
        entry = CampaignEntryFactory(campaign=spring, description="Activated")
        target = CampaignTarget(campaign_id=1, buyer_id=2)
        self.assertEqual((str(spring), str(entry)), ("SPRING Spring fair", f"{entry.pk} Activated"))
        self.assertEqual((str(target), str(CampaignStatus(code="1-PLAN"))), ("1/2", "1-PLAN"))

    def test_active_campaigns(self) -> None:
        spring = cast.campaign("SPRING", activated_at=NOW)
        cast.campaign("SUMMER", is_active=False)
        self.assertEqual(list(Campaign.objects.active()), [spring])
        self.assertEqual(CampaignEntry.Kind.ACTIVATION.label, "Activation")
