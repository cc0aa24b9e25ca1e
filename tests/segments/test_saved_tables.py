"""The table of saved criteria."""

from segments.saved_tables import SavedCriteriaTable
from segments.selectors import saved_criteria_by_code, segments_that_used
from tests.segments.test_saved_criteria import SavedCriteriaTestCase


class SavedCriteriaTableTest(SavedCriteriaTestCase):
    def test_counts_steps_and_segments(self) -> None:
        segment = self.segment(self.alder)
        self.add(segment, self.zoe)
        saved = self.save(segment, description="Visitors")
        unused = self.save(segment, "SHOW")
        others = [self.segment(self.alder), self.segment(self.zoe)]
        for other in others:
            self.add(other, self.ann)
            other.steps.update(saved_criteria=saved)
        rows = [
            [str(row.get_cell(name)) for name in ("code", "description", "step_count", "segment_count", "saved_from")]
            for row in SavedCriteriaTable(saved_criteria_by_code()).rows
        ]
        self.assertEqual(
            rows,
            [
                [
                    '<a href="/segments/criteria/FAIR/">FAIR</a>',
                    "Visitors",
                    "2",
                    '<a href="/segments/?criteria=FAIR">2</a>',
                    segment.number,
                ],
                ['<a href="/segments/criteria/SHOW/">SHOW</a>', "", "2", "0", segment.number],
            ],
        )
        self.assertEqual(set(segments_that_used(saved)), set(others))
        self.assertFalse(segments_that_used(unused).exists())
