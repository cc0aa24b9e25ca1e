from django.test import SimpleTestCase

from segments.builder_words import button_words, fate_words, nothing_to_do, question_words, samples_heading
from segments.criteria import Criteria
from segments.models import Segment
from segments.step_preview import ShownStep
from segments.steps import StepOptions


def step(action: str, count: int) -> ShownStep:
    return ShownStep(action=action, criteria=Criteria(), options=StepOptions(), count=count)


class BuilderWordsTest(SimpleTestCase):
    def test_button_says_the_number(self) -> None:
        self.assertEqual(button_words(step("add", 1204)), "Add 1,204 contacts")
        self.assertEqual(button_words(step("add", 1)), "Add 1 contact")
        self.assertEqual(button_words(step("reduce", 3)), "Take 3 contacts off")
        self.assertEqual(button_words(step("refine", 1)), "Take 1 contact off")

    def test_question_names_the_segment(self) -> None:
        west = Segment(number="WEST", description="Letters")
        self.assertEqual(question_words(step("add", 2), west), "Add 2 contacts to WEST Letters?")
        self.assertEqual(question_words(step("refine", 1), west), "Take 1 contact off WEST Letters?")

    def test_adding_and_taking_off_have_words_of_their_own(self) -> None:
        self.assertEqual(fate_words("add")["coming"], "Would come on")
        self.assertEqual(fate_words("reduce"), fate_words("refine"))
        self.assertEqual(samples_heading("refine"), "Would go off, for example")
        self.assertIn("come onto", nothing_to_do("add"))
        self.assertIn("leave", nothing_to_do("reduce"))
