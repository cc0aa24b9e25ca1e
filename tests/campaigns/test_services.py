import datetime as dt
from dataclasses import replace
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone, translation

from campaigns.models import Campaign, CampaignEntry, CampaignTarget
from campaigns.services import (
    CampaignActiveError,
    CampaignBudgetError,
    CampaignChangedError,
    CampaignDatesError,
    CampaignDetails,
    CampaignInUseError,
    CampaignSalespersonError,
    CampaignScheduleError,
    archive_campaign,
    change_campaign,
    create_campaign,
    delete_campaign,
    note_terms_changed,
    record_entry,
    restore_campaign,
    switch_off,
    switch_on,
)
from contacts.models import NumberSeries
from contacts.numbering import NumberTakenError
from pricing.models import SalesLineDiscount, SalesPrice
from tests.factories import cast
from tests.factories.campaigns import (
    NOW,
    WORK_DATE,
    CampaignEntryFactory,
    CampaignStatusFactory,
    CampaignTypeFactory,
)
from tests.factories.contacts import NumberSeriesFactory, SalespersonFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory

LATER = NOW + dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
FAIR = CampaignDetails(description="Fair")


class CreateCampaignTest(TestCase):
    def setUp(self) -> None:
        NumberSeriesFactory(code="CAMPAIGN")
        NumberSeries.objects.filter(code="CAMPAIGN").update(prefix="CP", digit_count=4, next_value=42)

    def test_b21_number_comes_from_the_series(self) -> None:
        self.assertEqual(create_campaign(details=FAIR, by=None).number, "CP0042")
        self.assertEqual(create_campaign(details=FAIR, by=None).number, "CP0043")

    def test_b22_card_is_read_back_as_it_was_filled_in(self) -> None:
        details = CampaignDetails(
            description="Fair",
            starting_on=WORK_DATE,
            ending_on=WORK_DATE,
            salesperson=SalespersonFactory(code="SP"),
            status=CampaignStatusFactory(code="ST"),
            type=CampaignTypeFactory(code="FAIR"),
            objective="New customers",
            budget_amount=Decimal("1250.50"),
            applies_even_if_dearer=True,
            starts_by_itself=True,
            stops_by_itself=True,
        )
        campaign = Campaign.objects.get(pk=create_campaign(number="fair-1", details=details, by=None).pk)
        self.assertEqual(campaign.number, "FAIR-1")
        self.assertEqual(CampaignDetails.of(campaign), details)
        self.assertEqual(timezone.localdate(campaign.modified_at), timezone.localdate())
        self.assertFalse(campaign.is_active)

    def test_own_salesperson_of_the_user_is_the_default(self) -> None:
        user = UserFactory()
        own, other = SalespersonFactory(user=user), SalespersonFactory()
        self.assertEqual(create_campaign(details=FAIR, by=user).salesperson, own)
        self.assertEqual(create_campaign(details=replace(FAIR, salesperson=other), by=user).salesperson, other)

    def test_e01_start_may_be_the_end_and_either_may_be_blank(self) -> None:
        for starting_on, ending_on in ((WORK_DATE, WORK_DATE), (WORK_DATE, None), (None, WORK_DATE), (None, None)):
            with self.subTest(starting_on=starting_on, ending_on=ending_on):
                details = replace(FAIR, starting_on=starting_on, ending_on=ending_on)
                campaign = create_campaign(details=details, by=None)
                self.assertEqual((campaign.starting_on, campaign.ending_on), (starting_on, ending_on))

    def test_refusals_write_nothing_and_take_no_number(self) -> None:
        cast.campaign("TAKEN")
        blocked = SalespersonFactory(code="SP1", name="Sam", is_blocked=True)
        for error, sentence, number, details in (
            (
                CampaignDatesError,  # E01
                "The ending date (15 January 2030) is before the starting date (20 January 2030).",
                "",
                replace(FAIR, starting_on=WORK_DATE + 5 * DAY, ending_on=WORK_DATE),
            ),
            (CampaignScheduleError, "Fill in the starting date", "", replace(FAIR, starts_by_itself=True)),
            (CampaignScheduleError, "Fill in the ending date", "", replace(FAIR, stops_by_itself=True)),
            (CampaignBudgetError, "cannot be negative", "", replace(FAIR, budget_amount=Decimal("-0.01"))),
            (CampaignSalespersonError, "Salesperson SP1 Sam is blocked.", "", replace(FAIR, salesperson=blocked)),
            (NumberTakenError, "TAKEN already exists.", "taken", FAIR),
        ):
            with self.subTest(error=error), self.assertRaisesMessage(error, sentence):
                create_campaign(number=number, details=details, by=None)
        self.assertEqual(Campaign.objects.count(), 1)
        self.assertEqual(NumberSeries.objects.get(code="CAMPAIGN").next_value, 42)


