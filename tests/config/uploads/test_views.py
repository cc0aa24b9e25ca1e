"""The way of a file from the form to the database."""

import io
import zipfile

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings

from config.uploads.words import counts_moved
from contacts.models import Consent, Contact, HeadingChoice, Upload, UploadRow
from contacts.upload_checking import Counts
from tests.config.uploads.pages import bring, counts, csv_file, workbook_file
from tests.factories import cast
from tests.factories.contacts import TerritoryFactory
from tests.factories.users import UserFactory

GOOD = ("No.,Name,City", "A1,Alder,Aachen", "B1,Birch,Breda")


class ImportTestCase(TestCase):
    user: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.user = UserFactory(username="anna", group="Marketer")

    def setUp(self) -> None:
        self.client.force_login(self.user)

    def save(self, upload: Upload, **values: str):
        return self.client.post(f"/imports/{upload.pk}/save/", {"digest": upload.digest, **values}, follow=True)

    def messages(self, response) -> list[str]:
        return [str(message) for message in response.context["messages"]]


class TestFile(ImportTestCase):
    def test_with_headings_that_are_known_is_checked_at_once(self) -> None:
        upload = bring(self.client, "contacts", csv_file(*GOOD))
        self.assertEqual((upload.state, counts(upload)), ("checked", (2, 0, 0, 0)))
        self.assertEqual(Contact.objects.count(), 0)
        page = self.client.get(f"/imports/{upload.pk}/")
        self.assertContains(page, "Save 2 changes")

    def test_is_saved_as_it_was_checked(self) -> None:
        cast.company("B1", city="Berlin")
        upload = bring(self.client, "contacts", csv_file(*GOOD))
        self.assertEqual(counts(upload), (1, 1, 0, 0))
        changed = upload.rows.get(outcome="changed")
        self.assertEqual(changed.row_number, 3)
        self.assertIn(["city", ["text", "Berlin"], ["text", "Breda"]], changed.differences)
        response = self.save(upload)
        self.assertEqual(self.messages(response), ["Saved. 2 rows = 1 new + 1 changed + 0 unchanged + 0 left out."])
        self.assertEqual(dict(Contact.objects.values_list("number", "city")), {"A1": "Aachen", "B1": "Breda"})
        upload.refresh_from_db()
        self.assertEqual((upload.state, upload.decided_by), ("saved", self.user))

    def test_with_an_unknown_heading_asks_which_column_it_is_and_remembers(self) -> None:
        upload = bring(self.client, "contacts", csv_file("Klantcode,Name,Colour", "A1,Alder,red"))
        self.assertEqual(upload.state, "unread")
        page = self.client.get(f"/imports/{upload.pk}/", follow=True)
        self.assertRedirects(page, f"/imports/{upload.pk}/columns/")
        answers = {"column-0": "number", "column-1": "name", "column-2": ""}
        response = self.client.post(f"/imports/{upload.pk}/columns/", answers)
        self.assertRedirects(response, f"/imports/{upload.pk}/")
        upload.refresh_from_db()
        self.assertEqual(counts(upload), (1, 0, 0, 0))
        again = bring(self.client, "contacts", csv_file("KLANTCODE,Name,Colour", "A2,Birch,red"))
        self.assertEqual(again.state, "checked")
        self.assertEqual(HeadingChoice.objects.count(), 3)

    def test_of_thirty_unknown_columns_is_asked_about(self) -> None:
        headings = ",".join(f"Field {n}" for n in range(30))
        upload = bring(self.client, "contacts", csv_file(headings, ",".join("x" * 30)))
        page = self.client.get(f"/imports/{upload.pk}/columns/")
        self.assertContains(page, "not known", count=30)
        response = self.client.post(f"/imports/{upload.pk}/columns/", {f"column-{n}": "" for n in range(30)})
        self.assertEqual(response.status_code, 422)
        self.assertEqual(
            response.context["form"].non_field_errors(),
            ["No heading gives “No.”, which every row needs. Choose its heading, or a value for all rows."],
        )

    def test_with_two_headings_for_a_column_is_refused(self) -> None:
        upload = bring(self.client, "contacts", csv_file("a,b", "A1,A2"))
        response = self.client.post(f"/imports/{upload.pk}/columns/", {"column-0": "number", "column-1": "number"})
        self.assertEqual(response.status_code, 422)
        self.assertEqual(response.context["form"].errors["column-1"], ["Two headings give “No.”; choose one."])

    def test_takes_one_value_for_all_rows(self) -> None:
        upload = bring(self.client, "contacts", csv_file("number,naam", "A1,Alder"))
        answers = {"column-0": "number", "column-1": "name", "value-city": "Delft"}
        self.client.post(f"/imports/{upload.pk}/columns/", answers)
        upload.refresh_from_db()
        self.save(upload)
        self.assertEqual(Contact.objects.get().city, "Delft")

    def test_value_for_all_rows_that_cannot_be_is_refused(self) -> None:
        upload = bring(self.client, "contacts", csv_file("number,naam", "A1,Alder"))
        answers = {"column-0": "number", "column-1": "name", "value-customer": "perhaps"}
        response = self.client.post(f"/imports/{upload.pk}/columns/", answers)
        self.assertContains(response, "“perhaps” is neither yes nor no.", status_code=422)

    def test_in_another_encoding_is_read_when_told(self) -> None:
        upload = bring(self.client, "contacts", csv_file("number,name", "A1,Café", encoding="cp1252"))
        page = self.client.get(f"/imports/{upload.pk}/columns/")
        self.assertContains(page, "is not UTF-8")
        self.client.post(f"/imports/{upload.pk}/columns/", {"encoding": "cp1252"})
        self.client.post(
            f"/imports/{upload.pk}/columns/", {"encoding": "cp1252", "column-0": "number", "column-1": "name"}
        )
        upload.refresh_from_db()
        self.save(upload)
        self.assertEqual(Contact.objects.get().name, "Café")

    def test_of_several_worksheets_asks_for_one(self) -> None:
        upload = bring(self.client, "contacts", workbook_file(["number", "name"], ["A", "Alder"], others=["Two"]))
        self.assertEqual(upload.state, "unread")
        page = self.client.get(f"/imports/{upload.pk}/columns/")
        self.assertContains(page, '<option value="Two">Two</option>', html=True)
        self.client.post(f"/imports/{upload.pk}/columns/", {"worksheet": "", "column-0": "number", "column-1": "name"})
        upload.refresh_from_db()
        self.assertEqual(counts(upload), (1, 0, 0, 0))

    def test_that_is_ambiguous_is_wrong_until_the_notation_is_told(self) -> None:
        self.client.force_login(UserFactory(group="Set-up"))
        upload = bring(self.client, "items", csv_file("number,unit_price", 'X,"1,234"', name="items.csv"))
        reason = upload.rows.get().reason
        self.assertIn("“1,234” could mean 1.234 or 1234", reason)

    def test_uploaded_twice_says_so(self) -> None:
        first = bring(self.client, "contacts", csv_file(*GOOD))
        second = bring(self.client, "contacts", csv_file(*GOOD))
        page = self.client.get(f"/imports/{second.pk}/")
        self.assertContains(page, "The same file was uploaded")
        self.save(first)
        response = self.save(second)
        self.assertEqual(
            self.messages(response),
            [counts_moved(Counts(2, 0, 0, 0), Counts(0, 0, 2, 0))],
        )
        self.assertContains(response, "Nothing to save")

    def test_with_wrong_rows_saves_the_good_ones_only_when_told(self) -> None:
        upload = bring(self.client, "contacts", csv_file(*GOOD, "C1,,"))
        page = self.client.get(f"/imports/{upload.pk}/")
        self.assertContains(page, "Save 2 changes, leave out 1")
        self.save(upload)
        self.assertEqual(Contact.objects.count(), 0)
        response = self.save(upload, skip="yes")
        self.assertEqual(Contact.objects.count(), 2)
        self.assertContains(response, "Download the wrong row")

    def test_without_rows_has_nothing_to_save(self) -> None:
        upload = bring(self.client, "contacts", csv_file("number,name"))
        self.assertContains(self.client.get(f"/imports/{upload.pk}/"), "headings but no rows")

    def test_may_be_discarded(self) -> None:
        upload = bring(self.client, "contacts", csv_file(*GOOD))
        response = self.client.post(f"/imports/{upload.pk}/discard/", follow=True)
        self.assertEqual(self.messages(response), ["contacts.csv was discarded; nothing was saved."])
        response = self.client.post(f"/imports/{upload.pk}/check/", follow=True)
        self.assertIn("was discarded", self.messages(response)[0])
        self.assertRedirects(self.client.get(f"/imports/{upload.pk}/columns/"), f"/imports/{upload.pk}/")

    def test_is_checked_again_when_asked(self) -> None:
        upload = bring(self.client, "contacts", csv_file("number,name,territory", "A,Alder,NORTH"))
        self.assertEqual(counts(upload), (0, 0, 0, 1))
        TerritoryFactory(code="NORTH")
        self.client.post(f"/imports/{upload.pk}/check/")
        upload.refresh_from_db()
        self.assertEqual(counts(upload), (1, 0, 0, 0))

    def test_pages_that_change_something_take_no_get(self) -> None:
        upload = bring(self.client, "contacts", csv_file(*GOOD))
        for verb in ("save", "check", "discard"):
            self.assertEqual(self.client.get(f"/imports/{upload.pk}/{verb}/").status_code, 405)


