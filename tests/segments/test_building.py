"""Several things done to one list in a row."""

from segments.building import BuiltStep, TurnedStep, build_segment
from segments.criteria import Criteria
from segments.matching import UnknownCodeError
from segments.models import Segment, SegmentStep
from segments.step_services import AskedStep, StepError
from tests.factories.campaigns import NOW
from tests.segments.stage import SegmentTestCase

Action = SegmentStep.Action
UNDO_FIRST = TurnedStep(sequence=1, is_to_count=False)


def asked(action: str, *numbers: str) -> AskedStep:
    return AskedStep(action=action, criteria=Criteria.of_numbers(*numbers))


class BuildSegmentTest(SegmentTestCase):
    def build(self, segment: Segment, *orders: AskedStep | TurnedStep, is_kept: bool = True) -> list[BuiltStep]:
        return build_segment(segment, orders, at=NOW, by=None, is_kept=is_kept)

    def names(self, segment: Segment) -> list[str]:
        return list(segment.lines.order_by("line_number").values_list("contact__name", flat=True))

    def test_each_is_done_on_the_list_that_those_before_it_leave(self) -> None:
        segment = self.segment()
        built = self.build(segment, asked(Action.ADD, "ANN", "BEN"), asked(Action.REDUCE, "ANN", "ZOE"), UNDO_FIRST)
        self.assertEqual(
            [(each.change.added.line_count, each.change.removed.line_count) for each in built],
            [(2, 0), (0, 1), (0, 1)],
        )
        self.assertEqual([each.preview and each.preview.changed_count for each in built], [2, 1, None])
        self.assertEqual(self.names(segment), [])

    def test_what_is_tried_is_not_kept(self) -> None:
        segment = self.segment(self.ann)
        [built] = self.build(segment, asked(Action.ADD, "BEN"), is_kept=False)
        self.assertEqual((built.step.sequence, built.change.added.line_count), (2, 1))
        self.assertEqual((self.names(segment), segment.steps.count()), (["Ann"], 1))

    def test_one_that_is_refused_lets_none_be_done(self) -> None:
        segment = self.segment()
        gone = AskedStep(action=Action.ADD, criteria=Criteria(mailing_groups=("GONE",)))
        for refused, error in ((gone, UnknownCodeError), (TurnedStep(sequence=9, is_to_count=True), StepError)):
            with self.subTest(error=error), self.assertRaises(error):
                self.build(segment, asked(Action.ADD, "ANN"), refused)
            self.assertEqual((self.names(segment), segment.steps.count()), ([], 0))
