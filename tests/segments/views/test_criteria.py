from urllib.parse import quote

from django.db import connection
from django.http import HttpResponse
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact, MailingGroup, Territory
from segments.models import Segment
from tests.factories import cast
from tests.factories.contacts import CompanyFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.factories.users import UserFactory
from tests.segments.counting import targets_of

URL = "/segments/WEST/criteria/"


class BuildSegmentTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer")
        cls.segment = SegmentFactory(number="WEST")
        north, cls.news = Territory.objects.create(code="N"), MailingGroup.objects.create(code="NEWS")
        cls.alder, cls.birch = cast.company("Alder", territory=north), cast.company("Birch", territory=north)
        cls.cedar = cast.company("Cedar", territory=north, is_privacy_blocked=True)
        cast.company("Dogwood")
        cls.news.contact_set.add(cls.alder, cls.birch)
        SegmentLineFactory(segment=cls.segment, contact=cls.birch)

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def test_counts_who_matches_and_what_becomes_of_them(self) -> None:
        page = self.client.get(f"{URL}?action=add&territories=N")
        self.assertContains(page, "3 contacts match")
        self.assertContains(page, "Add: contacts in territory N.")
        figures = {str(figure.label): figure.count for figure in page.context["figures"]}
        self.assertEqual(figures, {"Match": 3, "Would come on": 1, "On it already": 1, "Left out: privacy blocked": 1})
        self.assertEqual(page.context["preview"].samples, (self.alder,))
        self.assertContains(page, "Would come on, for example")

    def test_each_block_is_counted_alone(self) -> None:
        page = self.client.get(f"{URL}?action=refine&territories=N&mailing_groups=NEWS")
        counts = {each.shown.block.name: each.count for each in page.context["blocks"]}
        self.assertEqual(counts, dict.fromkeys(counts, None) | {"contact": 3, "mailing_groups": 2})
        self.assertEqual(len(counts), 8)
        self.assertContains(page, "2 contacts match")

    def test_bare_page_asks_nothing_and_counts_everybody(self) -> None:
        page = self.client.get(URL)
        self.assertContains(page, "4 contacts match")
        self.assertContains(page, "Add: every contact.")

    def test_what_cannot_be_is_not_counted(self) -> None:
        for query, sentence in (
            ("action=add&items=9999", "There is no item 9999."),
            ("action=add&territories=GONE", "GONE"),
            ("action=add&amount_at_least=much", "much"),
            ("action=add&colour=red", "colour"),
        ):
            with self.subTest(query=query):
                page = self.client.get(f"{URL}?{query}")
                self.assertContains(page, "Not counted")
                self.assertContains(page, sentence)
                self.assertNotContains(page, "match</h2>")

    def test_each_number_opens_its_contacts(self) -> None:
        page = self.client.get(f"{URL}?action=add&territories=N")
        for figure in page.context["figures"]:
            opened = self.client.get(figure.url)
            self.assertEqual(opened.context["list"].found_count, figure.count, figure.label)
        self.assertContains(page, quote(page.context["figures"][0].url, safe="/:"))

    def test_segment_that_was_logged_can_be_looked_at(self) -> None:
        Segment.objects.update(state=Segment.State.LOGGED)
        self.assertContains(self.client.get(f"{URL}?action=add"), "WEST is no longer open (Logged)")

    def test_who_may_look(self) -> None:
        self.client.force_login(self.viewer)
        self.assertContains(self.client.get(URL), "4 contacts match")
        self.client.force_login(UserFactory())
        self.assertEqual(self.client.get(URL).status_code, 403)
        self.client.logout()
        self.assertRedirects(self.client.get(URL), f"/sign-in/?next={URL}", fetch_redirect_response=False)

    def test_fifty_contacts_cost_as_many_queries_as_four(self) -> None:
        def query_count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.client.get(f"{URL}?action=add&mailing_groups=NEWS").status_code, 200)
            return len(queries)

        before = query_count()
        self.news.contact_set.add(*CompanyFactory.create_batch(46))
        self.assertEqual(query_count(), before)


class TakeStepTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer")
        cls.campaign = cast.campaign("SPRING")
        cls.segment = SegmentFactory(number="WEST")
        north = Territory.objects.create(code="N")
        cls.alder, cls.birch = cast.company("Alder", territory=north), cast.company("Birch", territory=north)
        cls.cedar = cast.company("Cedar", territory=north, is_privacy_blocked=True)

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def token(self, query: str = "action=add&territories=N") -> str:
        return self.client.get(f"{URL}?{query}").context["token"]

    def send(self, token: str, **data: str) -> HttpResponse:
        return self.client.post(f"{URL}?action=add&territories=N", {"step": token, **data}, follow=True)

    def names(self) -> list[str]:
        return list(self.segment.lines.order_by("line_number").values_list("contact__name", flat=True))

    def test_step_that_was_shown_is_taken_and_can_be_undone(self) -> None:
        self.assertContains(self.client.get(f"{URL}?action=add&territories=N"), "Add 2 contacts")
        page = self.send(self.token())
        self.assertRedirects(page, "/segments/WEST/steps/")
        self.assertContains(page, "2 contacts came onto the segment.")
        self.assertContains(page, 'formaction="/segments/WEST/steps/1/undo/"')
        self.assertContains(page, "Add: contacts in territory N.")
        self.assertContains(page, "1 privacy blocked")
        self.assertEqual(self.names(), ["Alder", "Birch"])
        step = self.segment.steps.get()
        self.assertEqual((step.taken_by, step.matched_count, step.added_count), (self.marketer, 2, 2))
        self.send(self.token("action=refine&numbers=ALDER"))
        self.assertEqual(self.names(), ["Alder"])

    def test_other_number_than_was_shown_saves_nothing_and_shows_the_new_one(self) -> None:
        token = self.token()
        cast.company("Elm", territory=Territory.objects.get())
        page = self.send(token)
        self.assertEqual(page.status_code, 422)
        self.assertContains(page, "it was 2. Nothing was saved", status_code=422)
        self.assertContains(page, "Add 3 contacts", status_code=422)
        self.assertEqual((self.names(), self.segment.steps.count()), ([], 0))
        self.send(page.context["token"])
        self.assertEqual(self.names(), ["Alder", "Birch", "Elm"])

    def test_prices_of_an_active_campaign_are_asked_about_first(self) -> None:
        Segment.objects.update(campaign=self.campaign, is_campaign_target=True)
        page = self.send(self.token())
        self.assertContains(page, "Add 2 contacts to WEST")
        self.assertContains(page, "2 buyers get the prices of SPRING at once.")
        self.assertContains(page, "You can take it back at any time, among the steps of the segment.")
        self.assertEqual((self.names(), self.segment.steps.count()), ([], 0))
        fields = dict(page.context["fields"])
        page = self.send(fields["step"], confirmed=page.context["confirmed"])
        self.assertContains(page, "Open order lines follow when SPRING is re-synced.")
        self.assertEqual(targets_of(self.campaign), {"ALDER": 1, "BIRCH": 1})

    def test_code_that_was_deleted_since_saves_nothing_and_is_named(self) -> None:
        token = self.token()
        Contact.objects.update(territory=None)
        Territory.objects.all().delete()
        page = self.send(token)
        self.assertContains(page, "There is no territory N any more.")
        self.assertEqual((self.names(), self.segment.steps.count()), ([], 0))

    def test_page_of_another_segment_and_a_segment_that_was_logged_save_nothing(self) -> None:
        SegmentFactory(number="EAST")
        other = self.client.get("/segments/EAST/criteria/?action=add").context["token"]
        self.assertContains(self.send(other), "Nothing was saved: look at the numbers again.")
        token = self.token()
        Segment.objects.update(state=Segment.State.LOGGED)
        self.assertContains(self.send(token), "WEST is no longer open (Logged)")
        self.assertEqual((self.names(), self.segment.steps.count()), ([], 0))

    def test_nothing_asked_adds_everybody_only_after_a_warning(self) -> None:
        page = self.client.get(URL)
        self.assertContains(page, "This adds everybody who may be on a segment.")
        self.assertContains(page, "Add all 2 contacts")
        self.send(page.context["token"])
        self.assertEqual(self.names(), ["Alder", "Birch"])
        page = self.client.get(f"{URL}?action=refine")
        self.assertContains(page, "nobody would leave. Ask something first.")
        self.assertNotContains(page, 'name="step"')
        page = self.client.get(f"{URL}?action=reduce")
        self.assertContains(page, "This leaves nobody on the segment.")
        self.assertContains(page, "Take all 2 contacts off")
        self.send(page.context["token"])
        self.assertEqual(self.names(), [])
        page = self.client.get(f"{URL}?action=reduce&territories=N")
        self.assertContains(page, "Nobody is on the segment yet. Add contacts first.")
        self.assertNotContains(page, 'name="step"')

    def test_step_without_effect_can_be_kept_for_later(self) -> None:
        page = self.client.get(f"{URL}?action=add&name=fir")
        self.assertContains(page, "Nobody would come onto the segment now.")
        self.assertContains(page, "Keep it as a step all the same")
        self.assertContains(self.send(page.context["token"]), "Nobody came or left.")
        self.assertEqual((self.names(), self.segment.steps.get().matched_count), ([], 0))

    def test_viewer_may_not(self) -> None:
        token = self.token()
        self.client.force_login(self.viewer)
        self.assertNotContains(self.client.get(f"{URL}?action=add&territories=N"), 'name="step"')
        self.assertContains(self.send(token), "You can look at segments but not change them.", status_code=403)
        self.client.logout()
        self.assertEqual(self.client.post(URL, {"step": token}).status_code, 302)
        self.assertEqual((self.names(), self.segment.steps.count()), ([], 0))
