from django.test import TestCase

from contacts.models import SavedView, StartView
from tests.factories.users import UserFactory

SAVE = {"list": "campaigns:list", "query": "search=lamp&sort=-number&columns=number", "name": "Lamps"}


class SavedViewPagesTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.ann = UserFactory(group="Viewer", username="ann")
        cls.boss = UserFactory(group="Campaign manager", username="boss")

    def setUp(self) -> None:
        self.client.force_login(self.ann)

    def view(self, **fields) -> SavedView:
        usual = {"list_name": "campaigns:list", "name": "Lamps", "owner": self.ann, "filters": "search=lamp"}
        return SavedView.objects.create(**{**usual, **fields})

    def test_viewer_saves_how_the_list_stands(self) -> None:
        form = self.client.get("/views/new/", {"list": "campaigns:list", "query": "search=lamp"})
        self.assertContains(form, 'value="search=lamp"')
        self.assertNotContains(form, "Share with everybody")
        answer = self.client.post("/views/new/", SAVE)
        view = SavedView.objects.get()
        self.assertEqual(
            (view.name, view.owner, view.filters, view.sort), ("Lamps", self.ann, "search=lamp", "-number")
        )
        self.assertRedirects(answer, f"/campaigns/?view={view.pk}&search=lamp&sort=-number&columns=number")

    def test_refused_name_keeps_what_was_typed(self) -> None:
        self.view()
        answer = self.client.post("/views/new/", {**SAVE, "name": "lamps"})
        self.assertContains(answer, "You already have a view “lamps” on this list.", status_code=422)
        self.assertContains(answer, 'value="lamps"', status_code=422)
        self.assertEqual(SavedView.objects.count(), 1)

    def test_manager_shares(self) -> None:
        self.client.force_login(self.boss)
        self.client.post("/views/new/", {**SAVE, "is_shared": "on"})
        self.assertIs(SavedView.objects.get().is_shared, True)

    def test_viewer_does_not_share_whatever_is_sent(self) -> None:
        self.client.post("/views/new/", {**SAVE, "is_shared": "on"})
        self.assertIs(SavedView.objects.get().is_shared, False)

    def test_owner_renames_saves_and_deletes(self) -> None:
        view = self.view()
        self.client.post(f"/views/{view.pk}/", {"name": "Desk lamps"})
        self.client.post(f"/views/{view.pk}/save/", {"query": "search=desk"})
        view.refresh_from_db()
        self.assertEqual((view.name, view.filters), ("Desk lamps", "search=desk"))
        answer = self.client.post(f"/views/{view.pk}/delete/")
        self.assertRedirects(answer, "/campaigns/?view=all&search=desk")
        self.assertFalse(SavedView.objects.exists())

    def test_shared_view_of_another_is_refused(self) -> None:
        view = self.view(owner=self.boss, is_shared=True)
        for verb, sent in (("", {"name": "Mine"}), ("save/", {"query": ""}), ("delete/", {})):
            answer = self.client.post(f"/views/{view.pk}/{verb}", sent)
            self.assertContains(answer, "belongs to boss", status_code=403)
        view.refresh_from_db()
        self.assertEqual((view.name, view.filters), ("Lamps", "search=lamp"))

    def test_private_view_of_another_is_not_found(self) -> None:
        view = self.view(owner=self.boss)
        for verb in ("", "save/", "delete/"):
            self.assertEqual(self.client.post(f"/views/{view.pk}/{verb}").status_code, 404)
        self.assertTrue(SavedView.objects.exists())

    def test_list_starts_with_a_view_until_all_is_chosen(self) -> None:
        start = {"list": "campaigns:list", "view": "active"}
        self.assertRedirects(self.client.post("/views/start/", start), "/campaigns/?view=active&activated=yes")
        self.assertEqual(StartView.objects.get().view_key, "active")
        self.client.post("/views/start/", {**start, "view": "all"})
        self.assertFalse(StartView.objects.exists())
        self.assertEqual(self.client.post("/views/start/", {**start, "view": "99"}).status_code, 404)

    def test_are_for_those_who_may_see_the_list(self) -> None:
        view = self.view()
        self.ann.groups.clear()
        for page, sent in (
            ("/views/new/", SAVE),
            (f"/views/{view.pk}/", {"name": "x"}),
            (f"/views/{view.pk}/save/", {"query": ""}),
            (f"/views/{view.pk}/delete/", {}),
            ("/views/start/", {"list": "campaigns:list", "view": "active"}),
        ):
            self.assertEqual(self.client.post(page, sent).status_code, 403)
        self.client.logout()
        self.assertRedirects(self.client.get("/views/new/"), "/sign-in/?next=/views/new/")
        self.assertEqual(SavedView.objects.get().filters, "search=lamp")

    def test_what_is_no_list_is_not_found(self) -> None:
        for name in ("", "home", "campaigns:card", "no:such"):
            self.assertEqual(self.client.get("/views/new/", {"list": name}).status_code, 404)

    def test_verbs_are_posted(self) -> None:
        view = self.view()
        for page in (f"/views/{view.pk}/save/", f"/views/{view.pk}/delete/", "/views/start/"):
            self.assertEqual(self.client.get(page).status_code, 405)
