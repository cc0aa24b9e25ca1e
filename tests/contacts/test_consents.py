import datetime as dt

from django.test import TestCase

from contacts.consents import (
    ConsentDateError,
    ConsentSourceError,
    Statement,
    count_reachable,
    history_of,
    may_be_reached,
    record_consent,
    record_consents,
    states_of,
)
from contacts.models import Consent, Contact
from tests.factories import cast
from tests.factories.users import UserFactory

TODAY = dt.date(2026, 5, 4)
NINE = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
EMAIL, LETTER, PHONE, TEXT = Consent.Channel
GIVEN, WITHDRAWN, UNKNOWN = Consent.State


class ConsentTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.ann, cls.ben = cast.person("Ann"), cast.person("Ben")
        cls.by = UserFactory()

    def says(
        self,
        state: Consent.State,
        channel: Consent.Channel = EMAIL,
        *,
        on: dt.date = TODAY,
        contact: Contact | None = None,
    ) -> Consent:
        statement = Statement(channel=channel, state=state, source="Web form", stated_on=on)
        return record_consent(contact or self.ann, statement, by=self.by, at=NINE, today=TODAY)

    def states(self) -> list[str]:
        return [str(state.state) for state in states_of(self.ann)]

    def reached(self, channel: Consent.Channel = EMAIL) -> list[str]:
        return list(Contact.objects.filter(may_be_reached(channel)).order_by("name").values_list("name", flat=True))


class RecordingTest(ConsentTest):
    def test_record_says_all(self) -> None:
        consent = self.says(GIVEN)
        consent.refresh_from_db()
        self.assertEqual(
            (
                consent.channel,
                consent.state,
                consent.source,
                consent.stated_on,
                consent.recorded_at,
                consent.recorded_by,
            ),
            ("email", "given", "Web form", TODAY, NINE, self.by),
        )

    def test_nothing_said_is_not_known(self) -> None:
        self.assertEqual(self.states(), ["unknown"] * 4)
        self.assertEqual(self.reached(), [])

    def test_withdrawing_one_channel_leaves_the_others(self) -> None:
        for channel in Consent.Channel:
            self.says(GIVEN, channel)
        self.says(WITHDRAWN, PHONE)
        self.assertEqual(self.states(), ["given", "given", "withdrawn", "given"])
        self.assertEqual([self.reached(channel) for channel in (EMAIL, PHONE)], [["Ann"], []])

    def test_of_one_day_the_last_recorded_holds(self) -> None:
        self.says(WITHDRAWN)
        self.says(GIVEN)
        self.assertEqual(self.states()[0], "given")
        self.assertEqual(history_of(self.ann).count(), 2)

    def test_old_form_entered_late_brings_nothing_back(self) -> None:
        self.says(WITHDRAWN, on=TODAY)
        old = self.says(GIVEN, on=TODAY - dt.timedelta(days=30))
        self.assertEqual(self.states()[0], "withdrawn")
        self.assertEqual(self.reached(), [])
        self.assertEqual(history_of(self.ann).last(), old)

    def test_blank_source_and_day_to_come_are_refused(self) -> None:
        tomorrow = TODAY + dt.timedelta(days=1)
        with self.assertRaises(ConsentDateError) as caught:
            self.says(GIVEN, on=tomorrow)
        self.assertEqual(
            str(caught.exception), "5 May 2026 has not come yet. Fill in the day on which the contact said so."
        )
        blank = Statement(channel=EMAIL, state=GIVEN, source="  ", stated_on=TODAY)
        with self.assertRaises(ConsentSourceError):
            record_consent(self.ann, blank, by=self.by, at=NINE, today=TODAY)
        self.assertEqual(Consent.objects.count(), 0)


class ReachTest(ConsentTest):
    def test_privacy_blocked_is_not_reached(self) -> None:
        self.says(GIVEN)
        self.says(GIVEN, contact=self.ben)
        Contact.objects.filter(pk=self.ann.pk).update(is_privacy_blocked=True)
        self.assertEqual(self.reached(), ["Ben"])
        self.assertEqual(dict(count_reachable(Contact.objects.all())), {"email": 1, "letter": 0, "phone": 0, "text": 0})

    def test_counts_only_those_asked_for(self) -> None:
        for contact in (self.ann, self.ben):
            self.says(GIVEN, contact=contact)
        self.says(GIVEN, PHONE)
        self.says(UNKNOWN, contact=self.ben)
        counts = count_reachable(Contact.objects.filter(name="Ann"))
        self.assertEqual(dict(counts), {"email": 1, "letter": 0, "phone": 1, "text": 0})
        self.assertEqual(count_reachable(Contact.objects.filter(name="Ben"))["email"], 0)

    def test_costs_one_query(self) -> None:
        with self.assertNumQueries(1):
            count_reachable(Contact.objects.all())
        with self.assertNumQueries(1):
            states_of(self.ann)


class RecordingManyTest(ConsentTest):
    def record(self, *rows: tuple[Contact, Consent.State]) -> int:
        statements = (
            (contact.pk, Statement(channel=EMAIL, state=state, source="contacts.xlsx", stated_on=TODAY))
            for contact, state in rows
        )
        return record_consents(statements, by=self.by, at=NINE, today=TODAY)

    def test_says_each_once(self) -> None:
        rows = ((self.ann, GIVEN), (self.ben, WITHDRAWN))
        self.assertEqual(self.record(*rows), 2)
        self.assertEqual(self.record(*rows), 0)
        self.assertEqual(self.record((self.ben, GIVEN)), 1)
        self.assertEqual(self.reached(), ["Ann", "Ben"])

    def test_query_count_does_not_grow(self) -> None:
        people = [cast.person(f"P{number}") for number in range(30)]
        with self.assertNumQueries(2):
            self.record(*((person, GIVEN) for person in people))
        self.assertEqual(self.record(), 0)
