"""Two who save the same upload, or the same file, at once."""

import datetime as dt
import threading

import pytest
from django.test import TransactionTestCase

from config.uploads.kinds import KINDS
from contacts.models import Contact, Upload
from contacts.upload_checking import SaveResult, UploadDecidedError, check_upload, save_upload
from contacts.upload_files import keep_upload
from contacts.upload_reading import Reading
from tests.concurrency import run_together
from tests.factories.users import UserFactory

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
CONTACTS = KINDS["contacts"]


@pytest.mark.postgresql
class TwoAtOnceTest(TransactionTestCase):
    def setUp(self) -> None:
        self.anna = UserFactory(username="anna")
        self.answers: list[SaveResult | Exception] = []

    def upload(self) -> Upload:
        rows = "".join(f"N{number},Company {number}\n" for number in range(300))
        upload = keep_upload([f"number,name\n{rows}".encode()], name="a.csv", kind="contacts", at=NOW, by=self.anna)
        upload.reading = Reading(headings={"number": "number", "name": "name"}).stored()
        upload.save()
        check_upload(upload, kind=CONTACTS, at=NOW, by=self.anna)
        upload.refresh_from_db()
        return upload

    def save_together(self, *uploads: Upload) -> None:
        ready = threading.Barrier(len(uploads))

        def save(upload: Upload) -> None:
            ready.wait(timeout=10)
            try:
                answer = save_upload(upload, kind=CONTACTS, digest=upload.digest, skips_bad=False, at=NOW, by=self.anna)
            except Exception as error:  # noqa: BLE001  # whatever it is, the test looks at it
                self.answers.append(error)
            else:
                self.answers.append(answer)

        run_together(*(lambda upload=upload: save(upload) for upload in uploads))

    def test_upload_is_saved_once(self) -> None:
        upload = self.upload()
        self.save_together(upload, upload)
        kinds = {type(answer) for answer in self.answers}
        self.assertEqual(kinds, {SaveResult, UploadDecidedError})
        self.assertEqual(Contact.objects.count(), 300)

    def test_same_file_twice_adds_its_rows_once(self) -> None:
        self.save_together(self.upload(), self.upload())
        saved = [answer for answer in self.answers if isinstance(answer, SaveResult) and answer.is_saved]
        self.assertEqual((len(saved), len(self.answers), Contact.objects.count()), (1, 2, 300))
