from django.contrib.auth.models import User
from django.test import TestCase

from contacts.models import Upload
from tests.config.uploads.pages import bring, csv_file
from tests.factories.users import UserFactory


class TestWhoMayImport(TestCase):
    anna: User
    viewer: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.anna = UserFactory(username="anna", group="Marketer")
        cls.viewer = UserFactory(username="vera", group="Viewer")

    def upload(self) -> Upload:
        self.client.force_login(self.anna)
        upload = bring(self.client, "contacts", csv_file("number,name", "A,Alder"))
        self.client.logout()
        return upload

    def pages(self) -> list[tuple[str, str]]:
        pk = self.upload().pk
        return [
            ("get", "/imports/new/"),
            ("get", "/imports/new/contacts/"),
            ("post", "/imports/new/contacts/"),
            ("get", "/imports/template/contacts/"),
            ("get", f"/imports/{pk}/"),
            ("get", f"/imports/{pk}/columns/"),
            ("get", f"/imports/{pk}/rejects/"),
            ("post", f"/imports/{pk}/check/"),
            ("post", f"/imports/{pk}/save/"),
            ("post", f"/imports/{pk}/discard/"),
        ]

    def test_viewer_is_refused_everywhere(self) -> None:
        pages = self.pages()
        self.client.force_login(self.viewer)
        for method, url in pages:
            with self.subTest(url):
                self.assertEqual(getattr(self.client, method)(url).status_code, 403)
        self.assertEqual(Upload.objects.get().state, "checked")

    def test_anonymous_is_sent_to_sign_in(self) -> None:
        for method, url in self.pages():
            with self.subTest(url):
                self.assertRedirects(
                    getattr(self.client, method)(url), f"/sign-in/?next={url}", fetch_redirect_response=False
                )

    def test_colleague_who_may_import_the_same_goes_on(self) -> None:
        upload = self.upload()
        self.client.force_login(UserFactory(group="Marketer"))
        self.client.post(f"/imports/{upload.pk}/save/", {"digest": upload.digest})
        upload.refresh_from_db()
        self.assertEqual(upload.state, "saved")

    def test_of_orders_needs_the_rights_on_orders(self) -> None:
        self.client.force_login(UserFactory(permissions=["orders.add_order", "orders.change_order"]))
        response = self.client.get("/imports/new/orders/")
        self.assertContains(response, "You may not import orders.", status_code=403)

    def test_kind_that_there_is_not_is_not_found(self) -> None:
        self.client.force_login(self.anna)
        self.assertEqual(self.client.get("/imports/new/invoices/").status_code, 404)
