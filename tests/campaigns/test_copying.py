import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from django.test import SimpleTestCase, TestCase

from campaigns.copying import CopiedCampaign, Period, WantedCopy, copy_campaign, period_words
from campaigns.models import Campaign, CampaignStatus
from campaigns.parts import CopiedPart, Copying
from campaigns.services import CampaignDetails, CampaignError
from contacts.models import Salesperson
from contacts.numbering import NumberError
from tests.factories import cast
from tests.factories.campaigns import NOW, CampaignTypeFactory
from tests.factories.contacts import SalespersonFactory

JANUARY = Period(dt.date(2030, 1, 1), dt.date(2030, 3, 31))


class PeriodTest(SimpleTestCase):
    def test_a_year_later_keeps_the_dates(self) -> None:
        self.assertEqual(JANUARY.a_year_later(), Period(dt.date(2031, 1, 1), dt.date(2031, 3, 31)))

    def test_leap_day_becomes_the_last_of_february(self) -> None:
        leap = Period(dt.date(2028, 2, 29), None)
        self.assertEqual(leap.a_year_later(), Period(dt.date(2029, 2, 28), None))

    def test_another_first_day_keeps_the_length(self) -> None:
        self.assertEqual(JANUARY.from_day(dt.date(2030, 6, 1)), Period(dt.date(2030, 6, 1), dt.date(2030, 8, 29)))

    def test_without_first_or_last_day_it_stays_open(self) -> None:
        day = dt.date(2030, 6, 1)
        self.assertEqual(Period(JANUARY.starting_on, None).from_day(day), Period(day, None))
        self.assertEqual(Period(None, JANUARY.ending_on).from_day(day), Period(day, None))

    def test_distance_is_that_of_the_first_days_or_else_of_the_last(self) -> None:
        later = JANUARY.later(dt.timedelta(weeks=52))
        self.assertEqual(later.starting_on, dt.date(2030, 12, 31))
        self.assertEqual(JANUARY.distance_to(later), dt.timedelta(days=364))
        self.assertEqual(Period(None, dt.date(2030, 1, 1)).distance_to(JANUARY), dt.timedelta(days=89))
        self.assertEqual(JANUARY.distance_to(Period(None, None)), dt.timedelta())

    def test_is_told_in_words(self) -> None:
        start, end = JANUARY.starting_on, JANUARY.ending_on
        words = [period_words(Period(*days)) for days in ((start, end), (start, None), (None, end), (None, None))]
        self.assertEqual(
            words,
            ["1 January 2030 – 31 March 2030", "from 1 January 2030, open-ended", "until 31 March 2030", "no dates"],
        )


class CopyTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.spring = cast.campaign(
            "SPRING",
            cast.company("Alder"),
            description="Spring fair",
            status=CampaignStatus.objects.get(code="3-STARTED"),
            type=CampaignTypeFactory(code="FAIR"),
            salesperson=SalespersonFactory(code="MK"),
            objective="Sell chairs.",
            budget_amount=Decimal("2500.00"),
            applies_even_if_dearer=True,
            starting_on=JANUARY.starting_on,
            ending_on=JANUARY.ending_on,
            starts_by_itself=True,
            stops_by_itself=True,
            is_archived=True,
        )

    def copy(self, *parts: CopiedPart, number: str = "SPRING31") -> CopiedCampaign:
        wanted = WantedCopy(number=number, description="Spring fair 2031", period=JANUARY.a_year_later(), parts=parts)
        return copy_campaign(self.spring, wanted=wanted, at=NOW, by=None)

    def part(self, copy: Callable[[Copying], int]) -> CopiedPart:
        return CopiedPart(key="chairs", label="Chairs", permission="", count=lambda _campaign: 0, copy=copy)

    def test_takes_over_the_card_and_starts_anew(self) -> None:
        copy = Campaign.objects.get(pk=self.copy().campaign.pk)
        self.assertEqual(
            CampaignDetails.of(copy),
            CampaignDetails(
                description="Spring fair 2031",
                starting_on=dt.date(2031, 1, 1),
                ending_on=dt.date(2031, 3, 31),
                salesperson=self.spring.salesperson,
                status=CampaignStatus.objects.order_by("sort_order").first(),
                type=self.spring.type,
                objective="Sell chairs.",
                budget_amount=Decimal("2500.00"),
                applies_even_if_dearer=True,
            ),
        )
        self.assertEqual((copy.is_active, copy.activated_at, copy.is_archived), (False, None, False))
        self.assertEqual(copy.targets.count(), 0)

    def test_leaves_a_blocked_salesperson_behind(self) -> None:
        Salesperson.objects.update(is_blocked=True)
        self.spring.refresh_from_db()
        self.assertIsNone(self.copy().campaign.salesperson)

    def test_gives_each_part_both_campaigns_and_the_distance(self) -> None:
        seen = []
        copied = self.copy(self.part(lambda copying: seen.append(copying) or 7))
        self.assertEqual(copied.counts, {"chairs": 7})
        expected = Copying(source=self.spring, target=copied.campaign, distance=dt.timedelta(365), at=NOW, by=None)
        self.assertEqual(seen, [expected])

    def test_part_that_fails_leaves_nothing(self) -> None:
        def fail(_copying: Copying) -> int:
            raise CampaignError

        with self.assertRaises(CampaignError):
            self.copy(self.part(fail))
        self.assertEqual(Campaign.objects.count(), 1)

    def test_taken_number_is_refused(self) -> None:
        with self.assertRaises(NumberError):
            self.copy(number="SPRING")
        self.assertEqual(Campaign.objects.count(), 1)
