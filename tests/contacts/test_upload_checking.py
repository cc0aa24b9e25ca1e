"""Checked, then saved as it was checked or not at all."""

import datetime as dt
import resource
from typing import Any

from django.contrib.auth.models import User
from django.test import TestCase, override_settings

from config.uploads.kinds import KINDS
from contacts.models import Contact, Upload
from contacts.upload_checking import (
    Counts,
    TooManyRowsError,
    UploadDecidedError,
    UploadError,
    UploadIncompleteError,
    UploadNotCheckedError,
    check_upload,
    discard_upload,
    save_upload,
)
from contacts.upload_files import keep_upload
from contacts.upload_reading import Reading, look_at, with_columns
from tests.factories import cast
from tests.factories.users import UserFactory

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
CONTACTS = KINDS["contacts"]


class UploadTestCase(TestCase):
    anna: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.anna = UserFactory(username="anna")

    def upload(self, *rows: str, headings: str = "number,name,city", **reading: Any) -> Upload:
        """Return an upload of contacts that is checked."""
        content = "".join(f"{row}\n" for row in (headings, *rows)).encode()
        upload = keep_upload([content], name="a.csv", kind="contacts", at=NOW, by=self.anna)
        table = look_at(upload, kind=CONTACTS, reading=Reading(**reading), by=self.anna)
        upload.reading = with_columns(Reading(**reading), table).stored()
        upload.save()
        return self.checked(upload)

    def checked(self, upload: Upload) -> Upload:
        check_upload(upload, kind=CONTACTS, at=NOW, by=self.anna)
        upload.refresh_from_db()
        return upload

    def save(self, upload: Upload, **options: Any):
        values = {"digest": upload.digest, "skips_bad": False, "at": NOW, "by": self.anna} | options
        return save_upload(upload, kind=CONTACTS, **values)

    def refusal(self, kind: type[UploadError], upload: Upload, **options: Any) -> str:
        with self.assertRaises(kind) as caught:
            self.save(upload, **options)
        return str(caught.exception)


class TestCheck(UploadTestCase):
    def test_finds_what_rows_would_do_and_saves_nothing(self) -> None:
        cast.company("Alder", city="Aachen")
        cast.company("Birch", city="Breda")
        upload = self.upload("ALDER,Alder,Arnhem", "BIRCH,Birch,Breda", "C,Cedar,", "D,,", "C,Again,")
        self.assertEqual(Counts.of(upload), Counts(added=1, changed=1, unchanged=1, rejected=2))
        self.assertEqual(upload.read_count, 5)
        self.assertEqual(
            list(upload.rows.order_by("row_number").values_list("row_number", "outcome", "reason")),
            [
                (2, "changed", ""),
                (3, "unchanged", ""),
                (4, "added", ""),
                (5, "rejected", "Fill in a name."),
                (6, "rejected", "Row 4 of the file is about the same."),
            ],
        )
        self.assertEqual(set(Contact.objects.values_list("number", "city")), {("ALDER", "Aachen"), ("BIRCH", "Breda")})

    def test_again_replaces_the_rows(self) -> None:
        upload = self.upload("A,Alder,")
        cast.company("A", city="")
        self.checked(upload)
        self.assertEqual([(row.row_number, row.outcome) for row in upload.rows.all()], [(2, "changed")])

    def test_without_rows_has_nothing(self) -> None:
        upload = self.upload()
        self.assertEqual((upload.read_count, upload.may_be_saved), (0, False))

    @override_settings(UPLOAD_MOST_ROWS=2)
    def test_of_too_many_rows_is_refused_with_the_command(self) -> None:
        with self.assertRaises(TooManyRowsError) as caught:
            self.upload("A,Alder,", "B,Birch,", "C,Cedar,")
        self.assertEqual(
            str(caught.exception),
            "a.csv has more than 2 rows. Part it, or ask who looks after the system to run manage.py import_contacts.",
        )

    def test_takes_the_first_of_rows_about_the_same_when_told(self) -> None:
        upload = self.upload("A,Alder,", "A,Another,", keeps_first=True)
        self.assertEqual(Counts.of(upload), Counts(added=1, changed=0, unchanged=1, rejected=0))

    def test_of_many_rows_needs_little_memory(self) -> None:
        self.upload("WARM,Up,")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        upload = self.upload(*(f"N{number},Company {number},City {number}" for number in range(8_000)))
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        self.assertEqual(upload.added_count, 8_000)
        self.assertLess(grown, 40_000)  # Kilobytes, the database of the tests included, which lies in memory.


