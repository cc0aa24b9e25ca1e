"""Saving the steps of a segment under a code."""

from contacts.models import Contact
from segments.criteria import Criteria
from segments.models import SavedCriteria, SavedCriteriaStep, Segment, SegmentStep, StepContact
from segments.saved_criteria import (
    MOST_NAMED_CONTACTS,
    CodeError,
    NoStepError,
    SavedCriteriaError,
    StepNotSaveableError,
    asked_steps,
    change_saved_criteria,
    delete_saved_criteria,
    save_criteria,
    saveable_steps,
)
from segments.services import remove_lines
from segments.step_services import AskedStep, go_back, take_criteria_step
from segments.steps import StepOptions, record_lines, take_step
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.segments.stage import SegmentTestCase

Action = SegmentStep.Action


class SavedCriteriaTestCase(SegmentTestCase):
    def save(self, segment: Segment, code: str = "FAIR", **given: object) -> SavedCriteria:
        return save_criteria(segment, code=code, at=NOW, by=None, **given)

    def take(self, segment: Segment, action: str, *numbers: str, **options: bool) -> None:
        criteria = Criteria.of_numbers(*numbers) if numbers else Criteria()
        asked = AskedStep(action=action, criteria=criteria, options=StepOptions(**options))
        take_criteria_step(segment, asked, at=NOW, by=None)

    def rows(self, saved: SavedCriteria) -> list[tuple[str, tuple[str, ...], list[str]]]:
        return [(step.action, step.criteria.contact.numbers, step.options.as_json()) for step in asked_steps(saved)]


