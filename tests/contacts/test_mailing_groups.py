"""Putting many contacts in a mailing group at once."""

from django.test import TestCase

from contacts.mailing_groups import (
    Assignment,
    AssignmentChangedError,
    assign_mailing_group,
    contacts_by_fate,
    plan_assignment,
)
from contacts.models import Contact, MailingGroup
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.users import UserFactory


class AssignTest(TestCase):
    """NEWS has Birch and Cedar, OTHER has Cedar; what is chosen are Alder and Birch."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.user = UserFactory()
        cls.alder, cls.birch, cls.cedar = (cast.company(name) for name in ("Alder", "Birch", "Cedar"))
        cls.news, cls.other = MailingGroup.objects.create(code="NEWS"), MailingGroup.objects.create(code="OTHER")
        cls.news.contact_set.add(cls.birch, cls.cedar)
        cls.other.contact_set.add(cls.cedar)
        cls.chosen = Contact.objects.filter(number__in=["ALDER", "BIRCH"]).order_by("name")

    def assign(self, *, replaces: bool = False, expected: Assignment | None = None) -> Assignment:
        return assign_mailing_group(
            self.news, contacts=self.chosen, replaces=replaces, expected=expected, at=NOW, by=self.user
        )

    def members(self) -> list[str]:
        return list(self.news.contact_set.order_by("name").values_list("name", flat=True))

    def modified(self) -> list[str]:
        changed = Contact.objects.filter(modified_by=self.user, modified_at=NOW)
        return list(changed.order_by("name").values_list("name", flat=True))

    def test_who_is_chosen_comes_into_it_and_the_others_stay(self) -> None:
        planned = plan_assignment(self.news, contacts=self.chosen, replaces=False)
        self.assertEqual(planned, Assignment(coming_count=1, already_count=1, leaving_count=0))
        self.assertEqual(self.assign(), planned)
        self.assertEqual((self.members(), self.modified()), (["Alder", "Birch", "Cedar"], ["Alder"]))

    def test_replacing_lets_everybody_else_leave(self) -> None:
        planned = plan_assignment(self.news, contacts=self.chosen, replaces=True)
        self.assertEqual(planned, Assignment(coming_count=1, already_count=1, leaving_count=1))
        self.assertEqual(self.assign(replaces=True, expected=planned), planned)
        self.assertEqual((self.members(), self.modified()), (["Alder", "Birch"], ["Alder", "Cedar"]))
        self.assertEqual(list(self.other.contact_set.all()), [self.cedar])

    def test_done_again_changes_nothing(self) -> None:
        self.assign(replaces=True)
        Contact.objects.update(modified_by=None)
        self.assertEqual(self.assign(replaces=True), Assignment(coming_count=0, already_count=2, leaving_count=0))
        self.assertEqual((self.members(), self.modified()), (["Alder", "Birch"], []))

    def test_other_numbers_than_a_person_saw_are_refused(self) -> None:
        with self.assertRaisesMessage(AssignmentChangedError, "By now 1 would come into the group and 1 leave."):
            self.assign(replaces=True, expected=Assignment(coming_count=1, already_count=1, leaving_count=0))
        self.assertEqual((self.members(), self.modified()), (["Birch", "Cedar"], []))

    def test_each_number_counts_its_contacts(self) -> None:
        fates = contacts_by_fate(self.news, contacts=self.chosen)
        self.assertEqual(
            {fate: list(contacts) for fate, contacts in fates.items()},
            {"coming": [self.alder], "already": [self.birch], "leaving": [self.cedar]},
        )

    def test_nobody_chosen_joins_nobody(self) -> None:
        done = assign_mailing_group(self.news, contacts=Contact.objects.none(), replaces=False, at=NOW, by=None)
        self.assertEqual(done, Assignment(coming_count=0, already_count=0, leaving_count=0))
        self.assertEqual(self.members(), ["Birch", "Cedar"])

    def test_cost_does_not_grow_with_the_contacts(self) -> None:
        with self.assertNumQueries(8):
            self.assign()
