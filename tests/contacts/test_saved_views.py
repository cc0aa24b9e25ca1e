from django.contrib.auth.models import Permission
from django.test import TestCase

from contacts.list_address import ViewTerms
from contacts.models import SavedView, StartView
from contacts.saved_views import (
    BuiltInView,
    NotOwnViewError,
    SharingError,
    ViewNameError,
    built_in_views_for,
    change_view,
    delete_view,
    rename_view,
    save_view,
    start_view_key,
    start_with,
    terms_of,
    views_for,
)
from tests.factories.contacts import SalespersonFactory
from tests.factories.users import UserFactory

LIST = "campaigns:list"
CHAIRS = ViewTerms(filters="search=chairs", sort="-number", columns="number,status")


class SavedViewTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.ann, cls.ben = UserFactory(username="ann"), UserFactory(username="ben")
        share = Permission.objects.get(codename="share_savedview")
        cls.boss = UserFactory(username="boss")
        cls.boss.user_permissions.add(share)

    def view(self, name: str = "Chairs", **fields):
        return save_view(**{"owner": self.ann, "list_name": LIST, "name": name, "terms": CHAIRS, **fields})

    def test_is_private_and_keeps_what_was_set(self) -> None:
        view = self.view("  Chairs ")
        self.assertEqual((view.name, view.is_shared, terms_of(view)), ("Chairs", False, CHAIRS))
        self.assertEqual(list(views_for(self.ann, LIST)), [view])
        self.assertEqual(list(views_for(self.ann, "orders:list")), [])
        self.assertEqual(list(views_for(self.ben, LIST)), [])

    def test_shared_one_is_seen_by_all_after_their_own(self) -> None:
        shared = self.view("A chair", owner=self.boss, is_shared=True)
        own = self.view("Z chair")
        self.assertEqual(list(views_for(self.ann, LIST)), [own, shared])

    def test_only_who_may_share_shares(self) -> None:
        with self.assertRaisesMessage(SharingError, "You may save views for yourself"):
            self.view(is_shared=True)
        view = self.view()
        with self.assertRaises(SharingError):
            rename_view(view, name="Chairs", is_shared=True, by=self.ann)
        self.assertEqual(list(SavedView.objects.values_list("name", "is_shared")), [("Chairs", False)])

    def test_name_is_needed_and_once_per_person_and_list(self) -> None:
        self.view()
        with self.assertRaisesMessage(ViewNameError, "You already have a view “chairs” on this list."):
            self.view("chairs")
        with self.assertRaisesMessage(ViewNameError, "Give the view a name."):
            self.view("  ")
        self.view(owner=self.ben)
        self.view(list_name="orders:list")
        self.assertEqual(SavedView.objects.count(), 3)

    def test_owner_changes_and_renames_it(self) -> None:
        view = self.view()
        change_view(view, terms=ViewTerms(filters="search=desks"), by=self.ann)
        rename_view(view, name="Desks", is_shared=False, by=self.ann)
        view.refresh_from_db()
        self.assertEqual((view.name, view.filters, view.sort, view.columns), ("Desks", "search=desks", "", ""))

    def test_nobody_else_touches_a_shared_one(self) -> None:
        view = self.view(owner=self.boss, is_shared=True)
        with self.assertRaisesMessage(NotOwnViewError, "The view “Chairs” belongs to boss."):
            change_view(view, terms=ViewTerms(), by=self.ann)
        with self.assertRaises(NotOwnViewError):
            rename_view(view, name="Mine", is_shared=False, by=self.ann)
        with self.assertRaises(NotOwnViewError):
            delete_view(view, by=self.ann)
        view.refresh_from_db()
        self.assertEqual((view.name, terms_of(view), view.is_shared), ("Chairs", CHAIRS, True))

    def test_deleted_one_is_no_longer_the_start(self) -> None:
        view = self.view(owner=self.boss, is_shared=True)
        start_with(self.ann, list_name=LIST, view_key=str(view.pk))
        start_with(self.ben, list_name=LIST, view_key="active")
        delete_view(view, by=self.boss)
        self.assertEqual(list(StartView.objects.values_list("user__username", "view_key")), [("ben", "active")])

    def test_start_is_per_person_and_list_and_can_be_taken_back(self) -> None:
        start_with(self.ann, list_name=LIST, view_key="active")
        start_with(self.ann, list_name=LIST, view_key="my")
        keys = [start_view_key(self.ann, LIST), start_view_key(self.ann, "orders:list"), start_view_key(self.ben, LIST)]
        self.assertEqual(keys, ["my", "", ""])
        start_with(self.ann, list_name=LIST, view_key="")
        self.assertEqual(start_view_key(self.ann, LIST), "")

    def test_what_is_ones_own_is_shown_to_salespeople(self) -> None:
        my, active = BuiltInView("my", "My", is_for_salespeople=True), BuiltInView("active", "Active")
        SalespersonFactory(user=self.ann)
        self.assertEqual(list(built_in_views_for(self.ann, [my, active])), [my, active])
        self.assertEqual(list(built_in_views_for(self.ben, [my, active])), [active])
