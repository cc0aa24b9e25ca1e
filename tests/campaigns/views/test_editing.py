import datetime as dt

from django.test import TestCase

from campaigns.models import Campaign
from tests.factories import cast
from tests.factories.campaigns import NOW, CampaignFactory
from tests.factories.contacts import SalespersonFactory
from tests.factories.users import UserFactory

FILLED_IN = {"description": "Spring fair", "starting_on": "2030-01-01", "ending_on": "2030-03-31"}


class CreateCampaignTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.marketer = UserFactory(group="Marketer")
        cls.meera = SalespersonFactory(code="MK", user=cls.marketer)

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def test_gives_the_next_number_and_opens_the_card(self) -> None:
        page = self.client.post("/campaigns/new/", FILLED_IN, follow=True)
        self.assertRedirects(page, "/campaigns/CP0001/")
        self.assertContains(page, "CP0001 was made.")
        campaign = Campaign.objects.get()
        self.assertEqual((campaign.description, campaign.ending_on), ("Spring fair", dt.date(2030, 3, 31)))
        self.assertEqual(campaign.salesperson, self.meera)

    def test_offers_the_own_salesperson(self) -> None:
        self.assertContains(self.client.get("/campaigns/new/"), f'value="{self.meera.pk}" selected')

    def test_refusal_stands_at_the_field_and_keeps_what_was_typed(self) -> None:
        CampaignFactory(number="SPRING")
        page = self.client.post("/campaigns/new/", {**FILLED_IN, "number": "spring"})
        self.assertContains(page, "SPRING already exists. Leave the number empty to get the next one.", status_code=422)
        self.assertContains(page, 'value="Spring fair"', status_code=422)
        self.assertEqual(Campaign.objects.count(), 1)

    def test_end_before_start_is_refused_with_both_dates(self) -> None:
        page = self.client.post("/campaigns/new/", {**FILLED_IN, "ending_on": "2029-12-31"})
        self.assertContains(
            page,
            "The ending date (31 December 2029) is before the starting date (1 January 2030).",
            status_code=422,
        )
        self.assertEqual(Campaign.objects.count(), 0)

    def test_viewer_may_not(self) -> None:
        self.client.force_login(UserFactory(group="Viewer"))
        for answer in (self.client.get("/campaigns/new/"), self.client.post("/campaigns/new/", FILLED_IN)):
            self.assertContains(answer, "You can look at campaigns but not add one.", status_code=403)
        self.assertEqual(Campaign.objects.count(), 0)


class ChangeCampaignTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.marketer = UserFactory(group="Marketer")
        cls.anna = UserFactory(group="Marketer", first_name="Anna")
        cls.campaign = CampaignFactory(
            number="SPRING", description="Spring fair", starting_on=dt.date(2030, 1, 1), ending_on=dt.date(2030, 3, 31)
        )

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def seen(self) -> str:
        """Return the stamp of the form as it is opened now."""
        return self.client.get("/campaigns/SPRING/edit/").context["form"]["seen_at"].value()

    def test_saves_and_says_so(self) -> None:
        typed = {**FILLED_IN, "description": "Spring sale", "seen_at": self.seen()}
        page = self.client.post("/campaigns/SPRING/edit/", typed, follow=True)
        self.assertRedirects(page, "/campaigns/SPRING/")
        self.assertContains(page, "SPRING was saved.")
        self.assertEqual(Campaign.objects.get().description, "Spring sale")

    def test_new_dates_say_what_follows_them(self) -> None:
        self.assertContains(self.client.get("/campaigns/SPRING/edit/"), "Prices (0)")
        typed = {**FILLED_IN, "ending_on": "2030-04-30", "seen_at": self.seen()}
        page = self.client.post("/campaigns/SPRING/edit/", typed, follow=True)
        self.assertContains(page, "Its prices and discounts follow the new dates.")

    def test_change_of_another_is_shown_and_not_written_over(self) -> None:
        seen = self.seen()
        self.client.force_login(self.anna)
        self.client.post("/campaigns/SPRING/edit/", {**FILLED_IN, "description": "Anna's", "seen_at": self.seen()})

        self.client.force_login(self.marketer)
        typed = {**FILLED_IN, "description": "Mine", "seen_at": seen}
        page = self.client.post("/campaigns/SPRING/edit/", typed)
        self.assertContains(page, "Anna changed this campaign at ", status_code=422)
        self.assertContains(page, "Now stored: Anna&#x27;s", status_code=422)
        self.assertContains(page, 'value="Mine"', status_code=422)
        self.assertEqual(Campaign.objects.get().description, "Anna's")

        again = {**typed, "seen_at": page.context["form"]["seen_at"].value()}
        self.client.post("/campaigns/SPRING/edit/", again)
        self.assertEqual(Campaign.objects.get().description, "Mine")

    def test_refusal_writes_nothing(self) -> None:
        typed = {**FILLED_IN, "budget_amount": "-1", "seen_at": self.seen()}
        page = self.client.post("/campaigns/SPRING/edit/", typed)
        self.assertContains(page, "The budget cannot be negative.", status_code=422)
        self.assertIsNone(Campaign.objects.get().budget_amount)

    def test_tells_what_moved_with_the_dates_of_a_campaign_that_is_not_active(self) -> None:
        chair = cast.item("CHAIR")
        cast.price(chair, 90, self.campaign)
        cast.price(chair, 80, self.campaign, minimum_quantity=10)
        cast.discount(None, 5, self.campaign)
        typed = {**FILLED_IN, "ending_on": "2030-04-30", "seen_at": self.seen()}
        page = self.client.post("/campaigns/SPRING/edit/", typed, follow=True)
        self.assertContains(page, "new dates. 2 sales prices move. 1 line discount moves.")

    def test_shows_what_moves_before_the_dates_of_an_active_campaign_are_saved(self) -> None:
        Campaign.objects.update(is_active=True, activated_at=NOW)
        alder, chair = cast.company("Alder"), cast.item("CHAIR")
        cast.target(self.campaign, alder)
        row = cast.price(chair, 90, self.campaign)
        cast.line(cast.order(alder, ordered_on=dt.date(2030, 1, 10)), chair, unit_price=90, sales_price=row)
        cast.line(cast.order(alder, ordered_on=dt.date(2030, 4, 2)), chair)
        typed = {
            **FILLED_IN,
            "description": "Mine",
            "starting_on": "2030-02-01",
            "ending_on": "2030-04-30",
            "seen_at": self.seen(),
        }
        page = self.client.post("/campaigns/SPRING/edit/", typed)
        self.assertContains(page, "Nothing was saved yet")
        self.assertContains(page, "1 sales price moves.")
        self.assertContains(page, "1 open order line falls outside the new period; carrying its prices now: 1.")
        self.assertContains(page, "1 open order line comes in; carrying its prices now: 0.")
        self.assertContains(page, 'value="Mine"')
        self.assertEqual(Campaign.objects.get().starting_on, dt.date(2030, 1, 1))

        typed["confirmed_period"] = page.context["form"]["confirmed_period"].value()
        other = self.client.post("/campaigns/SPRING/edit/", {**typed, "ending_on": "2030-05-31"})
        self.assertContains(other, "Nothing was saved yet")
        self.assertEqual(Campaign.objects.get().starting_on, dt.date(2030, 1, 1))

        page = self.client.post("/campaigns/SPRING/edit/", typed, follow=True)
        self.assertContains(page, "1 open order line falls outside the new period")
        self.assertContains(page, "See what differs and re-sync")
        campaign = Campaign.objects.get()
        self.assertEqual((campaign.starting_on, campaign.description), (dt.date(2030, 2, 1), "Mine"))

    def test_other_fields_of_an_active_campaign_are_saved_at_once(self) -> None:
        Campaign.objects.update(is_active=True, activated_at=NOW)
        typed = {**FILLED_IN, "description": "Spring sale", "seen_at": self.seen()}
        page = self.client.post("/campaigns/SPRING/edit/", typed, follow=True)
        self.assertContains(page, "SPRING was saved.")

    def test_save_and_stay_comes_back_to_the_form(self) -> None:
        typed = {**FILLED_IN, "description": "Spring sale", "seen_at": self.seen(), "stay": "1"}
        self.assertRedirects(self.client.post("/campaigns/SPRING/edit/", typed), "/campaigns/SPRING/edit/")
        self.assertEqual(Campaign.objects.get().description, "Spring sale")

    def test_active_campaign_has_the_bar(self) -> None:
        self.assertNotContains(self.client.get("/campaigns/SPRING/edit/"), "is active. A change")
        Campaign.objects.update(is_active=True, activated_at=dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
        self.assertContains(self.client.get("/campaigns/SPRING/edit/"), "Campaign SPRING is active. A change")

    def test_viewer_may_not(self) -> None:
        seen = self.seen()
        self.client.force_login(UserFactory(group="Viewer"))
        typed = {**FILLED_IN, "description": "Mine", "seen_at": seen}
        for answer in (
            self.client.get("/campaigns/SPRING/edit/"),
            self.client.post("/campaigns/SPRING/edit/", typed),
        ):
            self.assertContains(answer, "You can look at campaigns but not change them.", status_code=403)
        self.assertEqual(Campaign.objects.get().description, "Spring fair")
