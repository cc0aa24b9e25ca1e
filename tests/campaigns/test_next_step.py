import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.test import TestCase

from campaigns.models import Campaign, CampaignStatus
from campaigns.next_step import NextStep, Situation, next_step, schedule_of
from campaigns.selectors import campaigns_with_counts, status_path
from tests.factories import cast
from tests.factories.campaigns import NOW, CampaignFactory

TODAY = dt.date(2030, 1, 15)


@dataclass(frozen=True)
class Page:
    """A page of the card, as the registry of cards gives it."""

    url: str
    label: str = ""
    step: str = ""
    missing: str = ""


PREVIEW = Page("/preview/", step="Preview and activate")
RESYNC = Page("/resync/", label="See what differs and re-sync")
DEACTIVATE = Page("/deactivate/", label="Preview and deactivate")


class NextStepTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.planned, cls.scheduled, cls.started, cls.done = CampaignStatus.objects.order_by("sort_order")
        cls.spring = cast.campaign(
            "SPRING",
            cast.company("Alder"),
            cast.company("Birch"),
            is_active=False,
            status=cls.scheduled,
            ending_on=dt.date(2030, 3, 31),
        )

    def step(self, goal: Page | None = PREVIEW, **values: Any) -> NextStep:
        """Return what to do next once the campaign has these values."""
        if values.get("is_active"):
            values["activated_at"] = NOW
        Campaign.objects.filter(number="SPRING").update(**values)
        campaign = campaigns_with_counts().get(number="SPRING")
        moves = {"resync": RESYNC, "deactivate": DEACTIVATE}
        situation = Situation(
            campaign=campaign,
            path=status_path(campaign, language="en"),
            goal=goal,
            moves=moves,
            edit_url="/edit/",
            today=TODAY,
        )
        return next_step(situation)

    def test_archived_has_none(self) -> None:
        self.assertEqual(self.step(is_archived=True), NextStep(sentence="Nothing: this campaign is in the archive."))

    def test_what_is_missing_goes_first(self) -> None:
        step = self.step(Page("/prices/", step="Enter prices", missing="Add a price."))
        self.assertEqual(step, NextStep(sentence="Add a price.", label="Enter prices", url="/prices/"))

    def test_complete_campaign_is_previewed(self) -> None:
        step = self.step()
        self.assertEqual((step.label, step.url, step.status), ("Preview and activate", "/preview/", None))
        self.assertEqual(
            step.sentence, "Check the effect, then activate. 2 buyers are targets and do not get these prices yet."
        )

    def test_who_may_see_none_of_the_pages_reads_the_sentence(self) -> None:
        self.assertEqual(self.step(None).url, "")

    def test_ended_before_it_was_activated_gets_new_dates(self) -> None:
        step = self.step(ending_on=dt.date(2030, 1, 14))
        self.assertEqual((step.label, step.url), ("Change the dates", "/edit/"))

    def test_last_day_is_not_over(self) -> None:
        self.assertEqual(self.step(ending_on=TODAY).url, "/preview/")

    def test_active_campaign_says_so_in_its_status(self) -> None:
        step = self.step(is_active=True)
        self.assertEqual((step.label, step.status, step.url), ("Set status: Started", self.started, ""))
        self.assertEqual(step.sentence, "Its prices count: 2 buyers get them. Say so in the status too.")

    def test_active_campaign_with_the_right_status_waits(self) -> None:
        step = self.step(is_active=True, status=self.started)
        self.assertEqual(
            step, NextStep(sentence="Its prices count: 2 buyers get them. Deactivate it after 31 March 2030.")
        )

    def test_drift_goes_before_the_status(self) -> None:
        step = self.step(is_active=True, terms_changed_at=NOW)
        self.assertEqual((step.label, step.url, step.status), (RESYNC.label, "/resync/", None))
        self.assertIn("changed since 15 Jan 2030 10:30", step.sentence)

    def test_ended_but_active_is_deactivated_before_all_else(self) -> None:
        step = self.step(is_active=True, terms_changed_at=NOW, ending_on=dt.date(2030, 1, 14))
        self.assertEqual((step.label, step.url), (DEACTIVATE.label, "/deactivate/"))

    def test_ended_and_switched_off_is_closed(self) -> None:
        step = self.step(status=self.started, ending_on=dt.date(2030, 1, 14))
        self.assertEqual(step.status, self.done)

    def test_finished_has_none(self) -> None:
        step = self.step(status=self.done, ending_on=dt.date(2030, 1, 14))
        self.assertEqual(step, NextStep(sentence="This campaign is finished. Its prices do not count."))


class ScheduleTest(TestCase):
    def test_says_what_happens_by_itself(self) -> None:
        dates = {"starting_on": dt.date(2030, 2, 1), "ending_on": dt.date(2030, 2, 28)}
        both = CampaignFactory(starts_by_itself=True, stops_by_itself=True, **dates)
        self.assertEqual(
            schedule_of(both), "It is activated by itself on 1 February 2030 and deactivated after 28 February 2030."
        )
        starts = CampaignFactory(starts_by_itself=True, **dates)
        self.assertEqual(schedule_of(starts), "It is activated by itself on 1 February 2030.")
        stops = CampaignFactory(active=True, stops_by_itself=True, **dates)
        self.assertEqual(schedule_of(stops), "It is deactivated by itself after 28 February 2030.")
        self.assertEqual(schedule_of(CampaignFactory(**dates)), "")
