import datetime as dt
from collections.abc import Iterable

from django.db.models import ProtectedError
from django.test import TestCase

from contacts.models import Contact, ContactProfileAnswer, Priority, ProfileAnswer, ProfileQuestion
from contacts.profiles import (
    AnswerChange,
    AnswersChangedError,
    AnswersInUseError,
    MinorError,
    NotOfferedError,
    ProfileError,
    SecondAnswerError,
    answer_keys_of,
    answers_of,
    counts_by_answer,
    give_answer,
    offered_questionnaires,
    refuse_used_answers,
    set_answers,
    take_answer_code,
    undo_answers,
)
from tests.factories import cast
from tests.factories.contacts import (
    BusinessRelationFactory,
    ContactBusinessRelationFactory,
    ContactProfileAnswerFactory,
    ProfileAnswerFactory,
    ProfileQuestionFactory,
    ProfileQuestionnaireFactory,
)
from tests.factories.users import UserFactory

NINE = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
NOTHING: frozenset[int] = frozenset()


class ProfileTest(TestCase):
    ann: Contact
    yes: ProfileAnswer
    no: ProfileAnswer
    fairs: ProfileAnswer
    post: ProfileAnswer
    media: ProfileQuestion

    @classmethod
    def setUpTestData(cls) -> None:
        cls.by = UserFactory()
        cls.alder = cast.company("Alder")
        cls.ann = cast.person("Ann", cls.alder)
        cls.events = ProfileQuestionnaireFactory(code="EVENTS")
        visits = ProfileQuestionFactory(questionnaire=cls.events, text="Does she visit fairs?")
        cls.yes = ProfileAnswerFactory(question=visits, text="Yes", code="EVENTS-1")
        cls.no = ProfileAnswerFactory(question=visits, text="No", code="EVENTS-2")
        cls.media = ProfileQuestionFactory(
            questionnaire=cls.events, text="What does she read?", position=2, allows_several_answers=True
        )
        cls.fairs = ProfileAnswerFactory(question=cls.media, text="Catalogues")
        cls.post = ProfileAnswerFactory(question=cls.media, text="Mail")

    def give(self, answer: ProfileAnswer) -> None:
        give_answer(self.ann, answer=answer, by=self.by, at=NINE)

    def set(self, answers: Iterable[ProfileAnswer], *, seen: Iterable[ProfileAnswer] = ()) -> AnswerChange:
        return set_answers(self.ann, answers=[a.pk for a in answers], seen=[a.pk for a in seen], by=self.by, at=NINE)

    def undo(self, change: AnswerChange) -> None:
        undo_answers(self.ann, change, by=self.by, at=NINE)

    def given(self) -> list[str]:
        given = ContactProfileAnswer.objects.filter(contact=self.ann).order_by("answer__position")
        return [row.answer.text for row in given.select_related("answer")]


class GivingTest(ProfileTest):
    def test_n01_ticked_answer_counts_one_contact(self) -> None:
        self.assertEqual(counts_by_answer(), {})
        self.give(self.yes)
        self.assertEqual(counts_by_answer(), {self.yes.pk: 1})
        row = ContactProfileAnswer.objects.get()
        self.assertEqual((row.contact, row.answered_by, row.answered_at), (self.ann, self.by, NINE))

    def test_n02_second_answer_of_a_single_question_is_refused(self) -> None:
        self.give(self.yes)
        with self.assertRaises(SecondAnswerError) as caught:
            self.give(self.no)
        self.assertEqual(
            str(caught.exception),
            "“Does she visit fairs?” takes one answer, and would have “Yes”, “No”. Untick one first.",
        )
        self.assertEqual(self.given(), ["Yes"])

    def test_question_that_allows_several_takes_them(self) -> None:
        self.give(self.fairs)
        self.give(self.post)
        self.assertEqual(self.given(), ["Catalogues", "Mail"])

    def test_same_answer_again_changes_nothing(self) -> None:
        self.give(self.yes)
        give_answer(self.ann, answer=self.yes, by=None, at=NINE + dt.timedelta(days=1))
        self.assertEqual(ContactProfileAnswer.objects.get().answered_at, NINE)

    def test_n07_minor_is_refused(self) -> None:
        Contact.objects.filter(pk=self.ann.pk).update(is_minor=True, is_privacy_blocked=True)
        self.ann.refresh_from_db()
        for refused in (lambda: self.give(self.yes), lambda: self.set([self.yes])):
            with self.assertRaises(MinorError) as caught:
                refused()
            self.assertEqual(str(caught.exception), "Ann is a minor. Of minors no profile is kept.")
        self.assertEqual(self.given(), [])

    def test_contact_that_became_a_minor_meanwhile_is_refused(self) -> None:
        Contact.objects.filter(pk=self.ann.pk).update(is_minor=True, is_privacy_blocked=True)
        with self.assertRaises(MinorError):
            self.give(self.yes)

    def test_answer_of_a_questionnaire_for_others_is_refused(self) -> None:
        self.events.contact_type = Contact.Type.COMPANY
        self.events.save()
        with self.assertRaises(NotOfferedError):
            self.give(self.yes)
        self.assertEqual(self.given(), [])


