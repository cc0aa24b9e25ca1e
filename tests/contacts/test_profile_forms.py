from django.forms import CheckboxSelectMultiple, RadioSelect
from django.test import TestCase

from contacts.profile_forms import ProfileForm
from contacts.profiles import ProfileError
from tests.factories import cast
from tests.factories.contacts import (
    ContactProfileAnswerFactory,
    ProfileAnswerFactory,
    ProfileQuestionFactory,
    ProfileQuestionnaireFactory,
)


class ProfileFormTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.ann = cast.person("Ann")
        events = ProfileQuestionnaireFactory(code="EVENTS")
        cls.fairs = ProfileQuestionFactory(questionnaire=events, text="Visits fairs?")
        cls.media = ProfileQuestionFactory(questionnaire=events, text="Reads?", position=2, allows_several_answers=True)
        cls.yes, cls.no = (ProfileAnswerFactory(question=cls.fairs, text=text) for text in ("Yes", "No"))
        cls.mail, cls.books = (ProfileAnswerFactory(question=cls.media, text=text) for text in ("Mail", "Books"))
        ContactProfileAnswerFactory(contact=cls.ann, answer=cls.yes)
        ContactProfileAnswerFactory(contact=cls.ann, answer=cls.books)

    def test_one_field_for_each_question_shows_what_was_answered(self) -> None:
        form = ProfileForm(contact=self.ann)
        [part] = form.parts()
        self.assertEqual([field.label for field in part.fields], ["Visits fairs?", "Reads?"])
        self.assertEqual([field.initial for field in part.fields], [str(self.yes.pk), [str(self.books.pk)]])
        widgets = [type(field.field.widget) for field in part.fields]
        self.assertEqual(widgets, [RadioSelect, CheckboxSelectMultiple])
        self.assertEqual(form["seen"].initial, f"{self.yes.pk},{self.books.pk}")

    def test_questionnaire_without_questions_is_left_out(self) -> None:
        ProfileQuestionnaireFactory(code="EMPTY")
        [part] = ProfileForm(contact=self.ann).parts()
        self.assertEqual(part.questionnaire.code, "EVENTS")

    def test_chosen_are_the_keys_of_all_fields(self) -> None:
        data = {
            f"question-{self.fairs.pk}": str(self.no.pk),
            f"question-{self.media.pk}": [str(self.mail.pk), str(self.books.pk)],
            "seen": f"{self.yes.pk},{self.books.pk}",
        }
        form = ProfileForm(data, contact=self.ann)
        self.assertTrue(form.is_valid())
        self.assertEqual(form.chosen, {self.no.pk, self.mail.pk, self.books.pk})
        self.assertEqual(form.seen_answers, {self.yes.pk, self.books.pk})
        form = ProfileForm({"seen": ""}, contact=self.ann)
        self.assertTrue(form.is_valid())
        self.assertEqual((form.chosen, form.seen_answers), (set(), set()))

    def test_answer_of_another_question_is_refused(self) -> None:
        form = ProfileForm({f"question-{self.fairs.pk}": str(self.mail.pk)}, contact=self.ann)
        self.assertEqual(list(form.errors), [f"question-{self.fairs.pk}"])

    def test_refusal_stands_above(self) -> None:
        form = ProfileForm({"seen": ""}, contact=self.ann)
        form.refuse(ProfileError("No."))
        self.assertEqual(form.non_field_errors(), ["No."])
