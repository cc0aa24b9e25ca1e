from django.contrib.auth.models import Group
from django.test import TestCase
from django.urls import reverse

from contacts.models import ProfileAnswer, ProfileQuestion, ProfileQuestionnaire
from tests.factories import cast
from tests.factories.contacts import (
    ContactProfileAnswerFactory,
    ProfileAnswerFactory,
    ProfileQuestionFactory,
    ProfileQuestionnaireFactory,
)
from tests.factories.users import UserFactory

IN_USE = "cannot be deleted: 1 contact answered so. Take the answer away there first."


class ProfileAdminTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.staff = UserFactory(is_staff=True)
        cls.staff.groups.add(Group.objects.get(name="Set-up"))
        cls.events = ProfileQuestionnaireFactory(code="EVENTS")
        cls.fairs = ProfileQuestionFactory(questionnaire=cls.events, text="Visits fairs?")
        cls.yes = ProfileAnswerFactory(question=cls.fairs, text="Yes")
        ContactProfileAnswerFactory(contact=cast.person("Ann"), answer=cls.yes)

    def setUp(self) -> None:
        self.client.force_login(self.staff)

    def rows(self, prefix: str, *rows: dict[str, object], initial: int) -> dict[str, object]:
        values = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
        return values | {f"{prefix}-{i}-{name}": value for i, row in enumerate(rows) for name, value in row.items()}

    def change_question(self, *rows: dict[str, object], initial: int) -> object:
        fields = {"questionnaire": self.events.pk, "position": 1, "text": "Visits fairs?"}
        page = reverse("admin:contacts_profilequestion_change", args=[self.fairs.pk])
        return self.client.post(page, fields | self.rows("answers", *rows, initial=initial))

    def test_questionnaire_is_made_with_its_questions(self) -> None:
        fields = {"code": "SIZE", "priority": 3} | self.rows(
            "questions", {"position": 1, "text": "How many?"}, initial=0
        )
        response = self.client.post(reverse("admin:contacts_profilequestionnaire_add"), fields)
        self.assertRedirects(response, reverse("admin:contacts_profilequestionnaire_changelist"))
        self.assertEqual(ProfileQuestion.objects.get(questionnaire__code="SIZE").text, "How many?")

    def test_new_answers_get_codes(self) -> None:
        known = {"id": self.yes.pk, "position": 1, "text": "Yes", "priority": 3}
        self.change_question(known, *({"position": n, "text": f"{n}", "priority": 3} for n in (2, 3)), initial=1)
        codes = ProfileAnswer.objects.exclude(pk=self.yes.pk).order_by("position").values_list("code", flat=True)
        self.assertEqual(list(codes), ["EVENTS-1", "EVENTS-2"])

    def test_used_answer_stays(self) -> None:
        row = {"id": self.yes.pk, "position": 1, "text": "Yes", "priority": 3, "DELETE": "on"}
        self.assertContains(self.change_question(row, initial=1), f"“Yes” {IN_USE}")
        self.assertTrue(ProfileAnswer.objects.filter(pk=self.yes.pk).exists())

    def test_unused_answer_goes(self) -> None:
        no = ProfileAnswerFactory(question=self.fairs, text="No")
        row = {"id": no.pk, "position": 1, "text": "No", "priority": 3, "DELETE": "on"}
        self.change_question(row, initial=1)
        self.assertEqual(list(ProfileAnswer.objects.all()), [self.yes])

    def test_used_question_and_questionnaire_stay(self) -> None:
        for model, record, name in (
            ("profilequestion", self.fairs, "Visits fairs?"),
            ("profilequestionnaire", self.events, "EVENTS"),
        ):
            page = reverse(f"admin:contacts_{model}_delete", args=[record.pk])
            self.assertContains(self.client.get(page), f"“{name}” {IN_USE}")
            self.client.post(page, {"post": "yes"})
        self.assertEqual(ProfileQuestionnaire.objects.count(), 1)
        self.assertEqual(ProfileQuestion.objects.count(), 1)

    def test_unused_questionnaire_goes(self) -> None:
        size = ProfileQuestionFactory(questionnaire__code="SIZE").questionnaire
        self.client.post(reverse("admin:contacts_profilequestionnaire_delete", args=[size.pk]), {"post": "yes"})
        self.assertEqual(list(ProfileQuestionnaire.objects.all()), [self.events])

    def test_answer_leads_to_its_contacts(self) -> None:
        page = self.client.get(reverse("admin:contacts_profilequestion_change", args=[self.fairs.pk]))
        self.assertContains(page, f'<a href="/contacts/?answer={self.yes.pk}">1</a>')