class TestContactsAsPeopleBringThem(ImportTestCase):
    """Files that know no numbers of ours, with a title above the headings."""

    def test_headings_below_a_title_are_found_and_asked(self) -> None:
        upload = bring(
            self.client, "contacts", csv_file("Fair of 2026;;", "Naam;Plaats;E-mail", "Alder;Gent;a@x.example")
        )
        page = self.client.get(f"/imports/{upload.pk}/columns/")
        self.assertContains(page, '<input type="number" name="heading_row" value="2"')
        answers = {"heading_row": "2", "column-0": "name", "column-1": "city", "column-2": "email"}
        self.client.post(f"/imports/{upload.pk}/columns/", answers)
        upload.refresh_from_db()
        self.assertEqual((upload.state, counts(upload)), ("checked", (1, 0, 0, 0)))
        self.assertEqual(upload.rows.get().row_number, 3)

    def test_rows_to_look_at_are_counted_and_listed(self) -> None:
        cast.company("Alder", email="a@x.example", city="Breda")
        upload = bring(self.client, "contacts", csv_file("name,city,email", "Alder,Gent,a@x.example", "Birch,,"))
        self.assertEqual(counts(upload), (1, 0, 1, 0))
        page = self.client.get(f"/imports/{upload.pk}/?result=noted")
        self.assertContains(page, "Looks the same as ALDER Alder, which stays as it is.")
        self.assertContains(page, "1 row to look at")
        self.assertNotContains(page, ">Birch<")

    def test_what_was_chosen_is_shown_and_counts(self) -> None:
        cast.company("Alder", email="a@x.example", city="Breda")
        file = csv_file("name,city,email,company", "Alder,Gent,a@x.example,", "Ann,,,Cedar")
        upload = bring(self.client, "contacts", file)
        self.assertEqual(counts(upload), (0, 0, 1, 1))
        answers = {"column-0": "name", "column-1": "city", "column-2": "email", "column-3": "company"}
        answers |= {"extra-change_found": "on", "extra-make_companies": "on"}
        page = self.client.post(f"/imports/{upload.pk}/columns/", answers, follow=True)
        upload.refresh_from_db()
        self.assertEqual((counts(upload), upload.further_count), ((1, 1, 0, 0), 1))
        self.assertContains(page, "Save 3 changes")
        self.assertInHTML("<li>Make companies that do not exist: <strong>Yes</strong></li>", page.content.decode())
        self.save(upload)
        self.assertEqual(
            set(Contact.objects.values_list("name", "city", "company__name")),
            {("Alder", "Gent", None), ("Cedar", "", None), ("Ann", "", "Cedar")},
        )


