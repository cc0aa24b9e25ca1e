"""The page that makes a follow-up segment."""

from contacts.models import Contact
from segments.models import Segment
from tests.factories.users import UserFactory
from tests.segments.stage import SegmentTestCase


class FollowUpPageTest(SegmentTestCase):
    """Ann responded, Alder and Zoe did not, and Alder is privacy blocked by now."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer")

    def setUp(self) -> None:
        self.client.force_login(self.marketer)
        self.letters = self.segment(self.alder, self.ann, self.zoe)
        self.lines(self.letters, self.ann).update(is_campaign_response=True)
        Contact.objects.filter(pk=self.alder.pk).update(is_privacy_blocked=True)
        Segment.objects.filter(pk=self.letters.pk).update(state=Segment.State.LOGGED)
        self.url = f"/segments/{self.letters.number}/follow-up/"

    def send(self, **given: str) -> object:
        usual = {"whom": "silent", "description": "Call them", "dated_on": "2030-05-01", "seen_silent": "1"}
        return self.client.post(self.url, usual | given, follow=True)

    def test_says_of_how_many_each_choice_is(self) -> None:
        self.assertContains(self.client.get(f"/segments/{self.letters.number}/"), self.url)
        page = self.client.get(self.url)
        for words in (
            "Who responded: 1",
            "Who did not respond: 1 (left out: 1 privacy blocked)",
            f"Follow-up on segment {self.letters.number}",
            "for campaign SPRING",
            "?response=yes",
        ):
            self.assertContains(page, words)
        self.assertEqual(Segment.objects.count(), 1)

    def test_follow_up_is_made(self) -> None:
        page = self.send()
        made = Segment.objects.latest("pk")
        self.assertContains(page, f"{made.number} was made: 1 contact of {self.letters.number}.")
        self.assertEqual(
            (made.description, list(made.lines.values_list("contact__name", flat=True))), ("Call them", ["Zoe"])
        )
        steps = self.client.get(f"/segments/{made.number}/steps/")
        self.assertContains(steps, f"Follow-up of {self.letters.number}.")
        self.assertContains(steps, "1 privacy blocked")

    def test_refusals_keep_what_was_typed_and_make_nothing(self) -> None:
        for given, words in (
            ({"whom": ""}, "Choose of whom the follow-up is."),
            ({"seen_silent": "2"}, "It would be about 1 contact now, and not 2."),
            ({"seen_silent": ""}, "It would be about 1 contact now"),
        ):
            page = self.send(**given)
            self.assertContains(page, words, status_code=422)
            self.assertContains(page, 'value="Call them"', status_code=422)
        self.assertEqual(Segment.objects.count(), 1)

    def test_segment_with_nobody_to_address_or_cancelled_says_so(self) -> None:
        Contact.objects.update(is_excluded_from_segments=True)
        self.assertContains(self.client.get(self.url), "Nobody is on the segment who may be addressed.")
        Segment.objects.update(state=Segment.State.CANCELLED)
        self.assertContains(self.client.get(self.url), "is cancelled: its lines no longer count.")
        self.assertNotContains(self.client.get(f"/segments/{self.letters.number}/"), self.url)

    def test_who_may_not(self) -> None:
        self.client.force_login(self.viewer)
        self.assertEqual(self.send().status_code, 403)
        self.assertNotContains(self.client.get(f"/segments/{self.letters.number}/"), self.url)
        self.client.logout()
        self.assertRedirects(self.client.get(self.url), f"/sign-in/?next={self.url}")
        self.assertEqual(Segment.objects.count(), 1)
