from django import forms
from django.test import SimpleTestCase, TestCase

from contacts.models import MergedNumber, ProfileQuestion, ProfileQuestionnaire
from segments.criteria_fields import ContactsField, ItemsField, ListField, answers_field, choices_field
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.contacts import ProfileAnswerFactory


class BoxesTest(TestCase):
    def test_answers_stand_under_their_questionnaires_and_questions(self) -> None:
        events = ProfileQuestionnaire.objects.create(code="EVENTS", description="Events")
        later = ProfileQuestion.objects.create(questionnaire=events, text="How often?", position=2)
        first = ProfileQuestion.objects.create(questionnaire=events, text="Do you visit fairs?", position=1)
        for question, code, text, position in (
            (later, "E-3", "Often", 1),
            (first, "E-2", "No", 2),
            (first, "E-1", "Yes", 1),
        ):
            ProfileAnswerFactory(question=question, code=code, text=text, position=position)
        choices = [
            ("Events: Do you visit fairs?", [("E-1", "Yes"), ("E-2", "No")]),
            ("Events: How often?", [("E-3", "Often")]),
        ]
        with self.assertNumQueries(1):
            field = answers_field("Answers")
        self.assertEqual(field.choices, choices)
        form = type("AnswersForm", (forms.Form,), {"answers": field})({"answers": ["E-3"]})
        boxes = [(box.data["group"], box.data["value"], box.data["selected"]) for box in form["answers"]]
        self.assertEqual(
            boxes,
            [
                ("Events: Do you visit fairs?", "E-1", False),
                ("Events: Do you visit fairs?", "E-2", False),
                ("Events: How often?", "E-3", True),
            ],
        )

    def test_what_is_not_offered_is_named(self) -> None:
        with self.assertRaisesMessage(forms.ValidationError, "There is no GONE, or not any more."):
            choices_field("Codes", [("A", "A")]).clean(["A", "GONE"])


class NumbersTest(TestCase):
    def test_contacts_are_found_in_capitals_or_not_and_ranges_are_kept(self) -> None:
        cast.company("Alder")
        self.assertEqual(ContactsField().clean("alder, A..B"), ["ALDER", "A..B"])
        with self.assertRaisesMessage(forms.ValidationError, "There is no contact ELM, OAK."):
            ContactsField().clean("oak, alder, elm")

    def test_number_from_before_a_merge_is_a_contact_too(self) -> None:
        MergedNumber.objects.create(number="ALDER2", contact=cast.company("Alder"), merged_at=NOW)
        self.assertEqual(ContactsField().clean("alder2, alder"), ["ALDER2", "ALDER"])

    def test_items_are_found_in_capitals_or_not_as_they_are_written(self) -> None:
        cast.item("Lamp-a")
        self.assertEqual(ItemsField().clean("LAMP-A, lamp-a"), ["Lamp-a"])
        with self.assertRaisesMessage(forms.ValidationError, "There is no item LAMP-B."):
            ItemsField().clean("lamp-b, lamp-a")


class ListFieldTest(SimpleTestCase):
    def test_keeps_each_number_once(self) -> None:
        self.assertEqual(ListField().clean(" c1,C2 ,, C1"), ["C1", "C2"])
        self.assertEqual(ListField().clean(""), [])