class TestConsent(ImportTestCase):
    FILE = ("number,name,consent_email", "A,Alder,given 2026-03-01: fair", "B,Birch,")

    def test_is_recorded_by_who_may(self) -> None:
        upload = bring(self.client, "contacts", csv_file(*self.FILE))
        self.save(upload)
        consent = Consent.objects.get()
        self.assertEqual((consent.contact.number, consent.recorded_by), ("A", self.user))

    def test_of_who_may_not_record_it_is_wrong(self) -> None:
        self.client.force_login(UserFactory(permissions=["contacts.add_contact", "contacts.change_contact"]))
        upload = bring(self.client, "contacts", csv_file(*self.FILE))
        self.assertEqual(counts(upload), (1, 0, 0, 1))
        self.assertEqual(
            upload.rows.get(outcome="rejected").reason, "You may not record consent. Leave these columns out."
        )


class TestBadFile(ImportTestCase):
    """None is saved, and each is refused with what to do."""

    def refusal(self, file: SimpleUploadedFile) -> str:
        upload = bring(self.client, "contacts", file)
        self.assertEqual(upload.state, "unread")
        page = self.client.get(f"/imports/{upload.pk}/columns/")
        self.assertEqual((page.status_code, Contact.objects.count()), (200, 0))
        self.assertEqual(self.save(upload).context["fault"], page.context["fault"])
        self.assertEqual(UploadRow.objects.count(), 0)
        return page.context["fault"]

    def test_empty(self) -> None:
        response = self.client.post("/imports/new/contacts/", {"file": SimpleUploadedFile("a.csv", b"")})
        self.assertEqual(response.context["form"].errors["file"], ["The submitted file is empty."])
        self.assertIn("is empty: its first row must hold the headings", self.refusal(csv_file("", "")))

    def test_without_a_file(self) -> None:
        self.assertEqual(self.client.post("/imports/new/contacts/").status_code, 422)
        self.assertEqual(Upload.objects.count(), 0)

    def test_of_another_kind(self) -> None:
        self.assertIn("is an older kind of Excel file", self.refusal(SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0")))
        self.assertIn("not a file that can be imported", self.refusal(SimpleUploadedFile("a.pdf", b"%PDF")))
        self.assertIn("is not a workbook", self.refusal(SimpleUploadedFile("a.xlsx", b"number,name\nA,b\n")))
        self.assertIn("name it .xlsx", self.refusal(SimpleUploadedFile("a.csv", workbook_file(["number"]).read())))

    def test_with_a_password(self) -> None:
        locked = SimpleUploadedFile("a.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)
        self.assertIn("protected by a password", self.refusal(locked))

    def test_with_formulas_that_were_never_computed(self) -> None:
        self.assertIn("never computed", self.refusal(workbook_file(["number", "name"], ["A", "=1+1"])))

    def test_that_is_a_zip_bomb(self) -> None:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/sharedStrings.xml", b" " * 41_000_000)
        self.assertIn("too large to be read as a workbook", self.refusal(SimpleUploadedFile("a.xlsx", file.getvalue())))

    def test_with_a_column_missing_asks_for_it(self) -> None:
        upload = bring(self.client, "contacts", csv_file("city,country", "Aachen,DE"))
        self.assertEqual(upload.state, "unread")

    @override_settings(UPLOAD_MOST_ROWS=1)
    def test_with_too_many_rows(self) -> None:
        upload = bring(self.client, "contacts", csv_file(*GOOD))
        answers = {"column-0": "number", "column-1": "name", "column-2": "city"}
        response = self.client.post(f"/imports/{upload.pk}/columns/", answers)
        self.assertIn("has more than 1 rows", response.context["fault"])
        self.assertEqual((response.status_code, Contact.objects.count()), (422, 0))
