from campaigns.models import Campaign, CampaignEntry
from contacts.models import Contact
from segments.bulk import change_many
from segments.models import BulkChange, Segment
from tests.factories.campaigns import NOW
from tests.segments.counting import targets_of
from tests.segments.pages import WEST, LinesTest


class FinishingTest(LinesTest):
    def setUp(self) -> None:
        super().setUp()
        change_many(
            BulkChange(segment=self.segment, verb=BulkChange.Verb.MARK_TARGETS, made_at=NOW),
            lines=self.segment.lines.all(),
        )

    def state(self) -> str:
        return Segment.objects.get(number="WEST").state


class LogSegmentTest(FinishingTest):
    def test_says_what_is_written_and_who_is_left_out_and_logs(self) -> None:
        Contact.objects.filter(name="Birch").update(is_privacy_blocked=True)
        page = self.client.get(f"{WEST}log/")
        self.assertContains(page, "Log 2 contacts")
        self.assertContains(page, "1 privacy blocked, 0 excluded from segments.")
        self.assertContains(page, "Campaign SPRING Campaign SPRING gets an entry.")
        page = self.client.post(f"{WEST}log/", {"expected": "2"}, follow=True)
        self.assertContains(page, "WEST was logged: 2 contacts. Left out: 1 privacy blocked.")
        self.assertEqual((self.state(), CampaignEntry.objects.count()), ("logged", 1))
        self.assertContains(self.client.get(f"{WEST}log/"), "WEST was logged before.")

    def test_other_number_than_was_seen_logs_nothing(self) -> None:
        for seen in ("2", ""):
            page = self.client.post(f"{WEST}log/", {"expected": seen}, follow=True)
            self.assertContains(page, "3 contacts would be logged now")
        self.assertEqual((self.state(), CampaignEntry.objects.count()), ("open", 0))

    def test_segment_with_nobody_to_address_says_so(self) -> None:
        Contact.objects.update(is_excluded_from_segments=True)
        self.assertContains(self.client.get(f"{WEST}log/"), "has no contact that may be addressed")

    def test_viewer_may_not(self) -> None:
        self.client.force_login(self.viewer)
        for answer in (self.client.get(f"{WEST}log/"), self.client.post(f"{WEST}log/", {"expected": "3"})):
            self.assertContains(answer, "You can look at segments but not log them.", status_code=403)
        self.assertEqual(self.state(), "open")


class CancelSegmentTest(FinishingTest):
    def setUp(self) -> None:
        super().setUp()
        self.client.post(f"{WEST}log/", {"expected": "3"})

    def test_says_what_it_means_and_cancels(self) -> None:
        page = self.client.get(f"{WEST}cancel/")
        self.assertContains(page, "Its 3 campaign targets no longer count")
        self.assertContains(page, "The entry of campaign SPRING Campaign SPRING is cancelled.")
        page = self.client.post(f"{WEST}cancel/", follow=True)
        self.assertContains(page, "WEST is cancelled: its 3 lines no longer count.")
        self.assertEqual((self.state(), targets_of(self.campaign)), ("cancelled", {}))
        self.assertContains(self.client.get(f"{WEST}cancel/"), "there is nothing to cancel")
        self.assertContains(self.client.post(f"{WEST}cancel/", follow=True), "there is nothing to cancel")

    def test_active_campaign_is_asked_about(self) -> None:
        Campaign.objects.update(is_active=True, activated_at=NOW)
        page = self.client.post(f"{WEST}cancel/")
        self.assertContains(page, "3 buyers lose the prices of SPRING at once.")
        self.assertContains(page, "This cannot be undone.")
        self.assertEqual(self.state(), "logged")
        self.client.post(f"{WEST}cancel/", {"confirmed": page.context["confirmed"]})
        self.assertEqual((self.state(), targets_of(self.campaign)), ("cancelled", {}))

    def test_viewer_may_not(self) -> None:
        self.client.force_login(self.viewer)
        for answer in (self.client.get(f"{WEST}cancel/"), self.client.post(f"{WEST}cancel/")):
            self.assertContains(answer, "You can look at segments but not cancel them.", status_code=403)
        self.assertEqual(self.state(), "logged")


class CopySegmentTest(FinishingTest):
    def test_copies_lines_for_another_day(self) -> None:
        self.assertContains(self.client.get(f"{WEST}copy/"), "the same 3 contacts")
        page = self.client.post(f"{WEST}copy/", {"dated_on": "2030-02-01"}, follow=True)
        self.assertContains(page, "was made from WEST, with 3 lines.")
        copy = Segment.objects.exclude(number="WEST").get()
        self.assertEqual((copy.lines.count(), copy.campaign, copy.state), (3, None, "open"))

    def test_refusal_keeps_what_was_typed(self) -> None:
        page = self.client.post(f"{WEST}copy/", {"dated_on": "", "campaign": "AUTUMN"})
        self.assertContains(page, "AUTUMN", status_code=422)
        self.assertEqual(Segment.objects.count(), 1)

    def test_viewer_may_not(self) -> None:
        self.client.force_login(self.viewer)
        for answer in (self.client.get(f"{WEST}copy/"), self.client.post(f"{WEST}copy/", {"dated_on": "2030-02-01"})):
            self.assertContains(answer, "You can look at segments but not add one.", status_code=403)
        self.assertEqual(Segment.objects.count(), 1)
