from django.test import SimpleTestCase

from segments.builder_words import (
    button_words,
    fate_words,
    may_be_kept,
    nothing_to_do,
    question_words,
    samples_heading,
    warning_words,
)
from segments.criteria import Criteria
from segments.models import Segment
from segments.step_preview import ShownStep
from segments.steps import StepOptions

ASKED = Criteria(mailing_groups=("NEWS",))


def step(action: str, count: int = 0, criteria: Criteria = ASKED) -> ShownStep:
    return ShownStep(action=action, criteria=criteria, options=StepOptions(), count=count)


class BuilderWordsTest(SimpleTestCase):
    def test_button_says_the_number(self) -> None:
        self.assertEqual(button_words(step("add", 1204)), "Add 1,204 contacts")
        self.assertEqual(button_words(step("add", 1)), "Add 1 contact")
        self.assertEqual(button_words(step("reduce", 3)), "Take 3 contacts off")
        self.assertEqual(button_words(step("refine", 1)), "Take 1 contact off")
        self.assertEqual(button_words(step("refine", 0)), "Keep it as a step all the same")

    def test_step_that_asks_nothing_says_all_and_warns(self) -> None:
        self.assertEqual(button_words(step("add", 1204, Criteria())), "Add all 1,204 contacts")
        self.assertEqual(button_words(step("reduce", 3, Criteria())), "Take all 3 contacts off")
        self.assertEqual(button_words(step("reduce", 1, Criteria())), "Take 1 contact off")
        for action, words in (("add", "adds everybody"), ("reduce", "leaves nobody"), ("refine", "nobody would leave")):
            with self.subTest(action=action):
                self.assertIn(words, warning_words(step(action, 3, Criteria())))
                self.assertEqual(warning_words(step(action, 3)), "")

    def test_step_without_effect_may_be_kept_where_it_can_have_one_later(self) -> None:
        for asked, is_empty, may in (
            (step("add"), True, True),
            (step("reduce"), False, True),
            (step("reduce"), True, False),
            (step("refine", 0, Criteria()), False, False),
        ):
            with self.subTest(asked=asked):
                self.assertEqual(may_be_kept(asked, is_empty=is_empty), may)

    def test_question_names_the_segment(self) -> None:
        west = Segment(number="WEST", description="Letters")
        self.assertEqual(question_words(step("add", 2), west), "Add 2 contacts to WEST Letters?")
        self.assertEqual(question_words(step("refine", 1), west), "Take 1 contact off WEST Letters?")

    def test_adding_and_taking_off_have_words_of_their_own(self) -> None:
        self.assertEqual(fate_words("add")["coming"], "Would come on")
        self.assertEqual(fate_words("reduce"), fate_words("refine"))
        self.assertEqual(samples_heading("refine"), "Would go off, for example")
        self.assertIn("come onto", nothing_to_do("add", is_empty=True))
        self.assertIn("leave", nothing_to_do("reduce", is_empty=False))
        self.assertIn("Add contacts first", nothing_to_do("refine", is_empty=True))
