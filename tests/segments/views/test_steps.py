from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from contacts.models import MailingGroup
from segments.criteria import Criteria, criteria_json
from segments.models import SegmentStep
from tests.factories.campaigns import NOW
from tests.factories.contacts import ProfileAnswerFactory
from tests.factories.segments import SegmentFactory
from tests.factories.users import UserFactory

URL = "/segments/WEST/steps/"
Action, Source = SegmentStep.Action, SegmentStep.Source


class SegmentStepsTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer", first_name="Jo")
        cls.segment = SegmentFactory(number="WEST")
        MailingGroup.objects.create(code="NEWS")

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def step(self, **fields: object) -> SegmentStep:
        given = {"action": Action.ADD, "source": Source.HAND, "taken_at": NOW, "taken_by": self.marketer}
        sequence = self.segment.steps.count() + 1
        return SegmentStep.objects.create(segment=self.segment, sequence=sequence, **given | fields)

    def test_no_step_yet(self) -> None:
        self.assertContains(self.client.get(URL), "No steps yet")

    def test_each_step_says_what_who_when_and_how_many(self) -> None:
        criteria = criteria_json(Criteria(mailing_groups=("NEWS",)))
        self.step(source=Source.CRITERIA, criteria=criteria, matched_count=1204, added_count=1100, excluded_count=3)
        self.step(source=Source.FILE, origin="fair.xlsx", undone_at=NOW, undone_by=self.viewer)
        page = self.client.get(URL)
        for words in (
            "Add: contacts in mailing group NEWS.",
            "1,204",
            "1,100",
            "3 excluded from segments",
            "From the file fair.xlsx.",
            "Undone",
            'href="/segments/WEST/steps/1/"',
        ):
            self.assertContains(page, words)
        self.assertContains(page, 'class="step-undone"', count=1)
        first, second = page.context["rows"]
        self.assertEqual(first.again_query, "action=add&mailing_groups=NEWS")
        self.assertEqual(second.again_query, "")

    def test_profile_answers_are_said_in_words_for_one_query_however_many_steps_ask_them(self) -> None:
        answer = ProfileAnswerFactory(code="FAIRS-1", text="Yes", question__text="Do you visit fairs?")
        stored = criteria_json(Criteria(profile_answers=(answer.code,)))

        def query_count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.assertContains(self.client.get(URL), "with profile answer “Do you visit fairs? – Yes”")
            return len(queries)

        self.step(source=Source.CRITERIA, criteria=stored)
        before = query_count()
        self.step(source=Source.CRITERIA, criteria=stored)
        self.assertEqual(query_count(), before)

    def test_last_steps_are_shown_first_and_the_earlier_ones_a_page_before(self) -> None:
        for _number in range(51):
            self.step()
        page = self.client.get(URL)
        self.assertEqual([row.step.sequence for row in page.context["rows"]], [51])
        self.assertContains(page, "Earlier steps")
        self.assertContains(page, "Steps 51 to 51 of 51")
        self.assertEqual(len(self.client.get(f"{URL}?page=1").context["rows"]), 50)

    def test_who_may_look(self) -> None:
        self.client.force_login(self.viewer)
        self.assertEqual(self.client.get(URL).status_code, 200)
        self.client.force_login(UserFactory())
        self.assertEqual(self.client.get(URL).status_code, 403)
        self.client.logout()
        self.assertEqual(self.client.get(URL).status_code, 302)

    def test_twenty_steps_cost_as_many_queries_as_one(self) -> None:
        def query_count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(self.client.get(URL).status_code, 200)
            return len(queries)

        self.step()
        before = query_count()
        for _number in range(19):
            self.step(taken_by=UserFactory())
        self.assertEqual(query_count(), before)
