"""When campaigns activate and deactivate by themselves, and what is said when they did not."""

import datetime as dt

from django.test import TestCase

from campaigns.models import Campaign
from orders.schedule import Kind, Schedule, ScheduleError, cancel_schedule, schedule_of, set_schedule
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE

DAY = dt.timedelta(days=1)


class ScheduleCase(TestCase):
    """SPRING runs from the day after the work date until the day after that."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder")
        cls.spring = cast.campaign(
            "SPRING", cls.alder, is_active=False, starting_on=WORK_DATE + DAY, ending_on=WORK_DATE + 2 * DAY
        )

    def fresh(self) -> Campaign:
        return Campaign.objects.get(pk=self.spring.pk)

    def schedule(self, kind: Kind = Kind.ACTIVATE, today: dt.date = WORK_DATE) -> Schedule | None:
        return schedule_of(self.fresh(), kind, today=today)

    def activate(self) -> None:
        Campaign.objects.update(is_active=True, activated_at=NOW)


class OfferTest(ScheduleCase):
    def test_start_is_offered_for_the_starting_date_as_long_as_it_lies_ahead(self) -> None:
        offered = Schedule(kind=Kind.ACTIVATE, day=WORK_DATE + DAY, is_set=False, is_overdue=False, refusals=())
        self.assertEqual(self.schedule(), offered)
        self.assertIsNone(self.schedule(today=WORK_DATE + DAY))
        self.assertIsNone(self.schedule(Kind.DEACTIVATE))
        self.assertIsNone(self.schedule(Kind.RESYNC))

    def test_stop_is_offered_for_the_day_after_the_ending_date(self) -> None:
        self.activate()
        stop = self.schedule(Kind.DEACTIVATE)
        self.assertEqual((stop.day, stop.is_set), (WORK_DATE + 3 * DAY, False))
        self.assertIsNone(self.schedule(Kind.DEACTIVATE, today=WORK_DATE + 3 * DAY))
        self.assertIsNone(self.schedule())

    def test_nothing_is_offered_without_the_date_or_of_the_archive(self) -> None:
        Campaign.objects.update(is_archived=True)
        self.assertIsNone(self.schedule())
        Campaign.objects.update(is_archived=False, starting_on=None)
        self.assertIsNone(self.schedule())


class SetTest(ScheduleCase):
    def test_is_set_and_cancelled(self) -> None:
        self.assertEqual(set_schedule(self.spring, Kind.ACTIVATE, today=WORK_DATE).day, WORK_DATE + DAY)
        self.assertTrue(self.schedule().is_set)
        self.assertEqual(self.fresh().history.first().starts_by_itself, True)
        cancel_schedule(self.spring, Kind.ACTIVATE)
        self.assertFalse(self.schedule().is_set)

    def test_stop_is_set_and_cancelled(self) -> None:
        self.activate()
        set_schedule(self.spring, Kind.DEACTIVATE, today=WORK_DATE)
        self.assertTrue(self.fresh().stops_by_itself)
        cancel_schedule(self.spring, Kind.DEACTIVATE)
        self.assertFalse(self.fresh().stops_by_itself)

    def assert_refused(self, sentence: str, kind: Kind = Kind.ACTIVATE, today: dt.date = WORK_DATE) -> None:
        with self.assertRaisesMessage(ScheduleError, sentence):
            set_schedule(self.spring, kind, today=today)
        self.assertEqual((self.fresh().starts_by_itself, self.fresh().stops_by_itself), (False, False))

    def test_is_refused_with_the_reason(self) -> None:
        late = WORK_DATE + 3 * DAY
        self.assert_refused("SPRING starts on 16 January 2030, and that day has come.", today=WORK_DATE + DAY)
        self.assert_refused("SPRING is not activated.", Kind.DEACTIVATE)
        self.activate()
        self.assert_refused("SPRING is already activated.")
        self.assert_refused("SPRING ended on 17 January 2030. Deactivate it now.", Kind.DEACTIVATE, today=late)
        Campaign.objects.update(ending_on=None)
        self.assert_refused("SPRING has no ending date.", Kind.DEACTIVATE)
        Campaign.objects.update(is_active=False, activated_at=None, starting_on=None)
        self.assert_refused("SPRING has no starting date.")
        Campaign.objects.update(is_archived=True)
        self.assert_refused("SPRING is archived.")


class OverdueTest(ScheduleCase):
    def test_says_why_it_was_refused_when_its_day_has_come(self) -> None:
        set_schedule(self.spring, Kind.ACTIVATE, today=WORK_DATE)
        self.assertFalse(self.schedule().is_overdue)
        late = self.schedule(today=WORK_DATE + DAY)
        self.assertEqual((late.is_overdue, late.refusals), (True, ()))
        self.spring.targets.all().delete()
        [finding] = self.schedule(today=WORK_DATE + DAY).refusals
        self.assertIn("no contact is marked as campaign target", finding.sentence)
