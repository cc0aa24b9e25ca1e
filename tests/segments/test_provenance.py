from contacts.models import Contact
from segments.models import SegmentStep, StepContact
from segments.provenance import Reasons, reasons_of, with_deciding_step
from segments.selectors import lines_of
from segments.steps import take_step
from tests.factories.campaigns import NOW
from tests.factories.users import UserFactory
from tests.segments.stage import SegmentTestCase

Action, Source = SegmentStep.Action, SegmentStep.Source


class ReasonsTest(SegmentTestCase):
    """Jo adds Alder and Ann by hand, and then a file adds Ann and Zoe."""

    def setUp(self) -> None:
        self.jo = UserFactory(first_name="Jo", last_name="Ash")
        self.west = self.segment()
        self.by_hand = self.step(Source.HAND, self.alder, self.ann)
        self.by_file = self.step(Source.FILE, self.ann, self.zoe)
        StepContact.objects.filter(step=self.by_file, contact=self.zoe).update(row_number=1204)

    def step(self, source: str, *contacts: Contact) -> SegmentStep:
        step = SegmentStep(
            segment=self.west, action=Action.ADD, source=source, origin="fair.xlsx", taken_at=NOW, taken_by=self.jo
        )
        take_step(step, matched=Contact.objects.filter(pk__in=[contact.pk for contact in contacts]).with_buyer())
        return step

    def told(self) -> dict[str, str]:
        lines = with_deciding_step(lines_of(self.west))
        reasons = reasons_of(lines)
        return {line.contact.name: reasons.sentence(line) for line in lines}

    def test_last_step_that_stands_decides(self) -> None:
        self.assertEqual(
            self.told(),
            {
                "Alder": "Added by hand.",
                "Ann": "From the file fair.xlsx.",
                "Zoe": "From the file fair.xlsx. Row 1,204.",
            },
        )
        SegmentStep.objects.filter(pk=self.by_file.pk).update(undone_at=NOW)
        self.assertEqual(self.told()["Ann"], "Added by hand.")
        self.assertEqual(self.told()["Zoe"], "")

    def test_says_who_and_when(self) -> None:
        line = with_deciding_step(lines_of(self.west)).first()
        reasons = Reasons(self.west.steps.all())
        self.assertTrue(reasons.told_by(line).startswith("Jo Ash, "))
        self.assertEqual(reasons.step_of(line), self.by_hand)
        SegmentStep.objects.update(undone_at=NOW)
        self.assertEqual(reasons.told_by(with_deciding_step(lines_of(self.west)).first()), "")