class ChangeCampaignTest(TestCase):
    def setUp(self) -> None:
        self.campaign = cast.campaign("SPRING", starting_on=WORK_DATE, ending_on=WORK_DATE + 5 * DAY)
        self.details = CampaignDetails.of(self.campaign)

    def change(self, **changed: object) -> Campaign:
        change_campaign(self.campaign, details=replace(self.details, **changed), at=LATER)
        return Campaign.objects.get(pk=self.campaign.pk)

    def test_a03_price_and_discount_take_the_new_starting_date(self) -> None:
        item = cast.item()
        cast.price(item, "72.35", self.campaign)
        cast.discount(item, "37.5", self.campaign)
        self.change(starting_on=WORK_DATE - 3 * DAY)
        for row in (SalesPrice.objects.get(), SalesLineDiscount.objects.get()):
            self.assertEqual(row.campaign.starting_on, dt.date(2030, 1, 12))
            self.assertEqual(row.campaign.ending_on, dt.date(2030, 1, 20))

    def test_what_may_move_open_lines_of_an_active_campaign_is_noted(self) -> None:
        for changed in (
            {"starting_on": None},
            {"ending_on": WORK_DATE},
            {"applies_even_if_dearer": True},
        ):
            with self.subTest(changed=changed):
                Campaign.objects.update(terms_changed_at=None)
                self.assertEqual(self.change(**changed).terms_changed_at, LATER)

    def test_first_moment_of_change_is_kept(self) -> None:
        Campaign.objects.update(terms_changed_at=NOW)
        self.assertEqual(self.change(ending_on=None).terms_changed_at, NOW)

    def test_other_changes_are_not_noted(self) -> None:
        changed = self.change(description="Spring fair", objective="More", stops_by_itself=True)
        self.assertIsNone(changed.terms_changed_at)
        self.assertEqual(changed.description, "Spring fair")

    def test_nothing_is_noted_on_a_campaign_that_is_not_active(self) -> None:
        Campaign.objects.update(is_active=False, activated_at=None)
        changed = self.change(ending_on=None)
        self.assertEqual((changed.ending_on, changed.terms_changed_at), (None, None))

    def test_change_is_in_the_history_and_no_change_is_not(self) -> None:
        before = self.campaign.history.count()
        self.change()
        self.assertEqual(self.campaign.history.count(), before)
        self.change(description="Spring fair")
        self.assertEqual(self.campaign.history.count(), before + 1)

    def test_campaign_changed_by_somebody_else_since_is_refused(self) -> None:
        seen_at = self.campaign.modified_at
        self.change(description="Theirs")
        with self.assertRaisesMessage(CampaignChangedError, "SPRING was changed while you were editing it."):
            change_campaign(self.campaign, details=replace(self.details, description="Mine"), seen_at=seen_at, at=LATER)
        self.campaign.refresh_from_db()
        self.assertEqual(self.campaign.description, "Theirs")

    def test_campaign_seen_as_it_is_may_be_written(self) -> None:
        changed = change_campaign(
            self.campaign,
            details=replace(self.details, description="Mine"),
            seen_at=Campaign.objects.get().modified_at,
            at=LATER,
        )
        self.assertEqual(changed.description, "Mine")

    def test_salesperson_blocked_since_may_stay_but_not_come(self) -> None:
        blocked, other = SalespersonFactory(is_blocked=True), SalespersonFactory(is_blocked=True)
        Campaign.objects.update(salesperson=blocked)
        self.assertEqual(self.change(salesperson=blocked, objective="More").objective, "More")
        with self.assertRaises(CampaignSalespersonError):
            self.change(salesperson=other, objective="Most")
        self.campaign.refresh_from_db()
        self.assertEqual((self.campaign.salesperson, self.campaign.objective), (blocked, "More"))

    def test_e01_end_before_start_is_refused(self) -> None:
        with self.assertRaises(CampaignDatesError):
            self.change(ending_on=WORK_DATE - DAY)
        self.campaign.refresh_from_db()
        self.assertEqual(CampaignDetails.of(self.campaign), self.details)

    def test_database_is_the_last_guard_of_the_dates(self) -> None:
        with self.assertRaises(IntegrityError), transaction.atomic():
            Campaign.objects.update(ending_on=WORK_DATE - DAY)


