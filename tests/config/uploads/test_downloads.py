import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from openpyxl import load_workbook

from tests.config.uploads.pages import bring, counts, csv_file, workbook_file
from tests.factories import cast
from tests.factories.campaigns import CampaignFactory
from tests.factories.users import UserFactory


class TestTemplate(TestCase):
    def test_has_the_headings_in_the_language_of_the_page_and_can_be_uploaded(self) -> None:
        self.client.force_login(UserFactory(group="Marketer"))
        for language, first in (("en-gb", ["No.", "Type", "Name"]), ("nl", ["Nr.", "Soort", "Naam"])):
            response = self.client.get("/imports/template/contacts/", headers={"accept-language": language})
            content = b"".join(response.streaming_content)
            sheet = load_workbook(io.BytesIO(content)).active
            self.assertEqual([cell.value for cell in sheet[1]][:3], first)
            self.assertEqual(sheet.max_row, 1)
        sheet.append(["A1", "company", "Alder"])
        file = io.BytesIO()
        sheet.parent.save(file)
        upload = bring(self.client, "contacts", SimpleUploadedFile("contacts.xlsx", file.getvalue()))
        self.assertEqual((upload.state, counts(upload)), ("checked", (1, 0, 0, 0)))


class TestContacts(TestCase):
    def test_are_all_that_the_filters_let_through_in_either_language_and_can_be_uploaded_again(self) -> None:
        self.client.force_login(UserFactory(group="Marketer"))
        cast.company("Alder", search_name="ALDER", city="Gent", post_code="01234")
        cast.company("Birch", search_name="BIRCH")
        for language, heading in (("en-gb", "Post code"), ("nl", "Postcode")):
            address = "/imports/export/contacts/?city=gent&sort=name&page=1"
            response = self.client.get(address, headers={"accept-language": language})
            content = b"".join(response.streaming_content)
            rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).active]
            self.assertEqual([row[0] for row in rows[1:]], ["ALDER"])
            self.assertEqual(rows[1][rows[0].index(heading)], "01234")
            upload = bring(self.client, "contacts", SimpleUploadedFile("contacts.xlsx", content))
            self.assertEqual((upload.state, counts(upload)), ("checked", (0, 0, 1, 0)))

    def test_filter_that_is_not_understood_gives_no_file(self) -> None:
        self.client.force_login(UserFactory(group="Viewer"))
        cast.company("Alder")
        for query in ("colour=red", "type=shop"):
            self.assertEqual(self.client.get(f"/imports/export/contacts/?{query}").status_code, 404)

    def test_needs_sight_of_contacts_and_consent(self) -> None:
        self.assertRedirects(
            self.client.get("/imports/export/contacts/"),
            "/sign-in/?next=/imports/export/contacts/",
            fetch_redirect_response=False,
        )
        self.client.force_login(UserFactory(permissions=["contacts.view_contact"]))
        self.assertEqual(self.client.get("/imports/export/contacts/").status_code, 403)
        self.assertNotContains(self.client.get("/contacts/"), "/imports/export/contacts/")

    def test_list_leads_to_it_with_its_filters(self) -> None:
        self.client.force_login(UserFactory(group="Viewer"))
        cast.company("Alder", city="Gent")
        self.assertContains(self.client.get("/contacts/?city=gent"), "/imports/export/contacts/?city=gent")


class TestRejects(TestCase):
    def setUp(self) -> None:
        self.client.force_login(UserFactory(group="Marketer"))

    def rejects(self, upload) -> bytes:
        return b"".join(self.client.get(f"/imports/{upload.pk}/rejects/").streaming_content)

    def test_come_as_they_were_with_number_and_reason_and_can_be_uploaded_again(self) -> None:
        upload = bring(self.client, "contacts", csv_file("number,name,type", "A,Alder,", "B,Birch,shop", "C,=1+1,shop"))
        text = self.rejects(upload).decode("utf-8-sig")
        self.assertEqual(
            list(csv.reader(io.StringIO(text))),
            [
                ["number", "name", "type", "rejected row", "reason"],
                ["B", "Birch", "shop", "3", "type: “shop” is none of company, person."],
                ["C", "'=1+1", "shop", "4", "type: “shop” is none of company, person."],
            ],
        )
        mended = csv_file(*text.replace("shop,", "company,").splitlines(), name="mended.csv")
        again = bring(self.client, "contacts", mended)
        self.assertEqual((again.state, counts(again)), ("checked", (2, 0, 0, 0)))

    def test_of_rejects_have_the_two_columns_once(self) -> None:
        upload = bring(self.client, "contacts", csv_file("number,type,rejected row,reason", "A,shop,7,because"))
        rows = list(csv.reader(io.StringIO(self.rejects(upload).decode("utf-8-sig"))))
        self.assertEqual(rows[0], ["number", "type", "rejected row", "reason"])
        self.assertEqual(rows[1][:3], ["A", "shop", "2"])

    def test_of_a_workbook_are_a_workbook_with_real_numbers(self) -> None:
        upload = bring(self.client, "contacts", workbook_file(["number", "name", "type"], [17850, "+1", "shop"]))
        sheet = load_workbook(io.BytesIO(self.rejects(upload))).active
        self.assertEqual([cell.value for cell in sheet[2]][:2], [17850, "+1"])

    def test_are_gone_with_the_file(self) -> None:
        upload = bring(self.client, "contacts", csv_file("number,type", "A,shop"))
        upload.emptied_at = upload.uploaded_at
        upload.save()
        self.assertEqual(self.client.get(f"/imports/{upload.pk}/rejects/").status_code, 404)


class TestRowSheet(TestCase):
    def test_is_offered_on_the_tab_to_who_may_change_prices(self) -> None:
        CampaignFactory(number="CP1")
        for group, count in (("Marketer", 1), ("Viewer", 0)):
            self.client.force_login(UserFactory(group=group))
            for tab in ("prices", "discounts"):
                page = self.client.get(f"/campaigns/CP1/{tab}/")
                self.assertContains(page, f'href="/campaigns/CP1/{tab}/sheet/"', count=count)
                status = self.client.get(f"/campaigns/CP1/{tab}/sheet/").status_code
                self.assertEqual(status, 200 if count else 403)

    def test_comes_back_about_its_campaign(self) -> None:
        CampaignFactory(number="CP1")
        self.client.force_login(UserFactory(group="Marketer"))
        content = self.client.get("/campaigns/CP1/prices/sheet/").content
        response = self.client.get("/campaigns/CP1/prices/sheet/upload/")
        self.assertRedirects(response, "/imports/new/campaign-prices/?about=CP1")
        upload = bring(self.client, "campaign-prices", SimpleUploadedFile("p.xlsx", content), about="CP1")
        self.assertEqual((upload.about, upload.state, counts(upload)), ("CP1", "checked", (0, 0, 0, 0)))
        self.assertEqual(self.client.get("/imports/new/campaign-prices/", {"about": "CP9"}).status_code, 404)
