"""What people fill in to save criteria."""

from segments.saved_criteria import CodeError, NoStepError, saveable_steps
from segments.saved_forms import ReuseForm, SavedCriteriaForm, SaveStepsForm
from tests.segments.test_saved_criteria import SavedCriteriaTestCase


class SavedFormsTest(SavedCriteriaTestCase):
    def test_refusal_stands_at_the_code_where_it_is_about_it(self) -> None:
        form = SavedCriteriaForm({"code": "FAIR"})
        form.refuse(CodeError("taken"))
        form.refuse(NoStepError("none"))
        self.assertEqual((form.errors["code"], form.non_field_errors()), (["taken"], ["none"]))

    def test_ticked_are_those_that_were_sent_or_all_that_can_be_saved(self) -> None:
        segment = self.segment(self.alder)
        self.add(segment, self.zoe)
        steps = saveable_steps(segment)
        self.assertEqual(SaveStepsForm(steps=steps).ticked, {"1", "2"})
        form = SaveStepsForm({"code": "X", "steps": ["2"]}, steps=steps)
        self.assertEqual((form.ticked, form.is_valid(), form.cleaned_data["steps"]), ({"2"}, True, [2]))

    def test_choice_of_saved_criteria_names_code_and_description(self) -> None:
        self.save(self.segment(self.alder), "B")
        self.save(self.segment(self.alder), "A", description="Visitors")
        labels = [label for _code, label in ReuseForm().fields["criteria"].choices]
        self.assertEqual(labels[1:], ["A · Visitors", "B"])
