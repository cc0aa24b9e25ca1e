import datetime as dt

from django.test import TestCase

from campaigns.models import CampaignTarget
from campaigns.parts import Copying
from segments.copying import copy_segment, copy_segments, count_segments, lines_sentence
from segments.models import Segment, SegmentLine
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.segments import SegmentFactory, SegmentLineFactory


class CopySegmentsTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.spring, cls.next = cast.campaign("SPRING"), cast.campaign("NEXT", is_active=False)
        cls.other = cast.campaign("OTHER")
        cls.fair = SegmentFactory(
            number="FAIR",
            description="Visitors",
            campaign=cls.spring,
            dated_on=dt.date(2030, 2, 1),
            state=Segment.State.LOGGED,
            is_campaign_target=True,
            is_campaign_response=True,
        )
        SegmentFactory(number="GONE", campaign=cls.spring, state=Segment.State.CANCELLED)
        cls.alder = cast.company("Alder")
        cls.ann = cast.person("Ann", cls.alder)
        SegmentLineFactory(segment=cls.fair, contact=cls.ann)
        SegmentLineFactory(segment=cls.fair, contact=cast.company("Birch"), is_campaign_target=False)
        SegmentLineFactory(segment=cls.fair, contact=cast.company("Cedar"), campaign=cls.other)
        SegmentLineFactory(segment=cls.fair, contact=cast.company("Dogwood", is_privacy_blocked=True))
        SegmentLineFactory(segment=cls.fair, contact=cast.company("Elm", is_excluded_from_segments=True))

    def copy(self) -> Segment:
        copying = Copying(source=self.spring, target=self.next, distance=dt.timedelta(365), at=NOW, by=None)
        self.assertEqual(copy_segments(copying), 1)
        return self.next.segments.get()

    def test_says_beforehand_what_goes_along(self) -> None:
        self.assertEqual(count_segments(self.spring), 1)
        self.assertEqual(
            lines_sentence(self.spring),
            "3 lines with their flags; 2 are left out, because their contacts are privacy blocked or excluded from "
            "segments",
        )

    def test_copy_is_open_and_dated_as_much_later_as_the_campaign(self) -> None:
        copy = self.copy()
        self.assertEqual(
            (copy.description, copy.state, copy.dated_on), ("Visitors", Segment.State.OPEN, dt.date(2031, 2, 1))
        )
        self.assertEqual((copy.is_campaign_target, copy.is_campaign_response), (True, False))

    def test_targets_of_the_campaign_are_targets_of_the_copy_and_nobody_has_answered(self) -> None:
        lines = self.copy().lines.order_by("line_number")
        fields = ("contact__number", "buyer__number", "campaign__number", "is_campaign_target", "is_campaign_response")
        self.assertEqual(
            list(lines.values_list(*fields)),
            [
                ("ANN", "ALDER", "NEXT", True, False),
                ("BIRCH", "BIRCH", "NEXT", False, False),
                ("CEDAR", "CEDAR", "NEXT", False, False),
            ],
        )
        targets = CampaignTarget.objects.values_list("campaign__number", "buyer__number", "contact_count")
        self.assertEqual(list(targets), [("NEXT", "ALDER", 1)])

    def test_person_counts_for_the_company_of_now(self) -> None:
        birch = self.fair.lines.get(contact__number="BIRCH").contact
        type(self.ann).objects.filter(pk=self.ann.pk).update(company=birch)
        self.copy()
        self.assertEqual(CampaignTarget.objects.get(campaign=self.next).buyer, birch)

    def test_original_stays_as_it_is(self) -> None:
        before = list(SegmentLine.objects.filter(segment=self.fair).order_by("pk").values())
        self.copy()
        self.assertEqual(list(SegmentLine.objects.filter(segment=self.fair).order_by("pk").values()), before)

    def test_without_a_campaign_nobody_is_a_target(self) -> None:
        copy = copy_segment(self.fair, campaign=None, dated_on=dt.date(2031, 1, 1), at=NOW, by=None)
        self.assertEqual((copy.campaign, copy.is_campaign_target, copy.lines.count()), (None, False, 3))
        self.assertFalse(copy.lines.filter(is_campaign_target=True).exists())