class TestSave(UploadTestCase):
    def test_writes_what_the_check_showed(self) -> None:
        upload = self.upload("A,Alder,Arnhem", "B,Birch,Breda")
        result = self.save(upload)
        self.assertEqual((result.is_saved, result.now), (True, Counts(2, 0, 0, 0)))
        upload.refresh_from_db()
        self.assertEqual((upload.state, upload.decided_at, upload.decided_by), ("saved", NOW, self.anna))
        self.assertEqual(dict(Contact.objects.values_list("number", "city")), {"A": "Arnhem", "B": "Breda"})

    def test_saves_nothing_when_a_row_would_do_something_else_by_now(self) -> None:
        upload = self.upload("A,Alder,Arnhem", "B,Birch,Breda")
        cast.company("A", city="")
        result = self.save(upload)
        self.assertEqual((result.is_saved, result.before, result.now), (False, Counts(2, 0, 0, 0), Counts(1, 1, 0, 0)))
        upload.refresh_from_db()
        self.assertEqual((upload.state, Counts.of(upload)), ("checked", Counts(1, 1, 0, 0)))
        self.assertEqual(list(Contact.objects.values_list("number", "city")), [("A", "")])

    def test_saves_nothing_when_only_the_value_to_be_replaced_changed(self) -> None:
        alder = cast.company("A", city="Aachen")
        upload = self.upload("A,A,Arnhem")
        Contact.objects.filter(pk=alder.pk).update(city="Amsterdam")
        result = self.save(upload)
        self.assertEqual((result.is_saved, result.before), (False, result.now))
        self.assertEqual(Contact.objects.get().city, "Amsterdam")
        upload.refresh_from_db()
        self.assertEqual(upload.rows.get().differences, [["city", ["text", "Amsterdam"], ["text", "Arnhem"]]])
        self.assertTrue(self.save(upload).is_saved)

    def test_is_all_or_nothing_unless_told(self) -> None:
        upload = self.upload("A,Alder,", "B,,")
        self.assertEqual(
            self.refusal(UploadIncompleteError, upload),
            "Rows are wrong, so nothing was saved. Mend them and upload the file again.",
        )
        self.assertEqual(Contact.objects.count(), 0)
        self.assertTrue(self.save(upload, skips_bad=True).is_saved)
        self.assertEqual(list(Contact.objects.values_list("number", flat=True)), ["A"])

    def test_twice_writes_once(self) -> None:
        upload = self.upload("A,Alder,")
        self.save(upload)
        Contact.objects.update(name="Changed since")
        self.assertEqual(self.refusal(UploadDecidedError, upload), "a.csv was saved already; nothing was saved again.")
        self.assertEqual(Contact.objects.get().name, "Changed since")

    def test_of_a_check_that_is_not_the_last_is_refused(self) -> None:
        upload = self.upload("A,Alder,")
        self.assertIn("checked again meanwhile", self.refusal(UploadNotCheckedError, upload, digest="of another"))
        self.assertEqual(Contact.objects.count(), 0)

    def test_of_a_file_that_was_discarded_is_refused(self) -> None:
        upload = self.upload("A,Alder,")
        discard_upload(upload, at=NOW, by=self.anna)
        self.assertEqual(
            self.refusal(UploadDecidedError, upload),
            "a.csv was discarded; nothing was saved. Upload it again if you need it.",
        )
        with self.assertRaises(UploadDecidedError):
            check_upload(upload, kind=CONTACTS, at=NOW, by=self.anna)
        with self.assertRaises(UploadDecidedError):
            discard_upload(upload, at=NOW, by=self.anna)
        self.assertEqual(Contact.objects.count(), 0)
