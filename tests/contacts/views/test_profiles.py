from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpResponse
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact, ContactProfileAnswer
from tests.factories import cast
from tests.factories.contacts import (
    ContactProfileAnswerFactory,
    PersonFactory,
    ProfileAnswerFactory,
    ProfileQuestionFactory,
    ProfileQuestionnaireFactory,
)
from tests.factories.users import UserFactory


class ProfilePagesTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.ann = cast.person("Ann", cast.company("Alder"))
        cls.fairs = ProfileQuestionFactory(
            questionnaire=ProfileQuestionnaireFactory(code="EVENTS", description="Events"), text="Visits fairs?"
        )
        cls.yes = ProfileAnswerFactory(question=cls.fairs, text="Yes")
        cls.no = ProfileAnswerFactory(question=cls.fairs, text="No")
        cls.marketer = UserFactory(group="Marketer")

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def save(self, answer: object, *, seen: str = "") -> HttpResponse:
        return self.client.post("/contacts/ANN/profile/", {f"question-{self.fairs.pk}": answer, "seen": seen})

    def said(self, response: HttpResponse) -> list[str]:
        return [str(message) for message in get_messages(response.wsgi_request)]

    def given(self) -> list[str]:
        return list(ContactProfileAnswer.objects.values_list("answer__text", flat=True))

    def query_count(self, page: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.get(page).status_code, 200)
        return len(queries)


class LookingTest(ProfilePagesTest):
    def test_pages_are_for_those_who_may_see_profiles(self) -> None:
        for page in ("/contacts/ANN/profile/", "/questionnaires/"):
            self.client.force_login(UserFactory())
            self.assertContains(self.client.get(page), "You may not look at profile", status_code=403)
            self.client.logout()
            self.assertRedirects(self.client.get(page), f"/sign-in/?next={page}")

    def test_viewer_sees_the_answers_but_no_button(self) -> None:
        ContactProfileAnswerFactory(contact=self.ann, answer=self.yes)
        self.client.force_login(UserFactory(group="Viewer"))
        page = self.client.get("/contacts/ANN/profile/")
        self.assertContains(page, "You can look at profiles but not change them.")
        self.assertNotContains(page, "Save the profile")
        self.assertContains(page, "disabled checked")

    def test_no_questionnaire_is_said(self) -> None:
        self.fairs.questionnaire.delete()
        self.assertContains(self.client.get("/contacts/ANN/profile/"), "No questionnaire is offered")
        self.assertContains(self.client.get("/questionnaires/"), "No questionnaires yet")

    def test_n07_profile_of_a_minor_says_why_not(self) -> None:
        Contact.objects.filter(pk=self.ann.pk).update(is_minor=True, is_privacy_blocked=True)
        page = self.client.get("/contacts/ANN/profile/")
        self.assertContains(page, "Ann is a minor. Of minors no profile is kept.")
        self.assertNotContains(page, "Visits fairs?")
        self.assertContains(self.save(self.yes.pk), "Of minors no profile is kept.", status_code=422)
        self.assertEqual(self.given(), [])

    def test_counts_open_the_contacts_they_count(self) -> None:
        ContactProfileAnswerFactory(contact=self.ann, answer=self.yes)
        self.assertContains(self.client.get("/questionnaires/"), f'<a href="/contacts/?answer={self.yes.pk}">1</a>')
        self.assertContains(self.client.get(f"/contacts/?answer={self.yes.pk}"), "1 of 2 contacts")
        self.assertContains(self.client.get(f"/contacts/?answer={self.no.pk}"), "0 of 2 contacts")

    def test_query_count_does_not_grow(self) -> None:
        pages = ("/contacts/ANN/profile/", "/questionnaires/")
        ContactProfileAnswerFactory(contact=self.ann, answer=self.yes)
        before = [self.query_count(page) for page in pages]
        for _ in range(8):
            question = ProfileQuestionFactory(allows_several_answers=True)
            for answer in (ProfileAnswerFactory(question=question), ProfileAnswerFactory(question=question)):
                ContactProfileAnswerFactory(contact=self.ann, answer=answer)
                ContactProfileAnswerFactory(contact=PersonFactory(), answer=answer)
        self.assertEqual([self.query_count(page) for page in pages], before)


class SavingTest(ProfilePagesTest):
    def test_radio_replaces_the_answer_and_undo_gives_it_back(self) -> None:
        ContactProfileAnswerFactory(contact=self.ann, answer=self.yes)
        response = self.save(self.no.pk, seen=str(self.yes.pk))
        self.assertRedirects(response, "/contacts/ANN/profile/", fetch_redirect_response=False)
        self.assertEqual(self.said(response), ["Profile of Ann saved: 1 answer added, 1 taken away."])
        self.assertEqual(self.given(), ["No"])
        [message] = get_messages(response.wsgi_request)
        undone = self.client.post(message.extra_tags)
        self.assertEqual(self.said(undone)[-1], "Undone: the profile of Ann is as before.")
        self.assertEqual(self.given(), ["Yes"])
        again = self.client.post(message.extra_tags)
        self.assertEqual(self.said(again)[-1], "The profile of Ann was changed since, so nothing was undone.")
        self.assertEqual(self.given(), ["Yes"])

    def test_of_two_answers_of_a_single_question_the_last_is_taken(self) -> None:
        self.assertEqual(self.save([self.yes.pk, self.no.pk]).status_code, 302)
        self.assertEqual(self.given(), ["No"])

    def test_saving_the_same_says_so(self) -> None:
        ContactProfileAnswerFactory(contact=self.ann, answer=self.yes)
        response = self.save(self.yes.pk, seen=str(self.yes.pk))
        self.assertEqual(self.said(response), ["Nothing was changed on the profile of Ann."])

    def test_what_somebody_else_changed_is_not_written_over(self) -> None:
        ContactProfileAnswerFactory(contact=self.ann, answer=self.yes)
        response = self.save(self.no.pk)
        self.assertContains(response, "Somebody else changed the profile of Ann meanwhile.", status_code=422)
        self.assertEqual(self.given(), ["Yes"])

    def test_odd_requests_write_nothing(self) -> None:
        self.assertEqual(self.save("9999").status_code, 422)
        self.assertEqual(self.save(self.yes.pk, seen="x").status_code, 422)
        self.assertEqual(self.client.post("/contacts/ANN/profile/undo/x/").status_code, 404)
        self.assertEqual(self.client.post("/contacts/NOBODY/profile/").status_code, 404)
        self.assertEqual(self.given(), [])

    def test_undo_of_one_contact_is_not_for_another(self) -> None:
        cast.person("Ben")
        [message] = get_messages(self.save(self.yes.pk).wsgi_request)
        self.assertEqual(self.client.post(message.extra_tags.replace("ANN", "BEN")).status_code, 404)
        self.assertEqual(self.given(), ["Yes"])

    def test_viewer_is_refused(self) -> None:
        self.client.force_login(UserFactory(group="Viewer"))
        for page in ("/contacts/ANN/profile/", "/contacts/ANN/profile/undo/x/"):
            self.assertContains(
                self.client.post(page), "You can look at profiles but not change them.", status_code=403
            )
        self.client.logout()
        self.assertEqual(self.save(self.yes.pk).status_code, 302)
        self.assertEqual(self.given(), [])
