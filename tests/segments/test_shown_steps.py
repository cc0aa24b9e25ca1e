import datetime as dt
from unittest import mock

from django.core import signing
from django.test import TestCase

from segments.criteria import BoughtFilter, Criteria
from segments.filters import ScopeError
from segments.shown_steps import read_step, sign_step
from segments.step_preview import ShownStep
from segments.steps import StepOptions
from tests.factories.segments import SegmentFactory

STEP = ShownStep(
    action="reduce",
    criteria=Criteria(mailing_groups=("NEWS",), bought=BoughtFilter(ordered_from=dt.date(2026, 1, 31))),
    options=StepOptions(entire_companies=True),
    count=1204,
)


class ShownStepTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.west, cls.east = SegmentFactory(), SegmentFactory()

    def test_is_read_back_as_it_was_shown(self) -> None:
        self.assertEqual(read_step(sign_step(STEP, segment=self.west), segment=self.west), STEP)

    def test_another_segment_another_text_and_an_old_page_are_refused(self) -> None:
        token = sign_step(STEP, segment=self.west)
        for text, segment in ((token, self.east), (token + "x", self.west), ("", self.west)):
            with self.subTest(text=text), self.assertRaisesRegex(ScopeError, "Nothing was saved"):
                read_step(text, segment=segment)
        late = signing.time.time() + 8 * 60 * 60 + 1
        with mock.patch.object(signing.time, "time", return_value=late), self.assertRaises(ScopeError):
            read_step(token, segment=self.west)

    def test_form_of_another_version_is_refused(self) -> None:
        with mock.patch("segments.criteria.VERSION", 2):
            token = sign_step(STEP, segment=self.west)
        with self.assertRaises(ScopeError):
            read_step(token, segment=self.west)
