import datetime as dt
from decimal import Decimal

from django.test import TestCase
from django.utils import translation

from campaigns.forms import CampaignField, CampaignForm, ChangedCampaignForm, NewCampaignForm
from campaigns.parts import DateChange
from campaigns.services import (
    CampaignBudgetError,
    CampaignDatesError,
    CampaignDetails,
    CampaignError,
    CampaignScheduleError,
)
from contacts.numbering import NumberError
from tests.factories.campaigns import CampaignFactory, CampaignStatusFactory
from tests.factories.contacts import SalespersonFactory

FILLED_IN = {"description": "Spring fair", "starting_on": "2030-01-01", "ending_on": "2030-03-31"}


class CampaignFormTest(TestCase):
    def test_turns_into_details(self) -> None:
        status = CampaignStatusFactory()
        form = CampaignForm({**FILLED_IN, "status": str(status.pk), "stops_by_itself": "on", "budget_amount": "1,500"})
        self.assertTrue(form.is_valid(), form.errors)
        self.assertEqual(
            form.details(),
            CampaignDetails(
                description="Spring fair",
                starting_on=dt.date(2030, 1, 1),
                ending_on=dt.date(2030, 3, 31),
                status=status,
                stops_by_itself=True,
                budget_amount=Decimal(1500),
            ),
        )

    def test_reads_budgets_in_the_language_of_the_reader(self) -> None:
        with translation.override("nl"):
            form = CampaignForm({**FILLED_IN, "budget_amount": "1.500,50"})
            self.assertTrue(form.is_valid(), form.errors)
        self.assertEqual(form.details().budget_amount, Decimal("1500.50"))

    def test_offers_no_blocked_salesperson_but_the_one_it_had(self) -> None:
        gone, here = SalespersonFactory(code="A", is_blocked=True), SalespersonFactory(code="B")
        self.assertEqual([*CampaignForm().fields["salesperson"].queryset], [here])
        campaign = CampaignFactory(salesperson=gone)
        self.assertEqual([*CampaignForm(campaign=campaign).fields["salesperson"].queryset], [gone, here])

    def test_statuses_are_in_the_words_of_the_reader(self) -> None:
        status = CampaignStatusFactory(description="Started", description_nl="Gestart")
        with translation.override("nl"):
            self.assertEqual(CampaignForm().fields["status"].label_from_instance(status), "Gestart")

    def test_refusal_stands_at_its_field(self) -> None:
        for error, field in [
            (CampaignDatesError("No."), "ending_on"),
            (CampaignBudgetError("No."), "budget_amount"),
            (CampaignScheduleError("No."), "stops_by_itself"),
            (NumberError("No."), "number"),
            (CampaignError("No."), "__all__"),
        ]:
            with self.subTest(error=type(error).__name__):
                form = NewCampaignForm(FILLED_IN)
                form.is_valid()
                form.refuse(error)
                self.assertEqual(form.errors, {field: ["No."]})


class ChangedCampaignFormTest(TestCase):
    def test_comparing_keeps_what_was_typed_and_shows_what_is_stored(self) -> None:
        stored = CampaignFactory(description="Spring sale", ending_on=dt.date(2030, 4, 30))
        form = ChangedCampaignForm({**FILLED_IN, "seen_at": "2030-01-15T09:30:00+00:00"}, campaign=stored)
        self.assertTrue(form.is_valid(), form.errors)
        form.compare_with(stored, sentence="Anna was here.")
        self.assertEqual(form.non_field_errors(), ["Anna was here."])
        self.assertEqual(form.errors["description"], ["Now stored: Spring sale"])
        self.assertEqual(form.errors["starting_on"], ["Now stored: nothing"])
        self.assertEqual(form.errors["ending_on"], ["Now stored: 30 Apr 2030"])
        self.assertNotIn("objective", form.errors)
        self.assertEqual(form["description"].value(), "Spring fair")
        self.assertEqual(form["seen_at"].value(), stored.modified_at.isoformat())

    def test_confirmation_holds_for_the_dates_that_were_seen(self) -> None:
        campaign = CampaignFactory(ending_on=dt.date(2030, 4, 30))
        typed = {**FILLED_IN, "seen_at": campaign.modified_at.isoformat(), "ending_on": "2030-05-31"}
        form = ChangedCampaignForm(typed, campaign=campaign)
        self.assertTrue(form.is_valid() and form.moves_dates)
        self.assertFalse(form.is_confirmed)
        self.assertEqual(
            form.date_change(),
            DateChange(campaign=campaign, starting_on=dt.date(2030, 1, 1), ending_on=dt.date(2030, 5, 31)),
        )
        form.ask_to_confirm()
        seen = form["confirmed_period"].value()
        for ending_on, is_confirmed in (("2030-05-31", True), ("2030-06-30", False)):
            again = ChangedCampaignForm({**typed, "ending_on": ending_on, "confirmed_period": seen}, campaign=campaign)
            self.assertTrue(again.is_valid())
            self.assertEqual(again.is_confirmed, is_confirmed)

    def test_other_fields_move_no_dates(self) -> None:
        campaign = CampaignFactory()
        typed = {"description": "Autumn fair", "seen_at": campaign.modified_at.isoformat()}
        form = ChangedCampaignForm(typed, campaign=campaign)
        self.assertTrue(form.is_valid())
        self.assertFalse(form.moves_dates)

    def test_refuses_a_moment_that_is_none(self) -> None:
        form = ChangedCampaignForm({**FILLED_IN, "seen_at": "yesterday"}, campaign=CampaignFactory())
        self.assertEqual(form.errors["seen_at"], ["Open this page again and repeat your change."])


class CampaignFieldTest(TestCase):
    def test_finds_by_number_in_any_case(self) -> None:
        campaign = CampaignFactory(number="SPRING")
        self.assertEqual(CampaignField().clean("spring"), campaign)
        self.assertIsNone(CampaignField(required=False).clean(""))
        self.assertEqual(CampaignField().prepare_value(campaign), "SPRING")

    def test_says_what_to_type(self) -> None:
        form_field = CampaignField()
        with self.assertRaisesMessage(Exception, "There is no campaign SUMMER."):
            form_field.clean("SUMMER")
