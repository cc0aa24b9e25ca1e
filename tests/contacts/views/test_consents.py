import datetime as dt

from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpResponse
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import Consent, Contact
from tests.factories import cast
from tests.factories.contacts import ConsentFactory
from tests.factories.users import UserFactory

PAGE = "/contacts/ANN/consent/"


class ConsentPagesTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.ann = cast.person("Ann")
        cls.marketer = UserFactory(group="Marketer")

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def record(self, **changed: str) -> HttpResponse:
        today = timezone.localdate().isoformat()
        filled = {"channel": "email", "state": "given", "source": "Fair", "stated_on": today} | changed
        return self.client.post("/contacts/ANN/consent/record/", filled)

    def test_given_consent_is_recorded_and_shown(self) -> None:
        response = self.record()
        self.assertRedirects(response, PAGE)
        said = [str(message) for message in get_messages(response.wsgi_request)]
        self.assertEqual(said, ["E-mail: consent is recorded as given."])
        consent = Consent.objects.get()
        self.assertEqual((consent.contact, consent.recorded_by, consent.source), (self.ann, self.marketer, "Fair"))
        page = self.client.get(PAGE)
        self.assertContains(page, "Fair · ")
        self.assertContains(page, 'value="withdrawn"', count=4)
        self.assertContains(page, 'value="given"', count=3)

    def test_what_was_said_before_does_not_hold(self) -> None:
        ConsentFactory(contact=self.ann, state="withdrawn", stated_on=timezone.localdate())
        response = self.record(stated_on="2020-01-31")
        said = [str(message) for message in get_messages(response.wsgi_request)]
        self.assertEqual(said, ["E-mail: consent is recorded as given. What was said later still holds: withdrawn."])

    def test_refusal_keeps_what_was_typed_and_writes_nothing(self) -> None:
        response = self.record(source=" ", channel="phone")
        self.assertContains(response, "This field is required.", status_code=422)
        tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
        response = self.record(stated_on=tomorrow, source="At the fair")
        self.assertContains(response, "has not come yet", status_code=422)
        self.assertContains(response, 'value="At the fair"', status_code=422)
        self.assertContains(response, "<details open>", status_code=422)
        self.assertEqual(self.record(channel="pigeon").status_code, 422)
        self.assertEqual(Consent.objects.count(), 0)

    def test_privacy_blocked_is_said(self) -> None:
        Contact.objects.update(is_privacy_blocked=True)
        self.assertContains(self.client.get(PAGE), "gets no messages by any channel")

    def test_viewer_looks_and_does_not_record(self) -> None:
        self.client.force_login(UserFactory(group="Viewer"))
        self.assertNotContains(self.client.get(PAGE), "<details")
        self.assertContains(self.record(), "You can look at consent but not record it.", status_code=403)
        self.client.force_login(UserFactory())
        self.assertContains(self.client.get(PAGE), "You may not look at consent.", status_code=403)
        self.client.logout()
        self.assertRedirects(self.client.get(PAGE), f"/sign-in/?next={PAGE}")
        self.record()
        self.assertEqual(Consent.objects.count(), 0)

    def test_query_count_does_not_grow(self) -> None:
        def query_count() -> int:
            with CaptureQueriesContext(connection) as queries:
                self.client.get(PAGE)
            return len(queries)

        ConsentFactory(contact=self.ann, recorded_by=UserFactory())
        before = query_count()
        for channel in Consent.Channel:
            for _ in range(5):
                ConsentFactory(contact=self.ann, channel=channel, recorded_by=UserFactory())
        self.assertEqual(query_count(), before)

    def test_list_narrows_to_those_who_may_be_reached(self) -> None:
        self.record()
        cast.person("Ben")
        self.assertContains(self.client.get("/contacts/?reach=email"), "1 of 2 contacts")
        self.assertContains(self.client.get("/contacts/?reach=phone"), "0 of 2 contacts")
