from django.test import TestCase, override_settings

from contacts.models import Upload
from tests.config.uploads.pages import csv_file
from tests.factories.users import UserFactory

AN_OPERATOR = "who looks after the system"


class TestUploadLimit(TestCase):
    def setUp(self) -> None:
        self.client.force_login(UserFactory(group="Marketer"))

    @override_settings(UPLOAD_MOST_BYTES=1_000_000)
    def test_file_that_is_too_large_is_refused_with_the_command(self) -> None:
        response = self.client.post("/imports/new/contacts/", {"file": csv_file("number", "x" * 1_000_000)})
        self.assertEqual(response.status_code, 422)
        self.assertEqual(
            response.context["form"].errors["file"],
            [f"contacts.csv is larger than 1 MB. Part it, or ask {AN_OPERATOR} to run manage.py import_contacts."],
        )
        self.assertEqual(Upload.objects.count(), 0)

    @override_settings(UPLOAD_MOST_BYTES=16)
    def test_file_that_just_fits_is_taken(self) -> None:
        response = self.client.post("/imports/new/contacts/", {"file": csv_file("number,name", "A,b")})
        self.assertEqual((response.status_code, Upload.objects.get().size), (302, 16))