class ArchiveCampaignTest(TestCase):
    def test_campaign_is_put_away_and_taken_back(self) -> None:
        campaign = cast.campaign("SPRING", is_active=False)
        self.assertTrue(archive_campaign(campaign).is_archived)
        self.assertFalse(restore_campaign(campaign).is_archived)

    def test_active_campaign_is_refused(self) -> None:
        campaign = cast.campaign("SPRING")
        with self.assertRaisesMessage(CampaignActiveError, "Deactivate SPRING before archiving it."):
            archive_campaign(campaign)
        self.assertFalse(Campaign.objects.get().is_archived)


class DeleteCampaignTest(TestCase):
    def setUp(self) -> None:
        self.alder = cast.company("Alder")
        self.item = cast.item()
        self.spring = cast.campaign("SPRING", self.alder, is_active=False)
        cast.price(self.item, 90, self.spring)
        cast.discount(None, 10, self.spring)

    def test_d07_e22_prices_targets_and_cancelled_entries_go_along_and_no_others(self) -> None:
        summer = cast.campaign("SUMMER", self.alder)
        kept = cast.price(self.item, 91, summer)
        entry = CampaignEntryFactory(campaign=summer, is_cancelled=True)
        CampaignEntryFactory(campaign=self.spring, is_cancelled=True)
        delete_campaign(self.spring)
        self.assertEqual(list(Campaign.objects.all()), [summer])
        self.assertEqual(list(SalesPrice.objects.all()), [kept])
        self.assertEqual(SalesLineDiscount.objects.count(), 0)
        self.assertEqual([target.campaign for target in CampaignTarget.objects.all()], [summer])
        self.assertEqual(list(CampaignEntry.objects.all()), [entry])

    def test_what_refers_to_it_is_named_and_counted_and_nothing_is_deleted(self) -> None:
        cast.order(self.alder, campaign=self.spring)
        segment = SegmentFactory(campaign=self.spring, is_campaign_target=True)
        SegmentLineFactory(segment=segment, contact=self.alder)
        SegmentLineFactory(segment=segment, contact=self.alder)
        for is_cancelled in (False, False, True):
            CampaignEntryFactory(campaign=self.spring, is_cancelled=is_cancelled)
        with self.assertRaises(CampaignInUseError) as refusal:
            delete_campaign(self.spring)
        self.assertEqual(
            str(refusal.exception),
            "SPRING cannot be deleted, because it is used by 2 campaign entries, 1 order, 1 segment, 2 segment lines. "
            "Archive it instead.",
        )
        self.assertEqual(CampaignEntry.objects.count(), 3)
        self.assertEqual((SalesPrice.objects.count(), SalesLineDiscount.objects.count()), (1, 1))
        self.assertEqual(self.spring.targets.count(), 1)

    def test_refusal_is_said_in_the_language_of_the_reader(self) -> None:
        cast.order(self.alder, campaign=self.spring)
        with translation.override("nl"), self.assertRaises(CampaignInUseError) as refusal:
            delete_campaign(self.spring)
        self.assertIn("SPRING", str(refusal.exception))

    def test_order_line_that_carries_its_price_protects_it(self) -> None:
        price = SalesPrice.objects.get()
        cast.line(cast.order(self.alder), self.item, sales_price=price)
        with self.assertRaisesMessage(CampaignInUseError, "it is used by 1 order line. Archive it instead."):
            delete_campaign(self.spring)
        self.assertTrue(SalesPrice.objects.filter(pk=price.pk).exists())

    def test_active_campaign_is_refused(self) -> None:
        campaign = cast.campaign("SUMMER")
        with self.assertRaisesMessage(CampaignActiveError, "Deactivate SUMMER before deleting it."):
            delete_campaign(campaign)
        self.assertEqual(Campaign.objects.count(), 2)


