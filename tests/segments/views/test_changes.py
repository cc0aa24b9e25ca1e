import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign
from segments.models import BulkChange, Segment
from tests.factories.campaigns import NOW
from tests.factories.users import UserFactory
from tests.segments.pages import WEST, LinesTest

CHANGES = f"{WEST}changes/"


class ChangesTest(LinesTest):
    def setUp(self) -> None:
        super().setUp()
        self.send("mark-targets", *self.lines[:2])
        self.change = BulkChange.objects.get()
        self.undo = f"{CHANGES}{self.change.pk}/undo/"

    def test_says_who_did_what_and_offers_to_undo_it(self) -> None:
        page = self.client.get(CHANGES)
        self.assertContains(page, "Marked as campaign target")
        self.assertContains(page, self.marketer.username)
        self.assertContains(page, self.undo)

    def test_without_any_it_says_how_they_come_about(self) -> None:
        self.change.delete()
        self.assertContains(self.client.get(CHANGES), "No bulk changes yet")

    def test_undoes_and_says_what_was_left_alone(self) -> None:
        self.send("clear-targets", self.lines[0])
        page = self.client.post(self.undo, {"next": f"{WEST}?city=gent"}, follow=True)
        self.assertRedirects(page, f"{WEST}?city=gent")
        self.assertContains(page, "Undone: 1 line is as it was before. 1 was changed since, so it was left alone.")
        self.assertEqual(self.marked(), [])
        page = self.client.get(CHANGES)
        self.assertContains(page, f"Undone by {self.marketer.username}")
        self.assertNotContains(page, self.undo)

    def test_never_leads_to_another_site(self) -> None:
        answer = self.client.post(self.undo, {"next": "https://elsewhere.example/"})
        self.assertRedirects(answer, WEST)

    def test_too_late_is_said(self) -> None:
        BulkChange.objects.update(made_at=self.change.made_at - dt.timedelta(hours=24, seconds=1))
        self.assertNotContains(self.client.get(CHANGES), self.undo)
        page = self.client.post(self.undo, follow=True)
        self.assertContains(page, "could be undone for 24 hours. Nothing was changed")
        self.assertEqual(self.marked(), ["ALDER", "BIRCH"])

    def test_active_campaign_is_asked_about(self) -> None:
        Campaign.objects.update(is_active=True, activated_at=NOW)
        page = self.client.post(self.undo)
        self.assertContains(page, "Undo “Marked as campaign target”?")
        self.assertContains(page, "Take prices from 2 buyers")
        self.assertEqual(self.marked(), ["ALDER", "BIRCH"])
        self.client.post(self.undo, {"confirmed": page.context["confirmed"]})
        self.assertEqual(self.marked(), [])

    def test_who_may_do_what(self) -> None:
        self.client.force_login(self.viewer)
        self.assertNotContains(self.client.get(CHANGES), self.undo)
        answer = self.client.post(self.undo)
        self.assertContains(answer, "You can look at segments but not change them.", status_code=403)
        self.client.force_login(UserFactory(permissions=["segments.view_segment", "segments.change_segmentline"]))
        BulkChange.objects.update(verb=BulkChange.Verb.REMOVE_LINES)
        self.assertEqual(self.client.post(self.undo).status_code, 403)
        self.client.force_login(UserFactory())
        self.assertEqual(self.client.get(CHANGES).status_code, 403)
        self.client.logout()
        self.assertRedirects(self.client.get(CHANGES), f"/sign-in/?next={CHANGES}")
        self.assertEqual(self.marked(), ["ALDER", "BIRCH"])

    def test_change_of_another_segment_is_not_found(self) -> None:
        Segment.objects.create(number="EAST", description="East", dated_on=self.segment.dated_on)
        self.assertEqual(self.client.post(f"/segments/EAST/changes/{self.change.pk}/undo/").status_code, 404)

    def test_fifty_changes_cost_as_many_queries_as_one(self) -> None:
        def query_count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.client.get(CHANGES).status_code, 200)
            return len(queries)

        query_count()
        before = query_count()
        for _ in range(49):
            BulkChange.objects.create(
                segment=self.segment, verb="mark-targets", made_at=self.change.made_at, made_by=UserFactory()
            )
        self.assertEqual(query_count(), before)
