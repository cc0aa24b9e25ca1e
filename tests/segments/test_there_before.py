"""Lines from before there were steps get one, and nobody else does."""

from importlib import import_module
from types import SimpleNamespace

from django.apps import apps
from django.db import connection

from segments.models import SegmentStep
from tests.segments.counting import counted_lines
from tests.segments.stage import SegmentTestCase


class ThereBeforeTest(SegmentTestCase):
    def test_each_segment_with_lines_gets_a_step_and_one_more_for_second_lines(self) -> None:
        segment, empty, newer = self.segment(), self.segment(), self.segment(self.ann)
        for line_number, contact in enumerate((self.ann, self.ben, self.ann), start=1):
            segment.lines.create(line_number=line_number, contact=contact, buyer=self.alder)
        import_module("segments.migrations.0007_there_before").add_steps(apps, SimpleNamespace(connection=connection))
        steps = list(SegmentStep.objects.filter(segment=segment).order_by("sequence"))
        self.assertEqual([(step.added_count, step.allows_existing) for step in steps], [(2, False), (1, True)])
        self.assertEqual(counted_lines(segment), {self.ann.pk: 2, self.ben.pk: 1})
        self.assertEqual((empty.steps.count(), newer.steps.count()), (0, 1))