class TestSaving(SavedCriteriaTestCase):
    def refuses(self, error: type[Exception], segment: Segment, **given: object) -> str:
        before = SavedCriteria.objects.count(), SavedCriteriaStep.objects.count()
        with self.assertRaises(error) as raised:
            self.save(segment, **given)
        self.assertEqual((SavedCriteria.objects.count(), SavedCriteriaStep.objects.count()), before)
        return str(raised.exception)

    def test_a24_two_hand_made_lines(self) -> None:
        segment = self.segment(self.alder)
        self.add(segment, self.zoe)
        saved = self.save(segment, " fair ", description=" Visitors ")
        self.assertEqual((saved.code, saved.description, saved.saved_from), ("FAIR", "Visitors", segment.number))
        self.assertEqual(self.rows(saved), [("add", ("ALDER",), []), ("add", ("ZOE",), [])])

    def test_a25_refused_without_step_without_code_and_where_the_code_is_taken(self) -> None:
        empty, other = self.segment(), self.segment(self.alder)
        self.save(other)
        self.assertIn("Choose at least one step", self.refuses(NoStepError, empty, code="X"))
        self.assertEqual(self.refuses(CodeError, other, code="  "), "Give the saved criteria a code.")
        self.assertIn("There are saved criteria FAIR already", self.refuses(CodeError, other, code="fair"))
        self.refuses(CodeError, other, code="X" * 21)
        self.refuses(NoStepError, other, code="X", sequences=[])

    def test_criteria_and_options_are_kept_and_undone_steps_are_not(self) -> None:
        segment = self.segment()
        self.take(segment, Action.ADD, "ANN", expands_companies=True)
        self.take(segment, Action.REFINE, "BEN", entire_companies=True)
        self.take(segment, Action.ADD)
        go_back(segment, at=NOW, by=None)
        self.assertEqual(
            self.rows(self.save(segment)),
            [("add", ("ANN",), ["expands_companies"]), ("refine", ("BEN",), ["entire_companies"])],
        )

    def test_chosen_steps_only(self) -> None:
        segment = self.segment(self.alder)
        self.add(segment, self.ann)
        self.add(segment, self.zoe)
        self.assertEqual(
            self.rows(self.save(segment, sequences=[1, 3])), [("add", ("ALDER",), []), ("add", ("ZOE",), [])]
        )
        self.assertIn("no standing step 4", self.refuses(StepNotSaveableError, segment, code="X", sequences=[1, 4]))

    def test_removal_by_hand_and_second_line_are_saved_as_such(self) -> None:
        segment = self.segment(self.alder)
        self.take(segment, Action.ADD, "ALDER", allows_existing=True)
        remove_lines(segment, lines=segment.lines.filter(line_number=2), at=NOW)
        self.assertEqual(
            self.rows(self.save(segment)),
            [
                ("add", ("ALDER",), []),
                ("add", ("ALDER",), ["allows_existing"]),
                ("reduce", ("ALDER",), []),
                ("add", ("ALDER",), []),
            ],
        )

    def test_list_of_many_contacts_is_no_rule(self) -> None:
        Contact.objects.bulk_create(
            Contact(number=f"N{place:04}", name="Many", type="company") for place in range(MOST_NAMED_CONTACTS + 1)
        )
        segment = self.segment(self.alder, campaign=None, is_campaign_target=False)
        step = SegmentStep(segment=segment, action=Action.ADD, source=SegmentStep.Source.FILE, taken_at=NOW)
        take_step(step, matched=Contact.objects.filter(name="Many").with_buyer())
        self.assertEqual([each.asked is not None for each in saveable_steps(segment)], [True, False])
        self.assertEqual(
            self.refuses(StepNotSaveableError, segment, code="X"),
            "Step 2 cannot be saved: it names 501 contacts by number, and saved criteria name at most 500.",
        )
        self.assertEqual(self.rows(self.save(segment, sequences=[1])), [("add", ("ALDER",), [])])
        StepContact.objects.filter(step=step, contact__number="N0500").delete()
        self.assertEqual(len(asked_steps(self.save(segment, "MANY"))[1].criteria.contact.numbers), 500)

    def test_step_whose_contacts_are_gone_never_becomes_one_for_everybody(self) -> None:
        gone = cast.company("Gone")
        segment = self.segment(gone, campaign=None, is_campaign_target=False)
        segment.lines.all().delete()
        Contact.objects.filter(pk=gone.pk).delete()
        self.assertIn("the contacts that it names are gone", self.refuses(StepNotSaveableError, segment))

    def test_refresh_and_criteria_of_another_version_are_not_saved(self) -> None:
        segment = self.segment(self.alder)
        SegmentStep.objects.create(segment=segment, sequence=2, action=Action.REFRESH, source="criteria", taken_at=NOW)
        self.assertIn("it is a refresh", self.refuses(StepNotSaveableError, segment, sequences=[1, 2]))
        self.assertEqual(len(self.rows(self.save(segment))), 1)
        SegmentStep.objects.create(
            segment=segment, sequence=3, action=Action.ADD, source="criteria", criteria={"version": 9}, taken_at=NOW
        )
        self.assertIn("another version", self.refuses(StepNotSaveableError, segment, code="X"))

    def test_costs_three_queries_however_many_steps(self) -> None:
        segment = self.segment(self.alder)
        for _turn in range(3):
            self.add(segment, self.ann)
        with self.assertNumQueries(3):
            saveable_steps(segment)

    def test_lines_from_before_there_were_steps_are_named(self) -> None:
        segment = self.segment()
        step = SegmentStep(segment=segment, action=Action.ADD, source="there-before", taken_at=NOW)
        record_lines(step, lines=segment.lines.all())
        self.refuses(NoStepError, segment)


class TestKeeping(SavedCriteriaTestCase):
    def setUp(self) -> None:
        self.saved = self.save(self.segment(self.alder))

    def test_another_code_and_description(self) -> None:
        change_saved_criteria(self.saved, code="show", description="Visitors of the show")
        self.saved.refresh_from_db()
        self.assertEqual((self.saved.code, self.saved.description), ("SHOW", "Visitors of the show"))

    def test_code_of_others_is_refused(self) -> None:
        self.save(self.segment(self.zoe), "SHOW")
        for code in ("", "show"):
            with self.assertRaises(CodeError):
                change_saved_criteria(self.saved, code=code, description="New")
        self.saved.refresh_from_db()
        self.assertEqual((self.saved.code, self.saved.description), ("FAIR", ""))

    def test_deleting_leaves_the_segment_as_it_is(self) -> None:
        segment = Segment.objects.get()
        SegmentStep.objects.update(saved_criteria=self.saved, origin="FAIR")
        delete_saved_criteria(self.saved)
        step = segment.steps.get()
        self.assertEqual((step.saved_criteria, step.origin, segment.lines.count()), (None, "FAIR", 1))

    def test_step_of_another_version_is_refused_when_read(self) -> None:
        SavedCriteriaStep.objects.update(criteria={"version": 2})
        with self.assertRaisesMessage(SavedCriteriaError, "Step 1 of FAIR was saved by another version"):
            asked_steps(self.saved)
