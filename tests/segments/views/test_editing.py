import datetime as dt

import time_machine
from django.test import TestCase

from segments.models import Segment
from tests.factories import cast
from tests.factories.campaigns import NOW, CampaignFactory
from tests.factories.contacts import SalespersonFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory
from tests.segments.counting import targets_of

FILLED_IN = {"description": "West", "dated_on": "2030-01-15"}


class SegmentEditingTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer")
        cls.campaign = CampaignFactory(number="SPRING")

    def setUp(self) -> None:
        self.client.force_login(self.marketer)


class CreateSegmentTest(SegmentEditingTest):
    def test_gives_the_next_number_and_opens_the_card(self) -> None:
        meera = SalespersonFactory(user=self.marketer)
        page = self.client.post("/segments/new/", {**FILLED_IN, "campaign": "SPRING"}, follow=True)
        self.assertRedirects(page, "/segments/SM0001/")
        self.assertContains(page, "SM0001 was made. Now add contacts.")
        segment = Segment.objects.get()
        self.assertEqual((segment.campaign, segment.salesperson), (self.campaign, meera))

    def test_starts_from_today_and_the_campaign_one_comes_from(self) -> None:
        with time_machine.travel(NOW, tick=False):
            self.client.force_login(self.marketer)
            form = self.client.get("/segments/new/?campaign=SPRING").context["form"]
        self.assertEqual(form["dated_on"].value(), dt.date(2030, 1, 15))
        self.assertEqual((form["campaign"].value(), form["is_campaign_target"].value()), ("SPRING", True))

    def test_refusal_stands_at_the_field_and_writes_nothing(self) -> None:
        page = self.client.post("/segments/new/", {**FILLED_IN, "is_campaign_target": "on"})
        self.assertContains(
            page, "Choose a campaign before ticking campaign target or campaign response.", status_code=422
        )
        self.assertEqual(Segment.objects.count(), 0)

    def test_viewer_may_not(self) -> None:
        self.client.force_login(self.viewer)
        for answer in (self.client.get("/segments/new/"), self.client.post("/segments/new/", FILLED_IN)):
            self.assertContains(answer, "You can look at segments but not add one.", status_code=403)
        self.assertEqual(Segment.objects.count(), 0)


class ChangeSegmentTest(SegmentEditingTest):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.segment = SegmentFactory(number="WEST", description="West")
        for name in ("Alder", "Birch"):
            SegmentLineFactory(segment=cls.segment, contact=cast.company(name))

    def filled_in(self, **fields: str) -> dict[str, str]:
        seen_at = self.client.get("/segments/WEST/edit/").context["form"]["seen_at"].value()
        return {**FILLED_IN, "seen_at": seen_at, **fields}

    def test_who_saves_over_another_is_shown_both(self) -> None:
        typed = self.filled_in(description="Mine", campaign="SPRING")
        self.client.post("/segments/WEST/edit/", self.filled_in(description="Theirs"))
        page = self.client.post("/segments/WEST/edit/", typed)
        self.assertContains(page, f"{self.marketer.username} changed this segment at", status_code=422)
        self.assertContains(page, "Now stored: Theirs", status_code=422)
        self.assertContains(page, "Now stored: nothing", status_code=422)
        self.assertEqual(Segment.objects.get().description, "Theirs")
        again = {**typed, "seen_at": page.context["form"]["seen_at"].value()}
        self.client.post("/segments/WEST/edit/", again)
        self.assertEqual(Segment.objects.get().description, "Mine")

    def test_moment_that_is_none_is_refused(self) -> None:
        page = self.client.post("/segments/WEST/edit/", {**FILLED_IN, "seen_at": "yesterday"})
        self.assertContains(page, "Open this page again and repeat your change.", status_code=422)

    def test_active_campaign_is_asked_about_and_the_change_can_be_undone(self) -> None:
        autumn = cast.campaign("AUTUMN")
        typed = self.filled_in(campaign="AUTUMN", is_campaign_target="on")
        page = self.client.post("/segments/WEST/edit/", typed)
        self.assertContains(page, "Give prices to 2 buyers")
        self.assertEqual(targets_of(autumn), {})
        page = self.client.post("/segments/WEST/edit/", {**typed, "confirmed": page.context["confirmed"]}, follow=True)
        self.assertContains(page, "WEST was saved. 2 lines follow.")
        self.assertContains(page, "message-undo")
        self.assertEqual(targets_of(autumn), {"ALDER": 1, "BIRCH": 1})

    def test_says_before_and_after_how_many_lines_follow(self) -> None:
        self.assertContains(self.client.get("/segments/WEST/edit/"), "is written on all 2 lines too")
        typed = self.filled_in(campaign="SPRING", is_campaign_target="on")
        page = self.client.post("/segments/WEST/edit/", typed, follow=True)
        self.assertRedirects(page, "/segments/WEST/")
        self.assertContains(page, "WEST was saved. 2 lines follow.")
        self.assertEqual(targets_of(self.campaign), {"ALDER": 1, "BIRCH": 1})

    def test_says_when_no_line_changed(self) -> None:
        page = self.client.post("/segments/WEST/edit/", self.filled_in(description="Far west"), follow=True)
        self.assertContains(page, "WEST was saved. No line changed.")

    def test_logged_segment_stays_as_it_is(self) -> None:
        Segment.objects.update(state=Segment.State.LOGGED)
        page = self.client.post("/segments/WEST/edit/", self.filled_in(description="Far west"))
        self.assertContains(page, "WEST is no longer open (Logged)", status_code=422)
        self.assertEqual(Segment.objects.get().description, "West")

    def test_viewer_may_not(self) -> None:
        self.client.force_login(self.viewer)
        for answer in (
            self.client.get("/segments/WEST/edit/"),
            self.client.post("/segments/WEST/edit/", FILLED_IN),
        ):
            self.assertContains(answer, "You can look at segments but not change them.", status_code=403)
        self.assertEqual(Segment.objects.get().description, "West")


class DeleteSegmentTest(SegmentEditingTest):
    def setUp(self) -> None:
        SegmentLineFactory(segment=SegmentFactory(number="WEST"))
        self.client.force_login(UserFactory(group="Campaign manager"))

    def test_asks_first(self) -> None:
        self.assertContains(self.client.get("/segments/WEST/delete/"), "for good?")
        self.assertEqual(Segment.objects.count(), 1)
        page = self.client.post("/segments/WEST/delete/", follow=True)
        self.assertRedirects(page, "/segments/")
        self.assertContains(page, "WEST Segment WEST was deleted.")
        self.assertEqual(Segment.objects.count(), 0)

    def test_logged_segment_is_not_deleted(self) -> None:
        Segment.objects.update(state=Segment.State.LOGGED)
        page = self.client.post("/segments/WEST/delete/", follow=True)
        self.assertContains(page, "WEST was logged. Cancel it before deleting it.")
        self.assertEqual(Segment.objects.count(), 1)

    def test_marketer_may_not(self) -> None:
        self.client.force_login(self.marketer)
        answer = self.client.post("/segments/WEST/delete/")
        self.assertContains(answer, "You may not delete segments.", status_code=403)
        self.assertEqual(Segment.objects.count(), 1)