class SettingTest(ProfileTest):
    def test_writes_the_difference(self) -> None:
        self.give(self.yes)
        self.give(self.fairs)
        change = self.set([self.no, self.fairs], seen=[self.yes, self.fairs])
        self.assertEqual(change, AnswerChange(added=frozenset({self.no.pk}), removed=frozenset({self.yes.pk})))
        self.assertEqual(self.given(), ["No", "Catalogues"])

    def test_nothing_changed(self) -> None:
        self.give(self.yes)
        self.assertTrue(self.set([self.yes], seen=[self.yes]).is_nothing)

    def test_two_answers_of_a_single_question_are_refused(self) -> None:
        self.give(self.fairs)
        with self.assertRaises(SecondAnswerError):
            self.set([self.yes, self.no], seen=[self.fairs])
        self.assertEqual(self.given(), ["Catalogues"])

    def test_answers_that_somebody_else_changed_are_refused(self) -> None:
        self.give(self.fairs)
        with self.assertRaises(AnswersChangedError):
            self.set([self.yes])
        self.assertEqual(self.given(), ["Catalogues"])

    def test_answer_that_is_gone_is_refused(self) -> None:
        with self.assertRaises(NotOfferedError):
            set_answers(self.ann, answers=[0], seen=[], by=self.by, at=NINE)

    def test_undo_gives_back_what_was(self) -> None:
        self.give(self.yes)
        change = self.set([self.no, self.post], seen=[self.yes])
        self.undo(change)
        self.assertEqual(self.given(), ["Yes"])

    def test_undo_is_refused_when_changed_since(self) -> None:
        change = self.set([self.yes])
        self.set([self.no], seen=[self.yes])
        with self.assertRaises(AnswersChangedError):
            self.undo(change)
        self.assertEqual(self.given(), ["No"])

    def test_undo_never_makes_a_second_answer(self) -> None:
        self.give(self.yes)
        change = self.set([], seen=[self.yes])
        self.give(self.no)
        with self.assertRaises(ProfileError):
            self.undo(change)
        self.assertEqual(self.given(), ["No"])


class OfferTest(ProfileTest):
    def offered(self, contact: Contact) -> list[str]:
        return [questionnaire.code for questionnaire in offered_questionnaires(contact)]

    def test_by_type_and_what_matters_most_first(self) -> None:
        ProfileQuestionnaireFactory(code="FIRMS", contact_type=Contact.Type.COMPANY)
        ProfileQuestionnaireFactory(code="PEOPLE", contact_type=Contact.Type.PERSON, priority=Priority.HIGH)
        self.assertEqual(self.offered(self.ann), ["PEOPLE", "EVENTS"])
        self.assertEqual(self.offered(self.alder), ["EVENTS", "FIRMS"])

    def test_by_business_relation_of_the_company(self) -> None:
        press = BusinessRelationFactory(code="PRESS")
        ProfileQuestionnaireFactory(code="PAPERS", business_relation=press)
        self.assertEqual(self.offered(self.ann), ["EVENTS"])
        ContactBusinessRelationFactory(contact=self.alder, relation=press)
        self.assertEqual(self.offered(self.ann), ["EVENTS", "PAPERS"])
        self.assertEqual(self.offered(cast.company("Birch")), ["EVENTS"])

    def test_answered_before_is_offered_still(self) -> None:
        self.give(self.yes)
        self.events.contact_type = Contact.Type.COMPANY
        self.events.save()
        self.assertEqual(self.offered(self.ann), ["EVENTS"])
        self.assertEqual(self.offered(cast.person("Ben")), [])


class KnownTest(ProfileTest):
    def test_highest_priority_first_and_the_lowest_left_out(self) -> None:
        ProfileAnswer.objects.filter(pk=self.post.pk).update(priority=Priority.VERY_HIGH)
        ProfileAnswer.objects.filter(pk=self.fairs.pk).update(priority=Priority.VERY_LOW)
        for answer in (self.yes, self.fairs, self.post):
            self.give(answer)
        self.assertEqual([given.answer.text for given in answers_of(self.ann)], ["Mail", "Yes"])
        self.assertEqual(answer_keys_of(self.ann), {self.yes.pk, self.fairs.pk, self.post.pk})


class KeepingTest(ProfileTest):
    def test_used_answer_cannot_be_deleted(self) -> None:
        for contact in (self.ann, cast.person("Ben")):
            ContactProfileAnswerFactory(contact=contact, answer=self.yes)
        with self.assertRaises(AnswersInUseError) as caught:
            refuse_used_answers(ProfileAnswer.objects.filter(question=self.yes.question), name="Fairs?")
        self.assertEqual(
            str(caught.exception),
            "“Fairs?” cannot be deleted: 2 contacts answered so. Take the answers away there first.",
        )
        for record in (self.yes, self.yes.question, self.events):
            with self.assertRaises(ProtectedError):
                record.delete()

    def test_others_can(self) -> None:
        self.give(self.yes)
        refuse_used_answers(ProfileAnswer.objects.filter(pk=self.no.pk), name="No")
        self.media.delete()
        self.assertEqual(ProfileAnswer.objects.count(), 2)

    def test_code_of_an_answer_is_never_taken_twice(self) -> None:
        fairs = ProfileQuestionnaireFactory(code="FAIRS")
        self.assertEqual([take_answer_code(fairs), take_answer_code(fairs)], ["FAIRS-1", "FAIRS-2"])
        ProfileAnswerFactory(question__questionnaire=fairs, code="FAIRS-2").delete()
        self.assertEqual(take_answer_code(fairs), "FAIRS-3")
