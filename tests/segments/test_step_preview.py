from django.db import connection

from segments.criteria import ContactFilter, Criteria
from segments.models import SegmentStep
from segments.step_preview import StepPreview, contacts_by_fate, preview_step
from segments.steps import StepOptions
from tests.factories import cast
from tests.factories.segments import SegmentFactory, SegmentLineFactory
from tests.segments.stage import SegmentTestCase

Action = SegmentStep.Action
EVERYBODY = Criteria()


class PreviewTest(SegmentTestCase):
    """Alder with Ann and Ben, Zoe on her own; Ann and Zoe are on the segment."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.dora = cast.person("Dora", is_privacy_blocked=True, is_excluded_from_segments=True)
        cls.emil = cast.person("Emil", is_excluded_from_segments=True)
        cls.west = SegmentFactory()
        for number, contact in enumerate((cls.ann, cls.zoe), start=1):
            SegmentLineFactory(segment=cls.west, contact=contact, line_number=number)

    def preview(self, action: str, criteria: Criteria = EVERYBODY, **options: bool) -> StepPreview:
        chosen = {"action": action, "criteria": criteria, "options": StepOptions(**options)}
        found = preview_step(self.west, **chosen)
        for name, contacts in contacts_by_fate(self.west, **chosen).items():
            self.assertEqual(contacts.count(), getattr(found, f"{name}_count"), name)
        return found

    def test_of_an_add_each_contact_is_counted_once(self) -> None:
        found = self.preview(Action.ADD)
        self.assertEqual(
            found,
            StepPreview(
                matched_count=6,
                coming_count=2,
                there_count=2,
                privacy_blocked_count=1,
                excluded_count=1,
                samples=(self.alder, self.ben),
            ),
        )
        self.assertEqual(found.changed_count, 2)

    def test_options_widen_an_add(self) -> None:
        self.assertEqual(self.preview(Action.ADD, ignores_exclusion=True).samples, (self.alder, self.ben, self.emil))
        twice = self.preview(Action.ADD, allows_existing=True)
        self.assertEqual((twice.coming_count, twice.there_count), (4, 0))
        of_ann = Criteria.of_numbers("ANN")
        self.assertEqual(self.preview(Action.ADD, of_ann).coming_count, 0)
        self.assertEqual(self.preview(Action.ADD, of_ann, expands_companies=True).samples, (self.alder, self.ben))
        self.assertEqual(self.preview(Action.ADD, of_ann, adds_related_companies=True).samples, (self.alder,))

    def test_reduce_and_refine_count_who_leaves_and_who_stays(self) -> None:
        persons_with_n = Criteria(contact=ContactFilter(name="nn"))
        reduced = self.preview(Action.REDUCE, persons_with_n)
        self.assertEqual(
            reduced,
            StepPreview(matched_count=1, leaving_count=1, leaving_line_count=1, there_count=1, samples=(self.ann,)),
        )
        refined = self.preview(Action.REFINE, persons_with_n)
        self.assertEqual(
            refined,
            StepPreview(matched_count=1, leaving_count=1, leaving_line_count=1, there_count=1, samples=(self.zoe,)),
        )
        of_ben = Criteria.of_numbers("BEN")
        self.assertEqual(self.preview(Action.REDUCE, of_ben).samples, ())
        self.assertEqual(self.preview(Action.REDUCE, of_ben, entire_companies=True).samples, (self.ann,))

    def test_samples_are_few(self) -> None:
        chosen = {"action": Action.ADD, "criteria": Criteria(), "options": StepOptions()}
        # To keep whom it finds once, to count and to show; PostgreSQL is told what it wrote, and how to go about it.
        with self.assertNumQueries(11 if connection.vendor == "postgresql" else 8):
            found = preview_step(self.west, **chosen, sample_size=1)
        self.assertEqual((found.samples, found.coming_count), ((self.alder,), 2))
