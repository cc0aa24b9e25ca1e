"""Two who import the same at once, and a database that goes away in the middle."""

import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import connection, connections, transaction
from django.test import TransactionTestCase

from contacts.contact_import import ContactImporter
from contacts.models import Contact
from tests.concurrency import run_together, wait_for_blocked_session
from tests.factories import cast
from tests.factories.contacts import NumberSeriesFactory
from tests.import_files import refused, run, write_rows


@pytest.mark.postgresql
class TwoAtOnceTest(TransactionTestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(TemporaryDirectory()))

    def file(self, name: str, *rows: str) -> str:
        return write_rows(self.folder / name, "number,name", *rows)

    def test_second_of_two_who_add_the_same_is_told_and_saves_nothing(self) -> None:
        one, other = self.file("one.csv", "A,Alder"), self.file("other.csv", "B,Birch", "A,Another")
        first_has_added = threading.Event()

        def import_first() -> None:
            with transaction.atomic():
                run("import_contacts", one)
                first_has_added.set()
                wait_for_blocked_session()

        def import_second() -> None:
            first_has_added.wait(timeout=10)
            self.answer = refused("import_contacts", other)

        run_together(import_first, import_second)
        self.assertEqual(
            self.answer[:2],
            (1, "Somebody else added some of these rows at the same time. Nothing was saved; run the import again."),
        )
        self.assertEqual(list(Contact.objects.values_list("number", "name")), [("A", "Alder")])
        self.assertEqual(
            run("import_contacts", other)[-1], "Contacts: read 2 = 1 added + 1 changed + 0 unchanged + 0 rejected."
        )

    def test_file_without_numbers_that_two_import_makes_nobody_twice(self) -> None:
        NumberSeriesFactory(code="CONTACT")
        path = write_rows(self.folder / "fair.csv", "name,email", "Alder,a@x.example", "Birch,b@x.example")
        first_has_added = threading.Event()

        def import_first() -> None:
            with transaction.atomic():
                run("import_contacts", path)
                first_has_added.set()
                wait_for_blocked_session()

        def import_second() -> None:
            first_has_added.wait(timeout=10)
            self.answer = run("import_contacts", path)

        run_together(import_first, import_second)
        self.assertEqual(self.answer[-1], "Contacts: read 2 = 0 added + 0 changed + 2 unchanged + 0 rejected.")
        self.assertEqual(list(Contact.objects.order_by("number").values_list("name", flat=True)), ["Alder", "Birch"])

    def test_two_who_change_the_same_come_one_after_the_other(self) -> None:
        cast.company("Alder", city="Aachen", phone="1")
        one = write_rows(self.folder / "one.csv", "number,city", "ALDER,Arnhem")
        other = write_rows(self.folder / "other.csv", "number,phone", "ALDER,2")
        first_has_changed = threading.Event()

        def import_first() -> None:
            with transaction.atomic():
                run("import_contacts", one)
                first_has_changed.set()
                wait_for_blocked_session()

        def import_second() -> None:
            first_has_changed.wait(timeout=10)
            run("import_contacts", other)

        run_together(import_first, import_second)
        self.assertEqual(Contact.objects.values_list("city", "phone").get(), ("Arnhem", "2"))


@pytest.mark.postgresql
class DatabaseGoneTest(TransactionTestCase):
    def test_import_says_so_and_leaves_nothing_half_done(self) -> None:
        folder = Path(self.enterContext(TemporaryDirectory()))
        path = write_rows(folder / "contacts.csv", "number,name", "A,Alder", "B,Birch")

        def lose_the_database(importer: ContactImporter) -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                [pid] = cursor.fetchone()
            other = connections.create_connection("default")
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
            other.close()
            saved(importer)

        saved = ContactImporter.save

        def import_file() -> None:
            self.answer = refused("import_contacts", path)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ContactImporter, "save", lose_the_database)
            run_together(import_file)
        code, message, _ = self.answer
        self.assertEqual(code, 1)
        self.assertTrue(message.startswith("The database could not be reached; nothing was saved. "), message)
        self.assertEqual(Contact.objects.count(), 0)
        self.assertEqual(run("import_contacts", path)[-1][:29], "Contacts: read 2 = 2 added + ")