class SwitchTest(TestCase):
    user: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.user = UserFactory()

    def test_switched_on_it_says_who_when_and_how_many(self) -> None:
        campaign = cast.campaign(
            "SPRING",
            cast.company("Alder"),
            cast.company("Birch"),
            is_active=False,
            starting_on=WORK_DATE,
            ending_on=WORK_DATE,
            starts_by_itself=True,
            stops_by_itself=True,
        )
        switch_on(campaign, at=NOW, by=self.user)
        campaign.refresh_from_db()
        self.assertEqual(
            (campaign.is_active, campaign.activated_at, campaign.activated_by, campaign.activated_target_count),
            (True, NOW, self.user, 2),
        )
        self.assertEqual((campaign.starts_by_itself, campaign.stops_by_itself), (False, True))

    def test_switched_off_nothing_of_that_is_left(self) -> None:
        campaign = cast.campaign(
            "SPRING", activated_by=self.user, activated_target_count=2, terms_changed_at=NOW, stops_by_itself=True
        )
        switch_off(campaign, at=LATER, by=self.user)
        campaign.refresh_from_db()
        self.assertEqual(
            (campaign.is_active, campaign.activated_at, campaign.activated_by, campaign.activated_target_count),
            (False, None, None, 0),
        )
        self.assertEqual((campaign.terms_changed_at, campaign.stops_by_itself), (None, False))

    def test_removing_the_last_target_does_not_switch_off(self) -> None:
        campaign = cast.campaign("SPRING", cast.company("Alder"))
        campaign.targets.all().delete()
        campaign.refresh_from_db()
        self.assertTrue(campaign.is_active)


class NoteTermsChangedTest(TestCase):
    def test_active_campaigns_keep_the_first_moment(self) -> None:
        spring, summer = cast.campaign("SPRING"), cast.campaign("SUMMER", terms_changed_at=NOW)
        quiet, other = cast.campaign("QUIET", is_active=False), cast.campaign("OTHER")
        note_terms_changed(campaign_ids=[spring.pk, summer.pk, quiet.pk], at=LATER)
        noted = dict(Campaign.objects.values_list("number", "terms_changed_at"))
        self.assertEqual(noted, {"SPRING": LATER, "SUMMER": NOW, "QUIET": None, other.number: None})


class RecordEntryTest(TestCase):
    def test_says_what_happened_and_who_did_it(self) -> None:
        user = UserFactory()
        own = SalespersonFactory(user=user)
        campaign = cast.campaign("SPRING", salesperson=SalespersonFactory())
        entry = record_entry(
            campaign,
            kind=CampaignEntry.Kind.ACTIVATION,
            description="Activated",
            entered_on=WORK_DATE,
            by=user,
            document_number="R1",
        )
        entry.refresh_from_db()
        self.assertEqual((entry.campaign, entry.kind, entry.description), (campaign, "activation", "Activated"))
        self.assertEqual((entry.entered_on, entry.document_number, entry.is_cancelled), (WORK_DATE, "R1", False))
        self.assertEqual((entry.user, entry.salesperson), (user, own))

    def test_salesperson_is_the_one_of_the_campaign_when_nobody_sells(self) -> None:
        campaign = cast.campaign("SPRING", salesperson=SalespersonFactory(code="SP"))
        entry = record_entry(
            campaign, kind=CampaignEntry.Kind.RESYNC, description="Re-synced", entered_on=WORK_DATE, by=None
        )
        self.assertEqual((entry.user, entry.salesperson.code), (None, "SP"))
