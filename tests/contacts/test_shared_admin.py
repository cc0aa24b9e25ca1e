from django.contrib.auth.models import Group
from django.test import TestCase
from django.urls import reverse

from contacts.models import MailingGroup, Salesperson, Territory
from contacts.shared_admin import why_it_stays
from tests.factories import cast
from tests.factories.contacts import MailingGroupFactory, SalespersonFactory, TerritoryFactory
from tests.factories.users import UserFactory


class KeepUsedTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.staff = UserFactory(is_staff=True)
        cls.staff.groups.add(Group.objects.get(name="Set-up"))
        cls.news = MailingGroupFactory(code="NEWS")
        cls.north = TerritoryFactory(code="NORTH")
        cls.ann, cls.ben = cast.person("Ann", territory=cls.north), cast.person("Ben")

    def setUp(self) -> None:
        self.client.force_login(self.staff)

    def delete(self, name: str, key: int) -> str:
        answer = self.client.post(reverse(f"admin:contacts_{name}_delete", args=[key]), {"post": "yes"}, follow=True)
        return answer.text

    def test_group_that_has_contacts_stays_and_they_stay_in_it(self) -> None:
        self.ann.mailing_groups.add(self.news)
        self.ben.mailing_groups.add(self.news)
        self.assertEqual(
            why_it_stays(self.news), "NEWS cannot be deleted: it is used by 2 contacts. Change those first."
        )
        self.assertIn("NEWS cannot be deleted: it is used by 2 contacts.", self.delete("mailinggroup", self.news.pk))
        self.assertEqual(self.news.contact_set.count(), 2)

    def test_many_are_refused_together_where_one_is_used(self) -> None:
        self.ann.mailing_groups.add(self.news)
        MailingGroupFactory(code="OLD")
        chosen = list(MailingGroup.objects.values_list("pk", flat=True))
        fields = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
        self.client.post(reverse("admin:contacts_mailinggroup_changelist"), fields)
        self.assertEqual(MailingGroup.objects.count(), 2)

    def test_code_on_a_card_stays(self) -> None:
        self.assertIn("NORTH cannot be deleted: it is used by 1 contact.", self.delete("territory", self.north.pk))
        self.assertTrue(Territory.objects.filter(code="NORTH").exists())

    def test_salesperson_with_contacts_stays(self) -> None:
        anna = SalespersonFactory(code="AA", name="Anna")
        cast.company("Alder", salesperson=anna)
        self.assertIn("AA Anna cannot be deleted: it is used by 1 contact.", self.delete("salesperson", anna.pk))
        self.assertTrue(Salesperson.objects.filter(code="AA").exists())

    def test_code_that_nothing_uses_goes(self) -> None:
        self.assertEqual(why_it_stays(self.news), "")
        self.delete("mailinggroup", self.news.pk)
        self.assertFalse(MailingGroup.objects.exists())
