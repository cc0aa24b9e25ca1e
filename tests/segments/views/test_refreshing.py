from django.db import connection
from django.test.utils import CaptureQueriesContext

from segments.models import Segment, SegmentStep
from segments.services import remove_lines
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.users import UserFactory
from tests.segments.counting import targets_of
from tests.segments.test_refreshing import RefreshTestCase


class PageTestCase(RefreshTestCase):
    """West follows its rule, city Utrecht: Ann was found then and is not now, Zoe is found now. Alder stays by hand."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer", first_name="Jo")

    def setUp(self) -> None:
        self.client.force_login(self.marketer)
        self.move(self.ann, "Utrecht")
        self.move(self.ben, "Utrecht")
        self.west = self.following(city="Utrecht")
        Segment.objects.filter(pk=self.west.pk).update(campaign=self.summer)
        self.west.lines.update(campaign=self.summer)
        self.spring.targets.all().delete()
        self.add(self.west, self.alder)
        remove_lines(self.west, lines=self.lines(self.west, self.ben), at=NOW)
        self.move(self.ann, "Gent")
        self.move(self.zoe, "Utrecht")
        self.url = f"/segments/{self.west.number}/refresh/"

    def page(self, url: str = "") -> str:
        return self.client.get(url or self.url).content.decode()

    def send(self, **data: object) -> str:
        return self.client.post(self.url, data, follow=True).content.decode()


class RefreshPageTest(PageTestCase):
    def test_says_what_would_happen_with_names_and_reasons_before_anything_is_written(self) -> None:
        page = self.page()
        for words in (
            f'href="{self.url}coming/">+1</a>',
            f'href="{self.url}leaving/">−1</a>',
            f'href="{self.url}kept/">1</a>',
            f'href="{self.url}away/">1</a>',
            ">Zoe</a>",
            ">Ann</a>",
            "they were put on by hand, from a file or by copying. That stands.",
            "they were taken off by hand. That stands.",
            "Refresh now: +1 −1",
            "Add: contacts with “Utrecht” in the city.",
            "It was never refreshed.",
        ):
            self.assertIn(words, page)
        self.assertEqual((self.names(self.west), self.west.steps.count()), (["Alder", "Ann"], 3))

    def test_says_that_prices_follow_too(self) -> None:
        self.assertIn("So each refresh also decides who gets its prices while it is active", self.page())
        Segment.objects.update(is_campaign_target=False)
        self.assertNotIn("So each refresh also decides", self.page())

    def test_each_number_opens_the_contacts_it_counts(self) -> None:
        for fate, name in (("coming", "Zoe"), ("leaving", "Ann"), ("kept", "Alder"), ("away", "Ben")):
            page = self.client.get(f"{self.url}{fate}/")
            self.assertContains(page, "1 of 1 contact")
            self.assertEqual([row.record.name for row in page.context["table"].rows], [name])
        self.assertEqual(self.client.get(f"{self.url}sideways/").status_code, 404)
        self.assertEqual(self.client.get(f"{self.url}coming/?export=csv").status_code, 200)

    def test_button_does_what_was_shown_and_says_so_with_undo(self) -> None:
        page = self.send(coming=1, leaving=1)
        self.assertIn("was refreshed. 1 contact came onto the segment. 1 contact left it.", page)
        self.assertIn(f'formaction="/segments/{self.west.number}/steps/4/undo/"', page)
        self.assertIn(f'href="/segments/{self.west.number}/steps/4/?effect=on">+1</a>', page)
        self.assertIn("Nothing differs: the segment is what its rules find now.", page)
        self.assertEqual((self.names(self.west), self.west.steps.last().taken_by), (["Alder", "Zoe"], self.marketer))
        page = self.client.post(f"/segments/{self.west.number}/steps/4/undo/", follow=True)
        self.assertContains(page, "still follows its rules: the next refresh brings the same again unless you fix it.")
        self.assertEqual(self.names(self.west), ["Alder", "Ann"])
        step_page = self.client.get(f"/segments/{self.west.number}/steps/4/?effect=on")
        self.assertEqual([row.record.name for row in step_page.context["table"].rows], ["Zoe"])

    def test_nothing_that_differs_is_no_step_but_notes_the_refresh(self) -> None:
        self.send(coming=1, leaving=1)
        page = self.send(coming=0, leaving=0)
        self.assertIn("was refreshed. Nobody came or left.", page)
        self.assertIn("+0 −0", page)
        self.assertEqual(self.west.steps.count(), 4)

    def test_contacts_that_changed_since_are_shown_anew_and_nothing_is_written(self) -> None:
        for data in ({"coming": 0, "leaving": 1}, {"coming": "x"}, {}):
            answer = self.client.post(self.url, data)
            self.assertContains(answer, "The contacts changed since you looked", status_code=422)
            self.assertContains(answer, "Refresh now: +1 −1", status_code=422)
        self.assertContains(answer, "it was +0 −0", status_code=422)
        self.assertEqual((self.names(self.west), self.west.steps.count()), (["Alder", "Ann"], 3))

    def test_prices_of_an_active_campaign_are_asked_about_first(self) -> None:
        Segment.objects.filter(pk=self.west.pk).update(campaign=self.spring)
        page = self.send(coming=1, leaving=1)
        self.assertIn(f"Refresh {self.west}?", page)
        self.assertIn("1 buyer gets the prices of SPRING at once.", page)
        self.assertEqual(self.names(self.west), ["Alder", "Ann"])
        confirmed = self.client.post(self.url, {"coming": 1, "leaving": 1}).context["confirmed"]
        page = self.send(coming=1, leaving=1, confirmed=confirmed)
        self.assertIn("Open order lines follow when SPRING is re-synced.", page)
        self.assertEqual((self.names(self.west), targets_of(self.spring)), (["Alder", "Zoe"], {"ZOE": 1}))

    def test_rule_that_names_what_is_gone_is_said_with_its_step(self) -> None:
        SegmentStep.objects.filter(sequence=1).update(criteria={"version": 1, "mailing_groups": ["GONE"]})
        page = self.page()
        self.assertIn("Step 1 cannot be asked any more", page)
        self.assertIn("There is no mailing group GONE any more.", page)
        self.assertIn(f'href="/segments/{self.west.number}/steps/#step-1"', page)
        self.assertNotIn("Refresh now", page)
        self.assertIn("There is no mailing group GONE any more.", self.send(coming=1, leaving=1))
        self.assertEqual(self.client.get(f"{self.url}coming/").status_code, 404)
        self.assertEqual(self.names(self.west), ["Alder", "Ann"])

    def test_failed_refresh_is_said_on_the_card(self) -> None:
        Segment.objects.filter(pk=self.west.pk).update(refresh_failed_at=NOW)
        self.assertIn("Failed 15 Jan 2030 10:30", self.page())
        self.assertIn(f'<a href="{self.url}">Failed</a>', self.page(f"/segments/{self.west.number}/"))

    def test_segment_without_rules_says_so(self) -> None:
        self.west.steps.filter(sequence=1).update(undone_at=NOW)
        page = self.page()
        self.assertIn("No step by criteria stands, so there is no rule to follow.", page)
        self.assertNotIn("What a refresh would do now", page)

    def test_logged_segment_stays_as_it_is(self) -> None:
        Segment.objects.update(state=Segment.State.LOGGED)
        page = self.page()
        self.assertIn("It is not refreshed any more.", page)
        self.assertNotIn("Keep it fixed", page)
        self.assertIn("is no longer open (Logged)", self.send(coming=1, leaving=1))
        self.assertEqual(self.names(self.west), ["Alder", "Ann"])

    def test_viewer_may_look_and_not_more(self) -> None:
        self.client.force_login(self.viewer)
        page = self.page()
        self.assertIn("What a refresh would do now", page)
        self.assertNotIn("Refresh now", page)
        self.assertNotIn("Keep it fixed", page)
        for url in (self.url, f"/segments/{self.west.number}/fix/"):
            answer = self.client.post(url, {"coming": 1, "leaving": 1})
            self.assertContains(answer, "You can look at segments but not change them.", status_code=403)
        self.client.force_login(UserFactory())
        self.assertEqual(self.client.get(self.url).status_code, 403)
        self.client.logout()
        self.assertEqual([self.client.get(self.url).status_code, self.client.post(self.url).status_code], [302, 302])
        self.assertEqual(self.names(self.west), ["Alder", "Ann"])
        self.west.refresh_from_db()
        self.assertTrue(self.west.follows_rules)


class FollowRulesTest(PageTestCase):
    def follows(self) -> bool:
        self.west.refresh_from_db()
        return self.west.follows_rules

    def test_is_switched_both_ways_with_undo_and_nobody_comes_or_leaves(self) -> None:
        number = self.west.number
        page = self.client.post(f"/segments/{number}/fix/", follow=True).content.decode()
        self.assertIn(f"{number} is fixed from now on: who is on it stays. Nobody came or left by that.", page)
        self.assertIn(f'formaction="/segments/{number}/follow/"', page)
        self.assertIn("Let it follow its rules", page)
        self.assertNotIn("What a refresh would do now", page)
        self.assertFalse(self.follows())
        self.assertIn("is fixed: it does not follow its rules. Nothing was changed.", self.send(coming=1, leaving=1))
        page = self.client.post(f"/segments/{number}/follow/", follow=True).content.decode()
        self.assertIn(f"{number} follows its rules from now on.", page)
        self.assertTrue(self.follows())
        self.assertEqual(self.names(self.west), ["Alder", "Ann"])
        self.assertContains(self.client.get(f"/segments/{number}/history/"), "Follows its rules")

    def test_same_again_offers_no_undo_and_leaves_no_history(self) -> None:
        before = self.west.history.count()
        page = self.client.post(f"/segments/{self.west.number}/follow/", follow=True)
        self.assertNotContains(page, f'formaction="/segments/{self.west.number}/fix/"')
        self.assertEqual(self.west.history.count(), before)

    def test_is_refused_when_not_open(self) -> None:
        Segment.objects.update(state=Segment.State.LOGGED)
        page = self.client.post(f"/segments/{self.west.number}/fix/", follow=True)
        self.assertContains(page, "is no longer open (Logged)")
        self.assertTrue(self.follows())

    def test_is_found_in_the_list(self) -> None:
        self.segment(self.zoe)
        page = self.client.get("/segments/?follows=yes")
        self.assertContains(page, "1 of 2 segments")
        self.assertContains(page, "Follows its rules</a>")
        Segment.objects.filter(pk=self.west.pk).update(refresh_failed_at=NOW)
        self.assertContains(self.client.get("/segments/?refresh=failed"), "1 of 2 segments")
        self.assertContains(self.client.get("/segments/?refresh=done"), "0 of 2 segments")
        self.assertContains(self.client.get("/segments/?refresh=perhaps"), "0 of 2 segments")

    def test_page_costs_the_same_for_many_contacts(self) -> None:
        def query_count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.page()
            return len(queries)

        before = query_count()
        for number in range(30):
            cast.person(f"P{number:02}", city="Utrecht")
        self.assertEqual(query_count(), before)
