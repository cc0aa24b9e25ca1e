"""What people fill in for what is done with a whole segment."""

from segments.follow_up import FollowUpPlan, Whom
from segments.saved_criteria import CodeError, NoStepError, saveable_steps
from segments.verb_forms import FollowUpForm, MailingGroupForm, ReuseForm, SavedCriteriaForm, SaveStepsForm
from tests.segments.test_saved_criteria import SavedCriteriaTestCase


class VerbFormsTest(SavedCriteriaTestCase):
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

    def test_choice_of_whom_says_how_many_and_who_is_left_out(self) -> None:
        plans = {
            Whom.RESPONDED: FollowUpPlan(coming_count=1200, privacy_blocked_count=2, excluded_count=0),
            Whom.SILENT: FollowUpPlan(coming_count=0, privacy_blocked_count=1, excluded_count=3),
            Whom.EVERYBODY: FollowUpPlan(coming_count=7, privacy_blocked_count=0, excluded_count=0),
        }
        self.assertEqual(
            [label for _value, label in FollowUpForm(plans=plans).fields["whom"].choices],
            [
                "Who responded: 1,200 (left out: 2 privacy blocked)",
                "Who did not respond: 0 (left out: 1 privacy blocked, 3 excluded from segments)",
                "Everybody: 7",
            ],
        )

    def test_exactly_one_mailing_group_is_needed(self) -> None:
        self.assertEqual(MailingGroupForm({}).errors["group"], ["Choose a mailing group."])
        self.assertIn("no such mailing group", MailingGroupForm({"group": "NEWS"}).errors["group"][0])
