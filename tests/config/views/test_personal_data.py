import json

from django.contrib.messages import get_messages
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact, PersonalDataEvent
from orders.models import Order
from tests.factories import cast
from tests.factories.contacts import ConsentFactory
from tests.factories.users import UserFactory

PAGE = "/contacts/ANN/personal-data/"


class PersonalDataPagesTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.ann = cast.person("Ann", email="ann@quill.example")
        cls.manager = UserFactory(group="Campaign manager")

    def setUp(self) -> None:
        self.client.force_login(self.manager)

    def test_page_says_what_goes_and_what_stays(self) -> None:
        page = self.client.get(PAGE)
        for words in ("Goes, for good:", "Stays:", "removed after 14 days"):
            self.assertContains(page, words)
        self.assertNotContains(page, "still worked with")

    def test_export_is_noted_without_its_content(self) -> None:
        with self.assertLogs(level="INFO") as logged:
            response = self.client.post(f"{PAGE}export/", {"format": "json"})
            content = b"".join(response.streaming_content)
        self.assertEqual(json.loads(content)["contact"][0]["email"], "ann@quill.example")
        self.assertIn('filename="personal-data-ANN.json"', response["Content-Disposition"])
        self.assertNotIn("quill", " ".join(logged.output))
        use = PersonalDataEvent.objects.get()
        self.assertEqual((use.kind, use.done_by), ("exported", self.manager))
        self.assertContains(self.client.get(PAGE), "Exported, ")

    def test_sheet_is_a_workbook(self) -> None:
        response = self.client.post(f"{PAGE}export/", {"format": "xlsx"})
        self.assertTrue(b"".join(response.streaming_content).startswith(b"PK"))
        self.assertEqual(self.client.post(f"{PAGE}export/", {"format": "pdf"}).status_code, 404)
        self.assertEqual(PersonalDataEvent.objects.count(), 1)

    def test_typed_number_makes_anonymous(self) -> None:
        response = self.client.post(f"{PAGE}anonymise/", {"number": "ANN"})
        self.assertRedirects(response, "/contacts/ANN/")
        self.assertEqual([str(message) for message in get_messages(response.wsgi_request)], ["ANN is anonymous now."])
        self.assertEqual(Contact.objects.get().email, "")

    def test_refusals_say_why_and_write_nothing(self) -> None:
        wrong = self.client.post(f"{PAGE}anonymise/", {"number": "BEN"})
        self.assertContains(wrong, "“BEN” is not the number of this contact.", status_code=422)
        cast.order(self.ann, number="SO1", status=Order.Status.OPEN)
        used = self.client.post(f"{PAGE}anonymise/", {"number": "ANN"})
        self.assertContains(used, "ANN is still worked with: order SO1.", status_code=422)
        self.assertContains(self.client.get(PAGE), '<a href="/orders/SO1/">order SO1</a>')
        self.assertEqual(Contact.objects.get().email, "ann@quill.example")

    def test_others_are_refused(self) -> None:
        calls = ((self.client.get, PAGE), (self.client.post, f"{PAGE}export/"), (self.client.post, f"{PAGE}anonymise/"))
        for group in ("Viewer", "Marketer"):
            self.client.force_login(UserFactory(group=group))
            self.assertEqual([call(url).status_code for call, url in calls], [403, 403, 403])
        self.client.logout()
        for call, url in calls:
            self.assertRedirects(call(url), f"/sign-in/?next={url}")
        self.assertFalse(PersonalDataEvent.objects.exists())

    def test_query_count_does_not_grow(self) -> None:
        def query_count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.client.get(PAGE)
            return len(queries)

        before = query_count()
        for number in range(5):
            ConsentFactory(contact=self.ann)
            cast.order(self.ann, number=f"SO{number}")
            PersonalDataEvent.objects.create(
                contact=self.ann, kind="exported", done_at="2026-05-04T09:00Z", done_by=UserFactory()
            )
        self.assertEqual(query_count(), before)
